use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{AgeBand, Vital};

/// The low and high alarm limit of one vital, in its unit; either may be absent.
///
/// A value on the limit is still inside: the alarm condition is `value < low` or `value > high`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "(Option<f64>, Option<f64>)", into = "(Option<f64>, Option<f64>)")]
pub struct Limits {
    low: Option<f64>,
    high: Option<f64>,
}

/// Why limits were refused.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum LimitError {
    /// A limit is not a number.
    #[error("a limit must be a number")]
    NotANumber,
    /// The low limit is not below the high one.
    #[error("the low limit {low} is not below the high limit {high}")]
    Crossed {
        /// The low limit that was asked for.
        low: f64,
        /// The high limit that was asked for.
        high: f64,
    },
    /// A limit lies where the vital can never be.
    #[error("{vital} limits lie between {low} and {high} {unit}", vital = .vital.label(), unit = .vital.unit())]
    OutOfRange {
        /// Which vital.
        vital: Vital,
        /// The lowest limit possible.
        low: f64,
        /// The highest limit possible.
        high: f64,
    },
}

impl Limits {
    /// No limits: no alarm.
    pub const NONE: Self = Self { low: None, high: None };

    /// Limits that make sense in themselves.
    ///
    /// # Errors
    /// When a limit is not finite or `low` is not below `high`.
    pub fn new(low: Option<f64>, high: Option<f64>) -> Result<Self, LimitError> {
        if [low, high].into_iter().flatten().any(|limit| !limit.is_finite()) {
            return Err(LimitError::NotANumber);
        }
        match (low, high) {
            (Some(low), Some(high)) if low >= high => Err(LimitError::Crossed { low, high }),
            _ => Ok(Self { low, high }),
        }
    }

    const fn both(low: f64, high: f64) -> Self {
        Self { low: Some(low), high: Some(high) }
    }

    /// Below this, the low alarm condition is true.
    pub const fn low(self) -> Option<f64> {
        self.low
    }

    /// Above this, the high alarm condition is true.
    pub const fn high(self) -> Option<f64> {
        self.high
    }
}

impl TryFrom<(Option<f64>, Option<f64>)> for Limits {
    type Error = LimitError;

    fn try_from((low, high): (Option<f64>, Option<f64>)) -> Result<Self, LimitError> {
        Self::new(low, high)
    }
}

impl From<Limits> for (Option<f64>, Option<f64>) {
    fn from(limits: Limits) -> Self {
        (limits.low, limits.high)
    }
}

/// The limits of every vital of a bed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Vital, Limits>")]
pub struct LimitSet(BTreeMap<Vital, Limits>);

impl TryFrom<BTreeMap<Vital, Limits>> for LimitSet {
    type Error = LimitError;

    fn try_from(given: BTreeMap<Vital, Limits>) -> Result<Self, LimitError> {
        // What an earlier version did not know has its default rather than no alarm at all.
        let mut set = Self::defaults(AgeBand::Adult);
        given.into_iter().try_for_each(|(vital, limits)| set.set(vital, limits))?;
        Ok(set)
    }
}

impl LimitSet {
    /// Default limits per age group.
    ///
    /// Working defaults that agree with the published ones of Mindray and Philips bedside monitors
    /// (Mindray TM80 operator's manual p. 12-5 for SpO2 and pressure; pulse rate Mindray TD60 and
    /// Contec CMS8000; temperature 36 to 39 °C as Philips). Both makers give the arterial line the same
    /// limits as the cuff. The perfusion index has none.
    pub fn defaults(age: AgeBand) -> Self {
        use Vital::{
            ArterialDiastolic, ArterialMean, ArterialSystolic, Diastolic, HeartRate, MeanPressure, PulseRate,
            RespRate, SpO2, Systolic, Temperature,
        };
        let table = match age {
            AgeBand::Adult => [
                (HeartRate, 50.0, 120.0),
                (PulseRate, 50.0, 120.0),
                (SpO2, 90.0, 100.0),
                (RespRate, 8.0, 30.0),
                (Systolic, 90.0, 160.0),
                (ArterialSystolic, 90.0, 160.0),
                (Diastolic, 50.0, 90.0),
                (ArterialDiastolic, 50.0, 90.0),
                (MeanPressure, 60.0, 110.0),
                (ArterialMean, 60.0, 110.0),
                (Temperature, 36.0, 39.0),
            ],
            AgeBand::Child => [
                (HeartRate, 75.0, 160.0),
                (PulseRate, 75.0, 160.0),
                (SpO2, 90.0, 100.0),
                (RespRate, 8.0, 30.0),
                (Systolic, 70.0, 120.0),
                (ArterialSystolic, 70.0, 120.0),
                (Diastolic, 40.0, 70.0),
                (ArterialDiastolic, 40.0, 70.0),
                (MeanPressure, 50.0, 90.0),
                (ArterialMean, 50.0, 90.0),
                (Temperature, 36.0, 39.0),
            ],
            AgeBand::Neonate => [
                (HeartRate, 100.0, 200.0),
                (PulseRate, 100.0, 200.0),
                (SpO2, 85.0, 95.0),
                (RespRate, 30.0, 100.0),
                (Systolic, 40.0, 90.0),
                (ArterialSystolic, 40.0, 90.0),
                (Diastolic, 20.0, 60.0),
                (ArterialDiastolic, 20.0, 60.0),
                (MeanPressure, 24.0, 70.0),
                (ArterialMean, 24.0, 70.0),
                (Temperature, 36.0, 39.0),
            ],
        };
        Self(table.into_iter().map(|(vital, low, high)| (vital, Limits::both(low, high))).collect())
    }

    /// The range within which limits of `vital` are usually looked for, in its unit: the scale that they are
    /// drawn on. From the lowest default of a neonate to what an adult may reach; this project's choice.
    pub const fn scale(vital: Vital) -> (f64, f64) {
        match vital {
            Vital::HeartRate | Vital::PulseRate | Vital::Systolic | Vital::ArterialSystolic => (20.0, 250.0),
            Vital::SpO2 => (50.0, 100.0),
            Vital::Perfusion => (0.0, 20.0),
            Vital::RespRate => (0.0, 100.0),
            Vital::Diastolic | Vital::ArterialDiastolic => (10.0, 150.0),
            Vital::MeanPressure | Vital::ArterialMean => (10.0, 200.0),
            Vital::Temperature => (30.0, 43.0),
        }
    }

    /// The limits of `vital`.
    pub fn get(&self, vital: Vital) -> Limits {
        self.0.get(&vital).copied().unwrap_or(Limits::NONE)
    }

    /// Sets the limits of one vital.
    ///
    /// # Errors
    /// When a limit lies outside what the vital can plausibly be; nothing is changed then.
    pub fn set(&mut self, vital: Vital, limits: Limits) -> Result<(), LimitError> {
        let (low, high) = vital.plausible();
        if [limits.low, limits.high].into_iter().flatten().any(|limit| !(low..=high).contains(&limit)) {
            return Err(LimitError::OutOfRange { vital, low, high });
        }
        self.0.insert(vital, limits);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossed_or_unreal_limits_are_refused() {
        assert_eq!(Limits::new(Some(100.0), Some(90.0)), Err(LimitError::Crossed { low: 100.0, high: 90.0 }));
        assert_eq!(Limits::new(Some(f64::NAN), None), Err(LimitError::NotANumber));
        let mut set = LimitSet::defaults(AgeBand::Adult);
        let before = set.clone();
        let refused = Limits::new(None, Some(140.0)).and_then(|limits| set.set(Vital::SpO2, limits));
        assert_eq!(
            refused.map_err(|error| error.to_string()),
            Err("SpO₂ limits lie between 0 and 100 %".to_owned())
        );
        assert_eq!(set, before);
    }

    #[test]
    fn stored_limits_are_checked_when_read() {
        assert!(serde_json::from_str::<Limits>("[120,50]").is_err());
        assert!(serde_json::from_str::<LimitSet>(r#"{"SpO2":[90,140]}"#).is_err());
        assert_eq!(serde_json::from_str::<Limits>("[50,null]").ok(), Limits::new(Some(50.0), None).ok());
    }

    #[test]
    fn every_default_can_be_set_again() {
        for age in AgeBand::ALL {
            let mut set = LimitSet::defaults(age);
            for vital in Vital::ALL {
                let limits = set.get(vital);
                let (least, most) = LimitSet::scale(vital);
                assert!(
                    [limits.low(), limits.high()].into_iter().flatten().all(|l| (least..=most).contains(&l))
                );
                assert_eq!(set.set(vital, limits), Ok(()));
            }
        }
    }
}
