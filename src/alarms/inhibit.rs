//! Which alarm makes which other one needless.

use super::Condition;
use crate::model::{Channel, Vital};

/// Whether an alarm of `source`, whose condition is true, tells all that one of `target` would tell.
///
/// The same trouble said twice is noise: the severe form inhibits the mild one, a lost sensor inhibits
/// what follows from it. No cycles, so the outermost source is always shown.
pub(super) fn inhibits(source: Condition, target: Condition) -> bool {
    use Condition::{
        Apnoea, Asystole, Desaturation, ExtremeBradycardia, ExtremeTachycardia, LimitHigh, LimitLow,
        LowQuality, NoData, SensorOff,
    };
    match (source, target) {
        (Asystole, ExtremeBradycardia)
        | (Asystole | ExtremeBradycardia, LimitLow(Vital::HeartRate))
        | (ExtremeTachycardia, LimitHigh(Vital::HeartRate))
        | (Apnoea, LimitLow(Vital::RespRate))
        | (Desaturation, LimitLow(Vital::SpO2))
        // Both are light through one probe.
        | (SensorOff(Channel::Pleth), SensorOff(Channel::PlethRed) | LowQuality(Channel::PlethRed))
        | (LowQuality(Channel::Pleth), LowQuality(Channel::PlethRed)) => true,
        (NoData(sensor), SensorOff(channel) | LowQuality(channel)) => sensor.channels().contains(&channel),
        (SensorOff(off), LowQuality(channel)) => off == channel,
        _ => false,
    }
}

/// Whether `source`, a technical condition, tells that `vital` cannot be seen.
pub(super) fn blinds(source: Condition, vital: Vital) -> bool {
    match source {
        Condition::NoData(sensor) => sensor.vitals().contains(&vital),
        Condition::SensorOff(channel) => channels_of(vital).contains(&channel),
        _ => false,
    }
}

/// The vital that says the same as `target` better, as long as its value is valid: where the ECG
/// gives a heart rate, the pulse rate's limits stand back.
pub(super) const fn better_vital(target: Condition) -> Option<Vital> {
    match target {
        Condition::LimitLow(Vital::PulseRate) | Condition::LimitHigh(Vital::PulseRate) => {
            Some(Vital::HeartRate)
        }
        _ => None,
    }
}

/// The channels that a vital is measured from.
pub(super) const fn channels_of(vital: Vital) -> &'static [Channel] {
    match vital {
        Vital::HeartRate => &[Channel::Ecg],
        Vital::SpO2 => &[Channel::Pleth, Channel::PlethRed],
        Vital::PulseRate | Vital::Perfusion => &[Channel::Pleth],
        Vital::ArterialSystolic | Vital::ArterialDiastolic | Vital::ArterialMean => &[Channel::Arterial],
        Vital::RespRate => &[Channel::Resp],
        Vital::Systolic | Vital::Diastolic | Vital::MeanPressure => &[Channel::CuffPressure],
        Vital::Temperature => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(condition: Condition, all: &[Condition], left: usize) {
        assert!(left > 0, "{condition:?} is part of a cycle");
        for &other in all.iter().filter(|&&other| inhibits(condition, other)) {
            depth(other, all, left - 1);
        }
    }

    #[test]
    fn inhibition_has_no_cycles() {
        let all = Condition::all();
        for &condition in &all {
            depth(condition, &all, 6);
        }
    }
}
