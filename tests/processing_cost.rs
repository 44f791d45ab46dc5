//! What the processing of one bed costs in a browser: run by `make bench`, since it measures and asserts nothing
//! about speed.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "../examples/speed/play.rs"]
mod play;

wasm_bindgen_test_configure!(run_in_browser);

/// Seconds that are played.
const PLAYED: u64 = 3_600;

#[wasm_bindgen_test]
fn a_bed_with_all_its_channels() {
    let waves = play::bed_waves();
    let begun = js_sys::Date::now();
    play::play(&waves, PLAYED);
    let secs = (js_sys::Date::now() - begun) / 1e3;
    console_log!("a bed with all its channels: {:.3} % of a core", 100.0 * secs / PLAYED as f64);
}
