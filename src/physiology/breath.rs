//! Breaths, and the impedance of the chest that follows them.

use std::f64::consts::{PI, TAU};

use super::{
    individual::Individual,
    noise::{Noise, Stream},
    timeline::Event,
};
use crate::model::{Span, Time};

/// Share of a breath spent breathing in: I:E of 1:1.7.
const INSPIRATION: f64 = 0.37;
/// Mean of [`Breath::volume`] over a breath of depth 1.
const MEAN_VOLUME: f64 = 0.425;
/// While not breathing, how often the patient may start again, seconds.
const PAUSE: f64 = 1.0;

/// One breath, or one second of apnoea.
#[derive(Clone, Debug)]
pub(super) struct Breath {
    at: Time,
    index: i64,
    length: Span,
    /// Relative to this rate's usual breath; 0 in apnoea.
    depth: f64,
    /// Impedance swing of the usual breath, ohm.
    swing_ohm: f64,
}

impl Event for Breath {
    fn at(&self) -> Time {
        self.at
    }
}

impl Breath {
    /// The first breath of all, starting at `at`.
    pub(super) fn first(at: Time, resp_rate: f64, person: &Individual, noise: Noise) -> Self {
        Self::new(at, 0, resp_rate, person, noise)
    }

    /// The breath after this one.
    pub(super) fn next(&self, resp_rate: f64, person: &Individual, noise: Noise) -> Self {
        Self::new(self.end(), self.index + 1, resp_rate, person, noise)
    }

    fn new(at: Time, index: i64, resp_rate: f64, person: &Individual, noise: Noise) -> Self {
        if resp_rate <= 0.0 {
            return Self { at, index, length: Span::from_secs(PAUSE), depth: 0.0, swing_ohm: 0.0 };
        }
        // A few per cent from breath to breath, as at quiet rest.
        let length = 60.0 / resp_rate * (1.0 + 0.03 * noise.normal(Stream::BreathLength, index));
        let depth = 1.0 + 0.05 * noise.normal(Stream::BreathDepth, index);
        // Fast breaths are shallower.
        let swing_ohm = person.breath_ohm * (14.0 / resp_rate).powf(0.25).clamp(0.75, 1.3);
        Self { at, index, length: Span::from_secs(length), depth, swing_ohm }
    }

    /// When the next one starts.
    pub(super) fn end(&self) -> Time {
        self.at + self.length
    }

    /// Whether air moves.
    pub(super) fn is_breath(&self) -> bool {
        self.depth > 0.0
    }

    /// Air in the chest above rest, about 0 to 1.
    pub(super) fn volume(&self, at: Time) -> f64 {
        if !self.is_breath() {
            return 0.0;
        }
        let phase = ((at - self.at).secs() / self.length.secs()).clamp(0.0, 1.0);
        let filled = if phase < INSPIRATION {
            0.5 - 0.5 * (PI * phase / INSPIRATION).cos()
        } else {
            // Breathing out is passive: quick at first, then slower.
            let out = (phase - INSPIRATION) / (1.0 - INSPIRATION);
            0.5 + 0.5 * (PI * out * (1.6 - 0.6 * out)).cos()
        };
        self.depth * filled
    }

    /// What breathing does to heart and vessels, around zero: positive breathing in.
    pub(super) fn sway(&self, at: Time) -> f64 {
        if self.is_breath() { self.volume(at) - MEAN_VOLUME * self.depth } else { 0.0 }
    }

    /// Impedance of the chest above its rest, ohm.
    pub(super) fn impedance(&self, at: Time) -> f64 {
        self.swing_ohm * self.volume(at)
    }
}

/// What the breath sensor sees besides air: slow drift, noise of a few milliohm and a small trace of
/// the heart's volume, which falls as the arteries fill.
pub(super) fn disturbance(at: Time, pressure_mmhg: f64, noise: Noise) -> f64 {
    let drift =
        0.06 * noise.smooth(Stream::Impedance, at, 17_000_000) + 0.02 * (TAU * at.secs() / 61.0).sin();
    let hiss = 0.004 * noise.rough(Stream::Impedance, at, 16_000);
    drift + hiss - 0.001 * (pressure_mmhg - 90.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breathing_in_takes_a_third_and_the_sway_is_even() {
        let noise = Noise::new(5);
        let person = Individual::new(noise);
        let breath = Breath::first(Time::ZERO, 15.0, &person, noise);
        let count = 1_000;
        let times = (0..count).map(|step| Time::ZERO + breath.length.scaled(step as f64 / count as f64));
        let volumes: Vec<f64> = times.clone().map(|at| breath.volume(at)).collect();
        let top = (0..count).max_by(|a, b| volumes[*a].total_cmp(&volumes[*b]));
        assert_eq!(top, Some(370));
        let sway = times.map(|at| breath.sway(at)).sum::<f64>() / count as f64;
        assert!(sway.abs() < 0.005, "{sway}");
        assert!(volumes[0].abs() < 1e-9 && volumes[count - 1] < 0.01);
    }

    #[test]
    fn apnoea_moves_no_air_and_lets_breathing_start_again() {
        let noise = Noise::new(5);
        let person = Individual::new(noise);
        let pause = Breath::first(Time::ZERO, 0.0, &person, noise);
        assert!(pause.impedance(Time::from_millis(500)).abs() <= 0.0);
        assert!(pause.next(12.0, &person, noise).is_breath());
        assert_eq!(pause.end(), Time::from_secs(1.0));
    }
}
