use super::{Condition, Priority};
use crate::model::{SensorId, Span, Vital};

/// How a condition becomes an alarm and how the alarm ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// Whether it is watched at all.
    pub on: bool,
    /// How urgent it is.
    pub priority: Priority,
    /// How long the condition must be true without a break before it is an alarm.
    pub delay: Span,
    /// How long it must be false without a break before the alarm ends.
    pub clear_after: Span,
    /// How far a vital must come back inside its limit before that counts as better, in its unit.
    pub hysteresis: f64,
    /// After an alarm began, how long the next one of the same condition is only written down.
    pub rearm: Span,
    /// Whether the alarm stays, sound and all, after its cause is gone until somebody has seen it.
    pub latching: bool,
    /// After how long without acknowledgement its priority rises by one step.
    pub escalate_after: Option<Span>,
}

/// The policy of each condition.
///
/// Delays are Dräger's validation times (Vista manual p. 5-8): heart rate 2 s above and 0 s below,
/// pulse rate 4 and 10 s, arterial pressure 4 s either way, respiration rate 8 and 10 s, saturation low 10 s, arrhythmia, cuff pressure and
/// temperature none. Saturation high, where nothing is urgent, also gets 10 s. Heart rate must alarm within
/// 10 s of the change, averaging included (EC13), so 2 s is the most it can have. Desaturation never
/// waits (Philips MP2 manual p. 177); extreme rates wait no longer than the plain limits that they
/// replace. The other values are this project's choice: two seconds of a loose electrode are a movement,
/// ten seconds of a disturbed wave are worth a look; a sensor's own patience ran before it counts as
/// silent, so that does not wait again. An alarm on a continuous value ends after 2 s on the good side, so
/// that it does not flicker.
///
/// With averaging, the limit alarms of saturation, pulse rate and respiration rate come more than 10 s
/// after the change; IEC 60601-1-8 asks to disclose that. Desaturation and apnoea are there for what
/// cannot wait.
///
/// High physiological alarms latch, others do not (the default of Dräger's IACS and of Philips).
///
/// Patterns of ectopic beats come and go: after one was told, the next of its kind within 3 minutes is
/// only written down (Philips' first-level time-out is 0 to 5 min), a run or a pause within 1 minute.
///
/// A person may change much of this, see [`super::AlarmTuning`].
pub const fn policy(condition: Condition) -> Policy {
    let (delay, clear_after, latching) = match condition {
        Condition::Asystole
        | Condition::Apnoea
        | Condition::VentricularFibrillation
        | Condition::VentricularTachycardia => (0, 0, true),
        Condition::ExtremeBradycardia | Condition::Desaturation => (0, 2, true),
        Condition::ExtremeTachycardia => (2, 2, true),
        Condition::LimitHigh(Vital::HeartRate) | Condition::SensorOff(_) => (2, 2, false),
        Condition::LimitLow(Vital::HeartRate) => (0, 2, false),
        Condition::LimitLow(Vital::ArterialSystolic | Vital::ArterialDiastolic | Vital::ArterialMean)
        | Condition::LimitHigh(
            Vital::PulseRate | Vital::ArterialSystolic | Vital::ArterialDiastolic | Vital::ArterialMean,
        ) => (4, 2, false),
        Condition::LimitHigh(Vital::RespRate) => (8, 2, false),
        Condition::LimitLow(Vital::PulseRate | Vital::RespRate | Vital::SpO2 | Vital::Perfusion)
        | Condition::LimitHigh(Vital::SpO2 | Vital::Perfusion)
        | Condition::LowQuality(_) => (10, 2, false),
        Condition::LimitLow(
            Vital::Systolic | Vital::Diastolic | Vital::MeanPressure | Vital::Temperature,
        )
        | Condition::LimitHigh(
            Vital::Systolic | Vital::Diastolic | Vital::MeanPressure | Vital::Temperature,
        )
        | Condition::VentricularRun
        | Condition::Couplet
        | Condition::Bigeminy
        | Condition::FrequentPvcs
        | Condition::Pause
        | Condition::AtrialFibrillation
        | Condition::News2Urgent
        | Condition::News2Emergency
        | Condition::Rule(_)
        | Condition::NoData(_)
        | Condition::LinkLost(_)
        | Condition::LowBattery(_)
        | Condition::CuffFailed
        | Condition::RecordingEnded
        | Condition::SoundBlocked
        | Condition::TabHidden
        | Condition::StorageFull
        | Condition::MonitorBattery
        | Condition::DeliveryFailed => (0, 0, false),
    };
    let rearm = match condition {
        Condition::VentricularRun | Condition::Pause => 60,
        Condition::Couplet
        | Condition::Bigeminy
        | Condition::FrequentPvcs
        | Condition::AtrialFibrillation => 180,
        _ => 0,
    };
    Policy {
        on: true,
        priority: condition.priority(),
        delay: Span::from_millis(delay * 1_000),
        clear_after: Span::from_millis(clear_after * 1_000),
        hysteresis: match condition.vital() {
            Some(vital) => hysteresis(vital),
            None => 0.0,
        },
        rearm: Span::from_millis(rearm * 1_000),
        latching,
        escalate_after: None,
    }
}

/// How far a vital must come back inside its limit before that counts as better, in its unit.
///
/// This project's choice: twice what the number jitters by when the patient does not change.
pub(super) const fn hysteresis(vital: Vital) -> f64 {
    match vital {
        Vital::HeartRate
        | Vital::PulseRate
        | Vital::ArterialSystolic
        | Vital::ArterialDiastolic
        | Vital::ArterialMean
        | Vital::Systolic
        | Vital::Diastolic
        | Vital::MeanPressure => 2.0,
        Vital::SpO2 | Vital::RespRate => 1.0,
        Vital::Perfusion | Vital::Temperature => 0.1,
    }
}

/// How long a reading may stand as the present state of the patient.
///
/// Cuff pressures: one hour, after which Philips blanks them. Continuous vitals are watched by
/// their sensors' own patience, which is far shorter; 90 s is the net below it, longer than
/// the one minute for which a browser may hold back a hidden page.
pub const fn stale_after(vital: Vital) -> Span {
    match vital {
        Vital::Systolic | Vital::Diastolic | Vital::MeanPressure => Span::from_millis(3_600_000),
        Vital::Temperature => Span::from_millis(600_000),
        _ => Span::from_millis(90_000),
    }
}

/// Whether losing this sensor is told as the end of a recording rather than as a fault.
pub(super) const fn ends_quietly(sensor: SensorId) -> bool {
    matches!(sensor, SensorId::Recording)
}
