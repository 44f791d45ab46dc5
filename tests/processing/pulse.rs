//! Pulses of every size, rate and shape, at every sampling rate.

use bedside::model::{Channel, Quality, Vital};

use crate::bed::{Found, around, beats, noise, pulse, run, wave};

/// A pleth wave alone: `size` of each pulse and the `interval` after it.
fn finger(
    hz: f64,
    secs: f64,
    gain: f64,
    interval: impl Fn(usize, f64) -> f64,
    shape: impl Fn(usize, f64) -> f64,
) -> (Found, Vec<f64>) {
    let truth = beats(secs, interval);
    let value = |t: f64| gain * (3.0 + around(&truth, t, &shape) + 0.02 * noise(t) + 0.2 * (t * 1.3).sin());
    (run(&[wave(Channel::Pleth, hz, secs, value)], 17), truth)
}

/// A pulse as long as its heart leaves time for.
fn scaled(rate: f64) -> impl Fn(usize, f64) -> f64 {
    let stretch = (60.0 / rate).sqrt();
    move |_, t| pulse(t / stretch.min(1.0))
}

/// Pulses missed and pulses invented between `from` and `to`, with a constant delay allowed for.
fn wrong(found: &Found, truth: &[f64], from: f64, to: f64) -> (usize, usize) {
    let pulses: Vec<f64> = found.pulses();
    let near = |pulse: f64, beat: f64| (pulse - beat - 0.09).abs() < 0.1;
    let inside = |at: &&f64| (from..to).contains(*at);
    let missed = truth.iter().filter(inside).filter(|at| !pulses.iter().any(|p| near(*p, **at))).count();
    let extra = pulses.iter().filter(inside).filter(|p| !truth.iter().any(|at| near(**p, *at))).count();
    (missed, extra)
}

#[test]
fn the_rate_is_right_at_every_sampling_rate_unit_and_pace() {
    for hz in [50.0, 62.5, 100.0, 125.0, 250.0, 500.0] {
        for rate in [30.0, 45.0, 72.0, 120.0, 170.0, 200.0, 220.0] {
            for gain in [1e-4, 1.0, 3e4] {
                let (found, truth) =
                    finger(hz, 30.0, gain, |n, _| 60.0 / rate * (1.0 + 0.02 * noise(n as f64)), scaled(rate));
                let shown = found.value(Vital::PulseRate, 29.0);
                assert!(
                    shown.is_some_and(|shown| (shown - rate).abs() <= 1.0 + 0.01 * rate),
                    "{hz} Hz, {rate}/min, gain {gain}: {shown:?}"
                );
                assert_eq!(wrong(&found, &truth, 6.0, 28.0), (0, 0), "{hz} Hz, {rate}/min, gain {gain}");
            }
        }
    }
}

#[test]
fn irregular_pulses_of_changing_size_are_counted_and_trusted() {
    // As in atrial fibrillation: the shorter the filling, the smaller the pulse.
    let interval = |n: usize, _: f64| 0.66 + 0.26 * noise(n as f64);
    let size = |n: usize, t: f64| (1.0 + 0.45 * noise(n as f64 - 1.0)) * pulse(t);
    let (found, truth) = finger(125.0, 60.0, 1.0, interval, size);
    let (missed, extra) = wrong(&found, &truth, 6.0, 58.0);
    // Published detectors find pulses in atrial fibrillation with F1 of 92 to 97 % (Charlton et al.,
    // Physiol Meas 43:085007, 2022).
    assert!(missed + extra <= truth.len() / 10, "{missed} missed, {extra} extra of {}", truth.len());
    let shown = found.value(Vital::PulseRate, 58.0).unwrap();
    let last: Vec<f64> = truth.iter().copied().filter(|at| (47.5..57.5).contains(at)).collect();
    let rate = 60.0 * (last.len() - 1) as f64 / (last[last.len() - 1] - last[0]);
    assert!((shown - rate).abs() < 0.08 * rate, "{shown} of {rate}");
    let readings = found.readings(Vital::PulseRate);
    let late: Vec<_> = readings.iter().filter(|reading| reading.at.secs() > 15.0).collect();
    let good = late.iter().filter(|reading| reading.quality == Quality::Good).count();
    assert!(good as f64 > 0.9 * late.len() as f64, "{good} of {}", late.len());
}

#[test]
fn pulses_that_become_weak_are_found_again() {
    let size = |n: usize, t: f64| if (40..90).contains(&n) { 0.2 } else { 1.0 } * pulse(t);
    let (found, truth) = finger(125.0, 100.0, 1.0, |_, _| 0.8, size);
    // Pulse 40 is at 32.5 s, pulse 90 at 72.5 s.
    let (missed, extra) = wrong(&found, &truth, 45.0, 98.0);
    assert!(missed == 0 && extra <= 2, "{missed} missed, {extra} extra");
    for at in [30.0, 60.0, 71.0, 98.0] {
        assert!((found.value(Vital::PulseRate, at).unwrap() - 75.0).abs() < 1.0, "{at} s");
    }
}

#[test]
fn damped_waves_are_pulses_too() {
    for rate in [50.0, 90.0, 140.0] {
        let period = 60.0 / rate;
        // A tube that damps leaves little more than the ground wave.
        let round = move |_: usize, t: f64| {
            let phase = t / period;
            if (0.0..1.0).contains(&phase) { 0.5 - 0.5 * (std::f64::consts::TAU * phase).cos() } else { 0.0 }
        };
        let (found, _) = finger(125.0, 40.0, 1.0, |_, _| period, round);
        let shown = found.value(Vital::PulseRate, 39.0).unwrap();
        assert!((shown - rate).abs() < 1.0, "{rate}: {shown}");
    }
}

#[test]
fn a_wave_that_is_lost_is_never_a_good_rate() {
    // A cuff on the same arm, or a finger that moves: the wave stands, jumps and comes back.
    for (from, to) in [(30.0, 36.0), (30.0, 45.0)] {
        let truth = beats(70.0, |_, _| 0.66);
        let jumps = beats(70.0, |n, _| 1.2 + 0.9 * noise(n as f64));
        let value = |t: f64| {
            let lost = (from..to).contains(&t);
            let level = noise(jumps.partition_point(|jump| *jump < t) as f64 + 0.5);
            if lost {
                3.0 + level + 0.003 * noise(t)
            } else {
                3.0 + around(&truth, t, |_, t| pulse(t)) + 0.01 * noise(t)
            }
        };
        let found = run(&[wave(Channel::Pleth, 125.0, 70.0, value)], 17);
        for reading in found.readings(Vital::PulseRate).iter().filter(|reading| reading.at.secs() > 10.0) {
            let wrong = reading.value.is_some_and(|value| (value - 90.9).abs() > 9.1);
            assert!(!wrong || reading.quality != Quality::Good, "{reading:?}");
        }
        assert!((found.value(Vital::PulseRate, to + 12.0).unwrap() - 90.9).abs() < 1.0);
    }
}
