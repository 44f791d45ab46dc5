use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Condition;
use crate::model::{Channel, Quality, Reading, SensorId, SensorState, Time};

/// An event that processing recognises by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventKind {
    /// No heartbeat.
    Asystole,
    /// No breath.
    Apnoea,
}

impl EventKind {
    /// The alarm condition that it is.
    pub const fn condition(self) -> Condition {
        match self {
            Self::Asystole => Condition::Asystole,
            Self::Apnoea => Condition::Apnoea,
        }
    }
}

/// Something the alarm system should know. Times are sample times.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// A vital was measured or became unknown.
    Reading(Reading),
    /// An event began or ended; it stands until told otherwise.
    Event {
        /// Which event.
        kind: EventKind,
        /// Whether it is going on.
        active: bool,
        /// When it was recognised.
        at: Time,
    },
    /// A sensor's task changed its state.
    Sensor {
        /// Which sensor.
        id: SensorId,
        /// Its state from now on.
        state: SensorState,
        /// Since when.
        at: Time,
    },
    /// A channel's quality changed; it stands until told otherwise.
    Quality {
        /// The channel.
        channel: Channel,
        /// Its quality from now on.
        quality: Quality,
        /// Whether the reason is that the electrode or sensor is not on the patient.
        off: bool,
        /// Since when.
        at: Time,
    },
    /// A cuff measurement gave no result. The next valid cuff pressure ends that.
    CuffFailed {
        /// Why, in words for the screen.
        reason: Arc<str>,
        /// When.
        at: Time,
    },
    /// Whether the browser keeps the page from sounding.
    Sound {
        /// It does.
        blocked: bool,
        /// Since when.
        at: Time,
    },
}

impl Observation {
    /// When it was true.
    pub const fn at(&self) -> Time {
        match self {
            Self::Reading(reading) => reading.at,
            Self::Event { at, .. }
            | Self::Sensor { at, .. }
            | Self::Quality { at, .. }
            | Self::CuffFailed { at, .. }
            | Self::Sound { at, .. } => *at,
        }
    }
}
