use serde::{Deserialize, Serialize};

use super::{Time, Vital};

/// Where samples and numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// A simulated patient.
    Simulated,
    /// A recording that is replayed.
    Replay,
    /// A real device on a real person.
    Device,
}

impl Origin {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Simulated => "simulated",
            Self::Replay => "replay",
            Self::Device => "device",
        }
    }

    /// The mark beside a number; a device's name stands there where it is known.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Simulated => "SIM",
            Self::Replay => "REPLAY",
            Self::Device => "DEVICE",
        }
    }
}

/// How far a number or a stretch of samples can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Quality {
    /// Nothing usable: shown as `---`.
    Invalid,
    /// Usable with doubt: shown with `?`.
    Questionable,
    /// As good as it gets.
    Good,
}

/// A number with everything that a reader needs in order to trust it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Which vital, and so which unit.
    pub vital: Vital,
    /// The value, `None` when unknown.
    pub value: Option<f64>,
    /// When it was true, in sample time.
    pub at: Time,
    /// How far it can be trusted; [`Quality::Invalid`] whenever `value` is `None`.
    pub quality: Quality,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it was derived from other waveforms because nothing measures it; such a value is never
    /// [`Quality::Good`].
    #[serde(default)]
    pub estimated: bool,
}

impl Reading {
    /// A value that was measured. Values that are not finite or outside the vital's plausible
    /// range become unknown.
    pub fn new(vital: Vital, value: f64, at: Time, quality: Quality, origin: Origin) -> Self {
        let (low, high) = vital.plausible();
        if quality == Quality::Invalid || !(low..=high).contains(&value) {
            return Self::unknown(vital, at, origin);
        }
        Self { vital, value: Some(value), at, quality, origin, estimated: false }
    }

    /// No value.
    pub const fn unknown(vital: Vital, at: Time, origin: Origin) -> Self {
        Self { vital, value: None, at, quality: Quality::Invalid, origin, estimated: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_implausible_value_is_unknown() {
        for value in [f64::NAN, f64::INFINITY, -1.0, 101.0] {
            let reading = Reading::new(Vital::SpO2, value, Time::ZERO, Quality::Good, Origin::Simulated);
            assert_eq!(reading.value, None, "{value}");
            assert_eq!(reading.quality, Quality::Invalid);
        }
    }
}
