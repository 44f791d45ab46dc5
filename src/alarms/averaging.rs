use super::{Condition, Policy};
use crate::model::{Span, Vital};

/// How a vital's number is averaged before its limits are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Averaging {
    /// In words for the screen.
    pub words: &'static str,
    /// How long after a change of the patient the number has followed, for a usual rate.
    pub takes: Span,
}

/// The averaging of `vital`, as `processing` does it: the files that measure each vital give the
/// figures. For averages over beats and breaths the time is that at 72 beats and 15 breaths a minute.
pub const fn averaging(vital: Vital) -> Averaging {
    let (words, secs) = match vital {
        Vital::HeartRate => (
            "mean of the last 12 beat intervals without the shortest and the longest; of the last 4 when the heart is slower than 50/min",
            10,
        ),
        Vital::PulseRate => ("mean of the middle half of the pulse intervals of the last 10 s", 10),
        Vital::SpO2 => ("median of 5 values, each from the last 5 s of light", 8),
        Vital::Perfusion => ("the last 5 s of light", 5),
        Vital::RespRate => ("mean of the last 6 breath intervals, of those within the last 30 s", 24),
        Vital::ArterialSystolic | Vital::ArterialDiastolic | Vital::ArterialMean => {
            ("mean of the middle half of the last 8 beats", 7)
        }
        Vital::Systolic | Vital::Diastolic | Vital::MeanPressure => ("none: one measurement by the cuff", 0),
        Vital::Temperature => ("none: each value as it is measured", 0),
    };
    Averaging { words, takes: Span::from_millis(secs * 1_000) }
}

/// From here on IEC 60601-1-8 asks to disclose how late an alarm may come.
const DISCLOSED_OVER: Span = Span::from_millis(10_000);

/// Averaging and alarm delay together, where they are more than 10 s; `None` where they are not and for a
/// condition that no vital decides.
pub fn total_delay(condition: Condition, policy: &Policy) -> Option<Span> {
    let total = averaging(condition.vital()?).takes + policy.delay;
    (total > DISCLOSED_OVER).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarms::policy;

    #[test]
    fn late_alarms_are_disclosed_and_only_those() {
        let of = |condition| total_delay(condition, &policy(condition)).map(Span::secs);
        assert_eq!(of(Condition::LimitLow(Vital::SpO2)), Some(18.0));
        assert_eq!(of(Condition::LimitHigh(Vital::RespRate)), Some(32.0));
        assert_eq!(of(Condition::LimitHigh(Vital::HeartRate)), Some(12.0));
        assert_eq!(of(Condition::LimitLow(Vital::HeartRate)), None);
        assert_eq!(of(Condition::Desaturation), None);
        assert_eq!(of(Condition::LimitHigh(Vital::Temperature)), None);
        assert_eq!(of(Condition::Asystole), None);
    }
}
