//! What is heard and felt of one bed.
//!
//! [`Sound`] plays the bursts of alarms as [`BurstPlan`](crate::alarms::BurstPlan) says, at once when the
//! bed's `sounding` changes and from a timer only for repeats; it asks whether it can be heard
//! ([`SoundCheck`]) and gives each heartbeat its blip. How is up to [`SoundSettings`]. It lets go of the
//! loudspeaker with its reactive owner.

mod alarm_sound;
mod beats;
mod check;
mod settings;

pub use alarm_sound::Sound;
pub use check::SoundCheck;
pub use settings::SoundSettings;

pub(super) use beats::FindingsHook;
