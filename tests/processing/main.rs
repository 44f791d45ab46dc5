//! From generated samples to findings, through the door that every source uses.
#![allow(clippy::unwrap_used, clippy::float_cmp, missing_docs)]

mod any_samples;
mod any_vitals;
mod arterial;
mod bed;
mod breath_estimate;
mod breathing;
mod cuff;
mod ecg;
mod iec_waveforms;
mod oximeter;
mod pulse;
mod pulse_transit;
mod two_leads;
