//! The patient of the generated records: textbook waves at a known rate.

use std::f64::consts::TAU;

use crate::writer::{Note, Signal};

/// One wave of a heartbeat: height in mV, centre and width in seconds from the R peak.
type Bump = (f64, f64, f64);

const LEAD_TWO: [Bump; 5] = [
    (0.12, -0.170, 0.022),
    (-0.10, -0.028, 0.009),
    (1.10, 0.0, 0.012),
    (-0.22, 0.030, 0.011),
    (0.28, 0.230, 0.040),
];
const LEAD_V5: [Bump; 5] = [
    (0.08, -0.170, 0.022),
    (-0.06, -0.028, 0.009),
    (0.85, 0.0, 0.012),
    (-0.30, 0.030, 0.011),
    (0.22, 0.230, 0.040),
];
/// Pulse wave with its dicrotic wave, from the R peak, height 1.
const PULSE: [Bump; 2] = [(1.0, 0.300, 0.070), (0.35, 0.500, 0.080)];

/// When the heart beats, in seconds: `rates` are (until second, beats per minute).
pub fn beats(rates: &[(f64, f64)]) -> Vec<f64> {
    let mut beats = Vec::new();
    let mut at = 0.5;
    for &(until, per_minute) in rates {
        while at < until {
            beats.push(at);
            at += 60.0 / per_minute;
        }
    }
    beats
}

/// `seconds` of a wave made of `bumps` around each beat.
fn wave(bumps: &[Bump], beats: &[f64], rate_hz: u32, seconds: u32) -> Vec<f64> {
    let value = |t: f64| {
        let near = beats.iter().filter(|&&beat| (t - beat).abs() < 1.0);
        near.flat_map(|beat| bumps.iter().map(move |bump| (t - beat, bump)))
            .map(|(from_beat, (height, centre, width))| {
                height * (-0.5 * ((from_beat - centre) / width).powi(2)).exp()
            })
            .sum()
    };
    (0..rate_hz * seconds).map(|sample| value(f64::from(sample) / f64::from(rate_hz))).collect()
}

/// Adds what electrodes add: 10 µV of noise from a fixed sequence, and a slow wander of 30 µV.
fn with_noise(mut values: Vec<f64>, rate_hz: u32, seed: u32) -> Vec<f64> {
    let mut state = seed;
    for (value, sample) in values.iter_mut().zip(0_u32..) {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = f64::from(state >> 16) / 65_536.0 - 0.5;
        *value += 0.02 * noise + 0.03 * (TAU * 0.25 * f64::from(sample) / f64::from(rate_hz)).sin();
    }
    values
}

/// Lead II and V5 in mV.
pub fn ecg(beats: &[f64], rate_hz: u32, seconds: u32) -> [Signal; 2] {
    let lead = |description, bumps, seed| Signal {
        description,
        unit: "mV",
        gain: 200.0,
        baseline: 0,
        values: with_noise(wave(bumps, beats, rate_hz, seconds), rate_hz, seed),
    };
    [lead("MLII", &LEAD_TWO, 1), lead("V5", &LEAD_V5, 2)]
}

/// The other waves of a bedside monitor: pleth, breathing at 15/min, arterial pressure 120/80.
pub fn circulation(beats: &[f64], rate_hz: u32, seconds: u32) -> [Signal; 3] {
    let pulse = wave(&PULSE, beats, rate_hz, seconds);
    let breath = |sample: u32| (TAU * 0.25 * f64::from(sample) / f64::from(rate_hz)).sin();
    let signal =
        |description, unit, gain, baseline, values| Signal { description, unit, gain, baseline, values };
    let resp = (0..rate_hz * seconds).map(|sample| 1.0 + 0.5 * breath(sample)).collect();
    let pleth = pulse.iter().map(|pulse| 0.3 + 0.4 * pulse).collect();
    let pressure = pulse.iter().map(|pulse| 80.0 + 40.0 * pulse).collect();
    [
        signal("PLETH", "NU", 20_000.0, -10_000, pleth),
        signal("RESP", "Ohm", 10_000.0, 0, resp),
        signal("ABP", "mmHg", 100.0, -10_000, pressure),
    ]
}

/// A rhythm label before the first beat, then a label `N` on each R peak.
pub fn notes(beats: &[f64], rate_hz: u32) -> Vec<Note> {
    let frame = |beat: &f64| (beat * f64::from(rate_hz)).round() as u64;
    let rhythm = (18, 28, "(N");
    std::iter::once(rhythm).chain(beats.iter().map(|beat| (frame(beat), 1, ""))).collect()
}
