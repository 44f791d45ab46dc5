use std::sync::Arc;

use super::Condition;
use crate::model::{Channel, Quality, Reading, SensorId, SensorState, Time};

/// Something the alarm system should know. Times are sample times.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// A vital was measured or became unknown.
    Reading(Reading),
    /// A condition that no vital's readings decide began or ended; it stands until told otherwise. One
    /// that readings decide is ignored.
    Switch {
        /// Which condition.
        condition: Condition,
        /// Whether it is true.
        on: bool,
        /// More about it, in words.
        detail: Option<Arc<str>>,
        /// When it was recognised.
        at: Time,
    },
    /// A sensor's task changed its state.
    Sensor {
        /// Which sensor.
        id: SensorId,
        /// Its state from now on.
        state: SensorState,
        /// The device that stands in for it, by name; told with what goes wrong.
        device: Option<Arc<str>>,
        /// Since when.
        at: Time,
    },
    /// Another sensor took the place of this one: what it was about is over, and what it measured is unknown.
    Placed {
        /// Which place.
        id: SensorId,
        /// When.
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
    /// A condition was recognised and is not to be alarmed, because it is in doubt: the log says so.
    Withheld {
        /// Which condition.
        condition: Condition,
        /// Why, in words.
        why: Arc<str>,
        /// When.
        at: Time,
    },
    /// A cuff measurement gave no result. The next valid cuff pressure ends that.
    CuffFailed {
        /// Why, in words for the screen.
        reason: Arc<str>,
        /// When.
        at: Time,
    },
}

impl Observation {
    /// A condition began (`on`) or ended at `at`, with nothing more to say.
    pub const fn switch(condition: Condition, on: bool, at: Time) -> Self {
        Self::Switch { condition, on, detail: None, at }
    }

    /// When it was true.
    pub const fn at(&self) -> Time {
        match self {
            Self::Reading(reading) => reading.at,
            Self::Switch { at, .. }
            | Self::Sensor { at, .. }
            | Self::Placed { at, .. }
            | Self::Quality { at, .. }
            | Self::Withheld { at, .. }
            | Self::CuffFailed { at, .. } => *at,
        }
    }
}
