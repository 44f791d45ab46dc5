//! What is not alarmed because it is in doubt, and that the log says so.

use std::sync::Arc;

use super::AlarmSystem;
use crate::{
    alarms::{Condition, LogEvent, inhibit::better_vital, threshold::thresholds, watch::Evidence},
    model::{Quality, Reading, Span, Time},
};

/// The same condition is written down again when it was not withheld for so long (own choice).
const EPISODE: Span = Span::from_millis(60_000);

impl AlarmSystem {
    /// The conditions that `reading`, which is in doubt, would make true if it were not: they do not begin, and
    /// those that are there already go on.
    pub fn in_doubt(&self, reading: &Reading) -> Vec<Condition> {
        if reading.quality != Quality::Questionable {
            return Vec::new();
        }
        let believed = Reading { quality: Quality::Good, ..*reading };
        let lines = thresholds(reading.vital, &self.config.limits, self.config.age, &self.config.tuning);
        let begins = |condition: &Condition| {
            let told = better_vital(*condition).and_then(|vital| self.readings.get(&vital));
            told.is_none_or(|held| !held.fresh)
                && self.watches.get(condition).is_some_and(|watch| watch.policy.on && !watch.is_present())
        };
        lines
            .iter()
            .filter(|line| line.judge(&believed) == Evidence::True)
            .map(|line| line.condition)
            .find(begins)
            .into_iter()
            .collect()
    }

    /// Writes down that `condition` was recognised at `at` and is not alarmed, once while that goes on.
    pub(super) fn withhold(&mut self, condition: Condition, why: &Arc<str>, at: Time) {
        if !self.watches.get(&condition).is_some_and(|watch| watch.policy.on) {
            return;
        }
        let before = self.withheld.insert(condition, at);
        if before.is_none_or(|before| at < before || at - before > EPISODE) {
            self.log.write(at, LogEvent::Withheld { condition, why: why.to_string() });
        }
    }
}
