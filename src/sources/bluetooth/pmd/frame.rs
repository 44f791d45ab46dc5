use serde::Serialize;

use super::{
    super::{
        DecodeError,
        reader::{Reader, signed},
    },
    PmdKind,
    delta::delta,
};

/// A frame of samples from the data characteristic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PmdFrame {
    /// What it measures.
    pub kind: PmdKind,
    /// When the last sample was taken, ns on the device's own clock. Use differences only.
    pub last_sample_ns: u64,
    /// The form of the samples, counted separately for compressed ones.
    pub form: u8,
    /// Whether it was compressed.
    pub compressed: bool,
    /// The samples, oldest first; at least one.
    pub samples: PmdSamples,
}

/// The samples of a frame.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PmdSamples {
    /// ECG, µV.
    Ecg(Vec<i32>),
    /// Acceleration along x, y and z as sent; [`PmdFrame::milli_g`] has the unit.
    Acceleration(Vec<[i32; 3]>),
    /// Three measurements of light, and the light around, in the sensor's own units.
    Ppg(Vec<[i32; 4]>),
    /// Intervals between pulses.
    PulseIntervals(Vec<PpiSample>),
}

/// One interval between pulses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PpiSample {
    /// Pulses per minute; 0 while unknown.
    pub rate_per_min: u8,
    /// The interval, ms.
    pub interval_ms: u16,
    /// The device's estimate of its error, ms.
    pub error_ms: u16,
    /// Whether the device calls it invalid, for example because of movement.
    pub invalid: bool,
    /// Whether the sensor touches the skin; `None` when it cannot tell.
    pub contact: Option<bool>,
}

impl PmdSamples {
    /// How many there are.
    pub const fn len(&self) -> usize {
        match self {
            Self::Ecg(samples) => samples.len(),
            Self::Acceleration(samples) => samples.len(),
            Self::Ppg(samples) => samples.len(),
            Self::PulseIntervals(samples) => samples.len(),
        }
    }

    /// Whether there are none, which a frame never has.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl PmdFrame {
    /// Reads one value of the data characteristic.
    ///
    /// # Errors
    /// When it is cut short, has no whole number of samples, or a form of samples that is not read.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("PMD frame", bytes);
        let kind = PmdKind::from_byte(reader.u8()?);
        let last_sample_ns = reader.u64()?;
        let byte = reader.u8()?;
        let (form, compressed) = (byte & 0x7F, byte & 0x80 != 0);
        let samples = match (kind, compressed, form) {
            (PmdKind::Ecg, false, 0) => PmdSamples::Ecg(reader.items(3)?.map(signed).collect()),
            // 14 bits without a sign, then bits about the measurement.
            (PmdKind::Ecg, false, 1) => PmdSamples::Ecg(
                reader.items(3)?.map(|three| i32::from(three[0]) | i32::from(three[1] & 0x3F) << 8).collect(),
            ),
            (PmdKind::Acceleration, false, 0) => PmdSamples::Acceleration(channels(&mut reader, 1)?),
            (PmdKind::Acceleration, false, 1) => PmdSamples::Acceleration(channels(&mut reader, 2)?),
            (PmdKind::Acceleration, true, 0 | 1) => PmdSamples::Acceleration(delta(reader.rest(), 16)?),
            (PmdKind::Ppg, false, 0) => PmdSamples::Ppg(channels(&mut reader, 3)?),
            (PmdKind::Ppg, true, 0) => PmdSamples::Ppg(delta(reader.rest(), 24)?),
            (PmdKind::PulseIntervals, false, 0) => {
                PmdSamples::PulseIntervals(reader.items(6)?.map(interval).collect())
            }
            _ => return Err(DecodeError::Unsupported { what: kind.words(), form: u32::from(byte) }),
        };
        Ok(Self { kind, last_sample_ns, form, compressed, samples })
    }

    /// Acceleration in thousandths of standard gravity. `factor` is what the device gave when the stream was
    /// started, 1 if it gave none; it counts for compressed frames only. `None` for other kinds, and for a
    /// factor that is not finite.
    pub fn milli_g(&self, factor: f64) -> Option<Vec<[f64; 3]>> {
        let PmdSamples::Acceleration(samples) = &self.samples else { return None };
        let scale = match (self.compressed, self.form) {
            // Compressed form 0 is in units of standard gravity after the factor, form 1 in thousandths.
            (true, 0) => factor * 1000.0,
            (true, _) => factor,
            (false, _) => 1.0,
        };
        scale
            .is_finite()
            .then(|| samples.iter().map(|xyz| xyz.map(|value| f64::from(value) * scale)).collect())
    }

    /// The pulse wave: three measurements of light and the light around it, multiplied by the device's factor
    /// where they were compressed. `None` for other kinds, and for a factor that is not finite.
    pub fn light(&self, factor: f64) -> Option<Vec<[f64; 4]>> {
        let PmdSamples::Ppg(samples) = &self.samples else { return None };
        let scale = if self.compressed { factor } else { 1.0 };
        scale
            .is_finite()
            .then(|| samples.iter().map(|four| four.map(|value| f64::from(value) * scale)).collect())
    }
}

fn channels<const N: usize>(reader: &mut Reader<'_>, width: usize) -> Result<Vec<[i32; N]>, DecodeError> {
    Ok(reader
        .items(N * width)?
        .map(|item| {
            let mut sample = [0; N];
            for (value, bytes) in sample.iter_mut().zip(item.chunks_exact(width)) {
                *value = signed(bytes);
            }
            sample
        })
        .collect())
}

fn interval(six: &[u8]) -> PpiSample {
    let flags = six[5];
    PpiSample {
        rate_per_min: six[0],
        interval_ms: u16::from_le_bytes([six[1], six[2]]),
        error_ms: u16::from_le_bytes([six[3], six[4]]),
        invalid: flags & 1 != 0,
        contact: (flags & 4 != 0).then_some(flags & 2 != 0),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn frame(kind: u8, form: u8, samples: &[u8]) -> Result<PmdFrame, DecodeError> {
        PmdFrame::decode(&[&[kind, 0, 0x94, 0x35, 0x77, 0, 0, 0, 0, form], samples].concat())
    }

    #[test]
    fn ecg_is_signed_microvolts() {
        let ecg = frame(0, 0, &[0x02, 0x80, 0xFF, 0x02, 0x80, 0x00]).unwrap();
        assert_eq!(ecg.samples, PmdSamples::Ecg(vec![-32766, 32770]));
        assert_eq!((ecg.last_sample_ns, ecg.samples.len()), (2_000_000_000, 2));
        assert_eq!((ecg.milli_g(1.0), ecg.light(1.0)), (None, None));
    }

    #[test]
    fn acceleration_in_every_form() {
        let plain = frame(2, 1, &[0xF1, 0xFF, 0x14, 0x00, 0xF0, 0x03]).unwrap();
        assert_eq!(plain.milli_g(9.0), Some(vec![[-15.0, 20.0, 1008.0]]));
        let bytes = frame(2, 0, &[0xFF, 0x14, 0x64]).unwrap();
        assert_eq!(bytes.milli_g(9.0), Some(vec![[-1.0, 20.0, 100.0]]));
        let packed = [0xF1, 0xFF, 0x14, 0x00, 0xF0, 0x03, 0x06, 0x01, 0x7B, 0x0F, 0x08];
        let thousandths = frame(2, 0x81, &packed).unwrap();
        assert_eq!(thousandths.milli_g(1.0), Some(vec![[-15.0, 20.0, 1008.0], [-20.0, 17.0, 1008.0]]));
        let gravities = frame(2, 0x80, &packed).unwrap();
        assert!((gravities.milli_g(0.000_244).unwrap()[0][2] - 245.952).abs() < 1e-9);
        assert_eq!(gravities.milli_g(f64::INFINITY), None);
    }

    #[test]
    fn the_pulse_wave_plain_and_compressed() {
        let light = [1, 0, 0, 0xFE, 0xFF, 0xFF, 3, 0, 0, 4, 0, 0];
        let plain = frame(1, 0, &light).unwrap();
        assert_eq!(plain.light(2.0), Some(vec![[1.0, -2.0, 3.0, 4.0]]));
        let packed = [&light[..], &[10, 1, 0xB2, 0xF0, 0xEE, 0x34, 0x11]].concat();
        let compressed = frame(1, 0x80, &packed).unwrap();
        assert_eq!(compressed.samples, PmdSamples::Ppg(vec![[1, -2, 3, 4], [179, -70, -175, 72]]));
        assert_eq!(compressed.light(2.0), Some(vec![[2.0, -4.0, 6.0, 8.0], [358.0, -140.0, -350.0, 144.0]]));
    }

    #[test]
    fn what_is_not_read_is_refused() {
        assert!(matches!(frame(0, 0, &[1, 2]), Err(DecodeError::OddTail { tail: 2, .. })));
        assert!(matches!(frame(0, 0, &[]), Err(DecodeError::TooShort { need: 13, .. })));
        assert!(matches!(frame(0, 0x80, &[0; 9]), Err(DecodeError::Unsupported { what: "ECG", form: 0x80 })));
        assert!(matches!(frame(5, 0x80, &[0; 9]), Err(DecodeError::Unsupported { what: "rotation", .. })));
        assert!(PmdFrame::decode(&[0; 9]).is_err());
    }
}
