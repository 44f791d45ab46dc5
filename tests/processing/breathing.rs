//! Breaths, respiration rate and apnoea.

use std::f64::consts::TAU;

use bedside::{
    model::{Channel, Vital},
    processing::Event,
};

use crate::bed::{Wave, around, beats, complex, disturbance, noise, run, wave};

/// Impedance with breaths of `depth` ohms while `breathing`, moved by a heart of 75/min as well.
fn chest(secs: f64, rate: f64, depth: f64, heart: f64, breathing: impl Fn(f64) -> bool) -> [Wave; 2] {
    let truth = beats(secs, |_, _| 0.8);
    let artefact = |t: f64| heart * around(&truth, t, |_, t| (-((t - 0.2) / 0.1).powi(2)).exp());
    let breath =
        |t: f64| if breathing(t) { depth / 2.0 * (1.0 - (TAU * rate / 60.0 * t).cos()) } else { 0.0 };
    [
        wave(Channel::Resp, 62.5, secs, |t| {
            500.0 + breath(t) + artefact(t) + 0.01 * noise(t) + 0.3 * (TAU * 0.01 * t).sin()
        }),
        wave(Channel::Ecg, 250.0, secs, |t| around(&truth, t, |_, t| complex(t, 0.3)) + disturbance(t)),
    ]
}

#[test]
fn breaths_are_counted_at_every_rate_and_depth() {
    for rate in [6.0, 12.0, 16.0, 30.0, 45.0] {
        for depth in [0.5, 1.0, 3.0] {
            let found = run(&chest(90.0, rate, depth, 0.1, |_| true), 16);
            let shown = found.value(Vital::RespRate, 89.0);
            assert!(shown.is_some_and(|shown| (shown - rate).abs() <= 1.0), "{rate}, {depth} ohm: {shown:?}");
        }
    }
}

#[test]
fn a_breath_begins_where_the_chest_begins_to_widen() {
    let found = run(&chest(90.0, 15.0, 1.0, 0.05, |_| true), 16);
    let late: Vec<f64> =
        found.breaths().iter().filter(|at| **at > 12.0).map(|at| (at + 2.0) % 4.0 - 2.0).collect();
    assert!(late.len() >= 18 && late.iter().all(|late| late.abs() < 0.5), "{late:?}");
}

#[test]
fn apnoea_is_told_after_twenty_seconds_though_the_heart_still_moves_the_chest() {
    for heart in [0.0, 0.1, 0.2] {
        let found = run(&chest(150.0, 15.0, 1.0, heart, |t| !(60.0..110.0).contains(&t)), 16);
        let events = found.events(Event::Apnoea);
        assert_eq!(events.len(), 2, "heart {heart}: {events:?}");
        // The last breath began at 56 s.
        assert!(events[0].0 && (76.0..82.0).contains(&events[0].1), "heart {heart}: {events:?}");
        assert!(!events[1].0 && (110.0..115.0).contains(&events[1].1), "heart {heart}: {events:?}");
        assert_eq!(found.value(Vital::RespRate, 100.0), Some(0.0));
        assert!((found.value(Vital::RespRate, 149.0).unwrap() - 15.0).abs() < 1.0);
    }
}

#[test]
fn a_sensor_that_is_off_is_no_apnoea() {
    let mut waves = chest(100.0, 15.0, 1.0, 0.1, |_| true);
    waves[0].samples[62 * 40..62 * 75].fill(f32::NAN);
    let found = run(&waves, 16);
    assert!(found.events(Event::Apnoea).is_empty());
    assert_eq!(found.value(Vital::RespRate, 60.0), None);
    assert!(found.value(Vital::RespRate, 98.0).is_some());
}
