//! What only a real browser can show: run with `cargo test --target wasm32-unknown-unknown`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_cmp, missing_docs)]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod browser {
    mod bench;
    mod frame_loop;
    mod stage;
    mod sweep_bars;
    mod sweep_ink;
    mod trend_canvas;
}
