use std::f64::consts::{FRAC_1_SQRT_2, PI};

use crate::model::Rate;

/// One second-order section, direct form II transposed, with the coefficients of R. Bristow-Johnson's
/// "Cookbook formulae for audio EQ biquad filter coefficients" (W3C note, 2021).
#[derive(Clone, Copy, Debug)]
pub(super) struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    state: [f64; 2],
}

impl Biquad {
    /// Second-order Butterworth low-pass.
    pub(super) fn low_pass(rate: f64, corner: f64) -> Self {
        let (cos, alpha) = prepare(rate, corner, FRAC_1_SQRT_2);
        Self::normalised([(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0], cos, alpha)
    }

    /// Second-order Butterworth high-pass.
    pub(super) fn high_pass(rate: f64, corner: f64) -> Self {
        let (cos, alpha) = prepare(rate, corner, FRAC_1_SQRT_2);
        Self::normalised([f64::midpoint(1.0, cos), -(1.0 + cos), f64::midpoint(1.0, cos)], cos, alpha)
    }

    /// A notch at `centre`, `centre / q` wide at -3 dB.
    pub(super) fn notch(rate: f64, centre: f64, q: f64) -> Self {
        let (cos, alpha) = prepare(rate, centre, q);
        Self::normalised([1.0, -2.0 * cos, 1.0], cos, alpha)
    }

    fn normalised(b: [f64; 3], cos: f64, alpha: f64) -> Self {
        let a0 = 1.0 + alpha;
        Self { b: b.map(|b| b / a0), a: [-2.0 * cos / a0, (1.0 - alpha) / a0], state: [0.0; 2] }
    }

    #[inline]
    pub(super) fn step(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.state[0];
        self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
        self.state[1] = self.b[2] * x - self.a[1] * y;
        y
    }

    /// Takes on the state it would have after `x` had stood there for ever, and returns its output
    /// then: a stream may start anywhere without a transient.
    pub(super) fn settle(&mut self, x: f64) -> f64 {
        let gain = self.b.iter().sum::<f64>() / (1.0 + self.a[0] + self.a[1]);
        let y = gain * x;
        self.state[1] = self.b[2] * x - self.a[1] * y;
        self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
        y
    }
}

/// Cosine of the angular frequency, and the bandwidth term. The corner is kept below the Nyquist
/// frequency, where a filter of any rate is still stable.
fn prepare(rate: f64, corner: f64, q: f64) -> (f64, f64) {
    let angle = 2.0 * PI * corner.clamp(rate * 1e-6, rate * 0.45) / rate;
    (angle.cos(), angle.sin() / (2.0 * q))
}

/// What an ECG is shown with.
///
/// The corner frequencies are those of bedside monitors (Gima K10 and GE B20 manuals: monitor 0.5
/// to 40 Hz).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// High-pass corner, in hertz.
    pub low_hz: f64,
    /// Low-pass corner, in hertz.
    pub high_hz: f64,
    /// The mains frequency to notch out, in hertz.
    pub mains_hz: Option<f64>,
}

impl Band {
    /// The monitor band, 0.5 to 40 Hz, without a notch.
    pub const MONITOR: Self = Self { low_hz: 0.5, high_hz: 40.0, mains_hz: None };
}

/// The causal filter an ECG passes on its way to the screen: high-pass, low-pass, notch.
///
/// A missing sample (`NaN` or infinite) comes out as `NaN`; the next valid one starts afresh on the
/// level it has, so a reconnected lead does not swing across the screen.
#[derive(Clone, Debug)]
pub struct DisplayFilter {
    high_pass: Biquad,
    low_pass: Biquad,
    notch: Option<Biquad>,
    settled: bool,
}

impl DisplayFilter {
    /// A filter for samples of `rate`. A notch that the rate cannot carry is left out.
    pub fn new(rate: Rate, band: Band) -> Self {
        let hz = rate.hz();
        Self {
            high_pass: Biquad::high_pass(hz, band.low_hz),
            low_pass: Biquad::low_pass(hz, band.high_hz),
            // Q 10: 5 Hz wide at 50 Hz, follows a mains frequency that is off by 1 % and rings briefly.
            notch: band
                .mains_hz
                .filter(|mains| *mains < hz * 0.45)
                .map(|mains| Biquad::notch(hz, mains, 10.0)),
            settled: false,
        }
    }

    /// Filters one sample.
    pub fn step(&mut self, sample: f32) -> f32 {
        if !sample.is_finite() {
            self.settled = false;
            return f32::NAN;
        }
        let x = f64::from(sample);
        let mut y = if self.settled { self.high_pass.step(x) } else { self.high_pass.settle(x) };
        y = if self.settled { self.low_pass.step(y) } else { self.low_pass.settle(y) };
        if let Some(notch) = &mut self.notch {
            y = if self.settled { notch.step(y) } else { notch.settle(y) };
        }
        self.settled = true;
        y as f32
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    /// Largest output after ten seconds, for a sine of 1.
    fn gain(filter: &mut DisplayFilter, rate: f64, hz: f64) -> f32 {
        let count = (20.0 * rate) as usize;
        (0..count)
            .map(|n| (n, filter.step((2.0 * PI * hz * n as f64 / rate).sin() as f32)))
            .filter(|(n, _)| *n > count / 2)
            .fold(0.0, |most, (_, y)| y.abs().max(most))
    }

    #[test]
    fn the_monitor_band_is_3_db_down_at_its_corners_at_every_rate() {
        for hz in [125.0, 250.0, 360.0, 500.0, 1000.0] {
            let rate = Rate::constant(hz);
            let at = |f| gain(&mut DisplayFilter::new(rate, Band::MONITOR), hz, f);
            assert!((at(0.5) - 0.707).abs() < 0.02, "{hz}: {}", at(0.5));
            assert!((at(40.0) - 0.707).abs() < 0.03, "{hz}: {}", at(40.0));
            assert!((at(8.0) - 1.0).abs() < 0.02, "{hz}: {}", at(8.0));
            assert!(at(0.05) < 0.02);
        }
    }

    #[test]
    fn the_notch_takes_the_mains_away_and_leaves_its_neighbours() {
        let rate = Rate::constant(500.0);
        let band = Band { high_hz: 150.0, mains_hz: Some(50.0), ..Band::MONITOR };
        assert!(gain(&mut DisplayFilter::new(rate, band), 500.0, 50.0) < 0.01);
        assert!(gain(&mut DisplayFilter::new(rate, band), 500.0, 30.0) > 0.9);
    }

    #[test]
    fn a_missing_sample_is_missing_and_the_next_one_starts_without_a_swing() {
        let mut filter = DisplayFilter::new(Rate::constant(500.0), Band::MONITOR);
        for _ in 0..10 {
            assert!(filter.step(3.0).abs() < 1e-6);
        }
        assert!(filter.step(f32::NAN).is_nan());
        assert!(filter.step(f32::INFINITY).is_nan());
        assert!(filter.step(-200.0).abs() < 1e-4);
        assert!(filter.step(-199.0) > 0.01);
    }
}
