use serde::Serialize;

use super::{
    super::{
        DecodeError,
        reader::{Reader, within},
    },
    DateTime, PressureStatus,
    medical_float::sfloat,
};

/// The unit of a pressure as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PressureUnit {
    /// Millimetres of mercury.
    #[serde(rename = "mmHg")]
    MmHg,
    /// Kilopascal.
    #[serde(rename = "kPa")]
    KPa,
}

impl PressureUnit {
    /// mmHg in one kPa (the conventional millimetre of mercury is 133.322 387 415 Pa).
    const MMHG_PER_KPA: f64 = 1000.0 / 133.322_387_415;

    const fn of(flags: u8) -> Self {
        if flags & 1 == 0 { Self::MmHg } else { Self::KPa }
    }

    /// A pressure of this unit in mmHg.
    pub const fn mmhg(self, pressure: f64) -> f64 {
        match self {
            Self::MmHg => pressure,
            Self::KPa => pressure * Self::MMHG_PER_KPA,
        }
    }
}

/// A finished blood pressure (0x2A35).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BloodPressureMeasurement {
    /// Systolic pressure in `unit`; `None` when the cuff could not measure it.
    pub systolic: Option<f64>,
    /// Diastolic pressure in `unit`.
    pub diastolic: Option<f64>,
    /// Mean arterial pressure in `unit`, as sent.
    pub mean: Option<f64>,
    /// The unit of the pressures.
    pub unit: PressureUnit,
    /// When it was taken, on the cuff's own clock.
    pub taken: Option<DateTime>,
    /// Pulses per minute.
    pub pulse_per_min: Option<f64>,
    /// Which of its users the cuff means.
    pub user: Option<u8>,
    /// What the cuff says of the measurement.
    pub status: Option<PressureStatus>,
}

/// The pressure in a cuff while it measures (0x2A36).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CuffPressure {
    /// The pressure in `unit`.
    pub pressure: Option<f64>,
    /// The unit of the pressure.
    pub unit: PressureUnit,
    /// When, on the cuff's own clock.
    pub taken: Option<DateTime>,
    /// Pulses per minute.
    pub pulse_per_min: Option<f64>,
    /// Which of its users the cuff means.
    pub user: Option<u8>,
    /// What the cuff says of the measurement.
    pub status: Option<PressureStatus>,
}

/// No cuff is inflated above 300 mmHg (IEC 80601-2-30, 201.104); with room for a faulty calibration. This
/// project's choice.
const HIGHEST_MMHG: f64 = 400.0;
/// An emptied cuff may read a little under the air around it. This project's choice.
const LOWEST_CUFF_MMHG: f64 = -10.0;
/// This project's choice: no pulse is faster.
pub(super) const HIGHEST_PULSE: f64 = 500.0;

/// What follows the three pressures, in the same layout for both characteristics.
struct Rest {
    taken: Option<DateTime>,
    pulse_per_min: Option<f64>,
    user: Option<u8>,
    status: Option<PressureStatus>,
}

fn rest(mut reader: Reader<'_>, flags: u8) -> Result<Rest, DecodeError> {
    let taken = if flags & 2 == 0 { None } else { Some(DateTime::read(&mut reader)?) };
    let pulse_per_min = if flags & 4 == 0 { None } else { sfloat(&mut reader)? };
    // 0xFF: the cuff does not know whose arm it is.
    let user = if flags & 8 == 0 { None } else { Some(reader.u8()?).filter(|&user| user != 0xFF) };
    let status = if flags & 16 == 0 { None } else { Some(PressureStatus::new(reader.u16()?)?) };
    reader.finish()?;
    let pulse_per_min = within("pulse rate", pulse_per_min, 0.0, HIGHEST_PULSE)?;
    Ok(Rest { taken, pulse_per_min, user, status })
}

fn plausible(
    what: &'static str,
    unit: PressureUnit,
    pressure: Option<f64>,
    lowest: f64,
) -> Result<Option<f64>, DecodeError> {
    within(what, pressure.map(|pressure| unit.mmhg(pressure)), lowest, HIGHEST_MMHG)?;
    Ok(pressure)
}

impl BloodPressureMeasurement {
    /// Reads one value of the characteristic.
    ///
    /// # Errors
    /// When it is shorter or longer than its flags announce, or has a time or a pressure that cannot be.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("blood pressure measurement", bytes);
        let what = reader.what();
        let flags = reader.u8()?;
        let unit = PressureUnit::of(flags);
        let [systolic, diastolic, mean] = [(); 3].map(|()| sfloat(&mut reader));
        let (systolic, diastolic, mean) = (systolic?, diastolic?, mean?);
        let Rest { taken, pulse_per_min, user, status } = rest(reader, flags)?;
        let systolic = plausible("systolic pressure in mmHg", unit, systolic, 0.0)?;
        let diastolic = plausible("diastolic pressure in mmHg", unit, diastolic, 0.0)?;
        let mean = plausible("mean pressure in mmHg", unit, mean, 0.0)?;
        if systolic.zip(diastolic).is_some_and(|(systolic, diastolic)| systolic <= diastolic) {
            return Err(DecodeError::Malformed {
                what,
                why: "the systolic pressure is not above the diastolic pressure",
            });
        }
        Ok(Self { systolic, diastolic, mean, unit, taken, pulse_per_min, user, status })
    }

    /// Systolic pressure, mmHg.
    pub fn systolic_mmhg(&self) -> Option<f64> {
        self.systolic.map(|pressure| self.unit.mmhg(pressure))
    }

    /// Diastolic pressure, mmHg.
    pub fn diastolic_mmhg(&self) -> Option<f64> {
        self.diastolic.map(|pressure| self.unit.mmhg(pressure))
    }

    /// Mean pressure, mmHg. `None` as well when it does not lie between the other two: cuffs that do not
    /// determine it send 0 in its place.
    pub fn mean_mmhg(&self) -> Option<f64> {
        let mean = self.mean?;
        let fits = self.diastolic.is_none_or(|diastolic| mean >= diastolic)
            && self.systolic.is_none_or(|systolic| mean <= systolic)
            && mean > 0.0;
        fits.then(|| self.unit.mmhg(mean))
    }
}

impl CuffPressure {
    /// Reads one value of the characteristic. It has the layout of a finished measurement, with the cuff's
    /// pressure in the place of the systolic one; the other two places are not used.
    ///
    /// # Errors
    /// As for [`BloodPressureMeasurement::decode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("intermediate cuff pressure", bytes);
        let flags = reader.u8()?;
        let unit = PressureUnit::of(flags);
        let pressure = sfloat(&mut reader)?;
        reader.take(4)?;
        let Rest { taken, pulse_per_min, user, status } = rest(reader, flags)?;
        let pressure = plausible("cuff pressure in mmHg", unit, pressure, LOWEST_CUFF_MMHG)?;
        Ok(Self { pressure, unit, taken, pulse_per_min, user, status })
    }

    /// The pressure in mmHg.
    pub fn mmhg(&self) -> Option<f64> {
        self.pressure.map(|pressure| self.unit.mmhg(pressure))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const WHOLE: [u8; 19] = [
        0x1E, 0x78, 0x00, 0x50, 0x00, 0x5D, 0x00, 0xE8, 0x07, 0x06, 0x0F, 0x08, 0x1E, 0x00, 0x48, 0x00, 0x01,
        0x00, 0x00,
    ];

    #[test]
    fn a_whole_measurement() {
        let pressure = BloodPressureMeasurement::decode(&WHOLE).unwrap();
        assert_eq!(pressure.systolic_mmhg(), Some(120.0));
        assert_eq!(pressure.diastolic_mmhg(), Some(80.0));
        assert_eq!(pressure.mean_mmhg(), Some(93.0));
        assert_eq!(pressure.taken.unwrap().to_string(), "2024-06-15T08:30:00");
        assert_eq!(pressure.pulse_per_min, Some(72.0));
        assert_eq!(pressure.user, Some(1));
        assert!(pressure.status.unwrap().remarks().is_empty());
    }

    #[test]
    fn what_cannot_be_is_refused_whole() {
        let changed = |at: usize, to: &[u8]| {
            let mut bytes = WHOLE;
            bytes[at..at + to.len()].copy_from_slice(to);
            BloodPressureMeasurement::decode(&bytes).map_err(|error| error.to_string())
        };
        assert!(changed(1, &[0x91, 0x01]).unwrap_err().contains("systolic"));
        assert!(changed(1, &[0x50, 0x00]).unwrap_err().contains("not above"));
        assert!(changed(3, &[0xFF, 0x0F]).unwrap_err().contains("diastolic"));
        assert!(changed(9, &[13]).unwrap_err().contains("month"));
        assert!(changed(14, &[0xF5, 0x01]).unwrap_err().contains("pulse"));
        assert!(changed(17, &[0x18]).unwrap_err().contains("reserved"));
        for end in 0..WHOLE.len() {
            assert!(BloodPressureMeasurement::decode(&WHOLE[..end]).is_err());
        }
        assert!(matches!(
            BloodPressureMeasurement::decode(&[&WHOLE[..], &[0]].concat()),
            Err(DecodeError::TooLong { need: 19, have: 20, .. })
        ));
    }

    #[test]
    fn units_users_and_means() {
        let kpa = BloodPressureMeasurement::decode(&[0x01, 0xBD, 0xF0, 0x0B, 0x00, 0x00, 0x00]).unwrap();
        assert!((kpa.systolic_mmhg().unwrap() - 141.76).abs() < 0.01);
        assert_eq!((kpa.mean, kpa.mean_mmhg()), (Some(0.0), None));
        let nobody = BloodPressureMeasurement::decode(&[8, 0x78, 0, 0x50, 0, 0x5D, 0, 0xFF]).unwrap();
        assert_eq!(nobody.user, None);
        let failed = BloodPressureMeasurement::decode(&[0, 0xFF, 7, 0xFF, 7, 0xFF, 7]).unwrap();
        assert_eq!((failed.systolic, failed.diastolic, failed.mean), (None, None, None));
    }
}
