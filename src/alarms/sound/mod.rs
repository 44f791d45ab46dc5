//! What alarms sound and feel like, as plain data: nothing in here makes a sound.
//!
//! [`burst`] gives the [`Burst`] of a priority in the style that was chosen; whatever the style, its
//! pulses keep to tables 3 and 4 of IEC 60601-1-8. [`BurstPlan`] says when a burst begins and when one
//! in progress is cut, [`AlarmVolumes`] how loud, [`BeatTone`] when and how high the heart's own blip is.
//! The browser's part is in `platform::Loudspeaker`.
//!
//! Times are [`Span`](crate::model::Span)s, frequencies hertz, amplitudes 0 to 1.

mod beat_tone;
mod burst;
mod category;
mod icon;
mod melody;
mod plan;
mod style;
mod volume;

pub use beat_tone::{BEAT_DELAY, BeatTone, Heartbeat};
pub use burst::{Burst, HARMONIC_NUMBERS, Pulse};
pub use category::SoundCategory;
pub use icon::{Timbre, Voice};
pub use plan::{BurstPlan, Cue, LEAD};
pub use style::{SoundStyle, burst, information, three_notes};
pub use volume::{AlarmVolumes, escalated};
