//! Where samples come from: one async task per sensor.
//!
//! A [`Sensor`] is read when it is due and hands over every sample taken since the last read,
//! stamped with sample time, so a late timer loses nothing and drifts nowhere. [`supervise`] runs
//! one sensor for as long as the bed wants it: it tells how the sensor is doing, gives up on a read
//! that hangs, and opens the sensor anew with growing pauses after a failure. A sensor's trouble
//! never reaches another one: they share nothing but the bed they deliver to.
//!
//! Time comes from a [`Clock`]: the browser's timers in the app, a [`VirtualClock`] in tests and in
//! `examples/monitor.rs`, where [`VirtualTime`] lets a day pass in seconds. A [`ScaledClock`] runs
//! on top of either, faster or not at all, for recordings that are played at 1x to 60x and paused.
//!
//! The sensors of a simulated patient are in [`simulated`].

pub mod bluetooth;
mod clock;
mod error;
mod replay;
mod scaled_clock;
mod sensor;
pub mod simulated;
mod supervise;
mod virtual_time;

pub use clock::Clock;
pub use error::SourceError;
pub use replay::ReplaySensor;
pub use scaled_clock::{ScaledClock, Speed};
pub use sensor::{Arrival, Sensor, SensorError};
pub use supervise::supervise;
pub use virtual_time::{VirtualClock, VirtualTime};
