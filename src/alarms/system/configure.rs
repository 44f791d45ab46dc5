//! What is in force, and what changes when something else is.

use std::collections::BTreeMap;

use super::{AlarmSystem, emit};
use crate::{
    alarms::{
        AlarmTuning, Condition, LogEvent, Policy, Priority, RuleId, Transition, TransitionKind,
        threshold::thresholds,
        watch::{Evidence, Watch},
    },
    model::{AgeBand, LimitSet, Time, Vital},
};

/// Everything that decides how a bed alarms.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmConfig {
    /// The age group that clamps the extreme limits.
    pub age: AgeBand,
    /// The limits.
    pub limits: LimitSet,
    /// What was changed about the conditions.
    pub tuning: AlarmTuning,
    /// The rules that are switched on.
    pub rules: BTreeMap<RuleId, RuleAlarm>,
}

/// How a rule alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleAlarm {
    /// How urgent it is.
    pub priority: Priority,
    /// Whether its alarm latches.
    pub latching: bool,
}

impl AlarmConfig {
    /// The defaults of an age group, without rules.
    pub fn defaults(age: AgeBand) -> Self {
        let (limits, tuning) = (LimitSet::defaults(age), AlarmTuning::default());
        Self { age, limits, tuning, rules: BTreeMap::new() }
    }

    fn policy(&self, condition: Condition) -> Policy {
        let mut policy = self.tuning.policy(condition);
        if let Condition::Rule(id) = condition
            && let Some(rule) = self.rules.get(&id)
        {
            policy.priority = rule.priority;
            policy.latching = rule.latching;
        }
        if condition == Condition::LimitLow(Vital::SpO2) && self.tuning.smart_delay.points().is_some() {
            // The area decides, however long that takes.
            policy.delay = NEVER;
        }
        policy
    }
}

/// Longer than any bed is watched.
const NEVER: crate::model::Span = crate::model::Span::from_millis(1_000_000_000_000);

impl AlarmSystem {
    /// Every condition that is watched, with its policy.
    pub(super) fn conditions(&self) -> impl Iterator<Item = (Condition, Policy)> {
        let rules = self.config.rules.keys().map(|id| Condition::Rule(*id));
        Condition::all().into_iter().chain(rules).map(|condition| (condition, self.config.policy(condition)))
    }

    /// Puts another configuration in force and judges the latest readings by it. An alarm whose value is
    /// inside the new limits ends at once, and so does one that was switched off.
    pub fn configure(&mut self, config: AlarmConfig, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let now = self.now;
        self.advance(now, &mut out);
        let old = std::mem::replace(&mut self.config, config);
        self.log_changes(&old, now);
        let conditions: BTreeMap<Condition, Policy> = self.conditions().collect();
        for (condition, policy) in &conditions {
            self.adjust(*condition, *policy, now, &mut out);
        }
        self.watches.retain(|condition, watch| {
            let known = conditions.contains_key(condition);
            if !known && let Some(alarm) = watch.alarm.take() {
                emit(&mut self.log, &mut out, Transition::of(&alarm, TransitionKind::Cleared, now));
            }
            known
        });
        for vital in Vital::ALL {
            if old.age == self.config.age && old.limits.get(vital) == self.config.limits.get(vital) {
                continue;
            }
            for line in thresholds(vital, &self.config.limits, self.config.age, &self.config.tuning) {
                self.judge_again(vital, &line, now, &mut out);
            }
        }
        self.settle(now, &mut out);
        out
    }

    fn adjust(&mut self, condition: Condition, policy: Policy, now: Time, out: &mut Vec<Transition>) {
        let watch = self.watches.entry(condition).or_insert_with(|| Watch::new(condition, policy));
        let was_on = std::mem::replace(&mut watch.policy, policy).on;
        if was_on && !policy.on {
            if let Some(alarm) = watch.alarm.take() {
                emit(&mut self.log, out, Transition::of(&alarm, TransitionKind::Cleared, now));
            }
            watch.forget();
        } else if !was_on && policy.on && watch.stands {
            self.step(condition, now, super::Facts::default(), out, |watch| watch.hear(Evidence::True, now));
        }
    }

    fn log_changes(&mut self, old: &AlarmConfig, now: Time) {
        let mut changes = Vec::new();
        for vital in Vital::ALL {
            let limits = self.config.limits.get(vital);
            if old.limits.get(vital) != limits {
                changes.push(LogEvent::Limits { vital, limits });
            }
        }
        let (old, new) = (&old.tuning, &self.config.tuning);
        for condition in Condition::all() {
            let config = new.get(condition);
            if old.get(condition) != config {
                changes.push(LogEvent::Condition { condition, config });
            }
        }
        if old.smart_delay != new.smart_delay {
            changes.push(LogEvent::Changed(match new.smart_delay.points() {
                Some(points) => format!("SpO₂ smart delay {points} % s"),
                None => "SpO₂ smart delay off".to_owned(),
            }));
        }
        if old.pause_minutes != new.pause_minutes {
            changes.push(LogEvent::Changed(format!("pauses last {} min", new.pause_minutes)));
        }
        if old.reminder_minutes != new.reminder_minutes {
            changes.push(LogEvent::Changed(format!("reminders every {} min", new.reminder_minutes)));
        }
        for change in changes {
            self.log.write(now, change);
        }
    }
}
