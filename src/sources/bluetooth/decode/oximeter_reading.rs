use serde::Serialize;

/// What any oximeter tells at one moment, whoever made it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OximeterReading {
    /// Oxygen saturation, per cent; `None` when unknown, and always unless trusted.
    pub spo2: Option<f64>,
    /// Pulses per minute; `None` when unknown, and always unless trusted.
    pub pulse_per_min: Option<f64>,
    /// Perfusion index, per cent; `None` when unknown, and always unless trusted.
    pub perfusion: Option<f64>,
    /// How far the numbers are to be trusted.
    pub trust: Trust,
    /// What the oximeter says, in words.
    pub remarks: Vec<&'static str>,
}

/// How far an oximeter's numbers are to be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Nothing speaks against them.
    Good,
    /// The oximeter has doubts: show them, and show the doubt.
    Questionable,
    /// They are not to be shown: there are none, or they were not measured on a patient.
    #[default]
    Invalid,
    /// The sensor is not on the patient.
    OffPatient,
}

impl OximeterReading {
    /// Takes the numbers away unless they are to be shown.
    pub(in super::super) fn checked(mut self) -> Self {
        if self.spo2.is_none() && self.pulse_per_min.is_none() && self.trust != Trust::OffPatient {
            self.trust = Trust::Invalid;
        }
        if matches!(self.trust, Trust::Invalid | Trust::OffPatient) {
            (self.spo2, self.pulse_per_min, self.perfusion) = (None, None, None);
        }
        self
    }
}
