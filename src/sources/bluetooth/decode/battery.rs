use serde::Serialize;

use super::super::{DecodeError, reader::Reader};

/// The charge of a device's battery (0x2A19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BatteryLevel {
    /// 0 to 100 %.
    pub percent: u8,
}

impl BatteryLevel {
    /// Reads one value of the characteristic.
    ///
    /// # Errors
    /// When it is not one byte, or above 100.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("battery level", bytes);
        let percent = reader.u8()?;
        reader.finish()?;
        if percent > 100 {
            return Err(DecodeError::Reserved { what: "battery level", value: u32::from(percent) });
        }
        Ok(Self { percent })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_and_nothing_else() {
        assert_eq!(BatteryLevel::decode(&[100]), Ok(BatteryLevel { percent: 100 }));
        for bytes in [&[][..], &[101], &[50, 0]] {
            assert!(BatteryLevel::decode(bytes).is_err());
        }
    }
}
