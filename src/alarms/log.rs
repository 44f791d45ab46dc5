use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Condition, ConditionConfig, Inactivation, Transition};
use crate::model::{Limits, Time, Vital};

/// How many entries are kept; the oldest goes first (as the Olympus ESG-410 manual p. 101 has it).
pub const LOG_CAPACITY: usize = 1_000;

/// What the log tells of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogEvent {
    /// A step in the life of an alarm.
    Alarm(Transition),
    /// Somebody paused alarms or their sound, or switched them off.
    Inactive {
        /// Which of the four.
        what: Inactivation,
        /// When it ends by itself, if it does.
        until: Option<Time>,
        /// Who did it.
        who: String,
    },
    /// That is over.
    Active {
        /// Which of the four.
        what: Inactivation,
        /// Who ended it; `None` when it ended by itself.
        who: Option<String>,
    },
    /// It is still off: a reminder.
    StillInactive {
        /// Which of the four.
        what: Inactivation,
    },
    /// The limits of a vital were changed.
    Limits {
        /// Which vital.
        vital: Vital,
        /// Its limits from now on.
        limits: Limits,
    },
    /// The behaviour of a condition was changed.
    Condition {
        /// Which condition.
        condition: Condition,
        /// What differs from its policy from now on.
        config: ConditionConfig,
    },
    /// A condition was recognised and not alarmed, because it was in doubt.
    Withheld {
        /// Which condition.
        condition: Condition,
        /// Why, in words.
        why: String,
    },
    /// Something else about the alarms was changed, in words.
    Changed(String),
    /// Another patient or source came to the bed: all alarms ended with the old one.
    Discharged,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Counts the entries from zero; a gap at the start of the log is what was dropped.
    pub number: u64,
    /// When, on the bed's clock.
    pub at: Time,
    /// What happened.
    pub event: LogEvent,
}

/// The last [`LOG_CAPACITY`] things that happened to the alarms of a bed, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlarmLog {
    entries: VecDeque<LogEntry>,
    written: u64,
}

impl AlarmLog {
    /// The entries that are kept, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &LogEntry> + ExactSizeIterator {
        self.entries.iter()
    }

    /// The entries from number `number` on, for a reader that has seen the ones before.
    pub fn since(&self, number: u64) -> impl Iterator<Item = &LogEntry> {
        self.entries.iter().filter(move |entry| entry.number >= number)
    }

    /// How many entries were ever written.
    pub const fn written(&self) -> u64 {
        self.written
    }

    pub(super) fn write(&mut self, at: Time, event: LogEvent) {
        if self.entries.len() >= LOG_CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back(LogEntry { number: self.written, at, event });
        self.written += 1;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entry_makes_room_and_the_log_survives_storage() {
        let mut log = AlarmLog::default();
        for second in 0..1_005 {
            log.write(Time::from_secs(f64::from(second)), LogEvent::Discharged);
        }
        assert_eq!(log.entries().len(), LOG_CAPACITY);
        assert_eq!(log.entries().next().unwrap().number, 5);
        assert_eq!(log.since(1_003).count(), 2);
        let stored = serde_json::to_string(&log).unwrap();
        assert_eq!(serde_json::from_str::<AlarmLog>(&stored).unwrap(), log);
    }
}
