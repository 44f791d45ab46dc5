use serde::Serialize;

use super::{
    super::{DecodeError, reader::Reader},
    PmdKind,
};

/// The settings of a stream: what a device offers, or the one choice with which a stream is started. A list
/// that is empty means that the device does not have that setting.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PmdSettings {
    /// Samples per second.
    pub rates_hz: Vec<u16>,
    /// Bits per sample.
    pub resolutions_bit: Vec<u16>,
    /// Measuring ranges, plus and minus so much; for acceleration in units of standard gravity.
    pub ranges: Vec<u16>,
    /// Measuring ranges in thousandths.
    pub ranges_milli: Vec<u32>,
    /// Channels.
    pub channels: Vec<u8>,
    /// What compressed samples are to be multiplied by; only in the answer to a start.
    pub factor: Option<f32>,
}

const RATE: u8 = 0;
const RESOLUTION: u8 = 1;
const RANGE: u8 = 2;
const RANGE_MILLI: u8 = 3;
const CHANNELS: u8 = 4;
const FACTOR: u8 = 5;
const SECURITY: u8 = 6;

impl PmdSettings {
    /// Reads settings: type, count and values of each.
    ///
    /// # Errors
    /// When a list is cut short, a type is not known (its values then have no known width), or a factor is
    /// not a positive number.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("PMD settings", bytes);
        let mut settings = Self::default();
        while !reader.is_empty() {
            let (kind, count) = (reader.u8()?, reader.u8()?);
            for _ in 0..count {
                match kind {
                    RATE => settings.rates_hz.push(reader.u16()?),
                    RESOLUTION => settings.resolutions_bit.push(reader.u16()?),
                    RANGE => settings.ranges.push(reader.u16()?),
                    RANGE_MILLI => settings.ranges_milli.push(reader.u32()?),
                    CHANNELS => settings.channels.push(reader.u8()?),
                    FACTOR => settings.factor = Some(factor(reader.u32()?)?),
                    SECURITY => drop(reader.take(16)?),
                    _ => {
                        return Err(DecodeError::Reserved {
                            what: "type of a PMD setting",
                            value: u32::from(kind),
                        });
                    }
                }
            }
        }
        Ok(settings)
    }

    /// The first value of each list in the form of a start command. A factor is the device's to give, and is
    /// left out.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut put = |kind: u8, value: Option<&[u8]>| {
            if let Some(value) = value {
                bytes.extend([kind, 1]);
                bytes.extend(value);
            }
        };
        put(RATE, self.rates_hz.first().map(|rate| rate.to_le_bytes()).as_ref().map(<[u8; 2]>::as_slice));
        put(
            RESOLUTION,
            self.resolutions_bit.first().map(|bits| bits.to_le_bytes()).as_ref().map(<[u8; 2]>::as_slice),
        );
        put(RANGE, self.ranges.first().map(|range| range.to_le_bytes()).as_ref().map(<[u8; 2]>::as_slice));
        put(
            RANGE_MILLI,
            self.ranges_milli.first().map(|range| range.to_le_bytes()).as_ref().map(<[u8; 4]>::as_slice),
        );
        put(CHANNELS, self.channels.first().map(std::slice::from_ref));
        bytes
    }

    /// The choice among what a device offers; the rates are this project's choice.
    ///
    /// - ECG as near to 130 Hz as offered, the only rate of an H10; the pulse wave likewise, the highest that
    ///   a Verity Sense or OH1 measures without draining its battery.
    /// - Acceleration, here for breathing and posture, at 50 Hz or else the lowest rate, to leave the radio to
    ///   the ECG.
    /// - The finest resolution, the widest range, all channels.
    #[must_use]
    pub fn choose(&self, kind: PmdKind) -> Self {
        let rate = if kind == PmdKind::Acceleration && !self.rates_hz.contains(&50) {
            self.rates_hz.iter().min()
        } else {
            let wished = if kind == PmdKind::Acceleration { 50 } else { 130_u16 };
            self.rates_hz.iter().min_by_key(|rate| rate.abs_diff(wished))
        };
        Self {
            rates_hz: rate.copied().into_iter().collect(),
            resolutions_bit: self.resolutions_bit.iter().max().copied().into_iter().collect(),
            ranges: self.ranges.iter().max().copied().into_iter().collect(),
            ranges_milli: self.ranges_milli.iter().max().copied().into_iter().collect(),
            channels: self.channels.iter().max().copied().into_iter().collect(),
            factor: None,
        }
    }
}

fn factor(bits: u32) -> Result<f32, DecodeError> {
    let factor = f32::from_bits(bits);
    if factor.is_finite() && factor > 0.0 {
        Ok(factor)
    } else {
        Err(DecodeError::Malformed { what: "PMD settings", why: "the factor is not a positive number" })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const H10_ACC: [u8; 24] = [
        0x00, 0x04, 0x19, 0x00, 0x32, 0x00, 0x64, 0x00, 0xC8, 0x00, 0x01, 0x01, 0x10, 0x00, 0x02, 0x03, 0x02,
        0x00, 0x04, 0x00, 0x08, 0x00, 0x06, 0x00,
    ];

    #[test]
    fn what_an_h10_offers_and_what_is_chosen() {
        let offered = PmdSettings::decode(&H10_ACC).unwrap();
        assert_eq!(offered.rates_hz, [25, 50, 100, 200]);
        assert_eq!(offered.ranges, [2, 4, 8]);
        let chosen = offered.choose(PmdKind::Acceleration);
        assert_eq!(chosen.encode(), [0, 1, 50, 0, 1, 1, 16, 0, 2, 1, 8, 0]);
        let ecg = PmdSettings::decode(&[0, 1, 0x82, 0, 1, 1, 0x0E, 0]).unwrap();
        assert_eq!(ecg.choose(PmdKind::Ecg).encode(), [0, 1, 0x82, 0, 1, 1, 0x0E, 0]);
    }

    #[test]
    fn rates_that_are_not_offered() {
        let offers = |rates: &[u16]| PmdSettings { rates_hz: rates.to_vec(), ..PmdSettings::default() };
        assert_eq!(offers(&[200, 52]).choose(PmdKind::Acceleration).rates_hz, [52]);
        assert_eq!(offers(&[55, 135, 176]).choose(PmdKind::Ppg).rates_hz, [135]);
        assert_eq!(offers(&[]).choose(PmdKind::Ppg).encode(), [0; 0]);
        let verity = PmdSettings {
            rates_hz: vec![52],
            resolutions_bit: vec![16],
            ranges: vec![8],
            channels: vec![3],
            ..PmdSettings::default()
        };
        assert_eq!(verity.encode(), [0, 1, 0x34, 0, 1, 1, 0x10, 0, 2, 1, 8, 0, 4, 1, 3]);
        let milli = PmdSettings { ranges_milli: vec![70_000], ..PmdSettings::default() };
        assert_eq!(milli.encode(), [3, 1, 0x70, 0x11, 1, 0]);
        assert_eq!(PmdSettings::decode(&milli.encode()), Ok(milli));
    }

    #[test]
    fn factors_and_what_is_refused() {
        let factor = PmdSettings::decode(&[5, 1, 0x40, 0xDA, 0x7F, 0x39]).unwrap().factor.unwrap();
        assert!((factor - 0.000_244).abs() < 1e-6);
        for bytes in
            [&[0][..], &[0, 1, 5], &[9, 1, 0], &[5, 1, 0, 0, 0xC0, 0x7F], &[5, 1, 0, 0, 0, 0], &[6, 1, 0]]
        {
            assert!(PmdSettings::decode(bytes).is_err(), "{bytes:?}");
        }
        assert_eq!(PmdSettings::decode(&[]), Ok(PmdSettings::default()));
    }
}
