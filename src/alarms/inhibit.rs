//! Which alarm makes which other one needless.

use super::Condition;
use crate::model::{Channel, Vital};

/// Whether an alarm of `source`, whose condition is true, tells all that one of `target` would tell.
///
/// The same trouble said twice is noise: the severe form inhibits the mild one, a lost sensor inhibits
/// what follows from it. No cycles, so the outermost source is always shown.
pub(super) fn inhibits(source: Condition, target: Condition) -> bool {
    use Condition::{
        Apnoea, Asystole, AtrialFibrillation, Bigeminy, Couplet, Desaturation, ExtremeBradycardia,
        ExtremeTachycardia, FrequentPvcs, LimitHigh, LimitLow, LinkLost, LowQuality, News2Emergency,
        News2Urgent, NoData, Pause, SensorOff, VentricularFibrillation, VentricularRun,
        VentricularTachycardia,
    };
    match (source, target) {
        // Where nothing beats as it should, no rate and no pattern of beats means anything.
        (
            VentricularFibrillation,
            Asystole
            | VentricularTachycardia
            | ExtremeBradycardia
            | ExtremeTachycardia
            | LimitLow(Vital::HeartRate)
            | LimitHigh(Vital::HeartRate)
            | VentricularRun
            | Couplet
            | Bigeminy
            | FrequentPvcs
            | Pause
            | AtrialFibrillation
            | LowQuality(Channel::Ecg | Channel::EcgSecond),
        )
        | (Asystole, ExtremeBradycardia | Pause)
        | (Asystole | ExtremeBradycardia, LimitLow(Vital::HeartRate))
        | (
            VentricularTachycardia,
            ExtremeTachycardia
            | LimitHigh(Vital::HeartRate)
            | VentricularRun
            | Couplet
            | Bigeminy
            | FrequentPvcs
            | LowQuality(Channel::Ecg | Channel::EcgSecond),
        )
        | (ExtremeTachycardia, LimitHigh(Vital::HeartRate))
        | (VentricularRun, Couplet)
        | (Bigeminy, FrequentPvcs)
        | (Apnoea, LimitLow(Vital::RespRate))
        | (Desaturation, LimitLow(Vital::SpO2))
        | (News2Emergency, News2Urgent)
        // Both are light through one probe.
        | (SensorOff(Channel::Pleth), SensorOff(Channel::PlethRed) | LowQuality(Channel::PlethRed))
        | (LowQuality(Channel::Pleth), LowQuality(Channel::PlethRed)) => true,
        (LinkLost(lost), NoData(sensor)) => lost == sensor,
        (NoData(sensor) | LinkLost(sensor), SensorOff(channel) | LowQuality(channel)) => {
            sensor.channels().contains(&channel)
        }
        (SensorOff(off), LowQuality(channel)) => off == channel,
        _ => false,
    }
}

/// Whether `source`, a technical condition, tells that `vital` cannot be seen.
pub(super) fn blinds(source: Condition, vital: Vital) -> bool {
    match source {
        Condition::NoData(sensor) | Condition::LinkLost(sensor) => sensor.vitals().contains(&vital),
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
