//! From samples to vitals: pure, causal, streaming.
//!
//! A [`Processor`](crate::processing) takes packets as they come and gives out [`Finding`]s: beats,
//! pulses, breaths, readings, events and signal quality. It never looks ahead, never fails and
//! never panics, whatever the samples (`NaN`, infinities, lost stretches, another rate): what
//! cannot be measured becomes an unknown reading.

mod finding;

pub use finding::{Beat, Event, Finding, QualityReason};
