use super::{Zone, Zones};
use crate::model::{Span, Time};

/// How the heart rate went: time in zones, mean, lowest and highest.
#[derive(Clone, Debug)]
pub(super) struct RateCourse {
    zones: Zones,
    /// The last reading with a value.
    held: Option<(Time, f64)>,
    /// Time is counted up to here.
    until: Time,
    in_zones: [Span; 5],
    below: Span,
    unknown: Span,
    /// Rate times seconds.
    sum: f64,
    range: Option<(f64, f64)>,
}

impl RateCourse {
    /// How long a reading counts. Readings come at least once a second; this project's choice.
    const FRESH: Span = Span::from_millis(5_000);

    pub(super) const fn new(zones: Zones, start: Time) -> Self {
        Self {
            zones,
            held: None,
            until: start,
            in_zones: [Span::ZERO; 5],
            below: Span::ZERO,
            unknown: Span::ZERO,
            sum: 0.0,
            range: None,
        }
    }

    /// Takes a reading of `at`; `None` when the rate is not known.
    pub(super) fn take(&mut self, at: Time, rate: Option<f64>) {
        self.advance(at);
        self.held = rate.map(|rate| (at, rate));
        if let Some(rate) = rate {
            let (low, high) = self.range.unwrap_or((rate, rate));
            self.range = Some((low.min(rate), high.max(rate)));
        }
    }

    /// Counts the time up to `now`.
    pub(super) fn advance(&mut self, now: Time) {
        if now <= self.until {
            return;
        }
        let known = match self.held {
            Some((at, rate)) => {
                let span = (at + Self::FRESH).clamp(self.until, now) - self.until;
                match self.zones.of(rate) {
                    Some(zone) => self.in_zones[zone as usize] = self.in_zones[zone as usize] + span,
                    None => self.below = self.below + span,
                }
                self.sum += rate * span.secs();
                span
            }
            None => Span::ZERO,
        };
        self.unknown = self.unknown + (now - self.until - known);
        self.until = now;
    }

    /// The rate now, if it is known.
    pub(super) fn now(&self) -> Option<f64> {
        self.held.filter(|(at, _)| self.until - *at <= Self::FRESH).map(|(_, rate)| rate)
    }

    pub(super) const fn zones(&self) -> &Zones {
        &self.zones
    }

    /// Time in each zone, below the first, and without a known rate.
    pub(super) fn times(&self) -> ([Span; 5], Span, Span) {
        (self.in_zones, self.below, self.unknown)
    }

    pub(super) fn zone(&self) -> Option<Zone> {
        self.now().and_then(|rate| self.zones.of(rate))
    }

    /// Mean over the time in which the rate was known.
    pub(super) fn mean(&self) -> Option<f64> {
        let known = self.in_zones.iter().fold(self.below, |sum, span| sum + *span).secs();
        (known > 0.0).then(|| self.sum / known)
    }

    pub(super) const fn range(&self) -> Option<(f64, f64)> {
        self.range
    }
}
