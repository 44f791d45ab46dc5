use std::f64::consts::TAU;

use super::{Measures, NotMeasured, Tachogram};
use crate::model::{Interval, Span, Time};

/// Variability by how fast it swings.
///
/// A Lomb–Scargle periodogram of the NN intervals (N. R. Lomb, Astrophys Space Sci 39:447, 1976), each at its
/// middle and weighted by its length and a Hann window, after a weighted straight line was taken out. Why not
/// resampling and Welch: an interpolation between beats takes power out of HF and invents values where beats
/// were left out; Lomb's sums need neither (G. D. Clifford and L. Tarassenko, IEEE TBME 52:630, 2005). Power
/// is scaled so that a swing of amplitude a has a²/2.
///
/// Direct sums, no transform: some 0.5 ms for five minutes. Ask for it every five seconds or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spectrum {
    /// Power at 0.04 to 0.15 Hz, ms²; `None` under five minutes.
    pub lf: Option<f64>,
    /// Power at 0.15 to 0.40 Hz, ms².
    pub hf: f64,
    /// Where HF ended: 0.40 Hz, or half the heart rate where that is lower. Faster swings cannot be seen in
    /// one value a beat.
    pub hf_end_hz: f64,
    /// The stretch of time that was looked at.
    pub span: Span,
}

/// The bands of the 1996 standard, Hz.
const LF: (f64, f64) = (0.04, 0.15);
const HF_END: f64 = 0.40;
/// Least time for HF and for LF: the standard's two and five minutes.
const HF_LEAST: Span = Span::from_millis(120_000);
const LF_LEAST: Span = Span::from_millis(300_000);
/// Most of the time that may be without NN intervals (this project's choice: with the 5 % that may be left
/// out, a short gap).
const MOST_MISSING: f64 = 0.1;
/// Frequencies that are computed for each one that can be told apart.
const OVERSAMPLING: f64 = 2.0;

impl Spectrum {
    /// LF over HF; `None` without LF, or when there is no HF at all.
    pub fn ratio(&self) -> Option<f64> {
        self.lf.map(|lf| lf / self.hf).filter(|ratio| ratio.is_finite())
    }
}

impl Tachogram {
    /// The spectrum of the last five minutes before `now`, or of as much as there is from two minutes on.
    ///
    /// # Errors
    /// When there is too little, when too much is missing in between, or too much was left out.
    pub fn spectrum(&self, now: Time) -> Result<Spectrum, NotMeasured> {
        // To the last interval that is judged, so that five minutes are five whole minutes.
        let short = NotMeasured::TooShort { heard: Span::ZERO, needed: HF_LEAST };
        let latest = self.settled(now - HF_LEAST, now).last().ok_or(short)?.at;
        let all = self.settled(latest - LF_LEAST, latest);
        let begin = all.clone().next().ok_or(short)?.begins();
        let span = latest - begin;
        if span < HF_LEAST {
            return Err(NotMeasured::TooShort { heard: span, needed: HF_LEAST });
        }
        let (count, refused) = (all.clone().count(), self.refused(begin));
        let normal: Vec<&Interval> = all.filter(|interval| interval.is_normal()).collect();
        let share = (count - normal.len() + refused) as f64 / (count + refused) as f64;
        if share > Measures::MOST_LEFT_OUT {
            return Err(NotMeasured::TooManyLeftOut { share });
        }
        let heard = Span::from_secs(normal.iter().map(|interval| interval.millis).sum::<f64>() / 1e3);
        if heard < span.scaled(1.0 - MOST_MISSING) {
            return Err(NotMeasured::Interrupted { missing: span - heard });
        }
        let hf_end_hz = HF_END.min(0.5 * normal.len() as f64 / heard.secs());
        let periodogram = Periodogram::new(&normal, begin, span);
        Ok(Spectrum {
            lf: (span >= LF_LEAST).then(|| periodogram.power(LF.0, LF.1)),
            hf: periodogram.power(LF.1, hf_end_hz),
            hf_end_hz,
            span,
        })
    }
}

/// Weighted values at uneven times.
struct Periodogram {
    points: Vec<Point>,
    /// Frequencies are this far apart, Hz.
    apart: f64,
    /// The sum of the weights over that of their squares: makes what a frequency explains a density.
    per_hz: f64,
}

struct Point {
    /// Seconds from the middle of the window.
    at: f64,
    /// Its weight.
    weight: f64,
    /// Its distance from the straight line, ms.
    value: f64,
}

impl Periodogram {
    fn new(normal: &[&Interval], begin: Time, span: Span) -> Self {
        let length = span.secs();
        let (mut points, mut energy) = (Vec::with_capacity(normal.len()), 0.0);
        for interval in normal {
            let seconds = interval.millis / 1e3;
            let at = (interval.at - begin).secs() - seconds / 2.0;
            let window = 0.5 - 0.5 * (TAU * at / length).cos();
            energy += window * window * seconds;
            points.push(Point { at: at - length / 2.0, weight: window * seconds, value: interval.millis });
        }
        take_line_out(&mut points);
        let total: f64 = points.iter().map(|point| point.weight).sum();
        Self { points, apart: 1.0 / (OVERSAMPLING * length), per_hz: total / energy.max(f64::MIN_POSITIVE) }
    }

    /// The power between two frequencies, by the rectangles around each frequency in between.
    fn power(&self, from_hz: f64, to_hz: f64) -> f64 {
        let count = ((to_hz - from_hz) / self.apart).round().max(0.0) as usize;
        let apart = (to_hz - from_hz) / count.max(1) as f64;
        let mut turning: Vec<Turning> = self
            .points
            .iter()
            .map(|point| Turning::new(TAU * point.at * (from_hz + apart / 2.0), TAU * point.at * apart))
            .collect();
        (0..count).map(|_| self.density(&mut turning) * apart).sum()
    }

    /// The density at the frequency that `turning` has got to, ms²/Hz; takes it to the next one.
    fn density(&self, turning: &mut [Turning]) -> f64 {
        let [mut c, mut s, mut cc, mut ss, mut cs] = [0.0; 5];
        for (point, turn) in self.points.iter().zip(turning) {
            let (cos, sin) = turn.next();
            let (weighted_cos, weighted_sin) = (point.weight * cos, point.weight * sin);
            c += weighted_cos * point.value;
            s += weighted_sin * point.value;
            cc += weighted_cos * cos;
            ss += weighted_sin * sin;
            cs += weighted_cos * sin;
        }
        // The best sine and cosine together; Lomb's shift in time makes `cs` zero and gives the same.
        let determinant = cc * ss - cs * cs;
        let fitted = (c * c * ss - 2.0 * c * s * cs + s * s * cc) / determinant;
        // Where the two cannot be told apart there is nothing to fit.
        let usable = determinant > 1e-9 * (cc + ss) * (cc + ss);
        if usable { fitted.max(0.0) * self.per_hz } else { 0.0 }
    }
}

/// Takes the weighted straight line out of the values.
fn take_line_out(points: &mut [Point]) {
    let sum = |of: &dyn Fn(&Point) -> f64| points.iter().map(|point| point.weight * of(point)).sum::<f64>();
    let total = sum(&|_| 1.0).max(f64::MIN_POSITIVE);
    let (middle, mean) = (sum(&|point| point.at) / total, sum(&|point| point.value) / total);
    let across = sum(&|point| (point.at - middle) * (point.value - mean));
    let along = sum(&|point| (point.at - middle) * (point.at - middle));
    let slope = if along > 0.0 { across / along } else { 0.0 };
    for point in points {
        point.value -= mean + slope * (point.at - middle);
    }
}

/// Cosine and sine of an angle that grows by the same step each time.
struct Turning {
    now: (f64, f64),
    step: (f64, f64),
}

impl Turning {
    fn new(angle: f64, step: f64) -> Self {
        let (now, step) = (angle.sin_cos(), step.sin_cos());
        Self { now: (now.1, now.0), step: (step.1, step.0) }
    }

    /// Cosine and sine now.
    fn next(&mut self) -> (f64, f64) {
        let ((cos, sin), (step_cos, step_sin)) = (self.now, self.step);
        self.now = (cos * step_cos - sin * step_sin, sin * step_cos + cos * step_sin);
        (cos, sin)
    }
}

#[cfg(test)]
#[path = "spectrum_tests.rs"]
mod tests;
