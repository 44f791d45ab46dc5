//! Ink lies where the samples say.

use bedside::model::Time;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stage::{Stage, Waves, strip};

const HEIGHT: f64 = 100.0;

/// 3.9 s of zeros with a gap from 1 to 2 s and one sample at the top at 3 s.
fn samples() -> Vec<f32> {
    let mut samples = vec![0.0; 390];
    samples[100..200].fill(f32::NAN);
    samples[300] = 1.0;
    samples
}

#[wasm_bindgen_test]
fn ink_stands_at_the_samples_and_nowhere_else() {
    let stage = Stage::new(400.0, HEIGHT);
    let sweeps = stage.sweeps(&Waves::at(Time::from_secs(3.9), &samples()));
    assert!(!sweeps.has_ink());
    sweeps.set_layout(vec![strip(HEIGHT)]);
    assert!(sweeps.has_ink());
    for x in [50.0, 98.0, 201.0, 250.0, 380.0] {
        assert!(stage.inked(x, 50.0), "no ink at {x}");
        assert!(!stage.inked(x, 20.0), "ink above the wave at {x}");
    }
    for x in [102.0, 150.0, 198.0] {
        assert!(!stage.inked(x, 50.0), "a line crosses the gap at {x}");
    }
    assert!(stage.inked(300.0, 3.0), "the spike is lost");
    assert_eq!(stage.pixel(150.0, 50.0), [0, 0, 0]);
}

#[wasm_bindgen_test]
async fn chunks_join_without_a_seam() {
    let wave: Vec<f32> = (0..390).map(|n| (n as f32 / 7.0).sin() * 0.9).collect();
    let (whole, pieces) = (Stage::new(400.0, HEIGHT), Stage::new(400.0, HEIGHT));
    let at_once = whole.sweeps(&Waves::at(Time::from_secs(3.9), &wave));
    at_once.set_layout(vec![strip(HEIGHT)]);
    let source = Waves::at(Time::from_secs(2.93), &wave);
    let in_pieces = pieces.sweeps(&source);
    in_pieces.set_layout(vec![strip(HEIGHT)]);
    for secs in [3.17, 3.551, 3.9] {
        source.stands.set(Some(Time::from_secs(secs)));
        TimeoutFuture::new(250).await;
    }
    let area = |stage: &Stage| stage.pixels(1.0, 0.0, 379.0, 100.0);
    // Rounding of the rasteriser, far below what an eye can see; a seam would be 100 and more.
    let both = area(&whole).into_iter().zip(area(&pieces)).enumerate();
    let differing: Vec<_> = both
        .filter(|(_, (one, other))| one.abs_diff(*other) > 12)
        .map(|(byte, (one, other))| (byte / 4 % 379 + 1, byte / 4 / 379, one, other))
        .collect();
    assert!(differing.is_empty(), "(x, y, whole, pieces): {differing:?}");
}

#[wasm_bindgen_test]
async fn another_range_holds_from_the_pen_on() {
    let stage = Stage::new(400.0, HEIGHT);
    let source = Waves::at(Time::from_secs(2.0), &[0.0; 390]);
    let sweeps = stage.sweeps(&source);
    sweeps.set_layout(vec![strip(HEIGHT)]);
    sweeps.set_range(0, -1.0, 3.0);
    source.stands.set(Some(Time::from_secs(3.0)));
    TimeoutFuture::new(250).await;
    assert!(stage.inked(150.0, 50.0) && !stage.inked(150.0, 75.0));
    assert!(stage.inked(250.0, 75.0) && !stage.inked(250.0, 50.0));
}

#[wasm_bindgen_test]
async fn late_samples_are_inked_when_they_come_and_a_jump_of_the_clock_draws_anew() {
    let stage = Stage::new(400.0, HEIGHT);
    let source = Waves::at(Time::from_secs(3.0), &[0.0; 100]);
    let sweeps = stage.sweeps(&source);
    sweeps.set_layout(vec![strip(HEIGHT)]);
    assert!(stage.inked(50.0, 50.0) && !stage.inked(150.0, 50.0));
    *source.ring.borrow_mut() = Waves::at(Time::ZERO, &[0.0; 300]).ring.borrow().clone();
    TimeoutFuture::new(250).await;
    assert!(stage.inked(150.0, 50.0) && stage.inked(101.0, 50.0));
    source.stands.set(Some(Time::from_secs(1.0)));
    TimeoutFuture::new(250).await;
    assert!(stage.inked(50.0, 50.0) && !stage.inked(150.0, 50.0));
}

#[wasm_bindgen_test]
async fn marks_stand_above_the_wave_even_when_they_come_late() {
    let stage = Stage::new(400.0, HEIGHT);
    let source = Waves::at(Time::from_secs(3.0), &[-0.5; 390]);
    source.marks.borrow_mut().push((Time::from_secs(1.0), ""));
    let sweeps = stage.sweeps(&source);
    sweeps.set_layout(vec![strip(HEIGHT)]);
    assert!(stage.inked(100.0, 2.0));
    source.marks.borrow_mut().push((Time::from_secs(2.0), ""));
    TimeoutFuture::new(250).await;
    assert!(stage.inked(200.0, 2.0) && !stage.inked(150.0, 2.0));
}

#[wasm_bindgen_test]
fn a_strip_that_cannot_be_drawn_leaves_the_others_alone() {
    let stage = Stage::new(400.0, HEIGHT);
    let sweeps = stage.sweeps(&Waves::at(Time::from_secs(3.0), &[0.0; 390]));
    let mut flat = strip(0.0);
    flat.speed_mm_s = f64::NAN;
    sweeps.set_layout(vec![flat, strip(HEIGHT)]);
    assert!(stage.inked(200.0, 50.0));
}
