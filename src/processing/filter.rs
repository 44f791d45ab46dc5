use std::f64::consts::{FRAC_1_SQRT_2, PI};

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
        // What does not wait for `y` comes first.
        self.state[0] = (self.b[1] * x + self.state[1]) - self.a[0] * y;
        self.state[1] = self.b[2] * x - self.a[1] * y;
        y
    }

    /// By how many samples it delays what has the frequency `angle` (radians a sample).
    pub(super) fn delay(&self, angle: f64) -> f64 {
        let [b0, b1, b2] = self.b;
        polynomial_delay([b0, b1, b2], angle) - polynomial_delay([1.0, self.a[0], self.a[1]], angle)
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

/// The group delay of c0 + c1/z + c2/z², in samples: the real part of what weights each coefficient by its
/// own delay, over the polynomial itself.
fn polynomial_delay(c: [f64; 3], angle: f64) -> f64 {
    let ((sin, cos), (sin2, cos2)) = (angle.sin_cos(), (2.0 * angle).sin_cos());
    let (re, im) = (c[0] + c[1] * cos + c[2] * cos2, -c[1] * sin - c[2] * sin2);
    let (late_re, late_im) = (c[1] * cos + 2.0 * c[2] * cos2, -c[1] * sin - 2.0 * c[2] * sin2);
    (late_re * re + late_im * im) / (re * re + im * im).max(1e-30)
}
