//! Alarms reach people: the plan, the ladders and the outbox of [`crate::alarms::delivery`] as signals, driven by
//! the log of a bed's alarms and by time, and sent through the browser.
//!
//! Nothing is sent before the user turned delivery on, nor inside a page of another origin. Addresses and secrets
//! are entered by hand, kept under a key of their own, and in no signal that the screen reads.

mod beds;
mod delivering;
mod drive;
mod secrets;
mod send;

pub use beds::OtherBed;
pub use delivering::{Delivering, TestResult};
