use super::filter::Biquad;
use crate::model::{Span, Time};

/// Finds breaths in the impedance of the chest: turning points that stand apart by a share of the
/// usual breath.
///
/// The wave passes a low-pass below the heart rate, because each heartbeat moves the impedance as
/// well; a breath then begins at a lowest point from which the wave has risen by 30 % of the median
/// of the last breaths. Slow drift does not matter, since only turning points count.
#[derive(Clone, Debug)]
pub(super) struct BreathDetector {
    rate: f64,
    low_pass: [Biquad; 2],
    corner: f64,
    /// Its latest output.
    level: f64,
    next: u64,
    begun: u64,
    rising: bool,
    low: (f64, u64),
    high: (f64, u64),
    sizes: [f64; SIZES],
    known: usize,
    usual: f64,
    last: u64,
}

/// Share of the usual breath that a turn must measure.
const TURN: f64 = 0.3;
/// The smallest breath, in ohms: heartbeats move the impedance by less after filtering.
const SMALLEST: f64 = 0.08;
/// Seconds heard before the first breath can be told.
const LEARN: f64 = 3.0;
/// Seconds without a breath after which smaller ones are looked for, and how fast.
const FADE_AFTER: f64 = 12.0;
const FADE_SECS: f64 = 15.0;
/// The least share of the usual breath that is looked for then.
const FADED: f64 = 0.3;
/// Seconds in which a turning point loses the height of a turn.
const LEAK_SECS: f64 = 4.0;
/// How many breaths make the usual one.
const SIZES: usize = 5;
/// Corner without a heart rate, and its bounds, in hertz.
const CORNER: f64 = 0.9;
const CORNERS: (f64, f64) = (0.6, 2.0);

impl BreathDetector {
    pub(super) fn new(rate: f64) -> Self {
        Self {
            rate,
            low_pass: [Biquad::low_pass(rate, CORNER); 2],
            corner: CORNER,
            level: 0.0,
            next: 0,
            begun: 0,
            rising: false,
            low: (0.0, 0),
            high: (0.0, 0),
            sizes: [0.0; SIZES],
            known: 0,
            usual: 0.0,
            last: 0,
        }
    }

    pub(super) fn interrupt(&mut self, next: u64) {
        (self.next, self.begun, self.last) = (next, next, next);
        self.known = 0;
        self.usual = 0.0;
        self.rising = false;
    }

    /// Puts the low-pass below `per_minute` beats of the heart.
    pub(super) fn heed_heart(&mut self, per_minute: Option<f64>) {
        let corner = per_minute.map_or(CORNER, |rate| (0.6 * rate / 60.0).clamp(CORNERS.0, CORNERS.1));
        if (corner - self.corner).abs() > 0.15 * self.corner {
            self.corner = corner;
            self.low_pass = [Biquad::low_pass(self.rate, corner); 2];
            // Goes on from the level that it had.
            for section in &mut self.low_pass {
                section.settle(self.level);
            }
        }
    }

    /// Takes the next sample; gives the number of the sample at which a breath began when one has
    /// become certain.
    pub(super) fn step(&mut self, x: f64) -> Option<u64> {
        let now = self.next;
        self.next += 1;
        let mut y = x;
        for section in &mut self.low_pass {
            y = if now == self.begun { section.settle(y) } else { section.step(y) };
        }
        self.level = y;
        if now == self.begun {
            (self.low, self.high) = ((y, now), (y, now));
        }
        // Turning points lose their height, so that slow drift never adds up to a breath.
        let leak = self.turn() / (LEAK_SECS * self.rate);
        self.low.0 += leak;
        self.high.0 -= leak;
        if y <= self.low.0 {
            self.low = (y, now);
        }
        if y >= self.high.0 {
            self.high = (y, now);
        }
        let heard = (now - self.begun) as f64 / self.rate;
        if self.known == 0 && heard < LEARN {
            self.usual = self.high.0 - self.low.0;
            return None;
        }
        if (now - self.last.max(self.begun)) as f64 > FADE_AFTER * self.rate {
            let least = FADED * self.median();
            self.usual = (self.usual * (1.0 - 1.0 / (FADE_SECS * self.rate))).max(least);
        }
        let turn = self.turn();
        if self.rising {
            if y < self.high.0 - turn {
                self.rising = false;
                self.learn(self.high.0 - self.low.0);
                self.low = (y, now);
            }
            None
        } else if y > self.low.0 + turn {
            self.rising = true;
            self.high = (y, now);
            self.last = now;
            // Two sections of the second order delay by about sqrt(2)/(2 pi corner) each.
            let delay = (2.0 * 0.225 / self.corner * self.rate) as u64;
            Some(self.low.1.saturating_sub(delay).max(self.begun))
        } else {
            None
        }
    }

    fn turn(&self) -> f64 {
        (TURN * self.usual).max(SMALLEST)
    }

    fn learn(&mut self, size: f64) {
        self.sizes.rotate_left(1);
        self.sizes[SIZES - 1] = size;
        self.known = (self.known + 1).min(SIZES);
        self.usual = self.median();
    }

    fn median(&self) -> f64 {
        let mut sorted = self.sizes;
        let known = &mut sorted[SIZES - self.known..];
        known.sort_unstable_by(f64::total_cmp);
        known.get(known.len() / 2).copied().unwrap_or(0.0)
    }
}

/// Respiration rate from the times of breaths: the mean of the last six intervals, of those within
/// the last 30 s.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BreathRate {
    times: [Time; Self::MEMORY],
    known: usize,
}

impl BreathRate {
    const MEMORY: usize = 7;
    const WINDOW: Span = Span::from_millis(30_000);

    pub(super) fn breath(&mut self, at: Time) {
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

    pub(super) fn last_breath(&self) -> Option<Time> {
        (self.known > 0).then(|| self.times[Self::MEMORY - 1])
    }

    /// Breaths per minute at `now`; `None` without two intervals or when the last breath is older
    /// than ten seconds and two and a half mean intervals.
    pub(super) fn per_minute(&self, now: Time) -> Option<f64> {
        let last = self.last_breath()?;
        let times = &self.times[Self::MEMORY - self.known..];
        let recent = times.iter().position(|&at| now - at <= Self::WINDOW)?;
        let count = times.len() - 1 - recent;
        if count < 2 {
            return None;
        }
        let mean = (last - times[recent]).secs() / count as f64;
        ((now - last).secs() <= (2.5 * mean).max(10.0)).then_some(60.0 / mean)
    }
}
