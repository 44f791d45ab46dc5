//! The chart: NEWS2, Royal College of Physicians (2017), chart 1. Numbers come rounded as they are shown.

use crate::model::Consciousness;

/// The points of the first band that `value` is not above; `beyond` above all of them.
fn banded(value: f64, bands: &[(f64, u8)], beyond: u8) -> u8 {
    bands.iter().find(|(up_to, _)| value <= *up_to).map_or(beyond, |(_, points)| *points)
}

pub(super) fn resp_rate(per_minute: f64) -> u8 {
    banded(per_minute, &[(8.0, 3), (11.0, 1), (20.0, 0), (24.0, 2)], 3)
}

pub(super) fn spo2_scale_1(percent: f64) -> u8 {
    banded(percent, &[(91.0, 3), (93.0, 2), (95.0, 1)], 0)
}

/// On air nothing above the range is too much. Where it is not known what the patient breathes, values from
/// 93 % on cannot be scored.
pub(super) fn spo2_scale_2(percent: f64, on_oxygen: Option<bool>) -> Option<u8> {
    if percent < 93.0 {
        return Some(banded(percent, &[(83.0, 3), (85.0, 2), (87.0, 1)], 0));
    }
    on_oxygen.map(|oxygen| if oxygen { banded(percent, &[(94.0, 1), (96.0, 2)], 3) } else { 0 })
}

pub(super) const fn oxygen(on_oxygen: bool) -> u8 {
    if on_oxygen { 2 } else { 0 }
}

pub(super) fn systolic(mmhg: f64) -> u8 {
    banded(mmhg, &[(90.0, 3), (100.0, 2), (110.0, 1), (219.0, 0)], 3)
}

pub(super) fn pulse(per_minute: f64) -> u8 {
    banded(per_minute, &[(40.0, 3), (50.0, 1), (90.0, 0), (110.0, 1), (130.0, 2)], 3)
}

pub(super) const fn consciousness(level: Consciousness) -> u8 {
    match level {
        Consciousness::Alert => 0,
        Consciousness::Confused
        | Consciousness::Voice
        | Consciousness::Pain
        | Consciousness::Unresponsive => 3,
    }
}

pub(super) fn temperature(celsius: f64) -> u8 {
    banded(celsius, &[(35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1)], 2)
}
