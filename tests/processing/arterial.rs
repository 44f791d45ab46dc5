//! Systolic, diastolic and mean pressure of an arterial line.

use std::{
    collections::BTreeMap,
    f64::consts::{PI, TAU},
};

use bedside::{
    model::{Channel, Quality, Time, Vital},
    processing::{Finding, Processor, QualityReason},
};
use proptest::prelude::*;

use crate::bed::{Found, Wave, noise, packet, run, wave};

const VITALS: [Vital; 3] = [Vital::ArterialSystolic, Vital::ArterialDiastolic, Vital::ArterialMean];

/// One beat of an interval of `long` seconds, `t` seconds after its foot, between 0 and 1: steep
/// rise, slow fall, dicrotic wave.
fn beat(t: f64, long: f64) -> f64 {
    let rise = 0.12;
    if t < rise {
        return (1.0 - (PI * t / rise).cos()) / 2.0;
    }
    let share = (t - rise) / (long - rise);
    let dicrotic = 0.08 * (-((share - 0.4) / 0.06).powi(2) / 2.0).exp();
    f64::midpoint(1.0, (PI * share).cos()) + dicrotic
}

/// A heart of `rate` beats a minute, between `low` and `high` mmHg.
fn pressure(t: f64, rate: f64, (high, low): (f64, f64)) -> f64 {
    let long = 60.0 / rate;
    low + (high - low) * beat(t.rem_euclid(long), long)
}

/// Systolic, diastolic and mean pressure of that.
fn truth(rate: f64, (high, low): (f64, f64)) -> [f64; 3] {
    let long = 60.0 / rate;
    let mean = (0..10_000).map(|n| beat(long * f64::from(n) / 1e4, long)).sum::<f64>() / 1e4;
    [high, low, low + (high - low) * mean]
}

fn line(hz: f64, secs: f64, at: impl Fn(f64) -> f64) -> Wave {
    wave(Channel::Arterial, hz, secs, at)
}

fn shown(found: &Found, secs: f64) -> [Option<f64>; 3] {
    VITALS.map(|vital| found.value(vital, secs))
}

fn quality(found: &Found, vital: Vital, secs: f64) -> Quality {
    found.readings(vital).iter().rfind(|reading| reading.at.secs() <= secs).unwrap().quality
}

fn reasons(found: &Found) -> Vec<Option<QualityReason>> {
    let reason = |f: &Finding| match f {
        Finding::Quality { channel: Channel::Arterial, reason, .. } => Some(*reason),
        _ => None,
    };
    found.0.iter().filter_map(reason).collect()
}

#[test]
fn pressures_are_within_2_mmhg_at_every_heart_and_sample_rate_in_noise() {
    for hz in [62.5, 100.0, 125.0, 250.0, 500.0, 1_000.0] {
        for rate in [40.0, 60.0, 83.0, 120.0, 150.0] {
            for levels in [(120.0, 80.0), (75.0, 40.0), (190.0, 95.0)] {
                let found = run(&[line(hz, 40.0, |t| pressure(t, rate, levels) + 1.5 * noise(t))], 31);
                for secs in [15.0, 20.0, 30.0, 39.0] {
                    for (got, real) in shown(&found, secs).into_iter().zip(truth(rate, levels)) {
                        let off = got.unwrap() - real;
                        assert!(off.abs() < 2.0, "{levels:?} at {rate}/min, {hz} Hz: {off:+.2} of {real:.1}");
                    }
                }
                assert_eq!(quality(&found, Vital::ArterialSystolic, 39.0), Quality::Good);
            }
        }
    }
}

#[test]
fn breathing_moves_the_numbers_no_more_than_the_pressure() {
    for rate in [40.0, 75.0, 150.0] {
        let levels = (120.0, 75.0);
        let swinging =
            line(125.0, 60.0, |t| pressure(t, rate, levels) + 4.0 * (TAU * 0.25 * t).sin() + 1.0 * noise(t));
        let found = run(&[swinging], 31);
        for (vital, real) in VITALS.into_iter().zip(truth(rate, levels)) {
            let readings = found.readings(vital);
            let values: Vec<f64> = readings.iter().skip(15).map(|reading| reading.value.unwrap()).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            assert!((mean - real).abs() < 2.0, "{vital} at {rate}/min: {mean:.1}, not {real:.1}");
            assert!(values.iter().all(|value| (value - real).abs() < 5.5), "{vital} at {rate}/min");
        }
    }
}

#[test]
fn a_resonating_tube_adds_little() {
    let (hz, rate, levels) = (1_000.0, 80.0, (120.0, 75.0));
    // A column of fluid of 20 Hz, damped to 0.2 of critical.
    let (turn, damping) = (TAU * 20.0, 0.2);
    let (mut at, mut speed) = (pressure(0.0, rate, levels), 0.0);
    let samples = (0..30_000).map(|n| {
        let force = turn * turn * (pressure(f64::from(n) / hz, rate, levels) - at);
        speed += (force - 2.0 * damping * turn * speed) / hz;
        at += speed / hz;
        at as f32
    });
    let tube = Wave { samples: samples.collect(), ..line(hz, 0.0, |_| 0.0) };
    let found = run(&[tube], 250);
    for (got, real) in shown(&found, 29.0).into_iter().zip(truth(rate, levels)) {
        assert!((got.unwrap() - real).abs() < 2.5, "{got:?} of {real:.1}");
    }
}

#[test]
fn a_change_shows_within_eight_seconds_and_a_flush_not_at_all() {
    let levels = |t: f64| if t < 30.0 { (120.0, 80.0) } else { (80.0, 45.0) };
    let flushed = |t: f64| if (20.0..20.8).contains(&t) { 290.0 } else { pressure(t, 75.0, levels(t)) };
    let found = run(&[line(125.0, 60.0, flushed)], 31);
    for reading in found.readings(Vital::ArterialSystolic) {
        let (secs, value) = (reading.at.secs(), reading.value);
        if (10.0..29.0).contains(&secs) {
            assert!((value.unwrap() - 120.0).abs() < 4.0, "{value:?} at {secs}");
        }
    }
    for (got, real) in shown(&found, 38.0).into_iter().zip(truth(75.0, (80.0, 45.0))) {
        assert!((got.unwrap() - real).abs() < 2.0, "{got:?} of {real}");
    }
}

#[test]
fn without_a_pulse_there_is_only_a_mean() {
    let stops = line(125.0, 60.0, |t| {
        let beating = pressure(t.min(30.0), 75.0, (120.0, 80.0));
        let fall = (-(t - 30.0).max(0.0) / 3.0).exp();
        25.0 + (beating - 25.0) * fall + 0.5 * noise(t)
    });
    let found = run(&[stops], 31);
    assert!(shown(&found, 29.0).iter().all(Option::is_some));
    let [systolic, diastolic, mean] = shown(&found, 36.0);
    assert_eq!((systolic, diastolic), (None, None));
    assert!(mean.is_some());
    assert_eq!(quality(&found, Vital::ArterialMean, 36.0), Quality::Good);
    let [systolic, diastolic, mean] = shown(&found, 59.0);
    assert_eq!((systolic, diastolic), (None, None));
    assert!((mean.unwrap() - 25.0).abs() < 1.0, "{mean:?}");
    assert_eq!(reasons(&found).last(), Some(&Some(QualityReason::NoPulsation)));
}

#[test]
fn a_line_that_is_off_or_shut_or_impossible_has_no_numbers() {
    for (fault, reason) in [
        (f64::NAN, QualityReason::SensorOff),
        (90.0, QualityReason::Flat),
        (400.0, QualityReason::SensorOff),
        (-51.0, QualityReason::SensorOff),
        (f64::INFINITY, QualityReason::SensorOff),
    ] {
        let hit = |t: f64| (20.0..28.0).contains(&t);
        let found =
            run(&[line(125.0, 50.0, |t| if hit(t) { fault } else { pressure(t, 75.0, (120.0, 80.0)) })], 31);
        assert_eq!(shown(&found, 27.5), [None; 3], "{fault}");
        assert!(reasons(&found).contains(&Some(reason)), "{fault}: {:?}", reasons(&found));
        assert_eq!(reasons(&found).last(), Some(&None), "{fault}");
        for (got, real) in shown(&found, 49.0).into_iter().zip(truth(75.0, (120.0, 80.0))) {
            assert!((got.unwrap() - real).abs() < 2.0, "{fault}: {got:?} of {real}");
        }
    }
}

#[test]
fn single_lost_samples_change_nothing() {
    let whole = line(125.0, 40.0, |t| pressure(t, 75.0, (120.0, 80.0)));
    let mut holed = line(125.0, 40.0, |t| pressure(t, 75.0, (120.0, 80.0)));
    holed.samples.iter_mut().step_by(97).for_each(|sample| *sample = f32::NAN);
    let (whole, holed) = (run(&[whole], 31), run(&[holed], 31));
    for (one, other) in shown(&whole, 39.0).into_iter().zip(shown(&holed, 39.0)) {
        assert!((one.unwrap() - other.unwrap()).abs() < 1.0);
    }
}

#[test]
fn a_line_that_vanishes_is_told_once_and_then_forgotten() {
    let wave = line(125.0, 20.0, |t| pressure(t, 75.0, (120.0, 80.0)));
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    for second in 0..20 {
        processor.receive(&packet(&wave, second * 125, (second + 1) * 125), &mut findings);
        processor.advance(Time::from_secs(second as f64 + 1.0), &mut findings);
    }
    for second in 21..60 {
        processor.advance(Time::from_secs(f64::from(second)), &mut findings);
    }
    let found = Found(findings);
    for vital in VITALS {
        let readings = found.readings(vital);
        assert_eq!(readings.iter().filter(|reading| reading.at > Time::from_secs(19.0)).count(), 4);
        assert_eq!(readings.last().unwrap().value, None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_the_pressure_the_numbers_are_in_order(
        samples in prop::collection::vec(
            prop_oneof![
                8 => -50.0_f32..350.0,
                1 => any::<u32>().prop_map(f32::from_bits),
            ],
            500..3_000,
        ),
        smooth in 1_usize..40,
        hz in 50.0_f64..1_000.0,
        cut in 1_usize..500,
    ) {
        let samples = samples.windows(smooth).map(|near| near.iter().sum::<f32>() / smooth as f32).collect();
        let found = run(&[Wave { samples, ..line(hz, 0.0, |_| 0.0) }], cut);
        // Each is told when it changes, and all together once a second: only what is of one moment compares.
        let [systolic, diastolic, mean] = VITALS.map(|vital| {
            found.readings(vital).iter().map(|told| (told.at, told.value)).collect::<BTreeMap<_, _>>()
        });
        for (at, high) in &systolic {
            let (Some(low), Some(mean)) = (diastolic.get(at), mean.get(at)) else { continue };
            prop_assert_eq!(high.is_some(), low.is_some(), "at {:?}", at);
            if let (Some(high), Some(low)) = (high, low) {
                prop_assert!(*high >= low + 5.0 - 1e-9, "{high} over {low}");
                prop_assert!(mean.is_some_and(|mean| mean <= *high));
            }
        }
    }
}
