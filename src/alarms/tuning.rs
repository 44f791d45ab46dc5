use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Condition, Policy, Priority, policy};
use crate::model::{Span, Vital};

/// What a person changed about one condition; what is `None` is as the [`policy`] says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConditionConfig {
    /// It is not watched.
    pub off: bool,
    /// Its priority.
    pub priority: Option<Priority>,
    /// How long it must be true before it is an alarm.
    pub delay: Option<Span>,
    /// How far a vital must come back inside its limit, in its unit.
    pub hysteresis: Option<f64>,
    /// How long the next one after an alarm is only written down.
    pub rearm: Option<Span>,
    /// Whether it latches.
    pub latching: Option<bool>,
    /// After how long without acknowledgement its priority rises by one step.
    pub escalate_after: Option<Span>,
}

/// What may be changed about a condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjustable {
    /// It may be switched off.
    pub off: bool,
    /// It may have another priority.
    pub priority: bool,
    /// The longest delay; `None` where the delay is fixed.
    pub longest_delay: Option<Span>,
    /// The largest hysteresis in the vital's unit; `None` where there is none to change.
    pub largest_hysteresis: Option<f64>,
    /// Whether it has a time to re-arm, 0 to 15 minutes.
    pub rearm: bool,
}

/// Why a change was refused.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum TuningError {
    /// It may not be switched off.
    #[error("{0} cannot be switched off")]
    AlwaysOn(Condition),
    /// Its priority is fixed.
    #[error("the priority of {0} cannot be changed")]
    FixedPriority(Condition),
    /// A time or distance lies outside what is allowed.
    #[error("{what} of {condition} lies between {least} and {most} {unit}")]
    OutOfRange {
        /// Of which condition.
        condition: Condition,
        /// What about it.
        what: &'static str,
        /// The least that is allowed.
        least: f64,
        /// The most that is allowed.
        most: f64,
        /// Seconds, or the vital's unit.
        unit: &'static str,
    },
    /// It has no such time or distance.
    #[error("{condition} has no {what} to change")]
    Fixed {
        /// Which condition.
        condition: Condition,
        /// What it does not have.
        what: &'static str,
    },
}

/// Mindray allows alarm delays up to 15 s (ePM p. 9-7), Philips up to 30 s for saturation (MP2 p. 177).
const LONGEST_DELAY: Span = Span::from_millis(15_000);
const LONGEST_SPO2_DELAY: Span = Span::from_millis(30_000);
/// Time-outs of arrhythmia alarms: 0 to 15 min (Philips configuration guide p. 43).
const LONGEST_REARM: Span = Span::from_millis(15 * 60_000);
/// Shorter would raise what somebody is on the way to; longer would not be noticed. This project's choice.
const ESCALATION: (Span, Span) = (Span::from_millis(15_000), Span::from_millis(15 * 60_000));

/// What may be changed about `condition`: the facts leave nothing to choose about what kills within
/// minutes, and technical alarms that blind the monitor stay on.
pub fn adjustable(condition: Condition) -> Adjustable {
    let vital = condition.vital();
    let urgent = condition.priority() == Priority::High;
    let longest_delay = match condition {
        Condition::LimitLow(Vital::SpO2) | Condition::LimitHigh(Vital::SpO2) => Some(LONGEST_SPO2_DELAY),
        Condition::LimitLow(_) | Condition::LimitHigh(_) | Condition::LowQuality(_) => Some(LONGEST_DELAY),
        _ => None,
    };
    let off = match condition {
        // Limits have no switch of their own: an absent limit is off. Rules have their own switch.
        Condition::LimitLow(_)
        | Condition::LimitHigh(_)
        | Condition::Rule(_)
        | Condition::NoData(_)
        | Condition::LinkLost(_)
        | Condition::SensorOff(_)
        | Condition::DeliveryFailed
        | Condition::SoundBlocked
        | Condition::RecordingEnded => false,
        _ => !urgent,
    };
    Adjustable {
        off,
        priority: !urgent && !matches!(condition, Condition::Rule(_)),
        longest_delay,
        // Up to five times the usual distance.
        largest_hysteresis: vital.map(|_| policy(condition).hysteresis * 5.0),
        rearm: policy(condition).rearm > Span::ZERO,
    }
}

impl ConditionConfig {
    /// Whether this may be asked of `condition`.
    ///
    /// # Errors
    /// When something is asked that [`adjustable`] does not allow.
    pub fn check(&self, condition: Condition) -> Result<(), TuningError> {
        let may = adjustable(condition);
        if self.off && !may.off {
            return Err(TuningError::AlwaysOn(condition));
        }
        if self.priority.is_some_and(|priority| !may.priority && priority != condition.priority()) {
            return Err(TuningError::FixedPriority(condition));
        }
        let within = |what, value: Option<f64>, range: Option<(f64, f64)>, unit| match (value, range) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(TuningError::Fixed { condition, what }),
            (Some(value), Some((least, most))) if (least..=most).contains(&value) => Ok(()),
            (Some(_), Some((least, most))) => {
                Err(TuningError::OutOfRange { condition, what, least, most, unit })
            }
        };
        let unit = condition.vital().map_or("", Vital::unit);
        let secs = |span: Option<Span>| span.map(Span::secs);
        within("the delay", secs(self.delay), may.longest_delay.map(|most| (0.0, most.secs())), "s")?;
        within("the hysteresis", self.hysteresis, may.largest_hysteresis.map(|most| (0.0, most)), unit)?;
        let rearm = may.rearm.then_some((0.0, LONGEST_REARM.secs()));
        within("the time to re-arm", secs(self.rearm), rearm, "s")?;
        let escalation = (ESCALATION.0.secs(), ESCALATION.1.secs());
        within("the time to escalate", secs(self.escalate_after), Some(escalation), "s")
    }
}

/// Smart delay for low saturation: the alarm waits until the area under the limit, depth times time,
/// is so many per cent seconds ("sat-seconds"; the steps are Nellcor's).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SmartDelay {
    /// The plain delay counts.
    #[default]
    Off,
    /// 10 % s
    Ten,
    /// 25 % s
    TwentyFive,
    /// 50 % s
    Fifty,
    /// 100 % s
    Hundred,
}

impl SmartDelay {
    /// Every choice.
    pub const ALL: [Self; 5] = [Self::Off, Self::Ten, Self::TwentyFive, Self::Fifty, Self::Hundred];

    /// Per cent seconds; `None` when it is off.
    pub const fn points(self) -> Option<f64> {
        match self {
            Self::Off => None,
            Self::Ten => Some(10.0),
            Self::TwentyFive => Some(25.0),
            Self::Fifty => Some(50.0),
            Self::Hundred => Some(100.0),
        }
    }
}

/// How alarms behave at a bed, beside the limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct AlarmTuning {
    conditions: BTreeMap<Condition, ConditionConfig>,
    /// Smart delay for low saturation.
    pub smart_delay: SmartDelay,
    /// Minutes an audio or alarm pause lasts, 1 to 3 (Dräger's IACS allows 2 at most for audio, p. 83;
    /// Philips offers 1, 2 and 3).
    pub pause_minutes: u8,
    /// Minutes between reminders, 1 to 10 (usual choices of bedside monitors are 1, 2 and 3).
    pub reminder_minutes: u8,
}

impl Default for AlarmTuning {
    fn default() -> Self {
        Self {
            conditions: BTreeMap::new(),
            smart_delay: SmartDelay::Off,
            pause_minutes: 2,
            reminder_minutes: 3,
        }
    }
}

/// As it was stored, perhaps by another version: what is unknown or not allowed is left at its default
/// rather than taken for a reason to forget the rest.
#[derive(Deserialize)]
#[serde(default)]
struct Stored {
    conditions: BTreeMap<String, ConditionConfig>,
    smart_delay: SmartDelay,
    pause_minutes: u8,
    reminder_minutes: u8,
}

impl Default for Stored {
    fn default() -> Self {
        let AlarmTuning { smart_delay, pause_minutes, reminder_minutes, .. } = AlarmTuning::default();
        Self { conditions: BTreeMap::new(), smart_delay, pause_minutes, reminder_minutes }
    }
}

impl From<Stored> for AlarmTuning {
    fn from(stored: Stored) -> Self {
        let mut tuning = Self {
            conditions: BTreeMap::new(),
            smart_delay: stored.smart_delay,
            pause_minutes: stored.pause_minutes.clamp(1, 3),
            reminder_minutes: stored.reminder_minutes.clamp(1, 10),
        };
        for (key, config) in stored.conditions {
            if let Ok(condition) = Condition::try_from(key) {
                // What is refused stays as the policy has it.
                let _ = tuning.set(condition, config);
            }
        }
        tuning
    }
}

impl AlarmTuning {
    /// What was changed about `condition`.
    pub fn get(&self, condition: Condition) -> ConditionConfig {
        self.conditions.get(&condition).copied().unwrap_or_default()
    }

    /// Changes a condition.
    ///
    /// # Errors
    /// When something is asked that [`adjustable`] does not allow; nothing is changed then.
    pub fn set(&mut self, condition: Condition, config: ConditionConfig) -> Result<(), TuningError> {
        config.check(condition)?;
        if config == ConditionConfig::default() {
            self.conditions.remove(&condition);
        } else {
            self.conditions.insert(condition, config);
        }
        Ok(())
    }

    /// The conditions that are not as their [`policy`] says.
    pub fn changed(&self) -> impl Iterator<Item = (Condition, &ConditionConfig)> {
        self.conditions.iter().map(|(condition, config)| (*condition, config))
    }

    /// The policy of `condition` here.
    pub fn policy(&self, condition: Condition) -> Policy {
        let usual = policy(condition);
        let config = self.get(condition);
        Policy {
            on: !config.off,
            priority: config.priority.unwrap_or(usual.priority),
            delay: config.delay.unwrap_or(usual.delay),
            clear_after: usual.clear_after,
            hysteresis: config.hysteresis.unwrap_or(usual.hysteresis),
            rearm: config.rearm.unwrap_or(usual.rearm),
            latching: config.latching.unwrap_or(usual.latching),
            escalate_after: config.escalate_after,
        }
    }

    pub(super) const fn pause(&self) -> Span {
        Span::from_millis(self.pause_minutes as i64 * 60_000)
    }

    pub(super) const fn reminder(&self) -> Span {
        Span::from_millis(self.reminder_minutes as i64 * 60_000)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_kills_cannot_be_switched_off_or_delayed() {
        let mut tuning = AlarmTuning::default();
        for condition in Condition::all() {
            let off = ConditionConfig { off: true, ..ConditionConfig::default() };
            let refused = tuning.set(condition, off).is_err();
            assert!(refused || !condition.is_vital(), "{condition}");
            if condition.is_vital() {
                let late =
                    ConditionConfig { delay: Some(Span::from_secs(5.0)), ..ConditionConfig::default() };
                assert!(tuning.set(condition, late).is_err(), "{condition}");
                let low = ConditionConfig { priority: Some(Priority::Low), ..ConditionConfig::default() };
                assert_eq!(tuning.set(condition, low), Err(TuningError::FixedPriority(condition)));
            }
        }
    }

    #[test]
    fn a_refused_change_names_the_range_and_changes_nothing() {
        let mut tuning = AlarmTuning::default();
        let high = Condition::LimitHigh(Vital::HeartRate);
        let late = ConditionConfig { delay: Some(Span::from_secs(16.0)), ..ConditionConfig::default() };
        assert_eq!(
            tuning.set(high, late).unwrap_err().to_string(),
            "the delay of HR high lies between 0 and 15 s"
        );
        assert_eq!(tuning, AlarmTuning::default());
    }

    #[test]
    fn stored_tuning_reads_back_and_what_is_not_allowed_is_dropped() {
        let mut tuning = AlarmTuning::default();
        let high = Condition::LimitHigh(Vital::SpO2);
        let slow = ConditionConfig { delay: Some(Span::from_secs(30.0)), ..ConditionConfig::default() };
        tuning.set(high, slow).unwrap();
        tuning.smart_delay = SmartDelay::Fifty;
        let text = serde_json::to_string(&tuning).unwrap();
        assert_eq!(serde_json::from_str::<AlarmTuning>(&text).unwrap(), tuning);
        let strange = r#"{"conditions":{"asystole":{"off":true},"no-such":{},"couplet":{"off":true}},"pause_minutes":99}"#;
        let read: AlarmTuning = serde_json::from_str(strange).unwrap();
        assert_eq!(read.changed().map(|(condition, _)| condition).collect::<Vec<_>>(), [Condition::Couplet]);
        assert_eq!(read.pause_minutes, 3);
        assert!(!read.policy(Condition::Couplet).on && read.policy(Condition::Asystole).on);
    }
}
