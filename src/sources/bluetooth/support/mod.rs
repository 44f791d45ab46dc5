//! What can be paired here and now: from what a browser says of itself to words and the next step.
//!
//! [`advise`] is the one question. Who can use Bluetooth is after the implementation status of the Web
//! Bluetooth community group (5 August 2025); the permissions of the systems are after their manuals.

mod advice;
mod browser;
#[cfg(test)]
mod tests;

pub use advice::{Advice, Environment, advise};
