//! A person's own rules: kept on this device, evaluated one effect each, tried on the past.
//!
//! **What wakes a rule.** Its effect reads the signals of the vitals that it names, and a timer for the
//! moment at which time alone may change its verdict. Nothing else wakes it.
//! [`RulesSignal::evaluations`] counts.
//!
//! **What it hears.** A signal keeps only its last value, and between two refreshes of a fast replay a
//! vital is measured several times. So the effect hears all readings of the last refresh, in their
//! order, and misses none.

mod keep;
mod run;
mod try_out;

pub use keep::RulesSignal;
pub use try_out::{TRIED, Tried};
