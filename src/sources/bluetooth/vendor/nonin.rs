use serde::Serialize;

use super::super::{DecodeError, OximeterReading, Trust, reader::Reader};

/// What a Nonin oximeter measured in the last second.
#[expect(clippy::struct_excessive_bools, reason = "independent flags, as the packet has them")]
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct NoninMeasurement {
    /// Oxygen saturation, per cent.
    pub spo2: Option<u8>,
    /// Pulses per minute.
    pub pulse_per_min: Option<u16>,
    /// Pulse amplitude index, per cent.
    pub perfusion: f64,
    /// Seconds since it began to measure; goes round at 65536.
    pub counter_s: u16,
    /// Voltage of its battery.
    pub battery_v: f64,
    /// The pulse is weak: 0.3 % modulation or less.
    pub weak_pulse: bool,
    /// The values passed the device's own check of their quality.
    pub smart_point: bool,
    /// It searches for pulses.
    pub searching: bool,
    /// The finger is placed right.
    pub finger_placed: bool,
    /// Its battery is low.
    pub low_battery: bool,
}

/// Codes for "no value".
const NO_SPO2: u8 = 127;
const NO_PULSE: u16 = 511;
/// The highest pulse rate that the device gives.
const HIGHEST_PULSE: u16 = 325;

impl NoninMeasurement {
    /// Reads one value of the characteristic. Its numbers are big-endian, and its first byte is its length.
    ///
    /// # Errors
    /// When it has not the length that it names, or a saturation or pulse rate that cannot be.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        const WHAT: &str = "Nonin oximetry";
        /// The length that is documented.
        const LENGTH: usize = 10;
        let mut reader = Reader::new(WHAT, bytes);
        let named = usize::from(reader.u8()?);
        if named != LENGTH {
            return Err(DecodeError::Unsupported { what: WHAT, form: named as u32 });
        }
        let (status, battery) = (reader.u8()?, reader.u8()?);
        let perfusion = reader.u16()?.swap_bytes();
        let counter_s = reader.u16()?.swap_bytes();
        let spo2 = reader.u8()?;
        let pulse = reader.u16()?.swap_bytes();
        reader.finish()?;
        if spo2 > 100 && spo2 != NO_SPO2 {
            let value = f64::from(spo2);
            return Err(DecodeError::Implausible { what: "SpO2 in %", value, lowest: 0.0, highest: 100.0 });
        }
        if pulse > HIGHEST_PULSE && pulse != NO_PULSE {
            let (value, highest) = (f64::from(pulse), f64::from(HIGHEST_PULSE));
            return Err(DecodeError::Implausible { what: "pulse rate", value, lowest: 0.0, highest });
        }
        let has = |bit: u8| status >> bit & 1 != 0;
        Ok(Self {
            spo2: Some(spo2).filter(|&spo2| spo2 != NO_SPO2),
            pulse_per_min: Some(pulse).filter(|&pulse| pulse != NO_PULSE),
            perfusion: f64::from(perfusion) / 100.0,
            counter_s,
            battery_v: f64::from(battery) / 10.0,
            weak_pulse: has(1),
            smart_point: has(2),
            searching: has(3),
            finger_placed: has(4),
            low_battery: has(5),
        })
    }

    /// The same in the form that all oximeters share.
    pub fn reading(&self) -> OximeterReading {
        let remarks = [
            (!self.finger_placed, "Finger not placed right"),
            (self.searching, "Searching for the pulse"),
            (self.weak_pulse, "Weak pulse"),
        ];
        let trust = if !self.finger_placed && self.spo2.is_none() {
            Trust::OffPatient
        } else if remarks.iter().any(|(is_so, _)| *is_so) {
            Trust::Questionable
        } else {
            Trust::Good
        };
        OximeterReading {
            spo2: self.spo2.map(f64::from),
            pulse_per_min: self.pulse_per_min.map(f64::from),
            perfusion: Some(self.perfusion),
            trust,
            remarks: remarks.iter().filter(|(is_so, _)| *is_so).map(|(_, remark)| *remark).collect(),
        }
        .checked()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const GOOD: [u8; 10] = [0x0A, 0x15, 0x1E, 0x02, 0x3C, 0x01, 0x02, 97, 0x01, 0x04];

    #[test]
    fn a_second_of_a_3230() {
        let second = NoninMeasurement::decode(&GOOD).unwrap();
        assert_eq!((second.spo2, second.pulse_per_min, second.counter_s), (Some(97), Some(260), 258));
        assert!((second.perfusion - 5.72).abs() < 1e-9 && (second.battery_v - 3.0).abs() < 1e-9);
        assert!(second.smart_point && second.finger_placed && !second.low_battery);
        let reading = second.reading();
        assert_eq!((reading.spo2, reading.trust), (Some(97.0), Trust::Good));
        assert!(reading.remarks.is_empty());
    }

    #[test]
    fn off_searching_and_weak() {
        let with = |status: u8, spo2: u8, pulse: u16| {
            let [high, low] = pulse.to_be_bytes();
            NoninMeasurement::decode(&[10, status, 30, 0, 0, 0, 1, spo2, high, low]).unwrap().reading()
        };
        let off = with(0x08, 127, 511);
        assert_eq!((off.trust, off.spo2, off.perfusion), (Trust::OffPatient, None, None));
        assert_eq!(with(0x18, 127, 511).trust, Trust::Invalid);
        let weak = with(0x12, 90, 60);
        assert_eq!(
            (weak.trust, weak.spo2, weak.remarks),
            (Trust::Questionable, Some(90.0), vec!["Weak pulse"])
        );
        assert_eq!(with(0x00, 90, 60).trust, Trust::Questionable);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let changed = |at: usize, to: u8| {
            let mut bytes = GOOD;
            bytes[at] = to;
            NoninMeasurement::decode(&bytes)
        };
        assert!(changed(0, 11).is_err() && changed(7, 101).is_err() && changed(9, 0x46).is_err());
        assert!(changed(7, 127).is_ok());
        assert!(NoninMeasurement::decode(&GOOD[..9]).is_err());
        assert!(NoninMeasurement::decode(&[&GOOD[..], &[0]].concat()).is_err());
    }
}
