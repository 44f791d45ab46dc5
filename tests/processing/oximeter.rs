//! Pulses, pulse rate, `SpO2` and perfusion.

use bedside::{
    model::{Channel, Vital},
    processing::{Finding, QualityReason},
};

use crate::bed::{Wave, around, beats, noise, pulse, run, wave};

/// Both lights of a finger with `share` per cent of pulsation.
fn lights(truth: &[f64], secs: f64, spo2: impl Fn(f64) -> f64, share: f64) -> [Wave; 2] {
    let volume = |t: f64| around(truth, t, |_, t| pulse(t)) + 0.1 * (t * 1.6).sin();
    let infrared = |t: f64| 2.0 * (1.0 - share / 100.0 * volume(t)) + 0.0002 * noise(t);
    let red = |t: f64| {
        let ratio = (110.0 - spo2(t)) / 25.0;
        1.4 * (1.0 - ratio * share / 100.0 * volume(t)) + 0.0002 * noise(t + 1e3)
    };
    [wave(Channel::Pleth, 125.0, secs, infrared), wave(Channel::PlethRed, 125.0, secs, red)]
}

#[test]
fn saturation_is_within_1_5_per_cent_at_every_level_rate_and_perfusion() {
    for spo2 in [98.0, 90.0, 80.0, 70.0] {
        for rate in [40.0, 72.0, 150.0] {
            for share in [0.7, 2.0, 6.0] {
                let truth = beats(40.0, |n, _| 60.0 / rate * (1.0 + 0.03 * noise(n as f64)));
                let found = run(&lights(&truth, 40.0, |_| spo2, share), 31);
                for at in [20.0, 30.0, 39.0] {
                    let shown = found.value(Vital::SpO2, at).unwrap();
                    assert!((shown - spo2).abs() <= 1.5, "{spo2} at {rate}/min, {share} %: {shown}");
                }
                let shown = found.value(Vital::PulseRate, 39.0).unwrap();
                assert!((shown - rate).abs() <= 0.03 * rate, "{rate}/min, {share} %: {shown}");
                let shown = found.value(Vital::Perfusion, 39.0).unwrap();
                assert!((0.6..1.6).contains(&(shown / share)), "{share} % at {rate}/min: {shown}");
            }
        }
    }
}

#[test]
fn desaturation_shows_within_fifteen_seconds() {
    let truth = beats(60.0, |_, _| 0.8);
    let found = run(&lights(&truth, 60.0, |t| if t < 30.0 { 97.0 } else { 84.0 }, 2.0), 31);
    assert!((found.value(Vital::SpO2, 29.0).unwrap() - 97.0).abs() < 1.0);
    assert!((found.value(Vital::SpO2, 42.0).unwrap() - 84.0).abs() < 1.5);
}

#[test]
fn each_pulse_is_found_once_at_its_upstroke() {
    let truth = beats(60.0, |n, _| 0.85 + 0.15 * noise(n as f64));
    let alone = wave(Channel::Pleth, 125.0, 60.0, |t| around(&truth, t, |_, t| pulse(t)) + 0.01 * noise(t));
    for (name, found) in
        [("alone", run(&[alone], 31)), ("lights", run(&lights(&truth, 60.0, |_| 97.0, 2.0), 31))]
    {
        let pulses: Vec<f64> = found.pulses().into_iter().filter(|at| *at > 4.0).collect();
        let expected: Vec<f64> = truth.iter().copied().filter(|at| *at > 3.9 && *at < 58.5).collect();
        let missed =
            expected.iter().filter(|at| !pulses.iter().any(|p| (p - *at - 0.09).abs() < 0.06)).count();
        let extra = pulses.iter().filter(|p| !truth.iter().any(|at| (*p - at - 0.09).abs() < 0.06)).count();
        assert!(missed <= 1 && extra == 0, "{name}: {missed} missed, {extra} extra");
    }
}

#[test]
fn without_red_light_there_is_no_saturation() {
    let truth = beats(30.0, |_, _| 0.8);
    let found = run(&[wave(Channel::Pleth, 125.0, 30.0, |t| around(&truth, t, |_, t| pulse(t)))], 31);
    assert!(found.readings(Vital::SpO2).is_empty() && found.readings(Vital::Perfusion).is_empty());
    assert!((found.value(Vital::PulseRate, 29.0).unwrap() - 75.0).abs() < 1.0);
}

#[test]
fn a_finger_without_pulse_has_no_saturation() {
    let truth = beats(20.0, |_, _| 0.8);
    let found = run(&lights(&truth, 45.0, |_| 97.0, 2.0), 31);
    assert!(found.value(Vital::SpO2, 19.0).is_some());
    for vital in [Vital::SpO2, Vital::PulseRate] {
        assert_eq!(found.value(vital, 44.0), None, "{vital}");
    }
    let weak = run(&lights(&beats(30.0, |_, _| 0.8), 30.0, |_| 97.0, 0.05), 31);
    assert_eq!(weak.value(Vital::SpO2, 29.0), None);
    assert!(
        weak.0
            .iter()
            .any(|f| { matches!(f, Finding::Quality { reason: Some(QualityReason::LowPerfusion), .. }) })
    );
}

#[test]
fn a_finger_that_leaves_the_sensor_has_no_numbers() {
    let truth = beats(40.0, |_, _| 0.8);
    let mut both = lights(&truth, 40.0, |_| 97.0, 2.0);
    for wave in &mut both {
        wave.samples[125 * 20..125 * 25].fill(f32::NAN);
    }
    let found = run(&both, 31);
    for vital in [Vital::SpO2, Vital::PulseRate, Vital::Perfusion] {
        assert_eq!(found.value(vital, 22.5), None, "{vital}");
        assert!(found.value(vital, 38.0).is_some(), "{vital}");
    }
}
