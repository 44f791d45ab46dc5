use std::fmt;

use serde::{Deserialize, Serialize};

use super::SensorId;

/// A vital sign that has a number on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Vital {
    /// Heart rate from the ECG, beats per minute.
    HeartRate,
    /// Oxygen saturation of arterial blood seen by the pulse oximeter, per cent.
    SpO2,
    /// Pulse rate from the pulse wave, pulses per minute.
    PulseRate,
    /// Perfusion index: pulsating share of the light absorbed, per cent.
    Perfusion,
    /// Systolic pressure in an artery, by catheter, mmHg.
    ArterialSystolic,
    /// Diastolic pressure in an artery, by catheter, mmHg.
    ArterialDiastolic,
    /// Mean pressure in an artery, by catheter, mmHg.
    ArterialMean,
    /// Respiration rate, breaths per minute.
    RespRate,
    /// Systolic pressure by cuff, mmHg.
    Systolic,
    /// Diastolic pressure by cuff, mmHg.
    Diastolic,
    /// Mean pressure by cuff, mmHg.
    MeanPressure,
    /// Body temperature, degrees Celsius.
    Temperature,
}

impl Vital {
    /// Every vital, in the order of the screen.
    pub const ALL: [Self; 12] = [
        Self::HeartRate,
        Self::SpO2,
        Self::PulseRate,
        Self::Perfusion,
        Self::ArterialSystolic,
        Self::ArterialDiastolic,
        Self::ArterialMean,
        Self::RespRate,
        Self::Systolic,
        Self::Diastolic,
        Self::MeanPressure,
        Self::Temperature,
    ];

    /// The label beside the number, and the name in alarm texts and JSON.
    pub const fn label(self) -> &'static str {
        match self {
            Self::HeartRate => "HR",
            Self::SpO2 => "SpO₂",
            Self::PulseRate => "PR",
            Self::Perfusion => "PI",
            Self::ArterialSystolic => "ABP SYS",
            Self::ArterialDiastolic => "ABP DIA",
            Self::ArterialMean => "ABP MEAN",
            Self::RespRate => "RR",
            Self::Systolic => "NIBP SYS",
            Self::Diastolic => "NIBP DIA",
            Self::MeanPressure => "NIBP MEAN",
            Self::Temperature => "Temp",
        }
    }

    /// The name in plain ASCII, for files and scripts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::HeartRate => "HR",
            Self::SpO2 => "SpO2",
            Self::PulseRate => "PR",
            Self::Perfusion => "PI",
            Self::ArterialSystolic => "ABP_SYS",
            Self::ArterialDiastolic => "ABP_DIA",
            Self::ArterialMean => "ABP_MEAN",
            Self::RespRate => "RR",
            Self::Systolic => "NIBP_SYS",
            Self::Diastolic => "NIBP_DIA",
            Self::MeanPressure => "NIBP_MEAN",
            Self::Temperature => "Temp",
        }
    }

    /// The unit of its value.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::HeartRate | Self::PulseRate | Self::RespRate => "/min",
            Self::SpO2 | Self::Perfusion => "%",
            Self::ArterialSystolic
            | Self::ArterialDiastolic
            | Self::ArterialMean
            | Self::Systolic
            | Self::Diastolic
            | Self::MeanPressure => "mmHg",
            Self::Temperature => "°C",
        }
    }

    /// Digits after the decimal point.
    pub const fn decimals(self) -> usize {
        match self {
            Self::Temperature | Self::Perfusion => 1,
            _ => 0,
        }
    }

    /// Whether it is measured on occasion, by the cuff, rather than all the time: its number stands
    /// until the next measurement.
    pub const fn is_episodic(self) -> bool {
        matches!(self, Self::Systolic | Self::Diastolic | Self::MeanPressure)
    }

    /// The place on the bed whose sensor measures it, unless a recording does.
    pub const fn sensor(self) -> SensorId {
        match self {
            Self::HeartRate => SensorId::Ecg,
            Self::SpO2 | Self::PulseRate | Self::Perfusion => SensorId::Oximeter,
            Self::ArterialSystolic | Self::ArterialDiastolic | Self::ArterialMean => SensorId::Arterial,
            Self::RespRate => SensorId::Resp,
            Self::Systolic | Self::Diastolic | Self::MeanPressure => SensorId::Cuff,
            Self::Temperature => SensorId::Thermometer,
        }
    }

    /// What a sensor could plausibly measure, inclusive; anything outside is refused.
    pub const fn plausible(self) -> (f64, f64) {
        match self {
            Self::SpO2 => (0.0, 100.0),
            Self::Perfusion => (0.0, 30.0),
            Self::RespRate => (0.0, 200.0),
            Self::HeartRate | Self::PulseRate | Self::Systolic | Self::Diastolic | Self::MeanPressure => {
                (0.0, 350.0)
            }
            // A transducer that was not zeroed shows less than nothing, and has to show it.
            Self::ArterialSystolic | Self::ArterialDiastolic | Self::ArterialMean => (-50.0, 350.0),
            Self::Temperature => (10.0, 50.0),
        }
    }

    /// The value as it is shown: rounded, or `---` when there is none.
    pub fn text(self, value: Option<f64>) -> String {
        match value {
            Some(value) if value.is_finite() => format!("{value:.*}", self.decimals()),
            _ => "---".to_owned(),
        }
    }
}

impl fmt::Display for Vital {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_in_their_own_precision_and_unknown_as_dashes() {
        assert_eq!(Vital::HeartRate.text(Some(71.6)), "72");
        assert_eq!(Vital::Temperature.text(Some(36.95)), "37.0");
        assert_eq!(Vital::SpO2.text(None), "---");
        assert_eq!(Vital::SpO2.text(Some(f64::NAN)), "---");
    }
}
