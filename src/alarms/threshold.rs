use super::{AlarmTuning, Condition, watch::Evidence};
use crate::model::{AgeBand, LimitSet, Limits, Quality, Reading, Vital};

/// Below this saturation (or below the low limit, if that is lower) the patient desaturates, in per cent:
/// 80 in Mindray's and Philips' defaults; it cannot lie above the low limit (Mindray TM80 p. 12-5).
pub const DESATURATION_LIMIT: f64 = 80.0;

/// How far beyond the plain limit the extreme one lies, beats per minute (Philips MP2 p. 159).
const EXTREME_DELTA: f64 = 20.0;

/// The extreme heart-rate limits that go with `limits`: 20/min beyond them, but clamped: never
/// below 40 (neonate 50), never above 200 (child 220, neonate 240), and never inside the plain limits.
/// Without a plain limit the clamp itself is the extreme limit, so that it cannot be switched off.
pub fn extreme_limits(limits: Limits, age: AgeBand) -> (f64, f64) {
    let (floor, ceiling) = match age {
        AgeBand::Adult => (40.0, 200.0),
        AgeBand::Child => (40.0, 220.0),
        AgeBand::Neonate => (50.0, 240.0),
    };
    (
        limits.low().map_or(floor, |low| (low - EXTREME_DELTA).max(floor).min(low)),
        limits.high().map_or(ceiling, |high| (high + EXTREME_DELTA).min(ceiling).max(high)),
    )
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Low,
    High,
}

/// One line that a vital must not cross.
#[derive(Clone, Copy)]
pub(super) struct Threshold {
    pub condition: Condition,
    pub limit: Option<f64>,
    side: Side,
    hysteresis: f64,
}

/// The thresholds of `vital`, the more severe first, so that a jump beyond both starts the severe alarm
/// before the plain one that it inhibits.
pub(super) fn thresholds(vital: Vital, set: &LimitSet, age: AgeBand, tuning: &AlarmTuning) -> Vec<Threshold> {
    let limits = set.get(vital);
    // However narrow the limits, the middle between them is good for both.
    let room = match (limits.low(), limits.high()) {
        (Some(low), Some(high)) => (high - low) / 2.0,
        _ => f64::INFINITY,
    };
    let line = |condition, side, limit| {
        let hysteresis = tuning.policy(condition).hysteresis.min(room);
        Threshold { condition, limit, side, hysteresis }
    };
    let mut lines = Vec::with_capacity(4);
    match vital {
        Vital::HeartRate => {
            let (low, high) = extreme_limits(limits, age);
            lines.push(line(Condition::ExtremeBradycardia, Side::Low, Some(low)));
            lines.push(line(Condition::ExtremeTachycardia, Side::High, Some(high)));
        }
        Vital::SpO2 => {
            let limit = limits.low().map_or(DESATURATION_LIMIT, |low| low.min(DESATURATION_LIMIT));
            lines.push(line(Condition::Desaturation, Side::Low, Some(limit)));
        }
        _ => {}
    }
    lines.push(line(Condition::LimitLow(vital), Side::Low, limits.low()));
    lines.push(line(Condition::LimitHigh(vital), Side::High, limits.high()));
    lines
}

impl Threshold {
    /// What `reading` says about this line.
    ///
    /// The number is judged as it is shown, rounded to the vital's decimals: an alarm that says
    /// "HR 120 > 120" would be absurd.
    pub fn judge(&self, reading: &Reading) -> Evidence {
        let Some(value) = shown(reading) else {
            return Evidence::Unknown;
        };
        if reading.quality == Quality::Questionable {
            return Evidence::Doubtful;
        }
        let Some(limit) = self.limit else {
            return Evidence::False;
        };
        let beyond = match self.side {
            Side::Low => limit - value,
            Side::High => value - limit,
        };
        // Half a unit in the sixth decimal: 38.9 is 0.1 below 39.0 although binary fractions disagree.
        if beyond > 0.0 {
            Evidence::True
        } else if beyond > -self.hysteresis + 5e-7 {
            Evidence::Near
        } else {
            Evidence::False
        }
    }

    /// How far a value lies beyond the limit, in its unit; `None` when it is inside.
    pub fn depth(&self, value: f64) -> Option<f64> {
        let beyond = match self.side {
            Side::Low => self.limit? - value,
            Side::High => value - self.limit?,
        };
        (beyond > 0.0).then_some(beyond)
    }

    /// The worse of two values.
    pub fn worse(&self, one: f64, other: f64) -> f64 {
        match self.side {
            Side::Low => one.min(other),
            Side::High => one.max(other),
        }
    }
}

/// The value of a reading as the screen shows it.
pub(super) fn shown(reading: &Reading) -> Option<f64> {
    let value = reading.value.filter(|value| value.is_finite() && reading.quality != Quality::Invalid)?;
    let unit = 10_f64.powf(reading.vital.decimals() as f64);
    Some((value * unit).round() / unit)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::model::{Origin, Time};

    #[test]
    fn extreme_limits_follow_the_plain_ones_and_are_clamped() {
        let of = |low, high| extreme_limits(Limits::new(low, high).unwrap(), AgeBand::Adult);
        assert_eq!(of(Some(50.0), Some(120.0)), (40.0, 140.0));
        assert_eq!(of(Some(70.0), Some(190.0)), (50.0, 200.0));
        assert_eq!(of(Some(35.0), Some(210.0)), (35.0, 210.0));
        assert_eq!(of(None, None), (40.0, 200.0));
        let neonate =
            extreme_limits(LimitSet::defaults(AgeBand::Neonate).get(Vital::HeartRate), AgeBand::Neonate);
        assert_eq!(neonate, (80.0, 220.0));
    }

    #[test]
    fn a_value_is_judged_as_it_is_shown() {
        let set = LimitSet::defaults(AgeBand::Adult);
        let high = |vital, value| {
            let line = thresholds(vital, &set, AgeBand::Adult, &AlarmTuning::default()).pop().unwrap();
            line.judge(&Reading::new(vital, value, Time::ZERO, Quality::Good, Origin::Simulated))
        };
        assert_eq!(high(Vital::HeartRate, 120.4), Evidence::Near);
        assert_eq!(high(Vital::HeartRate, 120.6), Evidence::True);
        assert_eq!(high(Vital::HeartRate, 118.0), Evidence::False);
        assert_eq!(high(Vital::Temperature, 39.1), Evidence::True);
        assert_eq!(high(Vital::Temperature, 38.9), Evidence::False);
        assert_eq!(high(Vital::HeartRate, f64::NAN), Evidence::Unknown);
    }

    #[test]
    fn narrow_limits_leave_a_value_that_is_good_for_both() {
        let mut set = LimitSet::defaults(AgeBand::Adult);
        set.set(Vital::HeartRate, Limits::new(Some(60.0), Some(62.0)).unwrap()).unwrap();
        let reading = Reading::new(Vital::HeartRate, 61.0, Time::ZERO, Quality::Good, Origin::Simulated);
        let verdicts: Vec<_> = thresholds(Vital::HeartRate, &set, AgeBand::Adult, &AlarmTuning::default())
            .iter()
            .map(|line| line.judge(&reading))
            .collect();
        assert_eq!(verdicts, [Evidence::False; 4]);
    }
}
