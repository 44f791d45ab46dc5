//! Smart delay: the area that a low saturation leaves under its limit.

use std::collections::VecDeque;

use crate::model::{Span, Time};

/// So many crossings within [`CROSSINGS_WITHIN`] alarm whatever the area (Nellcor's rule).
const CROSSINGS: usize = 3;
const CROSSINGS_WITHIN: Span = Span::from_millis(60_000);

/// Longer between two readings, and it is not known what lay between them.
const LONGEST_STEP: Span = Span::from_millis(10_000);

/// How much area has been filled since the saturation crossed its limit.
#[derive(Clone, Debug, Default)]
pub(super) struct Area {
    filled: f64,
    /// The reading before, while it was below.
    last: Option<(Time, f64)>,
    crossings: VecDeque<Time>,
}

impl Area {
    /// A reading `depth` below the limit at `at`, `None` when it is inside: whether the alarm is due,
    /// for `needed` per cent seconds.
    pub fn hear(&mut self, depth: Option<f64>, at: Time, needed: f64) -> bool {
        let Some(depth) = depth else {
            self.filled = 0.0;
            self.last = None;
            return false;
        };
        if let Some((before, depth)) = self.last {
            self.filled += (at - before).min(LONGEST_STEP).secs().max(0.0) * depth;
        } else {
            self.crossings.push_back(at);
            while self.crossings.len() > CROSSINGS {
                self.crossings.pop_front();
            }
        }
        self.last = Some((at, depth));
        let often = self.crossings.len() == CROSSINGS
            && self.crossings.front().is_some_and(|first| at - *first <= CROSSINGS_WITHIN);
        often || self.filled >= needed
    }

    /// The saturation is not known: what was filled stands, what follows is counted from its first value.
    pub fn lose(&mut self, at: Time) {
        if let Some(last) = &mut self.last {
            *last = (at, 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: f64) -> Time {
        Time::from_secs(secs)
    }

    #[test]
    fn deep_is_told_soon_and_shallow_late() {
        for (depth, due) in [(1.0, 50.0), (5.0, 10.0), (10.0, 5.0)] {
            let mut area = Area::default();
            let first = (0..100).map(f64::from).find(|second| area.hear(Some(depth), at(*second), 50.0));
            assert_eq!(first, Some(due), "{depth} % below");
        }
    }

    #[test]
    fn coming_back_starts_over_and_the_third_crossing_in_a_minute_alarms() {
        let mut area = Area::default();
        for crossing in 0..3 {
            let begin = f64::from(crossing) * 20.0;
            assert_eq!(area.hear(Some(2.0), at(begin), 50.0), crossing == 2);
            area.hear(None, at(begin + 3.0), 50.0);
        }
        let mut seldom = Area::default();
        for crossing in 0..6 {
            let begin = f64::from(crossing) * 31.0;
            assert!(!seldom.hear(Some(2.0), at(begin), 50.0));
            seldom.hear(None, at(begin + 3.0), 50.0);
        }
    }

    #[test]
    fn an_unknown_stretch_fills_nothing() {
        let mut area = Area::default();
        area.hear(Some(10.0), at(0.0), 50.0);
        area.hear(Some(10.0), at(4.0), 50.0);
        area.lose(at(4.5));
        assert!(!area.hear(Some(10.0), at(8.0), 50.0), "40 % s");
        assert!(area.hear(Some(10.0), at(9.0), 50.0), "50 % s");
    }
}
