use serde::Serialize;

use super::super::{DecodeError, reader::Reader};

/// Heart Rate Measurement (0x2A37).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeartRateMeasurement {
    /// Beats per minute. Straps without contact often send 0.
    pub rate_per_min: u16,
    /// Whether the sensor touches the skin; `None` when it cannot tell.
    pub contact: Option<bool>,
    /// Energy expended since the last reset, kJ.
    pub energy_kj: Option<u16>,
    /// RR intervals since the last packet, 1/1024 s each, oldest first.
    pub rr_1024: Vec<u16>,
}

impl HeartRateMeasurement {
    /// Reads one value of the characteristic.
    ///
    /// # Errors
    /// When it is shorter or longer than its flags announce. An announced list of RR intervals has at least
    /// one.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("heart rate measurement", bytes);
        let flags = reader.u8()?;
        let rate_per_min = if flags & 1 == 0 { u16::from(reader.u8()?) } else { reader.u16()? };
        let contact = (flags & 4 != 0).then_some(flags & 2 != 0);
        let energy_kj = if flags & 8 == 0 { None } else { Some(reader.u16()?) };
        let rr_1024 = if flags & 16 == 0 {
            Vec::new()
        } else {
            reader.items(2)?.map(|two| u16::from(two[0]) | u16::from(two[1]) << 8).collect()
        };
        reader.finish()?;
        Ok(Self { rate_per_min, contact, energy_kj, rr_1024 })
    }

    /// The RR intervals in seconds, oldest first.
    pub fn rr_s(&self) -> impl Iterator<Item = f64> + '_ {
        self.rr_1024.iter().map(|&interval| f64::from(interval) / 1024.0)
    }
}
