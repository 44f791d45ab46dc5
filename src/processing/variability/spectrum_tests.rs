#![allow(clippy::unwrap_used)]

use super::*;
use crate::model::Origin;

/// Beats of a heart whose interval swings by `amplitude` ms at each frequency.
fn swinging(secs: f64, mean: f64, swings: &[(f64, f64)]) -> (Tachogram, Time) {
    let (mut tachogram, mut at) = (Tachogram::default(), 100.0);
    while at < 100.0 + secs {
        let swing: f64 = swings.iter().map(|(hz, amplitude)| amplitude * (TAU * hz * at).sin()).sum();
        let millis = mean + swing;
        at += millis / 1e3;
        tachogram.interval(Interval::new(Time::from_secs(at), millis, Origin::Simulated));
    }
    tachogram.interrupt();
    (tachogram, Time::from_secs(at))
}

fn within(found: f64, expected: f64, share: f64) {
    assert!((found / expected - 1.0).abs() < share, "{found} ms² instead of {expected}");
}

#[test]
fn a_swing_has_its_power_in_its_band() {
    for (mean, hz, amplitude) in [(1_000.0, 0.1, 50.0), (700.0, 0.06, 30.0), (900.0, 0.12, 20.0)] {
        let (tachogram, now) = swinging(320.0, mean, &[(hz, amplitude)]);
        let found = tachogram.spectrum(now).unwrap();
        within(found.lf.unwrap(), amplitude * amplitude / 2.0, 0.05);
        assert!(found.hf < 0.02 * found.lf.unwrap(), "{found:?}");
    }
    for (mean, hz, amplitude) in [(800.0, 0.25, 40.0), (600.0, 0.33, 15.0), (1_000.0, 0.2, 30.0)] {
        let (tachogram, now) = swinging(320.0, mean, &[(hz, amplitude)]);
        let found = tachogram.spectrum(now).unwrap();
        within(found.hf, amplitude * amplitude / 2.0, 0.05);
        assert!(found.lf.unwrap() < 0.02 * found.hf, "{found:?}");
    }
}

#[test]
fn two_swings_keep_apart_and_a_slope_is_in_neither() {
    let (mut tachogram, mut at) = (Tachogram::default(), 0.0);
    while at < 330.0 {
        let millis = 900.0 - 0.5 * at + 30.0 * (TAU * 0.09 * at).sin() + 20.0 * (TAU * 0.27 * at).sin();
        at += millis / 1e3;
        tachogram.interval(Interval::new(Time::from_secs(at), millis, Origin::Simulated));
    }
    tachogram.interrupt();
    let found = tachogram.spectrum(Time::from_secs(at)).unwrap();
    within(found.lf.unwrap(), 450.0, 0.05);
    within(found.hf, 200.0, 0.05);
    within(found.ratio().unwrap(), 2.25, 0.08);
}

#[test]
fn two_minutes_give_hf_and_five_give_lf() {
    let (tachogram, now) = swinging(100.0, 800.0, &[(0.25, 30.0)]);
    let told = tachogram.spectrum(now).unwrap_err();
    assert!(matches!(told, NotMeasured::TooShort { heard, needed: HF_LEAST } if heard < HF_LEAST), "{told}");
    let (tachogram, now) = swinging(130.0, 800.0, &[(0.25, 30.0)]);
    let found = tachogram.spectrum(now).unwrap();
    assert_eq!((found.lf, found.ratio()), (None, None));
    within(found.hf, 450.0, 0.05);
    assert!(Tachogram::default().spectrum(Time::ZERO).is_err());
}

#[test]
fn ectopic_beats_and_a_short_gap_leave_the_power_as_it_is() {
    let (mut tachogram, mut at) = (Tachogram::default(), 100.0);
    let mut n = 0;
    while at < 430.0 {
        n += 1;
        let sinus = 850.0 + 40.0 * (TAU * 0.1 * at).sin() + 20.0 * (TAU * 0.3 * at).sin();
        let millis = match n % 120 {
            50 => 560.0,
            51 => 1_180.0,
            _ => sinus,
        };
        at += millis / 1e3;
        if (200..208).contains(&n) {
            tachogram.interrupt();
            continue;
        }
        tachogram.interval(Interval::new(Time::from_secs(at), millis, Origin::Simulated));
    }
    tachogram.interrupt();
    let found = tachogram.spectrum(Time::from_secs(at)).unwrap();
    within(found.lf.unwrap(), 800.0, 0.1);
    within(found.hf, 200.0, 0.15);
}

#[test]
fn a_long_gap_is_refused() {
    let (mut tachogram, now) = swinging(200.0, 800.0, &[(0.25, 30.0)]);
    let mut at = now + Span::from_secs(60.0);
    for _ in 0..100 {
        at += Span::from_secs(0.8);
        tachogram.interval(Interval::new(at, 800.0, Origin::Simulated));
    }
    tachogram.interrupt();
    let told = tachogram.spectrum(at).unwrap_err();
    assert!(
        matches!(told, NotMeasured::Interrupted { missing } if missing > Span::from_secs(50.0)),
        "{told}"
    );
}

#[test]
fn faster_than_half_the_heart_rate_nothing_is_seen() {
    let (tachogram, now) = swinging(330.0, 1_500.0, &[(0.2, 30.0)]);
    let found = tachogram.spectrum(now).unwrap();
    assert!((found.hf_end_hz - 1.0 / 3.0).abs() < 0.01);
    within(found.hf, 450.0, 0.05);
}

#[test]
fn an_even_heart_has_no_power() {
    let (tachogram, now) = swinging(330.0, 800.0, &[]);
    let found = tachogram.spectrum(now).unwrap();
    assert!(found.hf < 1e-9 && found.lf.unwrap() < 1e-9);
}
