//! Light through a finger, as a pulse oximeter sees it.

use super::noise::{Noise, Stream};
use crate::model::Time;

/// The straight line by which saturation follows from the two lights, in per cent:
/// `SpO2 = CALIBRATION_A - CALIBRATION_B * R` with `R = (ACred / DCred) / (ACinfrared / DCinfrared)`.
///
/// The empirical line generally quoted for teaching and reference designs. A real sensor has its own
/// curve from its manufacturer's desaturation study; this simulated one has exactly this line.
pub const CALIBRATION_A: f64 = 110.0;
/// Slope of the line, see [`CALIBRATION_A`].
pub const CALIBRATION_B: f64 = 25.0;

/// Light at the photodetector, arbitrary units near 1: the more blood, the less light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Light {
    /// Near infrared (about 940 nm).
    pub infrared: f32,
    /// Red (about 660 nm).
    pub red: f32,
}

impl Light {
    /// No measurement.
    pub(super) const NONE: Self = Self { infrared: f32::NAN, red: f32::NAN };
}

/// The light left when `blood` (share of the infrared light taken away by arterial blood, pulsating)
/// of a saturation of `spo2` per cent is in its way.
pub(super) fn transmitted(at: Time, blood: f64, spo2: f64, mean: (f64, f64), noise: Noise) -> Light {
    // 30 ppm of detector noise: 60 dB below a usual pulse.
    const NOISE: f64 = 3e-5;
    let ratio = (CALIBRATION_A - spo2) / CALIBRATION_B;
    let drift = 1.0 + 0.002 * noise.smooth(Stream::Infrared, at, 20_000_000);
    let infrared = 1.0 - blood + NOISE * noise.rough(Stream::Infrared, at, 8_000);
    let red = 1.0 - ratio * blood + NOISE * noise.rough(Stream::Red, at, 8_000);
    Light { infrared: (mean.0 * drift * infrared) as f32, red: (mean.1 * drift * red) as f32 }
}
