//! What a trend looks back on.

use std::collections::VecDeque;

use crate::{
    alarms::stale_after,
    model::{Span, Time, Vital},
};

/// Time between two values that are kept of a vital that is measured all the time, as in the bed's
/// trend.
const STEP: Span = Span::from_millis(2_000);
/// At most so many values make a median: 10 s. This project's choice, longer than a breath moves a
/// pressure and shorter than any window.
const MEDIAN_OF: usize = 5;

/// A change over a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change {
    /// The value at the start of the window, or at the oldest moment known in it.
    pub before: f64,
    /// The value now.
    pub now: f64,
    /// How long lies between them.
    pub over: Span,
}

/// The recent past of one vital.
#[derive(Clone, Debug)]
pub(super) struct History {
    vital: Vital,
    window: Span,
    kept: Kept,
}

#[derive(Clone, Debug)]
enum Kept {
    /// A value each [`STEP`], `NaN` where it was unknown. Slot `n` is at `n` × `STEP`; a value stands in
    /// the slots after it until the next one, for as long as the alarm system lets a reading stand.
    Slots { values: VecDeque<f32>, next: i64, known: usize, last: Option<(Time, f32)> },
    /// Single measurements of the cuff, each of which stands until the next.
    Points(VecDeque<(Time, f64)>),
}

impl History {
    pub fn new(vital: Vital, window: Span) -> Self {
        let kept = if vital.is_episodic() {
            Kept::Points(VecDeque::new())
        } else {
            Kept::Slots { values: VecDeque::new(), next: 0, known: 0, last: None }
        };
        Self { vital, window, kept }
    }

    /// The same window, with nothing in it.
    pub fn cleared(&self) -> Self {
        Self::new(self.vital, self.window)
    }

    /// Slots in the window.
    fn room(&self) -> usize {
        (self.window.micros() / STEP.micros()) as usize
    }

    /// Takes in a value that was true at `at`, `None` when it was unknown or doubtful. Not earlier
    /// than the one before.
    pub fn hear(&mut self, value: Option<f64>, at: Time) {
        let room = self.room();
        match &mut self.kept {
            Kept::Points(points) => {
                let Some(value) = value else { return };
                if points.back().is_some_and(|(last, _)| *last == at) {
                    points.pop_back();
                }
                points.push_back((at, value));
                // One is kept from before the window: it stands at the window's start.
                while points.get(1).is_some_and(|(second, _)| *second <= at - self.window) {
                    points.pop_front();
                }
            }
            Kept::Slots { values, next, known, last } => {
                let end = at.micros().div_euclid(STEP.micros())
                    + i64::from(at.micros().rem_euclid(STEP.micros()) > 0);
                match last {
                    Some((since, standing)) => {
                        // Nobody needs what lies further back than the window.
                        *next = (*next).max(end - room as i64 - 1);
                        while *next < end {
                            let slot = Time::from_micros(*next * STEP.micros());
                            let stands = slot - *since < stale_after(self.vital);
                            let value = if stands { *standing } else { f32::NAN };
                            *known += usize::from(!value.is_nan());
                            values.push_back(value);
                            if values.len() > room {
                                let gone = values.pop_front();
                                *known -= usize::from(gone.is_some_and(|gone| !gone.is_nan()));
                            }
                            *next += 1;
                        }
                    }
                    None => *next = end,
                }
                *last = Some((at, value.map_or(f32::NAN, |value| value as f32)));
            }
        }
    }

    /// The change up to `at`; `None` while too little of the window is known: at least half of it,
    /// reaching back at least half of it.
    pub fn change(&self, at: Time) -> Option<Change> {
        match &self.kept {
            Kept::Points(points) => {
                let &(_, now) = points.back()?;
                let start = at - self.window;
                let standing = points.iter().rev().find(|(since, _)| *since <= start);
                let standing = standing.filter(|(since, _)| start - *since < stale_after(self.vital));
                if let Some(&(_, before)) = standing {
                    return Some(Change { before, now, over: self.window });
                }
                let &(since, before) = points.iter().find(|(since, _)| *since > start)?;
                let over = at - since;
                (over * 2 >= self.window).then_some(Change { before, now, over })
            }
            Kept::Slots { values, known, last, .. } => {
                let room = self.room();
                let first = values.iter().position(|value| !value.is_nan())?;
                let back = values.len() - first;
                if *known * 2 < room || back * 2 < room {
                    return None;
                }
                // In a short window the two medians must not overlap.
                let count = MEDIAN_OF.min(room / 2).max(1);
                let latest = values.iter().rev().take(count - 1).copied();
                let now = median(latest.chain(last.iter().map(|(_, value)| *value)), count)?;
                let before = median(values.range(first..).take(count).copied(), count)?;
                let over = if back == room { self.window } else { STEP * back as i64 };
                Some(Change { before, now, over })
            }
        }
    }

    /// When the change may become another one without any new measurement, after `at`.
    pub fn next_change(&self, at: Time) -> Option<Time> {
        let Kept::Points(points) = &self.kept else { return None };
        let half = Span::from_micros((self.window.micros() + 1) / 2);
        let moments = points.iter().flat_map(|(since, _)| {
            [half, self.window, self.window + stale_after(self.vital)].map(|later| *since + later)
        });
        moments.filter(|moment| *moment > at).min()
    }
}

/// The median of the values that are known, if these are at least half of `count`.
fn median(values: impl Iterator<Item = f32>, count: usize) -> Option<f64> {
    let mut known: Vec<f32> = values.filter(|value| !value.is_nan()).collect();
    if known.len() * 2 < count {
        return None;
    }
    known.sort_by(f32::total_cmp);
    let middle = known.len() / 2;
    let (low, high) = (known.get(known.len().checked_sub(1)? / 2)?, known.get(middle)?);
    // Single precision is for the memory's sake; vitals have at most one decimal.
    Some(((f64::from(*low) + f64::from(*high)) * 500.0).round() / 1e3)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Time {
        Time::from_millis(seconds * 1_000)
    }

    fn heart(window: i64) -> History {
        History::new(Vital::HeartRate, Span::from_millis(window * 1_000))
    }

    #[test]
    fn the_ends_of_the_window_are_compared_once_half_of_it_is_known() {
        let mut history = heart(60);
        // A value stands for the two seconds after it: half of the window is known with the one at 28 s.
        for second in 0..=27 {
            history.hear(Some(80.0), at(second));
        }
        assert_eq!(history.change(at(27)), None);
        for second in 28..=29 {
            history.hear(Some(80.0), at(second));
        }
        assert_eq!(history.change(at(29)).map(|change| change.now), Some(80.0));
        for second in 30..=50 {
            history.hear(Some(100.0), at(second));
        }
        let change = history.change(at(50)).unwrap();
        assert_eq!((change.before, change.now, change.over), (80.0, 100.0, Span::from_millis(50_000)));
        for second in 51..=200 {
            history.hear(Some(100.0), at(second));
        }
        let change = history.change(at(200)).unwrap();
        assert_eq!((change.before, change.now, change.over), (100.0, 100.0, Span::from_millis(60_000)));
    }

    #[test]
    fn one_wild_value_moves_nothing() {
        let mut history = heart(60);
        for second in 0..=80 {
            let value = if second == 22 || second == 80 { 180.0 } else { 80.0 };
            history.hear(Some(value), at(second));
        }
        let change = history.change(at(80)).unwrap();
        assert_eq!((change.before, change.now), (80.0, 80.0));
    }

    #[test]
    fn a_gap_is_not_bridged() {
        let mut history = heart(60);
        history.hear(Some(80.0), at(0));
        history.hear(None, at(10));
        for second in 50..=60 {
            history.hear(Some(100.0), at(second));
        }
        assert_eq!(history.change(at(60)), None, "20 of 60 s are known");
    }

    #[test]
    fn a_cuff_pressure_stands_until_the_next_one() {
        let mut history = History::new(Vital::Systolic, Span::from_millis(1_800_000));
        history.hear(Some(130.0), at(0));
        history.hear(Some(100.0), at(600));
        assert_eq!(history.change(at(600)), None);
        assert_eq!(history.next_change(at(600)), Some(at(900)));
        assert_eq!(history.change(at(900)).map(|change| (change.before, change.now)), Some((130.0, 100.0)));
        assert_eq!(history.change(at(2_399)).map(|change| change.before), Some(130.0));
        assert_eq!(history.change(at(2_400)).map(|change| change.before), Some(100.0));
    }
}
