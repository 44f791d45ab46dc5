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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        alarms::{AlarmConfig, Observation},
        model::{AgeBand, Origin, Vital},
    };

    fn at(secs: f64) -> Time {
        Time::from_secs(secs)
    }

    fn system() -> AlarmSystem {
        AlarmSystem::new(AlarmConfig::defaults(AgeBand::Adult))
    }

    fn read(value: f64, quality: Quality, secs: f64) -> Reading {
        Reading::new(Vital::HeartRate, value, at(secs), quality, Origin::Simulated)
    }

    #[test]
    fn what_is_withheld_is_written_down_once_while_it_goes_on() {
        let mut system = system();
        let mut withhold = |secs: f64| {
            let why = Arc::from("pulse goes on at 72 /min");
            let withheld = Observation::Withheld { condition: Condition::Asystole, why, at: at(secs) };
            system.observe(&withheld, at(secs));
        };
        [10.0, 11.0, 50.0, 100.0, 200.0].into_iter().for_each(&mut withhold);
        assert!(system.active().is_empty());
        let told: Vec<_> = system.log().entries().map(|entry| (entry.at.secs(), entry.told())).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!((told[0].0, told[1].0), (10.0, 200.0));
        assert_eq!((&*told[0].1.text, &*told[0].1.what), ("Asystole", "withheld: pulse goes on at 72 /min"));
        assert_eq!(told[0].1.event, "withheld");
    }

    #[test]
    fn a_reading_in_doubt_withholds_the_worst_that_it_would_begin() {
        let mut system = system();
        let doubted = |system: &AlarmSystem, value| system.in_doubt(&read(value, Quality::Questionable, 5.0));
        assert_eq!(doubted(&system, 80.0), []);
        assert_eq!(doubted(&system, 125.0), [Condition::LimitHigh(Vital::HeartRate)]);
        assert_eq!(doubted(&system, 190.0), [Condition::ExtremeTachycardia]);
        assert_eq!(system.in_doubt(&read(190.0, Quality::Good, 5.0)), []);
        // What is there already is not withheld.
        for second in 0..20 {
            system.observe(&Observation::Reading(read(190.0, Quality::Good, f64::from(second))), at(20.0));
        }
        assert!(!doubted(&system, 190.0).contains(&Condition::ExtremeTachycardia));
        // The pulse rate is not asked while the heart rate is known.
        let pulse = Reading { vital: Vital::PulseRate, ..read(190.0, Quality::Questionable, 20.0) };
        assert_eq!(system.in_doubt(&pulse), []);
    }
}
