//! The browser's clock goes forward, and nobody who waits on it wakes too early.

use std::{cell::Cell, rc::Rc};

use bedside::{
    model::{Span, Time},
    platform::{BrowserClock, WakeWorker, wake_the_due},
    sources::Clock,
};
use futures_util::FutureExt;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::wasm_bindgen_test;

use super::waiting::until;

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

/// Lets whoever was woken go on, and no timer fire.
async fn settle() {
    for _ in 0..10 {
        JsFuture::from(js_sys::Promise::resolve(&wasm_bindgen::JsValue::NULL)).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn whoever_is_due_can_be_woken_before_his_timer_fires() {
    let clock = BrowserClock::new();
    let woken = Rc::new(Cell::new(0));
    for span in [Span::from_millis(20), Span::from_millis(600_000)] {
        let (woken, at) = (Rc::clone(&woken), clock.now() + span);
        spawn_local(async move {
            clock.sleep_until(at).await;
            woken.set(woken.get() + 1);
        });
    }
    settle().await;
    wake_the_due();
    settle().await;
    assert_eq!(woken.get(), 0, "nobody is due");
    let due = clock.now() + Span::from_millis(25);
    // The page is busy, so that no timer can fire.
    while clock.now() < due {}
    settle().await;
    assert_eq!(woken.get(), 0, "the timer has not fired");
    wake_the_due();
    settle().await;
    assert_eq!(woken.get(), 1, "the one that was due, and not the other");
}

#[wasm_bindgen_test]
async fn a_worker_wakes_the_page_until_it_is_let_go() {
    let heard = Rc::new(Cell::new(0));
    let counted = Rc::clone(&heard);
    let worker = WakeWorker::start(move || counted.set(counted.get() + 1)).unwrap();
    until("three messages", || heard.get() >= 3).await;
    drop(worker);
    settle().await;
    let last = heard.get();
    let clock = BrowserClock::new();
    clock.sleep_until(Time::from_secs(1.0)).await;
    assert_eq!(heard.get(), last);
}
