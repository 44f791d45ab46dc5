use serde::Serialize;

use super::{
    super::{
        DecodeError,
        reader::{Reader, within},
    },
    DateTime, OximeterReading, Trust,
    blood_pressure::HIGHEST_PULSE,
    medical_float::sfloat,
};

/// What a pulse oximeter measured: continuously (0x2A5F) or once (0x2A5E).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OximetryMeasurement {
    /// Oxygen saturation, per cent; `None` when the oximeter has none.
    pub spo2: Option<f64>,
    /// Pulses per minute.
    pub pulse_per_min: Option<f64>,
    /// Saturation and pulse rate of a fast filter, where it has one; continuous only.
    pub fast: Option<(Option<f64>, Option<f64>)>,
    /// Saturation and pulse rate of a slow filter, where it has one; continuous only.
    pub slow: Option<(Option<f64>, Option<f64>)>,
    /// When it was taken, on the oximeter's own clock, if that was ever set; spot check only.
    pub taken: Option<DateTime>,
    /// What it says of the measurement; the bits of the service specification.
    pub status: Option<u16>,
    /// What it says of device and sensor; the bits of the service specification.
    pub sensor_status: Option<u32>,
    /// Pulse amplitude index, per cent.
    pub perfusion: Option<f64>,
    /// Whether it is a spot check.
    pub spot: bool,
}

/// Remarks for bits of the measurement status. Bits 5, 7 and 8 (ongoing, validated, fully qualified) are what
/// a reader expects and have none; bits 0 to 4 are reserved.
const STATUS: [(u16, &str); 8] = [
    (1 << 6, "Early estimate"),
    (1 << 9, "From the device's memory"),
    (1 << 10, "Demonstration, not a patient"),
    (1 << 11, "Test, not a patient"),
    (1 << 12, "Calibrating"),
    (1 << 13, "No measurement available"),
    (1 << 14, "Questionable measurement"),
    (1 << 15, "Invalid measurement"),
];

/// Remarks for bits of the device and sensor status, worst first.
const SENSOR: [(u32, &str); 16] = [
    (1 << 11, "Sensor not on the patient"),
    (1 << 13, "Sensor displaced"),
    (1 << 15, "Sensor disconnected"),
    (1 << 14, "Sensor malfunction"),
    (1 << 1, "Equipment malfunction"),
    (1 << 12, "Unknown sensor"),
    (1 << 2, "Irregular signal processing"),
    (1 << 3, "Inadequate pulse"),
    (1 << 4, "Poor pulse"),
    (1 << 5, "Low perfusion"),
    (1 << 6, "Erratic pulse"),
    (1 << 7, "No pulse wave"),
    (1 << 8, "Questionable pulse"),
    (1 << 9, "Analysing the pulse"),
    (1 << 10, "Interference"),
    (1 << 0, "Values held for longer than usual"),
];

/// Demonstration, test, unavailable, invalid.
const STATUS_INVALID: u16 = 1 << 10 | 1 << 11 | 1 << 13 | 1 << 15;
/// Early estimate, calibrating, questionable.
const STATUS_DOUBTFUL: u16 = 1 << 6 | 1 << 12 | 1 << 14;
/// Not on the patient, disconnected.
const SENSOR_OFF: u32 = 1 << 11 | 1 << 15;
/// Every other bit of the sensor status has something against the numbers.
const SENSOR_DOUBTFUL: u32 = 0xFFFF & !SENSOR_OFF;

impl OximetryMeasurement {
    /// Reads one value of either characteristic.
    ///
    /// # Errors
    /// When it is shorter or longer than its flags announce, or has a time, a saturation, a pulse rate or a
    /// perfusion that cannot be.
    pub fn decode(bytes: &[u8], spot: bool) -> Result<Self, DecodeError> {
        let what = if spot { "oximetry spot check" } else { "continuous oximetry" };
        let mut reader = Reader::new(what, bytes);
        let flags = reader.u8()?;
        let (spo2, pulse_per_min) = pair(&mut reader)?;
        // The flags of the two characteristics differ: a spot check has a time in the place of the filters.
        let status_at = if spot { 1 } else { 2 };
        let has = |bit: u8| flags & 1 << bit != 0;
        let (mut fast, mut slow, mut taken) = (None, None, None);
        if spot {
            if has(0) && has(4) {
                // Its clock was never set: what it sends as a time means nothing.
                reader.take(7)?;
            } else if has(0) {
                taken = Some(DateTime::read(&mut reader)?);
            }
        } else {
            fast = if has(0) { Some(pair(&mut reader)?) } else { None };
            slow = if has(1) { Some(pair(&mut reader)?) } else { None };
        }
        let status = if has(status_at) { Some(reader.u16()?) } else { None };
        let sensor_status = if has(status_at + 1) { Some(reader.u24()?) } else { None };
        let perfusion = if has(status_at + 2) { sfloat(&mut reader)? } else { None };
        reader.finish()?;
        let perfusion = within("pulse amplitude index in %", perfusion, 0.0, 100.0)?;
        Ok(Self { spo2, pulse_per_min, fast, slow, taken, status, sensor_status, perfusion, spot })
    }

    /// Whether the sensor is not on the patient, or not connected.
    pub fn is_off_patient(&self) -> bool {
        self.sensor_status.unwrap_or(0) & SENSOR_OFF != 0
    }

    /// Whether the saturation may be shown: there is one, measured on a patient, and the oximeter does not
    /// call it invalid.
    pub fn is_valid(&self) -> bool {
        self.spo2.is_some() && !self.is_off_patient() && self.status.unwrap_or(0) & STATUS_INVALID == 0
    }

    /// Whether the oximeter has doubts about it.
    pub fn is_questionable(&self) -> bool {
        self.status.unwrap_or(0) & STATUS_DOUBTFUL != 0
            || self.sensor_status.unwrap_or(0) & SENSOR_DOUBTFUL != 0
    }

    /// Whether it was measured earlier and comes from the oximeter's memory.
    pub fn is_stored(&self) -> bool {
        self.status.unwrap_or(0) & 1 << 9 != 0
    }

    /// What the oximeter says, in words; empty when nothing is wrong.
    pub fn remarks(&self) -> Vec<&'static str> {
        let sensor = SENSOR.iter().filter(|(bit, _)| self.sensor_status.unwrap_or(0) & bit != 0);
        let status = STATUS.iter().filter(|(bit, _)| self.status.unwrap_or(0) & bit != 0);
        sensor.map(|(_, remark)| *remark).chain(status.map(|(_, remark)| *remark)).collect()
    }

    /// The same in the form that all oximeters share.
    pub fn reading(&self) -> OximeterReading {
        let trust = if self.is_off_patient() {
            Trust::OffPatient
        } else if self.status.unwrap_or(0) & STATUS_INVALID != 0 {
            Trust::Invalid
        } else if self.is_questionable() {
            Trust::Questionable
        } else {
            Trust::Good
        };
        OximeterReading {
            spo2: self.spo2,
            pulse_per_min: self.pulse_per_min,
            perfusion: self.perfusion,
            trust,
            remarks: self.remarks(),
        }
        .checked()
    }
}

/// A saturation and a pulse rate.
fn pair(reader: &mut Reader<'_>) -> Result<(Option<f64>, Option<f64>), DecodeError> {
    let (spo2, pulse) = (sfloat(reader)?, sfloat(reader)?);
    Ok((within("SpO2 in %", spo2, 0.0, 100.0)?, within("pulse rate", pulse, 0.0, HIGHEST_PULSE)?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn with(status: u16, sensor: u32) -> OximetryMeasurement {
        let [low, high] = status.to_le_bytes();
        let [a, b, c, _] = sensor.to_le_bytes();
        OximetryMeasurement::decode(&[0x0C, 95, 0, 90, 0, low, high, a, b, c], false).unwrap()
    }

    #[test]
    fn its_own_doubts_decide_what_may_be_shown() {
        assert_eq!(with(1 << 5 | 1 << 7, 0).reading().trust, Trust::Good);
        assert_eq!(with(1 << 5, 0).remarks(), [""; 0]);
        for bit in [10, 11, 13, 15] {
            let measured = with(1 << bit, 0);
            assert!(!measured.is_valid() && measured.remarks().len() == 1, "bit {bit}");
            assert_eq!((measured.reading().trust, measured.reading().spo2), (Trust::Invalid, None));
        }
        for bit in [11, 15] {
            let measured = with(0, 1 << bit);
            assert!(!measured.is_valid() && measured.is_off_patient(), "bit {bit}");
            assert_eq!((measured.reading().trust, measured.reading().spo2), (Trust::OffPatient, None));
        }
        for measured in
            [with(1 << 6, 0), with(1 << 12, 0), with(1 << 14, 0), with(0, 1 << 5), with(0, 1 << 13)]
        {
            assert!(measured.is_valid() && measured.is_questionable());
            assert_eq!(
                (measured.reading().trust, measured.reading().spo2),
                (Trust::Questionable, Some(95.0))
            );
        }
        assert!(with(1 << 9, 0).is_stored());
        assert_eq!(with(0, 0xFFFF).remarks().len(), 16);
        assert_eq!(with(0xFFFF, 0).remarks().len(), 8);
    }

    #[test]
    fn without_numbers_nothing_is_valid() {
        let none = OximetryMeasurement::decode(&[0, 0xFF, 7, 0xFF, 7], false).unwrap();
        assert!(!none.is_valid());
        assert_eq!(none.reading().trust, Trust::Invalid);
    }

    #[test]
    fn a_clock_that_was_never_set_gives_no_time() {
        let bytes = [0x11, 95, 0, 90, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        assert_eq!(OximetryMeasurement::decode(&bytes, true).unwrap().taken, None);
        let mut set = bytes;
        set[0] = 1;
        assert!(OximetryMeasurement::decode(&set, true).is_err());
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let error = |bytes: &[u8]| OximetryMeasurement::decode(bytes, false).unwrap_err().to_string();
        assert!(error(&[0, 101, 0, 90, 0]).contains("SpO2 in %: 101 is not possible"));
        assert!(error(&[0, 95, 0, 0xFF, 0x0F]).contains("pulse rate: -1"));
        assert!(error(&[0x10, 95, 0, 90, 0, 101, 0]).contains("amplitude"));
        assert!(error(&[0x1F, 95, 0, 90, 0]).contains("cut short"));
        assert!(error(&[0, 95, 0, 90, 0, 0]).contains("too long"));
    }
}
