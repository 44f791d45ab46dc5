use serde::{Deserialize, Serialize};

use super::{Category, Condition, Inactivation, Priority};
use crate::model::{Time, Vital};

/// Where an alarm stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmState {
    /// Its condition is true and nobody has acknowledged it: it flashes and sounds.
    Active,
    /// Its condition is true and somebody knows: it is shown steadily and does not sound.
    Acknowledged,
    /// Its cause is gone or out of sight, but nobody has acknowledged it: it flashes and sounds on.
    Latched,
    /// Its cause is gone or out of sight, and somebody knows: it is shown until it is reset.
    LatchedAcknowledged,
}

impl AlarmState {
    /// The name in texts, and in the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Acknowledged => "acknowledged",
            Self::Latched => "latched",
            Self::LatchedAcknowledged => "latched-acknowledged",
        }
    }

    /// Whether somebody knows: it does not sound.
    pub const fn is_acknowledged(self) -> bool {
        matches!(self, Self::Acknowledged | Self::LatchedAcknowledged)
    }

    /// Whether its cause is gone or out of sight: it stays until it is reset.
    pub const fn is_latched(self) -> bool {
        matches!(self, Self::Latched | Self::LatchedAcknowledged)
    }
}

/// Why an alarm is not shown although its condition is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inhibitor {
    /// A worse alarm tells the same.
    Alarm(Condition),
    /// A vital that says the same better has a valid value.
    Vital(Vital),
    /// One of its kind was told a short while ago, see [`super::Policy::rearm`].
    Rearm,
    /// Alarms are paused or off.
    Inactive(Inactivation),
}

impl Inhibitor {
    /// What it is, in words for the log: `inhibited by` this.
    pub fn text(self) -> String {
        match self {
            Self::Alarm(condition) => condition.title(),
            Self::Vital(vital) => vital.label().to_owned(),
            Self::Rearm => "time-out after the last one".to_owned(),
            Self::Inactive(what) => what.name().to_lowercase(),
        }
    }
}

/// One alarm, from the moment its condition has outlasted its delay until it is cleared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    /// What it is about.
    pub condition: Condition,
    /// How urgent it is; rises where the condition escalates.
    pub priority: Priority,
    /// Where it stands.
    pub state: AlarmState,
    /// When it became an alarm, in sample time.
    pub since: Time,
    /// The latest valid value, as it is shown, while the condition is true; `None` once it is latched.
    pub value: Option<f64>,
    /// The limit that is crossed.
    pub limit: Option<f64>,
    /// The worst value so far.
    pub peak: Option<f64>,
    /// More about it, in words (why a sensor failed).
    pub detail: Option<String>,
    /// What it is inhibited by; `None` for every alarm in [`super::AlarmSystem::active`].
    pub inhibited_by: Option<Inhibitor>,
    /// Counts alarms in the order in which they began; tells two alarms of one condition apart.
    pub serial: u64,
    /// Whether it has been shown since it began.
    pub(super) announced: bool,
    /// When to bring it to mind again.
    pub(super) remind_at: Option<Time>,
    /// When its priority rises if nobody acknowledges it.
    pub(super) escalate_at: Option<Time>,
    /// It is only written down until then.
    pub(super) held_until: Option<Time>,
    /// Counts what began to sound, see [`super::Sounding::serial`].
    pub(super) voice: u64,
}

impl Alarm {
    /// Patient or equipment.
    pub const fn category(&self) -> Category {
        self.condition.category()
    }

    /// The stars or exclamation marks before its text.
    pub const fn marks(&self) -> &'static str {
        self.priority.marks(self.condition.category())
    }

    /// What to show: `HR 134 > 120`, `ECG no data: ...`.
    pub fn text(&self) -> String {
        describe(self.condition, self.value, self.limit, self.detail.as_deref())
    }
}

/// What happened to an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransitionKind {
    /// It is shown and sounds for the first time.
    Active,
    /// Its condition is true, but it is not shown (any more): see [`Transition::by`].
    Inhibited,
    /// It is shown again after being inhibited, or the cause of a latched alarm is back.
    Resumed,
    /// Somebody acknowledged it.
    Acknowledged,
    /// Its cause is gone or out of sight; it stays until it is acknowledged.
    Latched,
    /// It was acknowledged a while ago and goes on.
    Reminder,
    /// Nobody acknowledged it in time: its priority rose to that of the transition.
    Escalated,
    /// It is over. Only after this can the same condition become active again.
    Cleared,
}

impl TransitionKind {
    /// The name in JSON lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inhibited => "inhibited",
            Self::Resumed => "resumed",
            Self::Acknowledged => "acknowledged",
            Self::Latched => "latched",
            Self::Reminder => "reminder",
            Self::Escalated => "escalated",
            Self::Cleared => "cleared",
        }
    }
}

/// One step in the life of one alarm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    /// When, in sample time (in the bed's time for what a person did).
    pub at: Time,
    /// What the alarm is about.
    pub condition: Condition,
    /// Its priority.
    pub priority: Priority,
    /// What happened.
    pub to: TransitionKind,
    /// The latest valid value.
    pub value: Option<f64>,
    /// The limit that was crossed.
    pub limit: Option<f64>,
    /// The worst value so far.
    #[serde(default)]
    pub peak: Option<f64>,
    /// For [`TransitionKind::Inhibited`]: by what. For [`TransitionKind::Cleared`]: the technical alarm
    /// that stands in its place, if it ended because its vital can no longer be seen.
    pub by: Option<Inhibitor>,
    /// More about it, in words.
    pub detail: Option<String>,
    /// Who acknowledged or reset it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Which alarm, see [`Alarm::serial`].
    pub serial: u64,
}

impl Transition {
    pub(super) fn of(alarm: &Alarm, to: TransitionKind, at: Time) -> Self {
        Self {
            at,
            condition: alarm.condition,
            priority: alarm.priority,
            to,
            value: alarm.value,
            limit: alarm.limit,
            peak: alarm.peak,
            by: alarm.inhibited_by,
            detail: alarm.detail.clone(),
            who: None,
            serial: alarm.serial,
        }
    }

    pub(super) fn by_person(alarm: &Alarm, to: TransitionKind, at: Time, who: &str) -> Self {
        Self { who: Some(who.to_owned()), ..Self::of(alarm, to, at) }
    }

    /// What to show, as [`Alarm::text`].
    pub fn text(&self) -> String {
        describe(self.condition, self.value, self.limit, self.detail.as_deref())
    }
}

fn describe(condition: Condition, value: Option<f64>, limit: Option<f64>, detail: Option<&str>) -> String {
    if let (Some(vital), Some(value), Some(limit)) = (condition.vital(), value, limit) {
        let sign = if value < limit {
            "<"
        } else if value > limit {
            ">"
        } else {
            "="
        };
        let numbers = format!("{vital} {} {sign} {}", vital.text(Some(value)), vital.text(Some(limit)));
        return match condition {
            Condition::LimitLow(_) | Condition::LimitHigh(_) => numbers,
            _ => format!("{}: {numbers}", condition.title()),
        };
    }
    match detail {
        // A rule is told by the name its writer gave it, and why it is true.
        Some(detail) if matches!(condition, Condition::Rule(_)) => detail.to_owned(),
        Some(detail) => format!("{}: {detail}", condition.title()),
        None => condition.title(),
    }
}
