//! Lead II, beat by beat: a sum of Gaussians, the closed form of the ECGSYN model (IEEE Trans
//! Biomed Eng 50:289, 2003).

use std::f64::consts::TAU;

use super::{
    individual::Individual,
    noise::{Noise, Stream},
    truth::BeatKind,
};
use crate::model::{Span, Time};

/// Beyond so many widths a Gaussian is below 0.05 µV and is left out.
const REACH: f64 = 4.5;

/// One hump: a Gaussian whose two sides may differ in width.
#[derive(Clone, Copy, Debug, Default)]
struct Hump {
    centre: f64,
    left: f64,
    right: f64,
    height: f64,
}

impl Hump {
    const fn new(centre: f64, width: f64, height: f64) -> Self {
        Self { centre, left: width, right: width, height }
    }

    fn value(self, secs: f64) -> f64 {
        let away = secs - self.centre;
        let width = if away < 0.0 { self.left } else { self.right };
        if away.abs() >= REACH * width {
            return 0.0;
        }
        let scaled = away / width;
        self.height * (-0.5 * scaled * scaled).exp()
    }
}

/// The electrical picture of one beat around its R peak.
#[derive(Clone, Debug)]
pub(super) struct Complex {
    humps: [Hump; 5],
    from: f64,
    until: f64,
}

/// The longest a complex lasts after its R peak (T wave at the slowest rate).
pub(super) const LONGEST: Span = Span::from_millis(1_200);

impl Complex {
    /// `rr` is the interval before the beat and `usual_rr` the running mean of the intervals, seconds;
    /// `gain` scales heights (breath, small variation).
    ///
    /// QT follows the square root of the mean RR (Bazett); a QRS keeps its width at any rate.
    pub(super) fn new(kind: BeatKind, rr: f64, usual_rr: f64, gain: f64, person: &Individual) -> Self {
        let [p, q, r, s, t] = person.waves_mv;
        let root = usual_rr.clamp(0.2, 1.6).sqrt();
        let t_wave = Hump {
            centre: person.t_delay * root,
            // It rises slower than it falls.
            left: 0.062 * root,
            right: 0.042 * root,
            height: t,
        };
        let humps = match kind {
            BeatKind::Sinus | BeatKind::Conducted => {
                let p_root = rr.min(usual_rr).clamp(0.2, 1.2).sqrt();
                let p = if kind == BeatKind::Sinus { p } else { 0.0 };
                [
                    Hump::new(-person.p_lead * p_root, 0.022 * p_root, p),
                    Hump::new(-0.028, 0.008, q),
                    Hump::new(0.0, 0.0115, r),
                    Hump::new(0.030, 0.010, s),
                    t_wave,
                ]
            }
            // Wide, tall, no P, T against QRS.
            BeatKind::Premature => [
                Hump::new(-0.055, 0.022, 0.25 * r),
                Hump::new(0.0, 0.036, 1.35 * r),
                Hump::new(0.095, 0.032, 1.6 * s),
                Hump::default(),
                Hump { centre: t_wave.centre + 0.03, height: -1.5 * t, ..t_wave },
            ],
            // Wider still and nearly a sine.
            BeatKind::VentricularTachycardia => {
                let scale = (rr.clamp(0.25, 0.5) / 0.375).sqrt();
                [
                    Hump::new(0.0, 0.038 * scale, 1.1 * r),
                    Hump::new(0.115 * scale, 0.042 * scale, -0.5 * r),
                    Hump::new(0.200 * scale, 0.045 * scale, -0.30 * r),
                    Hump::default(),
                    Hump::default(),
                ]
            }
        }
        .map(|hump| Hump { height: hump.height * gain, ..hump });
        let used = humps.iter().filter(|hump| hump.height.abs() > 0.0);
        let from = used.clone().map(|hump| hump.centre - REACH * hump.left).fold(0.0, f64::min);
        let until = used.map(|hump| hump.centre + REACH * hump.right).fold(0.0, f64::max);
        Self { humps, from, until: until.min(LONGEST.secs()) }
    }

    /// Its share of the voltage `secs` after its R peak, mV.
    pub(super) fn value(&self, secs: f64) -> f64 {
        if secs < self.from || secs > self.until {
            return 0.0;
        }
        let mut sum = 0.0;
        for hump in &self.humps {
            sum += hump.value(secs);
        }
        sum
    }
}

/// Waves of fibrillating atria, mV: 4 to 9 Hz, of changing size and length, about 0.1 mV high.
pub(super) fn atrial_fibrillation(at: Time, person: &Individual, noise: Noise) -> f64 {
    let wander = 1.3 * noise.smooth(Stream::Atria, at, 350_000);
    let phase = TAU * person.atrial_hz * at.secs() + wander;
    let size = 0.045 * (1.0 + 0.35 * noise.smooth(Stream::Atria, at, 900_001));
    size * (phase.sin() + 0.35 * (2.0 * phase + 0.8).sin())
}

/// Waves of fibrillating ventricles, mV: three wandering rhythms of 4 to 7 Hz that beat against each other.
pub(super) fn ventricular_fibrillation(at: Time, noise: Noise) -> f64 {
    [(4.3, 0.17, 700_000), (5.3, 0.22, 610_000), (6.5, 0.15, 530_000)]
        .into_iter()
        .map(|(hz, size, step)| {
            let wander = 1.6 * noise.smooth(Stream::VentriclePhase, at, step);
            let size = size * (1.0 + 0.45 * noise.smooth(Stream::VentricleSize, at, 2 * step));
            size * (TAU * hz * at.secs() + wander).sin()
        })
        .sum()
}

/// What skin and muscle add, mV: wander of 0.15 to 0.4 Hz, slower drift, 8 µV of muscle noise, and
/// the breath moving the electrodes.
pub(super) fn baseline(at: Time, volume: f64, noise: Noise) -> f64 {
    0.025 * noise.smooth(Stream::Wander, at, 1_700_000)
        + 0.03 * noise.smooth(Stream::Drift, at, 9_000_000)
        + 0.008 * noise.rough(Stream::Muscle, at, 2_000)
        + 0.06 * (volume - 0.4)
}
