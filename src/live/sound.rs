use leptos::prelude::*;

use super::{LiveBed, SettingsSignal};
use crate::{
    alarms::{Condition, Priority, burst},
    platform::{Loudspeaker, monotonic_ms},
};

/// What can be heard: the burst of the highest priority that must sound, again and again.
#[derive(Clone, Copy)]
pub struct Sound {
    loudspeaker: StoredValue<Loudspeaker, LocalStorage>,
    /// Whether the browser lets the page sound.
    pub open: RwSignal<bool>,
    /// Grows twice a second at least, also while the bed's clock stands still.
    pub tick: RwSignal<u32>,
    settings: SettingsSignal,
}

/// How often it is looked whether a burst is due.
const TICK_MS: u32 = 500;

impl Sound {
    /// The sound of `bed`, for as long as the reactive owner lives.
    pub fn new(bed: LiveBed, settings: SettingsSignal) -> Self {
        let sound = Self {
            loudspeaker: StoredValue::new_local(Loudspeaker::default()),
            open: RwSignal::new(false),
            tick: RwSignal::new(0),
            settings,
        };
        let ticking = gloo_timers::callback::Interval::new(TICK_MS, move || {
            sound.tick.update(|tick| *tick = tick.wrapping_add(1));
        });
        let ticking = StoredValue::new_local(Some(ticking));
        on_cleanup(move || ticking.update_value(|ticking| drop(ticking.take())));
        // A loudspeaker that the device closes again is a technical alarm; one that was never open is
        // told in the header.
        Effect::new(move |was: Option<bool>| {
            let open = sound.open.get();
            if was.is_some_and(|was| was != open) {
                bed.observe_condition(Condition::SoundBlocked, !open);
            }
            open
        });
        // Priority that sounded last, and when its next burst is due on the page's clock.
        Effect::new(move |last: Option<Option<(Priority, f64)>>| {
            sound.tick.track();
            // Nothing has sounded through a closed loudspeaker: once it opens, a burst is due at once.
            if !sound.open.get() {
                return None;
            }
            let priority = bed.sounding.get()?.priority;
            let now = monotonic_ms();
            match last.flatten() {
                // A higher priority does not wait for the pause of a lower one.
                Some((sounded, due)) if sounded >= priority && now < due => Some((sounded, due)),
                _ => {
                    sound.play(priority);
                    let period = burst(priority).period();
                    Some((priority, now + period.map_or(f64::INFINITY, |period| period.secs() * 1e3)))
                }
            }
        });
        sound
    }

    /// Opens the loudspeaker, as the browser asks, from a tap or a key.
    pub fn turn_on(self) {
        let open = self.open;
        let outcome = self.loudspeaker.with_value(|speaker| speaker.open(move |is_open| open.set(is_open)));
        if let Err(error) = outcome {
            log::error!("the browser gives no sound: {error:?}");
        }
    }

    /// Sounds a medium-priority burst, so that the volume can be judged.
    pub fn try_out(self) {
        self.turn_on();
        self.play(Priority::Medium);
    }

    fn play(self, priority: Priority) {
        let volume = f64::from(self.settings.peek().volume) / 100.0;
        self.loudspeaker.with_value(|speaker| {
            speaker.set_volume(volume);
            if let Err(error) = speaker.play(&burst(priority)) {
                log::error!("an alarm could not be sounded: {error:?}");
            }
        });
    }
}
