use serde::Serialize;

use super::super::DecodeError;

/// What a cuff says of its own measurement.
#[expect(clippy::struct_excessive_bools, reason = "independent flags, as the packet has them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PressureStatus {
    /// The body moved.
    pub movement: bool,
    /// The cuff is too loose.
    pub cuff_loose: bool,
    /// The pulse was irregular.
    pub irregular_pulse: bool,
    /// The pulse rate against the range of the device.
    pub rate_range: RateRange,
    /// The arm was not held right.
    pub bad_position: bool,
    /// The status as it was sent.
    pub raw: u16,
}

/// A pulse rate against the range of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RateRange {
    /// Within it.
    Within,
    /// Above it.
    Above,
    /// Below it.
    Below,
}

impl PressureStatus {
    /// Reads the 16 bits of the status.
    pub(super) const fn new(raw: u16) -> Result<Self, DecodeError> {
        let rate_range = match raw >> 3 & 3 {
            0 => RateRange::Within,
            1 => RateRange::Above,
            2 => RateRange::Below,
            _ => return Err(DecodeError::Reserved { what: "pulse rate range", value: 3 }),
        };
        Ok(Self {
            movement: raw & 1 != 0,
            cuff_loose: raw & 2 != 0,
            irregular_pulse: raw & 4 != 0,
            rate_range,
            bad_position: raw & 32 != 0,
            raw,
        })
    }

    /// What to tell a person, worst first; empty when nothing is wrong.
    pub fn remarks(self) -> Vec<&'static str> {
        [
            (self.cuff_loose, "The cuff is too loose"),
            (self.movement, "The body moved"),
            (self.bad_position, "The arm was not held right"),
            (self.irregular_pulse, "Irregular pulse"),
            (self.rate_range == RateRange::Above, "Pulse rate above the cuff's range"),
            (self.rate_range == RateRange::Below, "Pulse rate below the cuff's range"),
        ]
        .into_iter()
        .filter_map(|(is_so, remark)| is_so.then_some(remark))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bit_has_its_remark() {
        let remarks = |raw| PressureStatus::new(raw).map(PressureStatus::remarks);
        assert_eq!(remarks(0), Ok(vec![]));
        assert_eq!(remarks(1), Ok(vec!["The body moved"]));
        assert_eq!(remarks(4), Ok(vec!["Irregular pulse"]));
        assert_eq!(remarks(8), Ok(vec!["Pulse rate above the cuff's range"]));
        assert_eq!(remarks(18), Ok(vec!["The cuff is too loose", "Pulse rate below the cuff's range"]));
        assert_eq!(remarks(32), Ok(vec!["The arm was not held right"]));
        assert_eq!(remarks(0xFFC0), Ok(vec![]));
        assert!(remarks(24).is_err());
    }
}
