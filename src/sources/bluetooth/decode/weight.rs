use serde::Serialize;

use super::{
    super::{
        DecodeError,
        reader::{Reader, within},
    },
    DateTime,
};

/// The unit of a weight as it was sent; with pounds go inches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum WeightUnit {
    /// Kilograms and metres.
    #[serde(rename = "kg")]
    Kilogram,
    /// Pounds and inches.
    #[serde(rename = "lb")]
    Pound,
}

/// A weight (0x2A9D).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeightMeasurement {
    /// The weight in `unit`; `None` when the scale could not measure it.
    pub weight: Option<f64>,
    /// The unit.
    pub unit: WeightUnit,
    /// When it was taken, on the scale's own clock.
    pub taken: Option<DateTime>,
    /// Which of its users the scale means.
    pub user: Option<u8>,
    /// Body mass index, kg/m².
    pub bmi: Option<f64>,
    /// Height, in metres or inches as the unit has it.
    pub height: Option<f64>,
}

/// The pound and the inch, by their international definition.
const KG_PER_LB: f64 = 0.453_592_37;
const M_PER_INCH: f64 = 0.0254;
/// Nobody is taller (2.72 m was measured). This project's choice.
const TALLEST_M: f64 = 3.0;
/// Nobody has more (a good 200 was measured). This project's choice.
const HIGHEST_BMI: f64 = 300.0;

impl WeightMeasurement {
    /// Reads one value of the characteristic.
    ///
    /// # Errors
    /// When it is shorter or longer than its flags announce, or has a time, a height or a body mass index
    /// that cannot be.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("weight measurement", bytes);
        let flags = reader.u8()?;
        let unit = if flags & 1 == 0 { WeightUnit::Kilogram } else { WeightUnit::Pound };
        // Steps of 0.005 kg or 0.01 lb, of 0.001 m or 0.1 in, and of 0.1 for the index; 0xFFFF: no weight.
        let (per_weight, per_height) = match unit {
            WeightUnit::Kilogram => (200.0, 1000.0),
            WeightUnit::Pound => (100.0, 10.0),
        };
        let weight = Some(reader.u16()?).filter(|&raw| raw != 0xFFFF).map(|raw| f64::from(raw) / per_weight);
        let taken = if flags & 2 == 0 { None } else { Some(DateTime::read(&mut reader)?) };
        let user = if flags & 4 == 0 { None } else { Some(reader.u8()?).filter(|&user| user != 0xFF) };
        let (mut bmi, mut height) = (None, None);
        if flags & 8 != 0 {
            bmi = Some(f64::from(reader.u16()?) / 10.0);
            height = Some(f64::from(reader.u16()?) / per_height);
        }
        reader.finish()?;
        let measured = Self { weight, unit, taken, user, bmi, height };
        within("height in m", measured.height_m(), 0.0, TALLEST_M)?;
        within("body mass index", bmi, 0.0, HIGHEST_BMI)?;
        Ok(measured)
    }

    /// The weight in kg.
    pub fn kilograms(&self) -> Option<f64> {
        let factor = if self.unit == WeightUnit::Pound { KG_PER_LB } else { 1.0 };
        self.weight.map(|weight| weight * factor)
    }

    /// The height in m.
    pub fn height_m(&self) -> Option<f64> {
        let factor = if self.unit == WeightUnit::Pound { M_PER_INCH } else { 1.0 };
        self.height.map(|height| height * factor)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn kilograms_pounds_and_failures() {
        let plain = WeightMeasurement::decode(&[0, 0x3C, 0x37]).unwrap();
        assert_eq!(plain.kilograms(), Some(70.7));
        let whole = [0x0F, 0xDC, 0x3C, 0xE8, 7, 6, 15, 8, 30, 0, 2, 0xE6, 0, 0xB9, 0x02];
        let whole = WeightMeasurement::decode(&whole).unwrap();
        assert_eq!(
            (whole.weight, whole.user, whole.bmi, whole.height),
            (Some(155.8), Some(2), Some(23.0), Some(69.7))
        );
        assert!(
            (whole.kilograms().unwrap() - 70.67).abs() < 0.01
                && (whole.height_m().unwrap() - 1.77).abs() < 0.01
        );
        assert_eq!(WeightMeasurement::decode(&[0, 0xFF, 0xFF]).unwrap().kilograms(), None);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let error = |bytes: &[u8]| WeightMeasurement::decode(bytes).unwrap_err().to_string();
        assert!(error(&[8, 0, 0, 0, 0, 0xFF, 0xFF]).contains("height"));
        assert!(error(&[8, 0, 0, 0xFF, 0xFF, 0, 0]).contains("body mass index"));
        assert!(error(&[8, 0, 0, 0, 0]).contains("cut short"));
        assert!(error(&[0, 0, 0, 0]).contains("too long"));
    }
}
