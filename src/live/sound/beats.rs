use leptos::prelude::*;

use super::Sound;
use crate::{
    alarms::{BeatTone, Heartbeat},
    model::{Channel, Vital},
    platform::Loudspeaker,
    processing::Finding,
    sources::{Clock, Speed},
};

/// What is told of everything that was found, as it is found.
pub type FindingsHook = Box<dyn Fn(&[Finding])>;

impl Sound {
    /// Gives each heartbeat its blip from now on, while that is switched on.
    pub(super) fn follow_beats(self) {
        let level = self.settings.part(|settings| settings.sound.beat_level());
        let tone = StoredValue::new(BeatTone::default());
        self.bed.hook(Box::new(move |findings| {
            let audio = self.loudspeaker.with_value(Loudspeaker::clock);
            let (Some(level), Some(audio)) = (level.get_untracked(), audio) else { return };
            let clock = self.bed.clock();
            // At another speed a heart would sound as it never beats.
            if clock.speed() != Speed::REAL {
                return;
            }
            let spo2 = self.bed.reading(Vital::SpO2).with_untracked(|reading| reading.and_then(|r| r.value));
            let due: Vec<f64> = tone
                .try_update_value(|tone| {
                    tone.align(clock.now(), audio);
                    let heard = findings.iter().filter_map(|finding| match finding {
                        Finding::Beat(beat) if beat.channel == Channel::Ecg => {
                            tone.hear(Heartbeat::Beat, beat.at)
                        }
                        Finding::Pulse { at } => tone.hear(Heartbeat::Pulse, *at),
                        _ => None,
                    });
                    heard.collect()
                })
                .unwrap_or_default();
            for when in due {
                self.loudspeaker.with_value(|speaker| {
                    if let Err(error) = speaker.blip(BeatTone::pitch_hz(spo2), level, when) {
                        log::error!("a heartbeat could not be sounded: {error:?}");
                    }
                });
            }
        }));
    }
}
