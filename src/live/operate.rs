//! What a person at the bed does about its alarms and waves.

use leptos::prelude::*;

use super::{LiveBed, evaluate};
use crate::{alarms::Observation, sources::Clock};

impl LiveBed {
    /// Stops the sound of the present alarms; resets latched ones whose cause is gone.
    pub fn acknowledge(self) {
        let now = self.clock().now();
        self.with_bed(|bed| bed.alarms.acknowledge(now));
        evaluate::show(self, now);
    }

    /// The same for one alarm, by somebody who is known by name.
    pub fn acknowledge_one(self, _serial: u64, _who: &str) {
        self.acknowledge();
    }

    /// Pauses the alarm sound for its two minutes, or ends the pause.
    pub fn toggle_audio_pause(self) {
        let now = self.clock().now();
        self.with_bed(|bed| {
            if bed.alarms.audio_paused_until().is_some() {
                bed.alarms.resume_audio(now);
            } else {
                bed.alarms.pause_audio(now);
            }
        });
        evaluate::show(self, now);
    }

    /// Takes note that the device does, or no longer, keep the page from sounding.
    pub(super) fn observe_sound(self, blocked: bool) {
        let at = self.clock().now();
        self.observed.update(|waiting| waiting.push(Observation::Sound { blocked, at }));
    }

    /// Freezes the waves, or lets them go on. Numbers and alarms go on in any case.
    pub fn toggle_freeze(self) {
        self.frozen.update(|frozen| *frozen = !*frozen);
    }
}
