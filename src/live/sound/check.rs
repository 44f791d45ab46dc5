use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::Sound;
use crate::{
    alarms::{Priority, three_notes},
    model::Span,
    platform::{Loudspeaker, time_of_day},
};

/// Whether somebody has confirmed that the sound can be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SoundCheck {
    /// Nobody has said so.
    NotConfirmed,
    /// Three notes are to be played once the loudspeaker is open.
    Wanted,
    /// Three notes are played or were: were they heard?
    Asking {
        /// Whether sound reached the device, as far as the browser knows; `None` while it is measured.
        reached: Option<bool>,
    },
    /// They were heard, at that time of day.
    Heard(String),
    /// They were not heard.
    NotHeard {
        /// Whether sound reached the device, as far as the browser knows.
        reached: bool,
    },
}

/// How often it is looked whether the notes reach the device: several times in each of them.
const LOOK_MS: u32 = 40;
/// Samples above this are sound (-60 dB).
const AUDIBLE: f64 = 0.001;

impl SoundCheck {
    /// Where it stands, in words for the screen.
    pub fn text(&self) -> String {
        match self {
            Self::Heard(at) => format!("Heard at {at}"),
            Self::NotHeard { .. } => "Not heard".to_owned(),
            _ => "Not confirmed".to_owned(),
        }
    }

    /// What to look at when nothing was heard.
    pub const fn advice(&self) -> Option<&'static str> {
        match self {
            Self::NotHeard { reached: true } => Some(
                "The sound leaves the browser. Turn up the device's volume, look for a silent switch, and \
                 see whether headphones or another loudspeaker are connected.",
            ),
            Self::NotHeard { reached: false } => Some(
                "No sound leaves the browser. See whether this tab or site is silenced in the browser, then \
                 restart the browser.",
            ),
            _ => None,
        }
    }
}

impl Sound {
    /// Somebody answers whether the three notes were heard.
    pub fn answer(self, heard: bool) {
        let reached = matches!(self.check.get_untracked(), SoundCheck::Asking { reached: Some(true) });
        self.check.set(if heard {
            // Hours and minutes.
            SoundCheck::Heard(time_of_day(Span::ZERO).chars().take(5).collect())
        } else {
            SoundCheck::NotHeard { reached }
        });
    }

    /// Plays the notes as soon as they can be played, and forgets the answer when the loudspeaker closes.
    pub(super) fn follow_check(self) {
        Effect::new(move |was_open: Option<bool>| {
            let (open, check) = (self.open.get(), self.check.get());
            if !open && was_open == Some(true) {
                self.check.set(SoundCheck::NotConfirmed);
            } else if open && check == SoundCheck::Wanted {
                // A present alarm is heard anyhow; nothing may be mixed into it.
                let sounding = self.bed.sounding.get_untracked().is_some();
                self.check.set(if sounding {
                    SoundCheck::NotConfirmed
                } else {
                    SoundCheck::Asking { reached: None }
                });
                if !sounding {
                    // As loud as the quietest alarm.
                    self.play_beside(&three_notes(), self.volume(Priority::Low));
                    self.measure();
                }
            }
            open
        });
    }

    /// Notes whether anything but silence goes to the device while the notes are played.
    fn measure(self) {
        let looks = three_notes().heard().millis() as u32 / LOOK_MS + 3;
        spawn_local(async move {
            let mut reached = false;
            for _ in 0..looks {
                TimeoutFuture::new(LOOK_MS).await;
                // The page may have gone on to another view meanwhile.
                let Some(level) = self.loudspeaker.try_with_value(Loudspeaker::level) else { return };
                reached |= level > AUDIBLE;
                if reached {
                    break;
                }
            }
            let asking = SoundCheck::Asking { reached: None };
            if self.check.try_get_untracked().is_some_and(|check| check == asking) {
                self.check.set(SoundCheck::Asking { reached: Some(reached) });
            }
        });
    }
}
