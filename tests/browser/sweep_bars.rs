//! Bars move with the source's clock and with nothing else.

use std::rc::Rc;

use bedside::{model::Time, platform::WaveSource};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stage::{SPEED_MM_S, Stage, WIDTH, Waves, strip};

/// CSS pixels between two places on a page of a strip.
fn apart(one: f64, other: f64) -> f64 {
    let ahead = (one - other).rem_euclid(WIDTH);
    ahead.min(WIDTH - ahead)
}

#[wasm_bindgen_test]
async fn the_bar_follows_the_clock_and_hides_the_newest_ink() {
    let stage = Stage::new(WIDTH, 80.0);
    let source = Waves::live(&[0.0; 100]);
    let sweeps = stage.sweeps(&source);
    sweeps.set_layout(vec![strip(80.0)]);
    for _ in 0..5 {
        TimeoutFuture::new(130).await;
        let pen = source.now().secs() * 100.0;
        let behind = (pen - stage.bar()).rem_euclid(WIDTH);
        // 350 ms at 100 px/s, and up to three frames that the page's picture of it may be old.
        assert!((34.0..41.0).contains(&behind), "the bar is {behind} px behind the clock");
        assert!(stage.bars()[0].get_bounding_client_rect().width() >= behind.floor().min(38.0));
    }
}

#[wasm_bindgen_test]
async fn the_bar_stands_still_with_its_source_and_goes_on_with_it() {
    let stage = Stage::new(WIDTH, 80.0);
    let source = Waves::live(&[0.0; 100]);
    let sweeps = stage.sweeps(&source);
    sweeps.set_layout(vec![strip(80.0)]);
    TimeoutFuture::new(300).await;
    source.stands.set(Some(source.now()));
    source.pace.set(0.0);
    TimeoutFuture::new(300).await;
    let held = stage.bar();
    TimeoutFuture::new(300).await;
    assert_eq!(stage.bar(), held);
    source.stands.set(None);
    source.pace.set(1.0);
    TimeoutFuture::new(300).await;
    assert!(apart(stage.bar(), held) > 10.0);
}

#[wasm_bindgen_test]
async fn a_frozen_picture_stays_and_resumes_at_now() {
    let stage = Stage::new(WIDTH, 80.0);
    let source = Waves::live(&[0.0; 100]);
    let sweeps = stage.sweeps(&source);
    sweeps.set_layout(vec![strip(80.0)]);
    TimeoutFuture::new(250).await;
    sweeps.pause();
    let (held, asked) = (stage.bar(), source.asked.get());
    TimeoutFuture::new(450).await;
    assert_eq!((stage.bar(), source.asked.get()), (held, asked));
    sweeps.resume();
    TimeoutFuture::new(250).await;
    assert!(source.asked.get() > asked && apart(stage.bar(), held) > 10.0);
}

#[wasm_bindgen_test]
async fn bars_stop_by_themselves_when_the_page_hangs() {
    let stage = Stage::new(WIDTH, 80.0);
    let sweeps = stage.sweeps(&Waves::live(&[0.0; 100]));
    sweeps.set_layout(vec![strip(80.0)]);
    let left = js_sys::Function::new_with_args(
        "bar",
        "const run = bar.getAnimations()[0]; return run.effect.getComputedTiming().endTime - run.currentTime;",
    );
    for _ in 0..3 {
        TimeoutFuture::new(170).await;
        for bar in stage.bars() {
            let left = left.call1(&wasm_bindgen::JsValue::NULL, &bar).unwrap().as_f64().unwrap();
            // A second, and up to some frames that the page's picture of it may be old.
            assert!(left < 1_150.0, "a bar goes on for {left} ms without anyone laying ink");
        }
    }
}

#[wasm_bindgen_test]
fn strips_of_one_speed_share_bars_and_another_speed_has_its_own() {
    let stage = Stage::new(WIDTH, 240.0);
    let source = Waves::at(Time::from_secs(2.0), &[0.0; 100]);
    let sweeps = stage.sweeps(&source);
    let place = |y: f64, speed_mm_s: f64| bedside::platform::StripLayout { y, speed_mm_s, ..strip(60.0) };
    let slow = SPEED_MM_S / 4.0;
    sweeps.set_layout(vec![place(0.0, SPEED_MM_S), place(60.0, SPEED_MM_S), place(120.0, slow)]);
    assert_eq!(stage.bars().len(), 4);
    sweeps.set_layout(vec![place(0.0, SPEED_MM_S), place(60.0, slow), place(120.0, SPEED_MM_S)]);
    assert_eq!(stage.bars().len(), 6);
}

#[wasm_bindgen_test]
async fn a_fast_replay_is_drawn_in_pages_without_bars() {
    let stage = Stage::new(WIDTH, 80.0);
    let source = Waves::at(Time::from_secs(3.0), &[0.0; 1_000]);
    source.pace.set(60.0);
    let sweeps = stage.sweeps(&source);
    sweeps.set_layout(vec![strip(80.0)]);
    assert_eq!(stage.bars().len(), 0);
    assert!(stage.inked(200.0, 40.0));
    source.stands.set(Some(Time::from_secs(9.0)));
    TimeoutFuture::new(250).await;
    assert!(stage.inked(50.0, 40.0) && !stage.inked(106.0, 40.0) && stage.inked(120.0, 40.0));
    source.pace.set(1.0);
    TimeoutFuture::new(250).await;
    assert_eq!(stage.bars().len(), 2);
}

#[wasm_bindgen_test]
async fn dropping_it_releases_everything() {
    let stage = Stage::new(WIDTH, 80.0);
    let source = Waves::live(&[0.0; 100]);
    let sweeps = stage.sweeps(&source);
    let mut ecg = strip(80.0);
    ecg.calibration = Some(1.0);
    sweeps.set_layout(vec![ecg]);
    assert_eq!(stage.overlay.child_element_count(), 2);
    drop(sweeps);
    assert_eq!(stage.overlay.child_element_count(), 0);
    assert_eq!(Rc::strong_count(&source), 1);
    let asked = source.asked.get();
    let document = web_sys::window().unwrap().document().unwrap();
    document.dispatch_event(&web_sys::Event::new("visibilitychange").unwrap()).unwrap();
    TimeoutFuture::new(450).await;
    assert_eq!(source.asked.get(), asked);
}
