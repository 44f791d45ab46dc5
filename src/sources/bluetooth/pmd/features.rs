use serde::Serialize;

use super::{
    super::{DecodeError, reader::Reader},
    PmdKind,
};

/// What a device can stream: the value read from the control characteristic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PmdFeatures {
    /// The kinds that it offers.
    pub offers: Vec<PmdKind>,
    /// Whether it has the mode with more settings that Polar calls SDK mode.
    pub sdk_mode: bool,
}

impl PmdFeatures {
    /// The first byte of the features.
    pub(super) const TAG: u8 = 0x0F;

    /// Reads the features. They have 17 bytes, of which the first three say something; the others are
    /// reserved.
    ///
    /// # Errors
    /// When they are shorter than three bytes or begin otherwise.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("PMD features", bytes);
        let (tag, first, second) = (reader.u8()?, reader.u8()?, reader.u8()?);
        if tag != Self::TAG {
            return Err(DecodeError::Reserved { what: "first byte of PMD features", value: u32::from(tag) });
        }
        let offers = PmdKind::NAMED.into_iter().filter(|kind| first >> kind.byte() & 1 != 0).collect();
        Ok(Self { offers, sdk_mode: second & 2 != 0 })
    }

    /// Whether it offers a kind.
    pub fn offers(&self, kind: PmdKind) -> bool {
        self.offers.contains(&kind)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_h10_and_a_verity_sense() {
        let h10 = PmdFeatures::decode(&[0x0F, 0x05, 0, 0]).unwrap();
        assert_eq!(h10.offers, [PmdKind::Ecg, PmdKind::Acceleration]);
        assert!(!h10.sdk_mode);
        let verity = PmdFeatures::decode(&[0x0F, 0x6E, 0x02]).unwrap();
        assert!(verity.offers(PmdKind::Ppg) && verity.offers(PmdKind::Magnetometer) && verity.sdk_mode);
        assert!(PmdFeatures::decode(&[0x0F, 0x05]).is_err());
        assert!(PmdFeatures::decode(&[0x0E, 0x05, 0]).is_err());
    }
}
