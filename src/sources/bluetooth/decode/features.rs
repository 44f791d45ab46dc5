use serde::Serialize;

use super::super::{DecodeError, reader::Reader};

/// What a cuff (0x2A49) or an oximeter (0x2A60) can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Features {
    /// The features in words, in the order of their bits; reserved bits are left out.
    pub can: Vec<&'static str>,
    /// The bits as they were sent.
    pub raw: u16,
}

const PRESSURE: [&str; 9] = [
    "body movement",
    "cuff fit",
    "irregular pulse",
    "pulse rate range",
    "measurement position",
    "several bonds",
    "checksums",
    "user data",
    "user-facing time",
];

const OXIMETRY: [&str; 8] = [
    "measurement status",
    "device and sensor status",
    "stored spot checks",
    "time of spot checks",
    "fast filter",
    "slow filter",
    "pulse amplitude index",
    "several bonds",
];

impl Features {
    fn new(raw: u16, names: &[&'static str]) -> Self {
        let can =
            names.iter().enumerate().filter(|(bit, _)| raw >> bit & 1 != 0).map(|(_, name)| *name).collect();
        Self { can, raw }
    }

    /// Reads Blood Pressure Feature.
    ///
    /// # Errors
    /// When it is not two bytes.
    pub fn decode_pressure(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("blood pressure feature", bytes);
        let raw = reader.u16()?;
        reader.finish()?;
        Ok(Self::new(raw, &PRESSURE))
    }

    /// Reads PLX Features. Which status bits are supported follows where it is announced, and is not kept.
    ///
    /// # Errors
    /// When it is shorter or longer than its bits announce.
    pub fn decode_oximetry(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("oximeter features", bytes);
        let raw = reader.u16()?;
        if raw & 1 != 0 {
            reader.u16()?;
        }
        if raw & 2 != 0 {
            reader.u24()?;
        }
        reader.finish()?;
        Ok(Self::new(raw, &OXIMETRY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_become_words() {
        let can = |features: Result<Features, DecodeError>| features.map(|features| features.can);
        assert_eq!(can(Features::decode_pressure(&[0b101, 0])), Ok(vec!["body movement", "irregular pulse"]));
        assert_eq!(can(Features::decode_pressure(&[0, 0xFF])), Ok(vec!["user-facing time"]));
        assert_eq!(
            can(Features::decode_oximetry(&[0x43, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0])),
            Ok(vec!["measurement status", "device and sensor status", "pulse amplitude index"])
        );
        assert!(Features::decode_oximetry(&[0x03, 0, 0, 0]).is_err());
        assert!(Features::decode_oximetry(&[0x00, 0, 0]).is_err());
        assert!(Features::decode_pressure(&[0]).is_err());
    }
}
