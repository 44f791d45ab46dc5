use serde::Serialize;

/// What a stream measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PmdKind {
    /// ECG, µV.
    Ecg,
    /// Light through the skin: the pulse wave, in the sensor's own units.
    Ppg,
    /// Acceleration, thousandths of standard gravity.
    Acceleration,
    /// Intervals between pulses, ms.
    PulseIntervals,
    /// Rotation.
    Gyroscope,
    /// Magnetic field.
    Magnetometer,
    /// Temperature of the skin.
    SkinTemperature,
    /// A kind that is not known here, by its number.
    Other(u8),
}

impl PmdKind {
    /// The kinds that have a name, in the order of their bits in the features.
    pub const NAMED: [Self; 7] = [
        Self::Ecg,
        Self::Ppg,
        Self::Acceleration,
        Self::PulseIntervals,
        Self::Gyroscope,
        Self::Magnetometer,
        Self::SkinTemperature,
    ];

    /// The kind of a byte; its upper two bits say how it is recorded and are left out.
    pub const fn from_byte(byte: u8) -> Self {
        match byte & 0x3F {
            0 => Self::Ecg,
            1 => Self::Ppg,
            2 => Self::Acceleration,
            3 => Self::PulseIntervals,
            5 => Self::Gyroscope,
            6 => Self::Magnetometer,
            7 => Self::SkinTemperature,
            other => Self::Other(other),
        }
    }

    /// The byte that stands for it.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Ecg => 0,
            Self::Ppg => 1,
            Self::Acceleration => 2,
            Self::PulseIntervals => 3,
            Self::Gyroscope => 5,
            Self::Magnetometer => 6,
            Self::SkinTemperature => 7,
            Self::Other(other) => other,
        }
    }

    /// Its name in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ecg => "ECG",
            Self::Ppg => "pulse wave",
            Self::Acceleration => "acceleration",
            Self::PulseIntervals => "pulse intervals",
            Self::Gyroscope => "rotation",
            Self::Magnetometer => "magnetic field",
            Self::SkinTemperature => "skin temperature",
            Self::Other(_) => "unknown measurement",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_kinds_are_the_same_thing() {
        for byte in 0..64 {
            assert_eq!(PmdKind::from_byte(byte).byte(), byte);
        }
        assert_eq!(PmdKind::from_byte(0x82), PmdKind::Acceleration);
    }
}
