//! What feeds the bed: a simulated patient or a recording, and everything that can be asked of
//! either.

use std::rc::Rc;

use futures_util::future::abortable;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{LiveBed, Playing, SourceView, bed::LogClock};
use crate::{
    model::{ByHand, Reading, SensorId, SensorState, Span, Time},
    physiology::Targets,
    platform::{BrowserClock, BrowserFile},
    record::formats::wfdb::Recording,
    sources::{
        Clock, ReplaySensor, ScaledClock, Speed,
        simulated::{self, Fault, FaultSwitch, SimulatedBed},
        supervise,
    },
};

/// A new patient's number; a browser without randomness always gets the same patient.
pub(super) fn fresh_seed() -> u64 {
    simulated::seed().unwrap_or_else(|error| {
        log::warn!("{error}: the simulated patient is number 1");
        1
    })
}

impl LiveBed {
    /// Lets a simulated patient into the bed.
    pub(super) fn simulate(self, seed: u64) {
        let patient = SimulatedBed::new(seed);
        self.restart(Time::ZERO, Speed::REAL, LogClock::WallZero(js_sys::Date::now()));
        self.targets.set(Targets::default());
        self.source.set(SourceView::Simulated { seed });
        self.core.update_value(|core| {
            core.simulated = Some(patient);
            core.recording = None;
        });
        self.follow_cuff_interval(self.settings.peek().cuff_minutes);
        self.feed_simulated();
    }

    /// Closes the recording, and gives up one that is being opened; a new simulated patient comes in.
    pub fn simulate_again(self) {
        self.refused.set(None);
        self.core.update_value(|core| {
            if let Some(opening) = core.opening.take() {
                opening.abort();
            }
        });
        self.opening.set(false);
        self.forget_by_hand();
        self.simulate(fresh_seed());
    }

    /// What was entered about one patient does not hold for the next.
    fn forget_by_hand(self) {
        if self.settings.peek_part(|settings| settings.by_hand != ByHand::default()) {
            self.settings.change(|settings| settings.by_hand = ByHand::default());
        }
    }

    /// Another patient or moment: nothing was sensed yet, on a clock of its own. The alarms of the
    /// one before end; the log stays.
    fn restart(self, at: Time, speed: Speed, zero: LogClock) {
        let ended = self.clock().now();
        self.with_bed(|bed| bed.discharge(ended));
        // What was observed of the one before is not the next one's.
        self.observed.update_untracked(Vec::clear);
        self.surroundings_again(at);
        self.core.update_value(|core| {
            core.clock = ScaledClock::new(BrowserClock::new(), at, speed);
            core.era += 1;
            core.log_clocks.push((core.bed.borrow().alarms.log().written(), zero));
        });
        self.blank();
        super::evaluate::show(self, at);
    }

    /// Opens a recording from files that were chosen or dropped. A recording that cannot be played
    /// is refused with the reason in [`LiveBed::refused`]; the bed then goes on as it was. Whoever
    /// opens another one meanwhile gets that one.
    pub fn open_recording(self, files: Vec<BrowserFile>) {
        if files.is_empty() {
            return;
        }
        self.refused.set(None);
        self.opening.set(true);
        let (reading, stop) = abortable(Recording::open(files));
        self.core.update_value(|core| {
            if let Some(other) = core.opening.replace(stop) {
                other.abort();
            }
        });
        spawn_local(async move {
            // Given up: another one was chosen meanwhile, or the bed was taken down.
            let Ok(opened) = reading.await else { return };
            match opened {
                Ok(recording) => {
                    let playing = Playing {
                        name: recording.name().into(),
                        length: recording.duration(),
                        from: Time::ZERO,
                        speed: 1,
                        paused: false,
                        ended: false,
                        left_out: recording.not_shown().join(", ").into(),
                    };
                    self.core.update_value(|core| {
                        core.recording = Some(Rc::new(recording));
                        core.simulated = None;
                    });
                    self.forget_by_hand();
                    self.play(playing);
                }
                Err(error) => self.refused.set(Some(error.to_string())),
            }
            self.opening.set(false);
        });
    }

    /// Plays the open recording from `playing.from` on.
    fn play(self, playing: Playing) {
        let Some(recording) = self.core.with_value(|core| core.recording.clone()) else {
            return;
        };
        let from = playing.from;
        let speed = Speed::new(f64::from(playing.speed)).unwrap_or(Speed::REAL);
        self.restart(from, speed, LogClock::Record);
        let clock = self.clock();
        if playing.paused {
            clock.pause();
        }
        self.source.set(SourceView::Recording(playing));
        let open = move |now| Ok(ReplaySensor::new(Rc::clone(&recording), now));
        self.stop_feeding();
        self.feed(SensorId::Recording, supervise(clock, SensorId::Recording, open, self.sink()));
    }

    fn change_playing(self, change: impl FnOnce(&mut Playing)) {
        self.source.update(|source| {
            if let SourceView::Recording(playing) = source {
                change(playing);
            }
        });
    }

    fn playing(self) -> Option<Playing> {
        self.source.with_untracked(|source| source.recording().cloned())
    }

    /// Whether a recording is open; tracked.
    pub fn is_replaying(self) -> bool {
        self.source.with(|source| source.recording().is_some())
    }

    /// Plays or pauses the recording; one that has ended starts over.
    pub fn toggle_play(self) {
        let Some(playing) = self.playing() else { return };
        if playing.ended {
            self.play(Playing { from: Time::ZERO, ended: false, paused: false, ..playing });
        } else if playing.paused {
            self.clock().resume();
            self.change_playing(|playing| playing.paused = false);
        } else {
            self.clock().pause();
            self.change_playing(|playing| playing.paused = true);
        }
    }

    /// Goes on from another moment of the recording. What was measured before is not carried over.
    pub fn seek(self, to: Time) {
        if let Some(playing) = self.playing() {
            let last = Time::ZERO + playing.length - Span::from_secs(1.0);
            let from = to.clamp(Time::ZERO, last.max(Time::ZERO));
            self.play(Playing { from, ended: false, ..playing });
        }
    }

    /// Plays the recording at `speed` times the recorded speed, 1 to 60; others change nothing.
    pub fn set_speed(self, speed: u32) {
        if let (Some(factor), Some(_)) = (Speed::new(f64::from(speed)), self.playing()) {
            self.clock().set_speed(factor);
            self.change_playing(|playing| playing.speed = speed);
        }
    }

    /// At the end of a recording its clock stands still: nothing is measured any more.
    pub(super) fn notice_end(self) {
        let ended = self.sensors.with_untracked(|sensors| {
            sensors.get(&SensorId::Recording).is_some_and(|state| *state == SensorState::Ended)
        });
        if ended && self.playing().is_some_and(|playing| !playing.ended) {
            self.clock().pause();
            self.change_playing(|playing| {
                playing.ended = true;
                playing.paused = true;
            });
            // Nothing is measured any more, so nothing is shown as if it were.
            for reading in self.readings.into_iter().chain(self.numbers) {
                if let Some(last) = reading.get_untracked() {
                    reading.set(Some(Reading::unknown(last.vital, last.at, last.origin)));
                }
            }
        }
    }

    /// Asks the simulated patient to become like `targets`.
    ///
    /// # Errors
    /// Why the targets are refused, in words; nothing changes then.
    pub fn set_targets(self, targets: Targets) -> Result<(), String> {
        let targets = targets.validated().map_err(|error| error.to_string())?;
        let now = self.clock().now();
        self.core.with_value(|core| {
            if let Some(simulated) = &core.simulated {
                simulated.patient().borrow_mut().set_targets(targets.clone(), now);
            }
        });
        self.targets.set(targets);
        Ok(())
    }

    /// What is wrong on purpose with a simulated sensor.
    pub fn fault(self, id: SensorId) -> Fault {
        self.core.with_value(|core| {
            let switch = core.simulated.as_ref().and_then(|simulated| simulated.fault(id));
            switch.map_or(Fault::None, FaultSwitch::get)
        })
    }

    /// Troubles a simulated sensor, or ends its trouble.
    pub fn set_fault(self, id: SensorId, fault: Fault) {
        self.core.with_value(|core| {
            if let Some(switch) = core.simulated.as_ref().and_then(|simulated| simulated.fault(id)) {
                switch.set(fault);
            }
        });
    }

    /// Starts a cuff measurement; a device in the cuff's place is started by hand.
    pub fn start_cuff(self) {
        if self.placed(SensorId::Cuff).is_some() {
            return;
        }
        self.core.with_value(|core| core.simulated.iter().for_each(|simulated| simulated.cuff().start()));
    }

    /// Lets the air out of the cuff.
    pub fn stop_cuff(self) {
        self.core.with_value(|core| core.simulated.iter().for_each(|simulated| simulated.cuff().stop()));
    }

    /// Starts a cuff measurement, or stops the one that runs.
    pub fn toggle_cuff(self) {
        let measuring = self.core.with_value(|core| {
            core.simulated.as_ref().is_some_and(|simulated| simulated.cuff().is_measuring())
        });
        if measuring {
            self.stop_cuff();
        } else {
            self.start_cuff();
        }
    }

    /// Hands the automatic interval of the settings to the cuff.
    pub(super) fn follow_cuff_interval(self, minutes: Option<u8>) {
        let interval = minutes.map(|minutes| Span::from_secs(f64::from(minutes) * 60.0));
        self.core.with_value(|core| {
            if let Some(simulated) = &core.simulated
                && let Err(error) = simulated.cuff().set_interval(interval)
            {
                log::error!("automatic cuff measurement: {error}");
            }
        });
    }
}
