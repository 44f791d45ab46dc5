use super::filter::Biquad;
use crate::model::{Span, Time};

/// Finds pulses in a pulse wave, by their upstroke.
///
/// The upstroke is where the wave (0.5 to 8 Hz) rises fastest: its rising slope, squared, is
/// averaged over 111 ms and over 667 ms, and a pulse is where the short average stands above the
/// long one (two moving averages: Elgendi et al., `PLoS ONE` 8:e76585, 2013; slope sum: Zong et al.,
/// Computers in Cardiology 30:259, 2003). A wave that comes early and rises far less than usual is the
/// dicrotic one. A pulse is known about 0.5 s after its upstroke, at the cost of three filter sections and
/// two sums a sample. On the BIDMC records the pulse rate is 0.67 /min from the monitor's own over 97 % of
/// the time, and marked in the rest (`tests/bidmc.rs`).
#[derive(Clone, Debug)]
pub(super) struct PulseDetector {
    rate: f64,
    band: [Biquad; 3],
    before: f64,
    short: Average,
    long: Average,
    /// The slopes that lie in the middle of the long average now.
    slopes: Line,
    shorts: Line,
    next: u64,
    begun: u64,
    block: Option<Block>,
    usual: f64,
    last: u64,
    interval: f64,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    from: u64,
    steepest: f64,
    at: u64,
}

const SHORT_SECS: f64 = 0.111;
const LONG_SECS: f64 = 0.667;
/// Two pulses cannot follow each other faster (240 a minute).
const BLANKING: f64 = 0.25;
/// Shares of the usual interval, and shares of the usual rise that a pulse needs there (own choice: a
/// dicrotic wave rises at up to a third of the pulse's pace, and a pulse after a short filling at half).
const EARLY: (f64, f64) = (0.4, 0.7);
const DUE: (f64, f64) = (0.9, 0.25);
const LATE: (f64, f64) = (1.5, 0.25);
const MISSED: (f64, f64) = (2.5, 0.12);
/// Intervals without a pulse after which the usual rise fades.
const FADES_AFTER: f64 = 2.0;
/// The filters' delay from the true upstroke, in seconds: two low-pass sections at 8 Hz.
const DELAY_SECS: f64 = 0.045;

impl PulseDetector {
    pub(super) fn new(rate: f64) -> Self {
        Self {
            rate,
            band: [Biquad::high_pass(rate, 0.5), Biquad::low_pass(rate, 8.0), Biquad::low_pass(rate, 8.0)],
            before: f64::NAN,
            short: Average::new(rate, SHORT_SECS),
            long: Average::new(rate, LONG_SECS),
            slopes: Line::new(rate, LONG_SECS / 2.0),
            shorts: Line::new(rate, (LONG_SECS - SHORT_SECS) / 2.0),
            next: 0,
            begun: 0,
            block: None,
            usual: 0.0,
            last: 0,
            interval: 0.0,
        }
    }

    /// The wave is interrupted and goes on with sample `next`.
    pub(super) fn interrupt(&mut self, next: u64) {
        let usual = self.usual;
        *self = Self::new(self.rate);
        self.usual = usual;
        self.next = next;
        self.begun = next;
        self.last = 0;
    }

    /// Takes the next sample of an upright wave; gives the number of the sample at the upstroke of a
    /// pulse when one has become certain.
    pub(super) fn step(&mut self, x: f64) -> Option<u64> {
        let now = self.next;
        self.next += 1;
        let mut y = x;
        for section in &mut self.band {
            y = if now == self.begun { section.settle(y) } else { section.step(y) };
        }
        let rise = if self.before.is_finite() { (y - self.before).max(0.0) * self.rate } else { 0.0 };
        self.before = y;
        let squared = rise * rise;
        let short = self.shorts.step(self.short.step(squared));
        let long = self.long.step(squared);
        let slope = self.slopes.step(rise);
        let at = now.saturating_sub(self.slopes.len() as u64);
        if now - self.begun < (LONG_SECS * self.rate) as u64 {
            return None;
        }
        // Without pulses the usual rise fades, so that a wave that has become small is found again.
        if (now - self.last) as f64 > FADES_AFTER * self.interval.max(0.5) * self.rate {
            self.usual *= 1.0 - 0.1 / self.rate;
        }
        if short > long {
            let block = self.block.get_or_insert(Block { from: now, steepest: 0.0, at });
            if slope > block.steepest {
                (block.steepest, block.at) = (slope, at);
            }
            return None;
        }
        let block = self.block.take()?;
        let width = (now - block.from) as f64 / self.rate;
        let since = block.at.saturating_sub(self.last) as f64 / self.rate;
        let first = self.last == 0;
        let weak = block.steepest < self.least_share(since) * self.usual;
        if width < 0.5 * SHORT_SECS || weak || (!first && since < BLANKING) {
            return None;
        }
        self.usual = if self.usual > 0.0 {
            self.usual + 0.2 * (block.steepest.min(2.0 * self.usual) - self.usual)
        } else {
            block.steepest
        };
        if !first && since < 3.0 {
            self.interval = if self.interval > 0.0 {
                self.interval + 0.2 * (since.clamp(0.5 * self.interval, 1.5 * self.interval) - self.interval)
            } else {
                since
            };
        }
        self.last = block.at;
        let delay = (DELAY_SECS * self.rate).round() as u64;
        Some(block.at.saturating_sub(delay).max(self.begun))
    }

    /// Share of the usual rise that a pulse must have, `since` seconds after the one before: much where
    /// the dicrotic wave comes, little where the next pulse is due, and less where one seems missed.
    fn least_share(&self, since: f64) -> f64 {
        if self.interval <= 0.0 {
            return DUE.1;
        }
        let due = since / self.interval;
        let between = |(x0, y0): (f64, f64), (x1, y1): (f64, f64)| {
            y0 + ((due - x0) / (x1 - x0)).clamp(0.0, 1.0) * (y1 - y0)
        };
        if due < DUE.0 { between(EARLY, DUE) } else { between(LATE, MISSED) }
    }
}

/// Pulse rate from the times of pulses: the mean of the middle half of the intervals of the last
/// ten seconds, so that single missed or doubled pulses do not show.
///
/// It judges itself: time within the window that no interval like the mean explains is time in which the
/// wave was lost or was no pulse.
#[derive(Clone, Debug)]
pub(super) struct PulseRate {
    times: [Time; Self::MEMORY],
    known: usize,
}

/// A pulse rate and what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rated {
    pub(super) per_minute: f64,
    /// Whether so much of the time is explained, and evenly enough, that the rate can be trusted.
    pub(super) sure: bool,
}

impl PulseRate {
    const MEMORY: usize = 48;
    const WINDOW: Span = Span::from_millis(10_000);
    /// Intervals like the mean, as shares of it: atrial fibrillation stays inside nine times in ten, a missed
    /// or an invented pulse does not.
    const LIKE: std::ops::RangeInclusive<f64> = 0.5..=1.6;
    /// Share of the time that such intervals explain from which a rate is sure, and from which it is one at
    /// all. Own choice: a pulse that fails every fourth beat explains half of it.
    const SURE: f64 = 0.75;
    const LEAST: f64 = 0.4;
    /// Half the spread of the middle half over the mean above which intervals are no rhythm (atrial
    /// fibrillation stays below about 0.2).
    const SCATTER: f64 = 0.3;
    /// Intervals that differ by more than these shares from the mean speak for a rate only while it stays
    /// within this share of what it was over the last 47 intervals: a rhythm can be irregular for long, but a
    /// wave that is lost makes irregular intervals of another mean.
    const EVEN: std::ops::RangeInclusive<f64> = 0.75..=1.33;
    const STEADY: f64 = 0.2;
    /// What a pulse may take until it is known, in seconds.
    const DETECTION: f64 = 0.6;

    pub(super) const fn new() -> Self {
        Self { times: [Time::ZERO; Self::MEMORY], known: 0 }
    }

    pub(super) fn pulse(&mut self, at: Time) {
        if self.known > 0 && at <= self.times[Self::MEMORY - 1] {
            self.known = 0;
        }
        self.times.rotate_left(1);
        self.times[Self::MEMORY - 1] = at;
        self.known = (self.known + 1).min(Self::MEMORY);
    }

    pub(super) fn interrupt(&mut self) {
        self.known = 0;
    }

    /// Whether a mean interval is what was usual over all that are remembered.
    fn is_steady(&self, mean: f64) -> bool {
        let mut all: Vec<f64> = self.times[Self::MEMORY - self.known..]
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).secs())
            .collect();
        all.sort_unstable_by(f64::total_cmp);
        all.get(all.len() / 2).is_some_and(|usual| (mean / usual - 1.0).abs() <= Self::STEADY)
    }

    /// The pulse rate at `now`; `None` without three intervals, when too little of the time is explained,
    /// or when the last pulse is older than three seconds and two and a half mean intervals.
    pub(super) fn rate(&self, now: Time) -> Option<Rated> {
        let times = &self.times[Self::MEMORY - self.known..];
        let mut intervals = [0.0; Self::MEMORY];
        let mut count = 0;
        for (n, pair) in times.windows(2).enumerate() {
            // A slow pulse needs a longer window to have three intervals.
            if now - pair[0] <= Self::WINDOW || n + 4 >= times.len() {
                intervals[count] = (pair[1] - pair[0]).secs();
                count += 1;
            }
        }
        if count < 3 {
            return None;
        }
        let intervals = &mut intervals[..count];
        intervals.sort_unstable_by(f64::total_cmp);
        let quarter = count / 4;
        let middle = &intervals[quarter..count - quarter];
        let mean = middle.iter().sum::<f64>() / middle.len() as f64;
        let age = (now - *times.last()?).secs();
        if age > (2.5 * mean).max(3.0) {
            return None;
        }
        // The next pulse is late once it is known to be.
        let late = if age > Self::LIKE.end() * mean + Self::DETECTION { age } else { 0.0 };
        let like = intervals.iter().filter(|interval| Self::LIKE.contains(&(**interval / mean)));
        let (alike, of_it) = like.fold((0.0, 0.0), |(n, secs), interval| (n + 1.0, secs + interval));
        let explained = of_it / (intervals.iter().sum::<f64>() + late);
        let spread = (middle[middle.len() - 1] - middle[0]) / 2.0 / mean;
        // What is invented takes little time, so it is counted as well.
        let even = intervals.iter().all(|interval| Self::EVEN.contains(&(interval / mean)));
        let sure = explained >= Self::SURE
            && alike > Self::SURE * count as f64
            && spread <= Self::SCATTER
            && late <= 0.0
            && (even || self.is_steady(mean));
        (explained >= Self::LEAST).then_some(Rated { per_minute: 60.0 / mean, sure })
    }
}

/// Moving average.
#[derive(Clone, Debug)]
struct Average {
    line: Line,
    sum: f64,
    since: usize,
}

impl Average {
    fn new(rate: f64, secs: f64) -> Self {
        Self { line: Line::new(rate, secs), sum: 0.0, since: 0 }
    }

    fn step(&mut self, x: f64) -> f64 {
        self.sum += x - self.line.step(x);
        self.since += 1;
        if self.since >= self.line.len() {
            // Summed anew once a round, so that rounding never builds up.
            self.since = 0;
            self.sum = self.line.past.iter().sum();
        }
        self.sum / self.line.len() as f64
    }
}

/// Delay line.
#[derive(Clone, Debug)]
struct Line {
    past: Box<[f64]>,
    place: usize,
}

impl Line {
    fn new(rate: f64, secs: f64) -> Self {
        Self { past: vec![0.0; ((secs * rate).round() as usize).max(1)].into(), place: 0 }
    }

    fn len(&self) -> usize {
        self.past.len()
    }

    fn step(&mut self, x: f64) -> f64 {
        let out = std::mem::replace(&mut self.past[self.place], x);
        self.place = if self.place + 1 == self.past.len() { 0 } else { self.place + 1 };
        out
    }
}
