use serde::Serialize;

use super::super::{DecodeError, reader::Reader};

/// Where a heart rate sensor is worn (Body Sensor Location, 0x2A38).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SensorLocation {
    /// Elsewhere.
    Other,
    /// On the chest.
    Chest,
    /// At the wrist.
    Wrist,
    /// On a finger.
    Finger,
    /// On the hand.
    Hand,
    /// At the ear lobe.
    EarLobe,
    /// On the foot.
    Foot,
}

impl SensorLocation {
    /// Reads one value of the characteristic.
    ///
    /// # Errors
    /// When it is not one byte, or a reserved one.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("body sensor location", bytes);
        let value = reader.u8()?;
        reader.finish()?;
        Ok(match value {
            0 => Self::Other,
            1 => Self::Chest,
            2 => Self::Wrist,
            3 => Self::Finger,
            4 => Self::Hand,
            5 => Self::EarLobe,
            6 => Self::Foot,
            _ => return Err(DecodeError::Reserved { what: "body sensor location", value: u32::from(value) }),
        })
    }

    /// The place in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Chest => "chest",
            Self::Wrist => "wrist",
            Self::Finger => "finger",
            Self::Hand => "hand",
            Self::EarLobe => "ear lobe",
            Self::Foot => "foot",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_places() {
        let places: Vec<_> = (0..7).filter_map(|value| SensorLocation::decode(&[value]).ok()).collect();
        assert_eq!(places.len(), 7);
        assert_eq!(places[5].words(), "ear lobe");
        for bytes in [&[][..], &[7], &[1, 1]] {
            assert!(SensorLocation::decode(bytes).is_err());
        }
    }
}
