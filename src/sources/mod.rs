//! Where samples come from: one async task per sensor.
//!
//! A [`Sensor`] is read when it is due and hands over every sample taken since the last read,
//! stamped with sample time, so a late timer loses nothing and drifts nowhere. [`supervise`] runs
//! one sensor for as long as the bed wants it: it tells how the sensor is doing, gives up on a read
//! that hangs, and opens the sensor anew with growing pauses after a failure. A sensor's trouble
//! never reaches another one: they share nothing but the bed they deliver to.
//!
//! Time comes from a [`Clock`]: the browser's timers in the app, [`VirtualClock`] in tests and in
//! `examples/monitor.rs`, where a day passes in seconds.

mod clock;
mod sensor;

pub use clock::Clock;
pub use sensor::{Arrival, Sensor, SensorError};
