//! Alarm conditions, their priorities and their life: a pure state machine.
//!
//! An [`AlarmSystem`] takes [`Observation`]s and time and gives out [`Transition`]s. It has no
//! timers and knows no browser: [`AlarmSystem::next_tick`] says when time must be told to it next.
//!
//! # What it promises
//! - A vital outside its limits for the delay of its [`policy`] becomes an alarm, a value on a limit is
//!   inside. Delays count in sample time, from reading to reading: held-back delivery, clock jumps and
//!   rare ticks change nothing.
//! - An alarm ends when its value is better by the hysteresis for long enough; a latching one whose cause
//!   ends before anybody acknowledged it stays until it is reset. Acknowledging stops the sound of the
//!   present alarms, and ends nothing; what begins later, or rises in priority, sounds.
//! - Alarms and their sound can be paused, which ends by itself, or switched off, which is brought to mind
//!   again and again. What kills within minutes cannot be switched off: see [`Condition::is_vital`].
//! - Losing sight of a vital never ends an alarm silently. Its limit alarm goes on as latched until somebody
//!   acknowledges it, a valid value proves it over, or a technical alarm of at least its priority stands
//!   in its place. High alarms stay in any case.
//! - A questionable value neither starts nor ends anything; an unknown one starts nothing. Cuff pressures
//!   stand until the next measurement, for an hour at most.
//! - Of two alarms that tell the same only the worse is shown; the other one is logged as inhibited.
//! - Everything is in the [`AlarmLog`]: transitions, pauses, changed limits, and what was recognised and not
//!   alarmed because it was in doubt, with the reason, once while that goes on.
//! - No input makes it panic; values that are not finite are unknown.
//!
//! Units are those of [`Vital`](crate::model::Vital); times are on the bed's clock. What sounds and flashes
//! is plain data: [`burst`] and [`flash`] follow the signal shapes of IEC 60601-1-8.
//!
//! # How to use it
//! Observe everything that has arrived, then tick; show [`AlarmSystem::active`], sound
//! [`AlarmSystem::sounding`]. Words as in the standard: acknowledged, audio paused, latched, reminder.

mod alarm;
mod area;
mod auto_limits;
mod averaging;
mod burden;
mod condition;
pub mod delivery;
mod episode;
mod flash;
mod inactivation;
mod inactive_span;
mod inhibit;
mod log;
pub mod log_export;
mod log_filter;
mod log_told;
mod observation;
mod policy;
mod preset;
mod priority;
pub mod rules;
mod sound;
mod sounding;
mod stretch;
mod system;
mod threshold;
mod tuning;
mod watch;
mod what_if;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod scenarios;

pub use alarm::{Alarm, AlarmState, Inhibitor, Transition, TransitionKind};
pub use auto_limits::{AutoLimits, auto_limits};
pub use averaging::{Averaging, averaging, total_delay};
pub use burden::{Burden, Counts, FLOOD_OVER, FLOOD_WITHIN, Flood, Share, acknowledge_within, burden};
pub use condition::{Condition, RuleId, UnknownCondition};
pub use episode::{End, Episode, InhibitedSpan, SELF_RESOLVED, episodes, episodes_of};
pub use flash::{Flash, flash};
pub use inactivation::{Inactivation, Inactive};
pub use inactive_span::{InactiveSpan, inactive_spans, inactive_spans_of};
pub use log::{AlarmLog, LOG_CAPACITY, LogEntry, LogEvent};
pub use log_filter::LogFilter;
pub use log_told::Told;
pub use observation::Observation;
pub use policy::{Policy, policy, stale_after};
pub use preset::{Preset, PresetError, Presets};
pub use priority::{Category, Priority};
pub use sound::{
    AlarmVolumes, BEAT_DELAY, BeatTone, Burst, BurstPlan, Cue, HARMONIC_NUMBERS, Heartbeat, LEAD, Pulse,
    SoundCategory, SoundStyle, Timbre, Voice, burst, escalated, information, three_notes,
};
pub use sounding::Sounding;
pub use stretch::Stretch;
pub use system::{AlarmConfig, AlarmSystem, RuleAlarm};
pub use threshold::{DESATURATION_LIMIT, extreme_limits};
pub use tuning::{Adjustable, AlarmTuning, ConditionConfig, SmartDelay, TuningError, adjustable};
pub use what_if::{WhatIf, WhatIfRun, what_if};
