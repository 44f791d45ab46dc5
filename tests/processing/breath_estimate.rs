//! Respiration rate where nothing measures the breath.

use std::f64::consts::TAU;

use bedside::{
    model::{Channel, Quality, Vital},
    processing::{Event, Finding},
};

use crate::bed::{Found, Wave, around, beats, complex, noise, pulse, run, wave};

/// ECG and pleth wave of a heart of 75 /min that `rate` breaths a minute move by `depth`.
fn moved(secs: f64, rate: f64, depth: f64) -> [Wave; 2] {
    let breath = move |t: f64| depth * (TAU * rate / 60.0 * t).sin();
    let truth = beats(secs, |n, t| 0.8 * (1.0 + 0.4 * breath(t) + 0.01 * noise(n as f64)));
    let pulses = truth.clone();
    let moved = move |truth: &[f64], n: usize| 1.0 + breath(truth[n]);
    [
        wave(Channel::Ecg, 250.0, secs, |t| {
            around(&truth, t, |n, t| moved(&truth, n) * complex(t, 0.3)) + 0.01 * noise(t)
        }),
        wave(Channel::Pleth, 125.0, secs, |t| {
            around(&pulses, t - 0.2, |n, t| moved(&pulses, n) * pulse(t)) + breath(t) + 0.01 * noise(t)
        }),
    ]
}

fn chest(secs: f64, until: f64) -> Wave {
    let mut wave = wave(Channel::Resp, 62.5, secs, |t| 500.0 + (TAU * 0.2 * t).sin() + 0.01 * noise(t));
    wave.samples.truncate((until * 62.5) as usize);
    wave
}

fn estimated(found: &Found) -> Vec<(f64, f64)> {
    let readings = found.readings(Vital::RespRate);
    readings.iter().filter(|r| r.estimated).map(|r| (r.at.secs(), r.value.unwrap())).collect()
}

#[test]
fn heart_and_pulse_betray_the_breath_and_the_number_is_marked() {
    for rate in [8.0, 12.0, 16.0, 24.0, 30.0] {
        let both = moved(80.0, rate, 0.1);
        for waves in [&both[..], &both[..1], &both[1..]] {
            let found = run(waves, 31);
            let last = found.readings(Vital::RespRate).last().copied().unwrap();
            assert!((last.value.unwrap() - rate).abs() <= 1.5, "{rate}: {last:?}");
            assert!(last.estimated && last.quality == Quality::Questionable);
        }
    }
}

#[test]
fn a_breath_sensor_is_never_replaced_while_it_delivers() {
    let [ecg, pleth] = moved(120.0, 20.0, 0.1);
    // It measures 12; then it is taken away, and the estimate of 20 stands in its place.
    let found = run(&[ecg, pleth, chest(120.0, 60.0)], 31);
    let estimates = estimated(&found);
    assert!(estimates.iter().all(|(at, _)| *at > 60.0), "{:?}", estimates.first());
    assert!((found.value(Vital::RespRate, 59.0).unwrap() - 12.0).abs() < 1.0);
    assert!((found.value(Vital::RespRate, 119.0).unwrap() - 20.0).abs() < 1.5);
    assert!(!found.readings(Vital::RespRate).iter().any(|r| r.estimated && r.quality == Quality::Good));
}

#[test]
fn an_estimate_knows_nothing_of_apnoea() {
    let [ecg, pleth] = moved(120.0, 15.0, 0.1);
    let found = run(&[ecg.until(80.0), pleth.until(80.0)], 31);
    assert!(found.events(Event::Apnoea).is_empty());
    // A breath sensor that feels no breath says 0, whatever the heart does.
    let still = wave(Channel::Resp, 62.5, 120.0, |t| {
        500.0 + if t < 60.0 { (TAU * 0.25 * t).sin() } else { 0.0 } + 0.01 * noise(t)
    });
    let found = run(&[ecg, pleth, still], 31);
    assert!(estimated(&found).is_empty());
    assert_eq!(found.value(Vital::RespRate, 110.0), Some(0.0));
}

#[test]
fn a_heart_that_nothing_moves_gives_no_number_that_stays() {
    let mut shown = 0;
    for seed in 0..6 {
        let truth = beats(150.0, |n, _| 0.8 + 0.02 * noise(n as f64 + 1e4 * f64::from(seed)));
        let ecg = wave(Channel::Ecg, 250.0, 150.0, |t| {
            around(&truth, t, |n, t| (1.0 + 0.02 * noise(n as f64 + 0.3)) * complex(t, 0.3)) + 0.02 * noise(t)
        });
        shown += estimated(&run(&[ecg], 31)).len();
    }
    assert!(shown < 6 * 110 / 3, "{shown} of 660 s");
}

#[test]
fn an_estimate_whose_waves_are_gone_is_gone() {
    let both = moved(60.0, 15.0, 0.1);
    let mut found = run(&both, 31).0;
    found.retain(|finding| matches!(finding, Finding::Reading(r) if r.vital == Vital::RespRate));
    assert!(!found.is_empty());
    let silent = chest(100.0, 0.0);
    let found = run(
        &[both[0].until(60.0), both[1].until(60.0), Wave { samples: vec![f32::NAN; 6_250], ..silent }],
        31,
    );
    assert_eq!(found.value(Vital::RespRate, 99.0), None);
}
