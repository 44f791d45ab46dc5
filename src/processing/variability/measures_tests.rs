#![allow(clippy::unwrap_used)]

use super::*;
use crate::model::{Interval, Origin};

/// The series, and the time after its last interval.
fn fed(lengths: impl IntoIterator<Item = f64>) -> (Tachogram, Time) {
    let (mut tachogram, mut at) = (Tachogram::default(), Time::from_secs(10.0));
    for millis in lengths {
        at += Span::from_secs(millis / 1e3);
        tachogram.interval(Interval::new(at, millis, Origin::Simulated));
    }
    tachogram.interrupt();
    (tachogram, at)
}

fn minute(lengths: impl IntoIterator<Item = f64>) -> Result<Measures, NotMeasured> {
    let (tachogram, now) = fed(lengths);
    tachogram.measures(Span::from_secs(60.0), now)
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9 * expected.abs().max(1.0)
}

#[test]
fn a_known_series_has_its_known_measures() {
    // 800 and 860 in turn, 40 of each: differences of 60 throughout.
    let found = minute((0..80).map(|n| if n % 2 == 0 { 800.0 } else { 860.0 })).unwrap();
    // The last minute holds 72 whole intervals and the end of another.
    let count = 73.0_f64;
    let mean = (36.0 * 800.0 + 37.0 * 860.0) / count;
    let square = (36.0 * (800.0 - mean).powi(2) + 37.0 * (860.0 - mean).powi(2)) / (count - 1.0);
    assert_eq!((found.count, found.pairs), (73, 72));
    assert!(near(found.mean_ms, mean) && near(found.mean_rate, 60_000.0 / mean));
    assert!(near(found.sdnn_ms, square.sqrt()) && near(found.rmssd_ms, 60.0) && near(found.pnn50, 100.0));
    // All differences are ±60 and as many up as down; all sums are 1660.
    let sd1 = (72.0 * 60.0_f64.powi(2) / 71.0).sqrt() / std::f64::consts::SQRT_2;
    assert!(near(found.sd1_ms, sd1) && near(found.sd2_ms, 0.0), "{found:?}");
    assert!(near(found.left_out, 0.0));
}

#[test]
fn a_ramp_has_the_step_as_rmssd_and_no_width() {
    let found = minute((0..100).map(|n| 700.0 + 2.0 * f64::from(n))).unwrap();
    assert!(near(found.rmssd_ms, 2.0) && near(found.sd1_ms, 0.0) && near(found.pnn50, 0.0));
    assert!(found.sd2_ms > found.sdnn_ms);
}

#[test]
fn fifty_milliseconds_are_not_more_than_fifty() {
    let found = minute((0..80).map(|n| if n % 2 == 0 { 800.0 } else { 850.0 })).unwrap();
    assert!(near(found.pnn50, 0.0));
}

#[test]
fn an_ectopic_beat_changes_nothing_but_the_count() {
    let series = |n: i32| 800.0 + f64::from(n % 4) * 10.0;
    let clean = fed((0..400).map(series));
    let mut lengths: Vec<f64> = (0..400).map(series).collect();
    for n in [103, 211, 330] {
        lengths[n] = 500.0;
        lengths[n + 1] = 1_120.0;
    }
    let planted = fed(lengths);
    let whole = Span::from_secs(400.0);
    let (clean, planted) =
        (clean.0.measures(whole, clean.1).unwrap(), planted.0.measures(whole, planted.1).unwrap());
    assert_eq!((clean.count, planted.count, planted.pairs), (400, 394, 390));
    assert!(near(planted.left_out, 6.0 / 400.0));
    assert!((planted.rmssd_ms - clean.rmssd_ms).abs() < 0.1 && (planted.sdnn_ms - clean.sdnn_ms).abs() < 0.1);
}

#[test]
fn no_difference_is_taken_across_a_gap() {
    let mut tachogram = Tachogram::default();
    let mut at = Time::ZERO;
    for part in 0..4 {
        // Each stretch is even in itself and 100 ms slower than the one before.
        for _ in 0..20 {
            let millis = 700.0 + 100.0 * f64::from(part);
            at += Span::from_secs(millis / 1e3);
            tachogram.interval(Interval::new(at, millis, Origin::Simulated));
        }
        tachogram.interrupt();
        at += Span::from_secs(3.0);
    }
    let found = tachogram.measures(Span::from_secs(100.0), at).unwrap();
    assert_eq!((found.count, found.pairs), (80, 76));
    assert!(near(found.rmssd_ms, 0.0) && found.sdnn_ms > 100.0);
}

#[test]
fn what_would_mean_nothing_is_refused_with_its_reason() {
    let told = |lengths: Vec<f64>| minute(lengths).unwrap_err().to_string();
    assert_eq!(told(vec![]), "needs 0:30 of heartbeats, has 0:00");
    assert_eq!(told(vec![800.0; 20]), "needs 0:30 of heartbeats, has 0:16");
    assert_eq!(told(vec![2_900.0; 12]), "needs 15 heartbeats in a row, has 11");
    let mut ectopic = vec![800.0; 80];
    for n in [20, 40, 60] {
        ectopic[n] = 500.0;
        ectopic[n + 1] = 1_100.0;
    }
    assert_eq!(told(ectopic), "8 % of the beats are artefacts or ectopic, more than 5 %");
    let (mut tachogram, now) = fed(vec![800.0; 80]);
    for n in 0..10 {
        tachogram.interval(Interval::new(now - Span::from_secs(f64::from(n)), f64::NAN, Origin::Simulated));
    }
    assert!(matches!(
        tachogram.measures(Span::from_secs(60.0), now),
        Err(NotMeasured::TooManyLeftOut { share }) if share > 0.1
    ));
}

#[test]
fn a_window_that_has_passed_is_not_measured() {
    let (tachogram, now) = fed(vec![800.0; 200]);
    let minute = Span::from_secs(60.0);
    assert!(tachogram.measures(minute, now).is_ok());
    assert!(tachogram.measures(minute, now + minute.scaled(0.6)).is_err());
    assert!(tachogram.measures(minute, now - minute).is_ok(), "as it was a minute ago");
}

#[test]
fn a_longer_window_holds_what_the_shorter_one_does() {
    let (tachogram, now) = fed((0..800).map(|n| 800.0 + f64::from(n * 37 % 60)));
    let counts: Vec<usize> = [60.0, 120.0, 300.0, 600.0]
        .map(|secs| tachogram.measures(Span::from_secs(secs), now).unwrap().count)
        .into();
    assert!(counts.is_sorted() && counts[0] < counts[3]);
}
