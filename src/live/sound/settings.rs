use serde::{Deserialize, Serialize};

use crate::alarms::{AlarmVolumes, Priority, SoundStyle};

/// How this device sounds. Volumes are in per cent of what it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SoundSettings {
    /// In which style alarms sound.
    pub style: SoundStyle,
    /// Alarm volumes.
    pub volumes: AlarmVolumes,
    /// Whether a high alarm that nobody answers grows louder.
    pub escalate: bool,
    /// Whether each heartbeat is heard.
    pub beat: bool,
    /// Volume of the beat tone; it is never louder than a low alarm.
    pub beat_volume: u8,
    /// Whether the device vibrates with alarms, where it can.
    pub vibrate: bool,
}

impl SoundSettings {
    /// The lowest volume of the beat tone, which has a switch of its own, per cent.
    pub const QUIETEST_BEAT: u8 = 10;

    /// What was stored by another version, or by hand, brought into range.
    pub(in crate::live) fn checked(mut self) -> Self {
        self.beat_volume = self.beat_volume.clamp(Self::QUIETEST_BEAT, 100);
        self
    }

    /// The amplitude of the beat tone, 0 to 1; `None` while it is off. Under half of what the pulses of a low
    /// alarm have at the same volume.
    pub(super) fn beat_level(self) -> Option<f64> {
        let percent = self.beat_volume.min(self.volumes.get(Priority::Low));
        self.beat.then(|| f64::from(percent) / 100.0 * BEAT_GAIN)
    }
}

/// The beat tone beside a low alarm's 0.6.
const BEAT_GAIN: f64 = 0.25;

impl Default for SoundSettings {
    fn default() -> Self {
        Self {
            style: SoundStyle::Plain,
            volumes: AlarmVolumes::default(),
            escalate: true,
            beat: false,
            beat_volume: 50,
            vibrate: true,
        }
    }
}
