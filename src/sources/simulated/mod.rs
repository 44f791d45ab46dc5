//! The sensors on a simulated patient, one body behind all of them.
//!
//! A [`SimulatedBed`] makes them from a seed; the same seed, the same wishes at the same times, and
//! every sample is the same again. Units are those of the channel or vital. Each opening of a sensor
//! begins a new stream (`epoch` is the moment it was opened, `index` 0). The patient remembers the
//! last 10 minutes: a sensor that is read later than that has lost the rest and begins a new stream
//! 10 minutes before the read.
//!
//! | sensor | delivers | every |
//! |---|---|---|
//! | ECG | lead II at 500 Hz | 40 ms |
//! | oximeter | infrared and red light at 125 Hz | 40 ms |
//! | arterial line | pressure at 125 Hz | 40 ms |
//! | respiration | impedance at 62.5 Hz | 80 ms |
//! | thermometer | core temperature | 1 s |
//! | cuff | pressure at 100 Hz while it measures, its phase every 2 s otherwise | 100 ms |
//!
//! Every sensor has a [`FaultSwitch`] to make it fail on purpose, and the cuff a [`CuffControl`].

mod bed;
mod cuff;
mod cuff_control;
mod cuff_measurement;
mod fault;
mod schedule;
mod thermometer;
mod waveforms;

pub use bed::{SharedPatient, SimulatedBed, seed};
pub use cuff::Cuff;
pub use cuff_control::CuffControl;
pub use fault::{Fault, FaultSwitch, Faulty};
pub use thermometer::Thermometer;
pub use waveforms::{Waveforms, arterial, ecg, oximeter, respiration};
