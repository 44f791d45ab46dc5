//! What the patient promises: `replay` for questions and answers, `waves` for physiology.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

mod replay;
mod waves;

use super::{Targets, VirtualPatient};
use crate::model::{Rate, Time};

fn at(secs: f64) -> Time {
    Time::from_secs(secs)
}

/// Times of `rate` from `from` to `until`, seconds.
fn times(rate: Rate, from: f64, until: f64) -> impl Iterator<Item = Time> {
    let count = ((until - from) * rate.hz()) as u64;
    (0..count).map(move |index| rate.time_of(at(from), index))
}

/// A patient settled at the default targets with a change.
fn settled(seed: u64, change: impl Fn(&mut Targets)) -> VirtualPatient {
    let mut targets = Targets::default();
    change(&mut targets);
    VirtualPatient::with_targets(seed, targets)
}

/// Every channel at one moment, as bits.
fn seen(patient: &mut VirtualPatient, moment: Time) -> [u32; 7] {
    let light = patient.light(moment);
    [
        patient.ecg(moment),
        light.infrared,
        light.red,
        patient.breath(moment),
        patient.arterial_pressure(moment),
        patient.cuff_pulsation(moment, 90.0),
        patient.temperature(moment),
    ]
    .map(f32::to_bits)
}
