use super::{NotMeasured, Tachogram};
use crate::model::{Span, Time};

/// Variability over a window, in the time domain.
///
/// Over intervals between sinus beats alone (NN). Differences are taken only between such intervals that
/// follow each other. A window of five minutes costs a few microseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// NN intervals.
    pub count: usize,
    /// Pairs of NN intervals that follow each other.
    pub pairs: usize,
    /// How long the NN intervals are together.
    pub heard: Span,
    /// Mean interval, ms.
    pub mean_ms: f64,
    /// Heart rate of the mean interval, /min; not the mean of rates.
    pub mean_rate: f64,
    /// Standard deviation of the intervals (SDNN), ms.
    pub sdnn_ms: f64,
    /// Root mean square of the differences of successive intervals (RMSSD), ms.
    pub rmssd_ms: f64,
    /// Differences of more than 50 ms (pNN50), per cent.
    pub pnn50: f64,
    /// Width of the Poincaré plot, across the line of identity, ms (M. Brennan et al., IEEE TBME 48:1342, 2001).
    pub sd1_ms: f64,
    /// Its length, along that line, ms.
    pub sd2_ms: f64,
    /// Share of all intervals that were left out as artefact, ectopic or impossible, 0 to 1.
    pub left_out: f64,
}

impl Measures {
    /// Least time that intervals must cover. RMSSD agrees with that of five minutes from 30 s on
    /// (M. L. Munoz et al., `PLoS` ONE 10:e0138921, 2015).
    pub const LEAST: Span = Span::from_millis(30_000);
    /// Half of a longer window must be covered, but more than half of the standard's five minutes is not
    /// asked for (this project's choice).
    const MOST_ASKED: Span = Span::from_millis(150_000);
    /// Fewest pairs (this project's choice).
    const FEWEST: usize = 15;
    /// Largest share that may be left out: what Kubios HRV's guide recommends for corrected beats.
    pub const MOST_LEFT_OUT: f64 = 0.05;
}

impl Tachogram {
    /// Measures over the last `window` before `now`; give the whole length of a session for all of it.
    ///
    /// # Errors
    /// When there is too little of it or too much was left out for a number to mean anything.
    pub fn measures(&self, window: Span, now: Time) -> Result<Measures, NotMeasured> {
        let from = now - window;
        let mut all = 0_usize;
        let mut heard_ms = 0.0;
        let mut lengths = Moments::default();
        let (mut steps, mut sums) = (Moments::default(), Moments::default());
        let (mut squares, mut large) = (0.0, 0_usize);
        let mut before = None;
        for interval in self.settled(from, now) {
            all += 1;
            let previous = before.take().filter(|_| interval.joined);
            if !interval.is_normal() {
                continue;
            }
            before = Some(interval.millis);
            heard_ms += interval.millis;
            lengths.take(interval.millis);
            if let Some(previous) = previous {
                let step: f64 = interval.millis - previous;
                steps.take(step);
                sums.take(interval.millis + previous);
                squares += step * step;
                large += usize::from(step.abs() > 50.0);
            }
        }
        let (count, pairs) = (lengths.count, steps.count);
        let refused = self.refused(from);
        let left_out = (all - count + refused) as f64 / (all + refused).max(1) as f64;
        let heard = Span::from_secs(heard_ms / 1e3);
        if left_out > Measures::MOST_LEFT_OUT {
            return Err(NotMeasured::TooManyLeftOut { share: left_out });
        }
        let needed = window.scaled(0.5).clamp(Measures::LEAST, Measures::MOST_ASKED);
        if heard < needed {
            return Err(NotMeasured::TooShort { heard, needed });
        }
        if pairs < Measures::FEWEST {
            return Err(NotMeasured::TooFew { pairs, needed: Measures::FEWEST });
        }
        let mean_ms = heard_ms / count as f64;
        Ok(Measures {
            count,
            pairs,
            heard,
            mean_ms,
            mean_rate: 60_000.0 / mean_ms,
            sdnn_ms: lengths.deviation(),
            rmssd_ms: (squares / pairs as f64).sqrt(),
            pnn50: 100.0 * large as f64 / pairs as f64,
            sd1_ms: steps.deviation() / std::f64::consts::SQRT_2,
            sd2_ms: sums.deviation() / std::f64::consts::SQRT_2,
            left_out,
        })
    }
}

/// Sums for a standard deviation, counted from the first value so that large means cost no digits.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    count: usize,
    first: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn take(&mut self, value: f64) {
        if self.count == 0 {
            self.first = value;
        }
        let away = value - self.first;
        self.count += 1;
        self.sum += away;
        self.squares += away * away;
    }

    /// The sample standard deviation; 0 for fewer than two values.
    fn deviation(&self) -> f64 {
        let count = self.count as f64;
        if self.count < 2 {
            return 0.0;
        }
        ((self.squares - self.sum * self.sum / count) / (count - 1.0)).max(0.0).sqrt()
    }
}

#[cfg(test)]
#[path = "measures_tests.rs"]
mod tests;
