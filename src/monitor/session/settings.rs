use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Zones;

/// How the highest heart rate of a person is known, /min.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Maximum {
    /// The person knows it.
    Entered(f64),
    /// From the age in years: 208 − 0.7 × age, give or take 10 or so (H. Tanaka et al., J Am Coll Cardiol 37:153,
    /// 2001).
    FromAge(f64),
}

impl Maximum {
    /// Beats a minute.
    pub fn rate(self) -> f64 {
        match self {
            Self::Entered(rate) => rate,
            Self::FromAge(years) => 208.0 - 0.7 * years,
        }
    }
}

/// What zones are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct SessionSettings {
    maximum: Maximum,
    resting: Option<f64>,
}

/// Why settings were refused.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum SettingsError {
    /// No heart rate that a person's highest could be.
    #[error("a highest heart rate of {0} /min: it lies between 100 and 240")]
    Maximum(f64),
    /// No age that the estimate holds for.
    #[error("an age of {0} years: the estimate holds from 10 to 100")]
    Age(f64),
    /// No heart rate that a person could have at rest.
    #[error("a resting heart rate of {0} /min: it lies between 25 and 110, and 30 below the highest")]
    Resting(f64),
}

impl Default for SessionSettings {
    /// Per cent of the maximum of a person of 40.
    fn default() -> Self {
        Self { maximum: Maximum::FromAge(40.0), resting: None }
    }
}

impl SessionSettings {
    /// Zones by per cent of the maximum, or, with a resting rate in /min, of the reserve above it.
    ///
    /// # Errors
    /// When one of them is none that a person has. The bounds are this project's choice.
    pub fn new(maximum: Maximum, resting: Option<f64>) -> Result<Self, SettingsError> {
        match maximum {
            Maximum::Entered(rate) if !(100.0..=240.0).contains(&rate) => {
                return Err(SettingsError::Maximum(rate));
            }
            Maximum::FromAge(years) if !(10.0..=100.0).contains(&years) => {
                return Err(SettingsError::Age(years));
            }
            _ => {}
        }
        let at_rest = |rate: &f64| (25.0..=110.0).contains(rate) && *rate <= maximum.rate() - 30.0;
        match resting {
            Some(rate) if !at_rest(&rate) => Err(SettingsError::Resting(rate)),
            _ => Ok(Self { maximum, resting }),
        }
    }

    /// How the highest heart rate is known.
    pub const fn maximum(self) -> Maximum {
        self.maximum
    }

    /// The resting heart rate, if zones are counted by the reserve.
    pub const fn resting(self) -> Option<f64> {
        self.resting
    }

    /// The zones.
    pub fn zones(self) -> Zones {
        Zones::between(self.resting.unwrap_or(0.0), self.maximum.rate())
    }
}

#[derive(Deserialize)]
struct Unchecked {
    maximum: Maximum,
    resting: Option<f64>,
}

impl TryFrom<Unchecked> for SessionSettings {
    type Error = SettingsError;

    fn try_from(given: Unchecked) -> Result<Self, SettingsError> {
        Self::new(given.maximum, given.resting)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use crate::monitor::Zone;

    #[test]
    fn zones_are_parts_of_the_maximum_or_of_the_reserve() {
        let zones = SessionSettings::new(Maximum::Entered(200.0), None).unwrap().zones();
        let of = |rate| zones.of(rate).map(Zone::number);
        assert_eq!(
            [99.0, 100.0, 119.9, 120.0, 159.9, 180.0, 230.0].map(of),
            [None, Some(1), Some(1), Some(2), Some(3), Some(5), Some(5)]
        );
        assert_eq!((of(f64::NAN), zones.range(Zone::Maximum)), (None, (180.0, 200.0)));
        let reserve = SessionSettings::new(Maximum::Entered(190.0), Some(50.0)).unwrap().zones();
        assert_eq!(reserve.range(Zone::VeryLight), (120.0, 134.0));
    }

    #[test]
    fn the_maximum_can_come_from_the_age() {
        assert_eq!(SessionSettings::new(Maximum::FromAge(40.0), None).unwrap().zones().maximum(), 180.0);
    }

    #[test]
    fn what_no_person_has_is_refused() {
        let told = |maximum, resting| SessionSettings::new(maximum, resting).unwrap_err().to_string();
        assert_eq!(
            told(Maximum::Entered(260.0), None),
            "a highest heart rate of 260 /min: it lies between 100 and 240"
        );
        assert_eq!(told(Maximum::FromAge(5.0), None), "an age of 5 years: the estimate holds from 10 to 100");
        assert!(told(Maximum::Entered(120.0), Some(100.0)).starts_with("a resting heart rate of 100 /min"));
        assert!(SessionSettings::new(Maximum::Entered(f64::NAN), None).is_err());
        assert!(SessionSettings::new(Maximum::Entered(180.0), Some(f64::NAN)).is_err());
        assert!(
            serde_json::from_str::<SessionSettings>(r#"{"maximum":{"Entered":999.0},"resting":null}"#)
                .is_err()
        );
    }
}
