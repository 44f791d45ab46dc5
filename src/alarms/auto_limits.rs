use std::collections::BTreeMap;

use crate::model::{AgeBand, LimitSet, Limits, Vital};

/// Limits set around the present values.
#[derive(Clone, Debug, PartialEq)]
pub struct AutoLimits {
    /// The limits, those of other vitals as they were.
    pub set: LimitSet,
    /// Vitals with limits that stay as they were, because there is no value or none that limits could be
    /// set around.
    pub left_alone: Vec<Vital>,
}

/// Sets limits around `values`, as Mindray's auto limits do (`BeneVision` manual p. 10-5; Philips' VS30 is
/// nearly the same). Saturation gets the default of the age group. Catheter and cuff go by the same rule.
///
/// A vital without a finite value is left alone, and so is one whose limits would cross (a heart rate
/// of 20 cannot have a low limit of 40 or more and a high one above it). Limits are rounded to what the
/// screen shows.
pub fn auto_limits(age: AgeBand, values: &BTreeMap<Vital, f64>, current: &LimitSet) -> AutoLimits {
    let mut set = current.clone();
    let mut left_alone = Vec::new();
    for vital in Vital::ALL {
        // The perfusion index has no limits.
        if vital == Vital::Perfusion {
            continue;
        }
        let around = values.get(&vital).filter(|value| value.is_finite()).and_then(|value| {
            let (low, high) = around(age, vital, *value)?;
            Limits::new(Some(low), Some(high)).ok()
        });
        let done = around.is_some_and(|limits| set.set(vital, limits).is_ok());
        if !done {
            left_alone.push(vital);
        }
    }
    AutoLimits { set, left_alone }
}

/// Low and high limit around one value, rounded as it is shown.
fn around(age: AgeBand, vital: Vital, value: f64) -> Option<(f64, f64)> {
    let neonate = age == AgeBand::Neonate;
    let (low, high) = match vital {
        Vital::SpO2 => {
            let limits = LimitSet::defaults(age).get(vital);
            return limits.low().zip(limits.high());
        }
        Vital::HeartRate | Vital::PulseRate if neonate => {
            ((value - 30.0).max(90.0), (value + 40.0).min(200.0))
        }
        Vital::HeartRate | Vital::PulseRate => ((0.8 * value).max(40.0), (1.25 * value).min(240.0)),
        Vital::RespRate if neonate => ((value - 10.0).max(30.0), (value + 25.0).min(85.0)),
        Vital::RespRate => ((0.5 * value).max(6.0), (1.5 * value).min(30.0)),
        Vital::Systolic | Vital::ArterialSystolic if neonate => neonatal(value, 45.0, 105.0),
        Vital::Diastolic | Vital::ArterialDiastolic if neonate => neonatal(value, 20.0, 80.0),
        Vital::MeanPressure | Vital::ArterialMean if neonate => neonatal(value, 35.0, 95.0),
        Vital::Systolic | Vital::ArterialSystolic => (0.68 * value + 10.0, 0.86 * value + 38.0),
        Vital::Diastolic | Vital::ArterialDiastolic => (0.68 * value + 6.0, 0.86 * value + 32.0),
        Vital::MeanPressure | Vital::ArterialMean => (0.68 * value + 8.0, 0.86 * value + 35.0),
        Vital::Temperature => (value - 0.5, value + 0.5),
        Vital::Perfusion => return None,
    };
    let unit = 10_f64.powi(vital.decimals() as i32);
    let rounded = |limit: f64| (limit * unit).round() / unit;
    Some((rounded(low), rounded(high)))
}

const fn neonatal(value: f64, floor: f64, ceiling: f64) -> (f64, f64) {
    ((value - 15.0).max(floor), (value + 15.0).min(ceiling))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits(age: AgeBand, vital: Vital, value: f64) -> (Option<f64>, Option<f64>) {
        let values = BTreeMap::from([(vital, value)]);
        auto_limits(age, &values, &LimitSet::defaults(age)).set.get(vital).into()
    }

    #[test]
    fn limits_are_those_of_the_table() {
        use AgeBand::{Adult, Child, Neonate};
        for (age, vital, value, low, high) in [
            (Adult, Vital::HeartRate, 80.0, 64.0, 100.0),
            (Child, Vital::PulseRate, 120.0, 96.0, 150.0),
            (Adult, Vital::HeartRate, 45.0, 40.0, 56.0),
            (Adult, Vital::HeartRate, 200.0, 160.0, 240.0),
            (Neonate, Vital::HeartRate, 140.0, 110.0, 180.0),
            (Neonate, Vital::HeartRate, 110.0, 90.0, 150.0),
            (Neonate, Vital::HeartRate, 180.0, 150.0, 200.0),
            (Adult, Vital::RespRate, 16.0, 8.0, 24.0),
            (Adult, Vital::RespRate, 10.0, 6.0, 15.0),
            (Adult, Vital::RespRate, 24.0, 12.0, 30.0),
            (Neonate, Vital::RespRate, 45.0, 35.0, 70.0),
            (Neonate, Vital::RespRate, 70.0, 60.0, 85.0),
            (Adult, Vital::Systolic, 120.0, 92.0, 141.0),
            (Adult, Vital::ArterialSystolic, 120.0, 92.0, 141.0),
            (Child, Vital::Diastolic, 75.0, 57.0, 97.0),
            (Adult, Vital::MeanPressure, 90.0, 69.0, 112.0),
            (Neonate, Vital::Systolic, 70.0, 55.0, 85.0),
            (Neonate, Vital::Systolic, 50.0, 45.0, 65.0),
            (Neonate, Vital::ArterialSystolic, 100.0, 85.0, 105.0),
            (Adult, Vital::Temperature, 37.04, 36.5, 37.5),
            (Adult, Vital::SpO2, 97.0, 90.0, 100.0),
            (Neonate, Vital::SpO2, 97.0, 85.0, 95.0),
        ] {
            assert_eq!(limits(age, vital, value), (Some(low), Some(high)), "{age:?} {vital} {value}");
        }
    }

    #[test]
    fn without_a_value_or_room_a_vital_is_left_alone_and_named() {
        let current = LimitSet::defaults(AgeBand::Adult);
        let values = BTreeMap::from([
            (Vital::HeartRate, 20.0),
            (Vital::RespRate, f64::NAN),
            (Vital::Temperature, 37.0),
        ]);
        let auto = auto_limits(AgeBand::Adult, &values, &current);
        assert!(!auto.left_alone.contains(&Vital::Temperature));
        assert!(!auto.left_alone.contains(&Vital::Perfusion));
        assert_eq!(auto.left_alone.len(), Vital::ALL.len() - 2);
        for vital in auto.left_alone {
            assert_eq!(auto.set.get(vital), current.get(vital));
        }
    }

    proptest! {
        #[test]
        fn whatever_the_values_the_limits_are_valid(
            values in proptest::collection::btree_map(
                proptest::sample::select(Vital::ALL.to_vec()),
                prop_oneof![-1e3..1e3_f64, Just(f64::NAN), Just(f64::INFINITY), Just(f64::MAX)],
                0..12,
            ),
            age in proptest::sample::select(AgeBand::ALL.to_vec()),
        ) {
            let current = LimitSet::defaults(age);
            let auto = auto_limits(age, &values, &current);
            let text = serde_json::to_string(&auto.set).unwrap();
            prop_assert_eq!(&serde_json::from_str::<LimitSet>(&text).unwrap(), &auto.set);
            for vital in &auto.left_alone {
                prop_assert_eq!(auto.set.get(*vital), current.get(*vital));
            }
        }
    }
}
