//! The browser's clock goes forward, and nobody who waits on it wakes too early.

use bedside::{
    model::{Span, Time},
    platform::BrowserClock,
    sources::Clock,
};
use futures_util::FutureExt;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn it_starts_at_zero_and_never_goes_back() {
    let clock = BrowserClock::new();
    let mut last = Time::ZERO;
    for _ in 0..10_000 {
        let now = clock.now();
        assert!(now >= last);
        last = now;
    }
}

#[wasm_bindgen_test]
async fn whoever_sleeps_wakes_not_before_the_time() {
    let clock = BrowserClock::new();
    for micros in [100, 999, 1_000, 1_500, 7_300, 60_001] {
        let at = clock.now() + Span::from_micros(micros);
        clock.sleep_until(at).await;
        assert!(clock.now() >= at, "{micros} µs");
    }
}

#[wasm_bindgen_test]
fn a_time_that_has_passed_is_not_waited_for() {
    let clock = BrowserClock::new();
    assert_eq!(clock.sleep_until(clock.now()).now_or_never(), Some(()));
    assert_eq!(clock.sleep_until(Time::from_secs(-5.0)).now_or_never(), Some(()));
    assert_eq!(clock.sleep_until(clock.now() + Span::from_secs(60.0)).now_or_never(), None);
}
