use serde::{Deserialize, Serialize};

use crate::model::Time;

/// The four ways in which alarms can be kept from being told (IEC 60601-1-8's terms): "audio" is the
/// sound alone, "alarm" sound and screen; "paused" ends by itself, "off" lasts until somebody ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inactivation {
    /// Nothing sounds for a while, except a high alarm that begins meanwhile.
    AudioPaused,
    /// Nothing sounds, except what may never be off, see [`super::Condition::is_vital`].
    AudioOff,
    /// Alarms are neither shown nor sounded for a while, except what breaks through, see
    /// [`super::Condition::breaks_through`].
    AlarmPaused,
    /// Physiological alarms are neither shown nor sounded, except what may never be off.
    AlarmOff,
}

impl Inactivation {
    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AudioPaused => "Audio paused",
            Self::AudioOff => "Audio off",
            Self::AlarmPaused => "Alarm paused",
            Self::AlarmOff => "Alarm off",
        }
    }

    /// Whether it ends by itself.
    pub const fn is_pause(self) -> bool {
        matches!(self, Self::AudioPaused | Self::AlarmPaused)
    }

    /// Whether it concerns the sound alone.
    pub const fn is_audio(self) -> bool {
        matches!(self, Self::AudioPaused | Self::AudioOff)
    }
}

/// One inactivation in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inactive {
    /// Which.
    pub what: Inactivation,
    /// When it ends by itself; `None` for those that do not.
    pub until: Option<Time>,
    /// When it is brought to mind next, where it does not end by itself.
    pub(super) remind_at: Option<Time>,
    /// Alarms that began to sound from this number on did so while it was in force.
    pub(super) next_voice: u64,
}
