use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// The name of a service or characteristic: 128 bits.
///
/// It prints as Web Bluetooth takes it, in full, lower case, with hyphens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(u128);

impl Uuid {
    /// The Bluetooth base UUID, into which assigned numbers of 16 bits are put (core specification, volume
    /// 3, part B, 2.5.1).
    const BASE: u128 = 0x00000000_0000_1000_8000_00805F9B34FB;

    /// The UUID of an assigned number.
    pub const fn short(number: u16) -> Self {
        Self(Self::BASE | (number as u128) << 96)
    }

    /// A UUID in full.
    pub const fn long(number: u128) -> Self {
        Self(number)
    }

    /// The assigned number, if it is one.
    pub const fn assigned(self) -> Option<u16> {
        let number = (self.0 >> 96) as u16;
        if Self::short(number).0 == self.0 { Some(number) } else { None }
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            n >> 96,
            (n >> 80) as u16,
            (n >> 64) as u16,
            (n >> 48) as u16,
            n & 0xFFFF_FFFF_FFFF
        )
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no UUID.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no UUID: write an assigned number such as 2a37, or all 32 digits with hyphens")]
pub struct UuidError(String);

impl FromStr for Uuid {
    type Err = UuidError;

    /// Takes `2a37`, `0x2A37`, or the full form.
    fn from_str(text: &str) -> Result<Self, UuidError> {
        let bad = || UuidError(text.chars().take(60).collect());
        let hex = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let short = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
        if short.len() == 4 && hex(short) {
            return u16::from_str_radix(short, 16).map(Self::short).map_err(|_| bad());
        }
        let groups: Vec<&str> = text.split('-').collect();
        if groups.iter().map(|group| group.len()).ne([8, 4, 4, 4, 12])
            || !groups.iter().all(|group| hex(group))
        {
            return Err(bad());
        }
        u128::from_str_radix(&groups.concat(), 16).map(Self).map_err(|_| bad())
    }
}

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Uuid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_prints_in_full() {
        assert_eq!(Uuid::short(0x2A37).to_string(), "00002a37-0000-1000-8000-00805f9b34fb");
        let long = Uuid::long(0xFB005C80_02E7_F387_1CAD_8ACD2D8DF0C8);
        assert_eq!(long.to_string(), "fb005c80-02e7-f387-1cad-8acd2d8df0c8");
    }

    #[test]
    fn it_is_read_in_three_forms() {
        for text in ["2a37", "0x2A37", "0X2a37", "2A37", "00002A37-0000-1000-8000-00805f9b34fb"] {
            assert_eq!(text.parse(), Ok(Uuid::short(0x2A37)), "{text}");
        }
        assert_eq!(Uuid::short(0x2A37).assigned(), Some(0x2A37));
        assert_eq!(Uuid::long(1).assigned(), None);
    }

    #[test]
    fn other_texts_are_refused_by_name() {
        for text in [
            "",
            "2a3",
            "2a377",
            "+a37",
            "0x",
            "zzzz",
            "00002a37",
            "00002a3700001000800000805f9b34fb",
            "0000-2a37-0000-1000-8000-00805f9b34fb",
            "00002a37-0000-1000-8000-00805f9b34fg",
            "é37",
        ] {
            let error = text.parse::<Uuid>().err();
            assert!(error.is_some_and(|error| error.to_string().contains("is no UUID")), "{text}");
        }
    }

    #[test]
    fn it_is_text_in_json() {
        let json = serde_json::to_string(&Uuid::short(0x180D)).ok();
        assert_eq!(json.as_deref(), Some(r#""0000180d-0000-1000-8000-00805f9b34fb""#));
        assert_eq!(serde_json::from_str::<Uuid>(r#""180d""#).ok(), Some(Uuid::short(0x180D)));
        assert!(serde_json::from_str::<Uuid>(r#""heart""#).is_err());
    }
}
