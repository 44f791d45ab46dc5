use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Rhythm;

/// What the simulated patient is heading for.
///
/// Outside the ranges of [`Targets::validated`] the patient takes the nearest possible value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Targets {
    /// What sets the pace.
    pub rhythm: Rhythm,
    /// Beats per minute, 20 to 300. Without meaning in ventricular fibrillation and asystole.
    pub heart_rate: f64,
    /// Oxygen saturation of arterial blood, per cent, 50 to 100.
    pub spo2: f64,
    /// Breaths per minute, 0 (apnoea) or 2 to 60.
    pub resp_rate: f64,
    /// Systolic pressure, mmHg, 30 to 280, at least 8 above the diastolic.
    pub systolic: f64,
    /// Diastolic pressure, mmHg, 10 to 200.
    pub diastolic: f64,
    /// Core temperature, °C, 25 to 43.
    pub temperature: f64,
}

/// Why targets were refused.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum TargetError {
    /// A value lies where the simulation has no meaning.
    #[error("{name} must lie between {low} and {high} {unit}, not at {value}")]
    OutOfRange {
        /// Which value.
        name: &'static str,
        /// What was asked for.
        value: f64,
        /// The lowest possible.
        low: f64,
        /// The highest possible.
        high: f64,
        /// The unit of all three.
        unit: &'static str,
    },
    /// The pulse pressure would be too small or negative.
    #[error(
        "the systolic pressure {systolic} mmHg must be at least {least} mmHg above the diastolic {diastolic} mmHg"
    )]
    PulsePressure {
        /// Systolic pressure asked for, mmHg.
        systolic: f64,
        /// Diastolic pressure asked for, mmHg.
        diastolic: f64,
        /// The smallest pulse pressure, mmHg.
        least: f64,
    },
}

/// The smallest pulse pressure that the wave model can carry, mmHg.
const LEAST_PULSE_PRESSURE: f64 = 8.0;
/// Slowest breathing, breaths per minute; slower is no breathing in any clinical sense.
const SLOWEST_BREATHS: f64 = 2.0;

impl Default for Targets {
    /// A healthy adult at rest.
    fn default() -> Self {
        Self {
            rhythm: Rhythm::Sinus,
            heart_rate: 72.0,
            spo2: 98.0,
            resp_rate: 15.0,
            systolic: 120.0,
            diastolic: 76.0,
            temperature: 37.0,
        }
    }
}

impl Targets {
    /// The targets, when each lies where the simulation has a meaning.
    ///
    /// # Errors
    /// Names the first value that is not a number or out of range.
    pub fn validated(self) -> Result<Self, TargetError> {
        let breathing_low = if self.resp_rate == 0.0 { 0.0 } else { SLOWEST_BREATHS };
        let checks = [
            ("the heart rate", self.heart_rate, 20.0, 300.0, "/min"),
            ("SpO₂", self.spo2, 50.0, 100.0, "%"),
            ("the respiration rate", self.resp_rate, breathing_low, 60.0, "/min"),
            ("the systolic pressure", self.systolic, 30.0, 280.0, "mmHg"),
            ("the diastolic pressure", self.diastolic, 10.0, 200.0, "mmHg"),
            ("the temperature", self.temperature, 25.0, 43.0, "°C"),
        ];
        for (name, value, low, high, unit) in checks {
            if !(low..=high).contains(&value) {
                return Err(TargetError::OutOfRange { name, value, low, high, unit });
            }
        }
        if self.systolic - self.diastolic < LEAST_PULSE_PRESSURE {
            return Err(TargetError::PulsePressure {
                systolic: self.systolic,
                diastolic: self.diastolic,
                least: LEAST_PULSE_PRESSURE,
            });
        }
        Ok(self)
    }

    /// The nearest targets that are possible; what is not a number stays as it was in `before`.
    pub(super) fn nearest(self, before: &Self) -> Self {
        let near = |value: f64, before: f64, low: f64, high: f64| {
            if value.is_nan() { before } else { value.clamp(low, high) }
        };
        let systolic = near(self.systolic, before.systolic, 30.0, 280.0);
        let breaths = near(self.resp_rate, before.resp_rate, 0.0, 60.0);
        Self {
            rhythm: self.rhythm,
            heart_rate: near(self.heart_rate, before.heart_rate, 20.0, 300.0),
            spo2: near(self.spo2, before.spo2, 50.0, 100.0),
            resp_rate: if breaths < SLOWEST_BREATHS / 2.0 { 0.0 } else { breaths.max(SLOWEST_BREATHS) },
            systolic,
            diastolic: near(self.diastolic, before.diastolic, 10.0, 200.0)
                .min(systolic - LEAST_PULSE_PRESSURE),
            temperature: near(self.temperature, before.temperature, 25.0, 43.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_and_apnoea_are_possible() {
        assert!(Targets::default().validated().is_ok());
        assert!(Targets { resp_rate: 0.0, ..Targets::default() }.validated().is_ok());
    }

    #[test]
    fn the_refusal_names_value_and_range() {
        let text = |targets: Targets| targets.validated().err().map(|error| error.to_string());
        assert_eq!(
            text(Targets { heart_rate: 400.0, ..Targets::default() }).as_deref(),
            Some("the heart rate must lie between 20 and 300 /min, not at 400")
        );
        assert_eq!(
            text(Targets { systolic: 70.0, ..Targets::default() }).as_deref(),
            Some("the systolic pressure 70 mmHg must be at least 8 mmHg above the diastolic 76 mmHg")
        );
        assert!(text(Targets { spo2: f64::NAN, ..Targets::default() }).is_some());
        assert!(text(Targets { resp_rate: 1.0, ..Targets::default() }).is_some());
    }

    #[test]
    fn the_nearest_possible_targets_are_valid() {
        let wild = Targets {
            rhythm: Rhythm::Asystole,
            heart_rate: f64::INFINITY,
            spo2: f64::NAN,
            resp_rate: 1.2,
            systolic: -5.0,
            diastolic: 900.0,
            temperature: f64::NEG_INFINITY,
        };
        let near = wild.nearest(&Targets::default());
        assert_eq!(near.spo2.to_bits(), 98.0_f64.to_bits());
        assert!(near.validated().is_ok());
    }
}
