#![allow(clippy::unwrap_used, clippy::float_cmp)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::{Channel, Origin, Rate, Span, Time, WaveformPacket};

fn ring(hz: f64, samples: &[f32]) -> Ring {
    let rate = Rate::new(hz).unwrap();
    let mut ring = Ring::new(rate, Span::from_secs(samples.len() as f64 / hz));
    let packet = WaveformPacket {
        channel: Channel::Ecg,
        origin: Origin::Simulated,
        epoch: Time::ZERO,
        rate,
        index: 0,
        samples: samples.to_vec(),
    };
    assert!(ring.push(&packet));
    ring
}

fn scale() -> Scale {
    Scale::new(0.0, 100.0, 0.0, 100.0).unwrap()
}

fn steps(ring: &Ring, px_per_s: f64, columns: Range<i64>) -> Vec<Step> {
    let mut steps = Vec::new();
    let sweep = Sweep::new(600, px_per_s).unwrap();
    trace(ring, sweep, scale(), columns, 2, |step| steps.push(step));
    steps
}

#[test]
fn a_spike_of_one_sample_is_never_lost() {
    let mut samples = vec![10.0; 5_000];
    samples[2_503] = 90.0;
    let steps = steps(&ring(500.0, &samples), 94.5, 0..900);
    assert_eq!(steps.iter().filter(|step| matches!(step, Step::Line(_, y) if *y == 10.0)).count(), 1);
    // 5.3 samples share a column, yet a flat line needs no more than its first and last one there.
    assert!(steps.len() < 2 * 945 + 3, "{} steps", steps.len());
}

#[test]
fn missing_samples_lift_the_pen() {
    let mut samples = vec![50.0; 100];
    samples[40..60].fill(f32::NAN);
    let steps = steps(&ring(10.0, &samples), 100.0, 0..1_000);
    let moves: Vec<_> = steps.iter().filter(|step| matches!(step, Step::Move(..))).collect();
    assert_eq!(moves, [&Step::Move(0.0, 50.0), &Step::Move(600.0, 50.0)]);
    let crosses = steps.iter().any(|step| matches!(step, Step::Line(x, _) if (391.0..600.0).contains(x)));
    assert!(!crosses);
}

#[test]
fn a_lone_sample_is_a_dot() {
    let mut samples = vec![f32::NAN; 30];
    samples[15] = 20.0;
    assert_eq!(
        steps(&ring(10.0, &samples), 100.0, 0..300),
        [Step::Move(150.0, 80.0), Step::Line(151.0, 80.0)]
    );
}

#[test]
fn a_stretch_takes_its_neighbours_along_so_that_it_joins_without_a_seam() {
    let ramp: Vec<f32> = (0..100).map(|n| n as f32).collect();
    let steps = steps(&ring(10.0, &ramp), 100.0, 300..400);
    assert_eq!(steps.first(), Some(&Step::Move(290.0, 71.0)));
    assert_eq!(steps.last(), Some(&Step::Line(410.0, 59.0)));
}

#[test]
fn only_columns_whose_samples_are_all_there_may_be_inked() {
    let ring = ring(100.0, &[0.0; 200]);
    let sweep = Sweep::new(600, 100.0).unwrap();
    let columns = inkable(&ring, sweep, 2);
    assert_eq!(columns, 0..196);
    let end = columns.end;
    assert!(ring.index_at(sweep.time_of(end + 2)) + 1 < ring.end());
    assert!(inkable(&Ring::new(ring.rate(), Span::from_secs(1.0)), sweep, 2).is_empty());
}

#[test]
fn the_calibration_mark_is_one_millivolt_high_and_five_millimetres_wide() {
    let ecg = Scale::new(-1.0, 1.0, 0.0, 80.0).unwrap();
    let mark = calibration_mark(ecg, 1.0, 10.0, 4.0);
    assert_eq!(mark[1].1 - mark[2].1, ecg.per_unit());
    assert_eq!(mark[3].0 - mark[2].0, 20.0);
    assert_eq!(mark[0], (10.0, 40.0));
}

proptest! {
    #[test]
    fn every_column_keeps_its_extremes(
        samples in prop::collection::vec(prop_oneof![9 => 0f32..100.0, 1 => Just(f32::NAN)], 1..600),
        px_per_s in 5.0..400.0f64,
    ) {
        let ring = ring(100.0, &samples);
        let sweep = Sweep::new(100_000, px_per_s).unwrap();
        let mut seen = BTreeMap::<i64, (f64, f64)>::new();
        trace(&ring, sweep, scale(), 0..100_000, 2, |step| {
            let (Step::Move(x, y) | Step::Line(x, y)) = step;
            let (low, high) = seen.entry(x.floor() as i64).or_insert((y, y));
            (*low, *high) = (low.min(y), high.max(y));
        });
        for (n, sample) in samples.iter().enumerate().filter(|(_, sample)| !sample.is_nan()) {
            let y = scale().y(f64::from(*sample));
            let (low, high) = seen[&((n as f64 * px_per_s / 100.0).floor() as i64)];
            prop_assert!(low <= y && y <= high);
        }
    }
}
