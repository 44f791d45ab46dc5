use std::ops::Range;

use super::{
    AlarmLog, Burden, Episode, InactiveSpan, LogEvent, TransitionKind, burden, episodes, inactive_spans,
};
use crate::model::{Span, Time};

/// What the log tells of the present patient or source alone: times before it came are on another clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// When it begins, or when what the log still knows of it does.
    pub from: Time,
    /// Number of its first log entry.
    pub first: u64,
    /// Its alarms.
    pub episodes: Vec<Episode>,
    /// When alarms or their sound were paused or off.
    pub inactive: Vec<InactiveSpan>,
}

impl Stretch {
    /// The present one of a bed on which monitoring began at `began`.
    pub fn present(log: &AlarmLog, began: Time) -> Self {
        let (first, whole) = first_entry(log);
        let oldest = log.entries().next().map(|entry| entry.at);
        let from = if whole { began } else { oldest.map_or(began, |oldest| oldest.max(began)) };
        let mut stretch = Self { from, first, episodes: episodes(log), inactive: inactive_spans(log) };
        stretch.episodes.retain(|episode| episode.number >= first);
        stretch.inactive.retain(|span| span.number >= first);
        stretch
    }

    /// Its burden until `now`, of the last `window` if that is less than all of it.
    pub fn burden(&self, now: Time, window: Option<Span>) -> Burden {
        burden(&self.episodes, &self.inactive, self.over(now, window))
    }

    /// The time that [`Self::burden`] is about.
    pub fn over(&self, now: Time, window: Option<Span>) -> Range<Time> {
        let from = window.map_or(self.from, |window| (now - window).max(self.from));
        from.min(now)..now
    }
}

/// The number of the first entry of the present patient or source, and whether the log still has its
/// beginning.
fn first_entry(log: &AlarmLog) -> (u64, bool) {
    let mut first = log.entries().next().map_or(0, |entry| entry.number);
    let mut whole = first == 0;
    let mut discharging = false;
    for entry in log.entries() {
        discharging = match &entry.event {
            LogEvent::Discharged => true,
            // The alarms of the one before end with it.
            LogEvent::Alarm(step) => discharging && step.to == TransitionKind::Cleared,
            _ => false,
        };
        if discharging {
            first = entry.number + 1;
            whole = true;
        }
    }
    (first, whole)
}
