use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::SoundCheck;
use crate::{
    alarms::{Burst, BurstPlan, Condition, Cue, Priority, SoundCategory, burst, escalated, information},
    live::{LiveBed, SettingsSignal},
    model::Time,
    platform::{Loudspeaker, monotonic_ms, vibrate},
};

/// What can be heard: the burst of the highest priority that must sound, again and again.
#[derive(Clone, Copy)]
pub struct Sound {
    pub(super) loudspeaker: StoredValue<Loudspeaker, LocalStorage>,
    /// Whether the browser lets the page sound.
    pub open: RwSignal<bool>,
    /// Whether somebody has confirmed that it can be heard.
    pub check: RwSignal<SoundCheck>,
    pub(super) settings: SettingsSignal,
    pub(super) bed: LiveBed,
    plan: StoredValue<BurstPlan>,
    /// Set when a repeat is due.
    due: RwSignal<()>,
    /// The timer of the next repeat.
    repeat: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Sound {
    /// The sound of `bed`, for as long as the reactive owner lives.
    pub fn new(bed: LiveBed, settings: SettingsSignal) -> Self {
        let sound = Self {
            loudspeaker: StoredValue::new_local(Loudspeaker::default()),
            open: RwSignal::new(false),
            check: RwSignal::new(SoundCheck::NotConfirmed),
            settings,
            bed,
            plan: StoredValue::new(BurstPlan::default()),
            due: RwSignal::new(()),
            repeat: StoredValue::new_local(None),
        };
        on_cleanup(move || {
            sound.repeat.update_value(|repeat| drop(repeat.take()));
            sound.loudspeaker.with_value(Loudspeaker::close);
            vibrate(&[]);
        });
        // A loudspeaker that the device closes again is a technical alarm; one that was never open is
        // told in the header.
        Effect::new(move |was: Option<bool>| {
            let open = sound.open.get();
            if was.is_some_and(|was| was != open) {
                bed.observe_condition(Condition::SoundBlocked, !open);
            }
            open
        });
        // The only thing that plays bursts: it wakes when an alarm begins, is answered or ends, when a
        // repeat is due, and when the loudspeaker opens.
        Effect::new(move |was_open: Option<bool>| {
            sound.due.track();
            let open = sound.open.get();
            if open && was_open == Some(false) {
                // Nothing has sounded through a closed loudspeaker: a burst is due at once.
                sound.plan.set_value(BurstPlan::default());
            }
            sound.follow();
            open
        });
        // One soft tone for each reminder.
        Effect::new(move |told: Option<u64>| {
            let reminders = bed.reminders.get();
            if told.is_some_and(|told| reminders > told) {
                sound.play_information();
            }
            reminders
        });
        sound.follow_check();
        sound.follow_beats();
        sound
    }

    /// Opens the loudspeaker, as the browser asks, from a tap or a key, and asks whether it is heard.
    pub fn turn_on(self) {
        self.check.set(SoundCheck::Wanted);
        let open = self.open;
        let outcome = self.loudspeaker.with_value(|speaker| speaker.open(move |is_open| open.set(is_open)));
        if let Err(error) = outcome {
            log::error!("the browser gives no sound: {error:?}");
        }
    }

    /// Looks whether a burst is due: in a hidden page the browser may hold the timer of the next one back.
    pub fn wake(self) {
        self.due.set(());
    }

    /// Sounds a burst in the style that is set, so that it can be judged. Never into a burst that tells of
    /// a present alarm. A loudspeaker that is still closed is opened instead.
    pub fn try_out(self, priority: Priority, about: SoundCategory) {
        if self.open.get_untracked() {
            let style = self.settings.peek().sound.style;
            self.play_beside(&burst(priority, style, about), self.volume(priority));
        } else {
            self.turn_on();
        }
    }

    /// One soft low tone, which is no alarm: a reminder that sound is off or that an acknowledged alarm
    /// goes on. Not while a burst tells more.
    pub fn play_information(self) {
        self.play_beside(&information(), self.volume(Priority::Low));
    }

    /// The loudest sample of what went to the device in the last moment, 0 to 1.
    pub fn level(self) -> f64 {
        self.loudspeaker.with_value(Loudspeaker::level)
    }

    /// Plays what is no alarm, unless an alarm is heard at this moment.
    pub(super) fn play_beside(self, calm: &Burst, volume: f64) {
        if !self.plan.with_value(|plan| plan.in_progress(page_time())) {
            self.act(|speaker| speaker.play(calm, volume));
        }
    }

    /// The volume that is set for a priority, 0 to 1.
    pub(super) fn volume(self, priority: Priority) -> f64 {
        f64::from(self.settings.peek().sound.volumes.get(priority)) / 100.0
    }

    /// Plays or cuts what the plan says, and has the next repeat waited for.
    fn follow(self) {
        let sounding = self.bed.sounding.get();
        let settings = self.settings.peek().sound;
        let now = page_time();
        let cue = self.plan.try_update_value(|plan| plan.cue(sounding, settings.style, now));
        match (cue, sounding) {
            (Some(Cue::Play(burst)), Some(sounding)) => {
                let mut percent = settings.volumes.get(sounding.priority);
                if settings.escalate {
                    percent = escalated(percent, self.plan.with_value(|plan| plan.unanswered(now)));
                }
                self.act(|speaker| speaker.play(&burst, f64::from(percent) / 100.0));
                if settings.vibrate {
                    vibrate(&burst.rhythm());
                }
            }
            (Some(Cue::Cut), _) => {
                self.act(Loudspeaker::cut);
                vibrate(&[]);
            }
            _ => {}
        }
        let next = self.plan.with_value(BurstPlan::next).map(|due| {
            // Rounded up: a timer that fires early would have to be set again.
            let wait = (due - now).micros().max(0).div_euclid(1_000) + 1;
            Timeout::new(wait.min(i64::from(u32::MAX)) as u32, move || self.due.set(()))
        });
        self.repeat.set_value(next);
    }

    fn act(self, act: impl FnOnce(&Loudspeaker) -> Result<(), JsValue>) {
        if let Err(error) = self.loudspeaker.with_value(act) {
            log::error!("the browser refuses to sound: {error:?}");
        }
    }
}

/// The page's own clock.
fn page_time() -> Time {
    Time::from_secs(monotonic_ms() / 1e3)
}
