use serde::{Deserialize, Serialize};

use super::{PersonId, Way};
use crate::{
    alarms::{Category, Priority},
    model::Time,
};

/// One alarm among all of all visits to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AlarmKey {
    /// When the page that saw it was opened, milliseconds since 1970.
    pub session: u64,
    /// Its serial number there, see [`crate::alarms::Alarm::serial`].
    pub serial: u64,
}

/// What a message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// There is an alarm.
    Alert,
    /// It is over.
    Over,
    /// None: somebody tries out a channel.
    Test,
}

impl Kind {
    /// The name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Over => "over",
            Self::Test => "test",
        }
    }
}

/// Tell this person that, by this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Of which alarm.
    pub alarm: AlarmKey,
    /// That it is there, or over.
    pub kind: Kind,
    /// Whom; nobody in particular where it is spoken into the room.
    pub person: Option<PersonId>,
    /// The person's name.
    pub who: String,
    /// By what.
    pub way: Way,
    /// How urgent the alarm is.
    pub priority: Priority,
    /// Patient or equipment.
    pub category: Category,
    /// Its condition's key.
    pub condition: String,
    /// Its words.
    pub text: String,
    /// When the alarm began, wall time.
    pub since: Time,
}

/// Whose alarm it is, as a message says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The bed.
    pub bed: String,
    /// The patient's name, where its user allows that.
    pub patient: Option<String>,
    /// Where the numbers come from: simulated, replay or live.
    pub source: String,
}

impl Subject {
    /// Bed and name, and a warning when the patient is none.
    pub fn text(&self) -> String {
        let name = self.patient.as_ref().map_or(String::new(), |name| format!(", {name}"));
        let source = if self.source == "live" { "" } else { self.source.as_str() };
        let open = if source.is_empty() { String::new() } else { format!(" ({source})") };
        format!("{}{name}{open}", self.bed)
    }
}

/// How far a delivery has come, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Progress {
    /// Waits for its first or next try.
    Queued,
    /// Handed to the browser, which has not answered yet.
    Sending,
    /// It left; whether it arrived cannot be known.
    Sent,
    /// The receiver's computer took it.
    Accepted,
    /// It is on a screen. Whether anybody looked is not known.
    Shown,
    /// Somebody touched it.
    Seen,
    /// Given up.
    Failed,
    /// No longer needed before it could be delivered.
    Withdrawn,
}

impl Progress {
    /// As it stands on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Shown => "shown",
            Self::Seen => "seen",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether something is still to be done.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Queued | Self::Sending)
    }

    /// Whether it went out, as far as is known.
    pub const fn is_out(self) -> bool {
        matches!(self, Self::Sent | Self::Accepted | Self::Shown | Self::Seen)
    }
}

/// What became of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It came this far, and what is known in words (`204 in 38 ms`).
    Reached(Progress, String),
    /// It failed, and why; `again` when another try may help.
    Failed {
        /// Why, in words, without address or secret.
        why: String,
        /// Whether to try again.
        again: bool,
    },
}

/// An order on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Counts the deliveries of this device; receivers know a repeated one by it.
    pub id: u64,
    /// What is to be delivered.
    pub order: Order,
    /// Whose alarm it is.
    pub subject: Subject,
    /// When it was ordered, wall time.
    pub ordered: Time,
    /// How far it has come.
    pub progress: Progress,
    /// What is known about that, in words.
    pub known: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again while it is queued; when it was sent while it is sending.
    pub next: Time,
    /// Who acknowledged the alarm.
    pub acknowledged_by: Option<String>,
}

impl Delivery {
    /// The headline of a message: `*** Bed 1 (simulated): SpO2 82 < 90`.
    pub fn title(&self) -> String {
        let order = &self.order;
        let subject = self.subject.text();
        match order.kind {
            Kind::Alert => format!("{} {subject}: {}", order.priority.marks(order.category), order.text),
            Kind::Over => format!("Over: {subject}: {}", order.text),
            Kind::Test => format!("Test from {subject}: no alarm"),
        }
    }
}
