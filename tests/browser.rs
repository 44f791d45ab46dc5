//! What only a real browser can show: run with `scripts/test.sh browser`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_cmp, missing_docs)]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod browser {
    mod alarm_log;
    mod bench;
    mod clock;
    mod files;
    mod fixture;
    mod frame_loop;
    mod heard;
    mod keyboard;
    mod limit_editor;
    mod loudspeaker;
    mod number;
    mod panic;
    mod recorded_bed;
    mod route;
    mod rules;
    mod settings;
    mod simulated_bed;
    mod size;
    mod stage;
    mod storage;
    mod sweep_bars;
    mod sweep_ink;
    mod taking_down;
    mod trend_canvas;
    mod waiting;
    mod ward;
}
