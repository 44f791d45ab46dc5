//! From samples to vitals: pure, causal, streaming.
//!
//! A [`Processor`] takes packets as they come and gives out [`Finding`]s: beats, pulses, breaths,
//! readings, events and signal quality. It never looks ahead, never fails and never panics, whatever
//! the samples (`NaN`, infinities, lost stretches, another rate): what cannot be measured becomes an
//! unknown reading. Memory is taken when a stream begins and does not grow.
//!
//! Where to start: `processor` hands packets out to one file per sensor (`ecg`, `pleth`,
//! `arterial`, `respiration`, `cuff`, `measured`). Each of these deals with gaps and time, and leaves the
//! measuring to detectors that see nothing but samples: `qrs` and `heart_rate`, `pulse` and
//! `oximetry`, `pressure`, `breath`, `oscillometry`. An ECG lead (`lead`) is brought to one rate first,
//! whatever the sensor's (`grid`); beats, their classes and fibrillation are looked for there.
//!
//! - A gap up to 50 ms (200 ms for breaths) is bridged; after a longer one detectors start afresh on
//!   the level that the waveform has then, and no interval is counted across it.
//! - A value is blanked when its evidence is gone: at once when a sensor is off, else when no beat,
//!   pulse or breath has come for four seconds and two and a half intervals.
//! - Asystole is an event and an unknown heart rate; apnoea is an event and a respiration rate of 0,
//!   as bedside monitors show it.
//! - Where no breath sensor delivers, respiration may be estimated from heart and pulse (`breath_estimate`): a
//!   reading in doubt that is marked as an estimate, for nobody's apnoea, limit or score.
//! - A second ECG lead helps to find beats where the first one is noisy. The first waits for it 256 ms
//!   at most, so time must advance in steps no longer than that.
//! - A steady pulse wave is a second opinion on the ECG: events and rates that it contradicts are withheld or
//!   questioned, and that is told (`second_opinion`).
//! - A channel that delivers nothing for three seconds gives one last, unknown reading.
//!
//! [`evidence`] lays open what is weighed, for fitting the weights (`examples/fit`).
//!
//! [`DisplayFilter`] is what an ECG passes on its way to the screen; measuring uses raw samples.

mod arterial;
mod breath;
mod breath_estimate;
mod classify;
mod cuff;
mod display_filter;
mod ecg;
mod envelope;
pub mod evidence;
mod extremes;
mod families;
mod fibrillation;
mod filter;
mod finding;
mod grid;
mod heart_rate;
mod irregularity;
mod lead;
mod levels;
mod measured;
mod morphology;
mod oscillogram;
mod oscillometry;
mod oximetry;
mod pacer;
mod patterns;
mod pleth;
mod pressure;
mod processor;
mod pulse;
mod pulse_transit;
mod qrs;
mod quality;
mod recent;
mod respiration;
mod rhythm;
mod second_lead;
mod second_opinion;
mod stream;
mod surroundings;
mod telling;
pub mod variability;
mod witness;

pub use display_filter::{Band, DisplayFilter, EcgFilter, Notch};
pub use finding::{Beat, BeatClass, Event, Finding, QualityReason, Withheld};
pub use processor::Processor;
