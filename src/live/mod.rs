//! The reactive layer: a bed as Leptos signals.
//!
//! [`LiveBed`] owns one [`Bed`](crate::monitor::Bed), the tasks of its sensors and the signals that
//! the screen reads. Samples never enter a signal: the sweeps read the bed's rings. What was found
//! in the samples is set into signals at most four times a second, and **alarm conditions are
//! evaluated by effects over those signals**: one wakes when observations, limits or time change.
//!
//! Everything in here lives as long as the page and runs on its one thread; handles are `Copy`.

mod bed;
mod connect;
mod delivery;
mod devices;
mod evaluate;
mod log;
mod operate;
mod places;
mod presets;
mod recorded_readings;
mod rules;
mod session;
mod settings;
mod sound;
mod source;
mod start;
mod strips;
mod surroundings;
mod what_if;

pub use bed::LiveBed;
pub use delivery::{Delivering, OtherBed, TestResult};
pub use devices::{DeviceView, Devices, PacketRow};
pub use log::LogFile;
pub use operate::AT_THE_BED;
pub use presets::PresetsSignal;
pub use rules::{RulesSignal, TRIED, Tried};
pub use session::{LONG, SessionFile, SessionView, VariabilityView};
pub use settings::{EcgGain, Palette, Settings, SettingsSignal, SweepSpeed};
pub use sound::{Sound, SoundCheck, SoundSettings};
pub use source::{Playing, SourceView};
pub use strips::{Strip, StripWaves};
pub use surroundings::watch_surroundings;
pub use what_if::what_if_apart;
