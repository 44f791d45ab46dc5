//! One simulated patient whose waves belong together.
//!
//! A [`VirtualPatient`] is told where to go by [`Targets`] (or a [`Scenario`], which is targets with a
//! name) and answers what each sensor would see at a moment: lead II in mV, the two lights of a pulse
//! oximeter, the chest's impedance in ohm, arterial and cuff pressure in mmHg, temperature in °C. The
//! beats, the breaths and the pulses behind all of them are the same ones: a pulse follows its beat by
//! the transit time, breathing sways heart rate, pressure, light and ECG.
//!
//! # What holds
//! - Nothing here knows a clock. What is seen at a moment depends on the seed, the targets set up to
//!   then and that moment alone (bit for bit in one build): not on who asks, how often, how late or in
//!   which order.
//! - Any moment from the patient's start, [`Time::ZERO`](crate::model::Time::ZERO), can be asked for,
//!   back to ten minutes before the latest one asked for so far; earlier ones give `NaN`. Memory stays
//!   flat. Asking for a moment far ahead costs the time it takes to live through the beats between
//!   (about a tenth of a second for a day); more than a year ahead gives `NaN`.
//! - Every answer within that is finite, whatever the targets.
//!
//! Start reading in `patient.rs`.

mod breath;
mod circulation;
mod course;
mod cuff;
mod ecg;
mod heart;
mod individual;
mod noise;
mod optical;
mod patient;
mod pulse;
mod rhythm;
mod scenario;
mod targets;
mod timeline;
mod truth;

#[cfg(test)]
mod tests;

pub use optical::{CALIBRATION_A, CALIBRATION_B, Light};
pub use patient::VirtualPatient;
pub use rhythm::Rhythm;
pub use scenario::Scenario;
pub use targets::{TargetError, Targets};
pub use truth::{BeatKind, Truth};
