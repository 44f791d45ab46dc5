use serde::Serialize;

use super::{
    super::{
        DecodeError,
        reader::{Reader, within},
    },
    DateTime,
    medical_float::float,
};

/// The unit of a temperature as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TemperatureUnit {
    /// Degrees Celsius.
    Celsius,
    /// Degrees Fahrenheit.
    Fahrenheit,
}

/// Where a thermometer measures (Temperature Type, 0x2A1D).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TemperatureSite {
    /// In the armpit.
    Armpit,
    /// On the body, no place named.
    Body,
    /// At the ear lobe.
    Ear,
    /// At a finger.
    Finger,
    /// In the gut.
    Gut,
    /// In the mouth.
    Mouth,
    /// In the rectum.
    Rectum,
    /// At a toe.
    Toe,
    /// At the eardrum.
    Eardrum,
}

impl TemperatureSite {
    fn new(value: u8) -> Result<Self, DecodeError> {
        const SITES: [TemperatureSite; 9] = [
            TemperatureSite::Armpit,
            TemperatureSite::Body,
            TemperatureSite::Ear,
            TemperatureSite::Finger,
            TemperatureSite::Gut,
            TemperatureSite::Mouth,
            TemperatureSite::Rectum,
            TemperatureSite::Toe,
            TemperatureSite::Eardrum,
        ];
        let reserved = DecodeError::Reserved { what: "temperature site", value: u32::from(value) };
        SITES.get(usize::from(value).wrapping_sub(1)).copied().ok_or(reserved)
    }

    /// Reads a value of the characteristic Temperature Type.
    ///
    /// # Errors
    /// When it is not one byte, or a reserved one.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("temperature type", bytes);
        let value = reader.u8()?;
        reader.finish()?;
        Self::new(value)
    }

    /// The place in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Armpit => "armpit",
            Self::Body => "body",
            Self::Ear => "ear",
            Self::Finger => "finger",
            Self::Gut => "gut",
            Self::Mouth => "mouth",
            Self::Rectum => "rectum",
            Self::Toe => "toe",
            Self::Eardrum => "eardrum",
        }
    }
}

/// A temperature (0x2A1C), or one on its way to the final one (0x2A1E).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TemperatureMeasurement {
    /// The temperature in `unit`; `None` when the thermometer could not measure it.
    pub value: Option<f64>,
    /// The unit.
    pub unit: TemperatureUnit,
    /// When it was taken, on the thermometer's own clock.
    pub taken: Option<DateTime>,
    /// Where it was taken.
    pub site: Option<TemperatureSite>,
    /// Whether the thermometer is still settling.
    pub intermediate: bool,
}

/// Nothing at or in a body is colder or hotter, the air around a thermometer that was just switched on
/// included. This project's choice.
const CELSIUS: (f64, f64) = (0.0, 60.0);

impl TemperatureMeasurement {
    /// Reads one value of either characteristic.
    ///
    /// # Errors
    /// When it is shorter or longer than its flags announce, or has a time, a site or a temperature that
    /// cannot be.
    pub fn decode(bytes: &[u8], intermediate: bool) -> Result<Self, DecodeError> {
        let mut reader = Reader::new("temperature measurement", bytes);
        let flags = reader.u8()?;
        let unit = if flags & 1 == 0 { TemperatureUnit::Celsius } else { TemperatureUnit::Fahrenheit };
        let value = float(&mut reader)?;
        let taken = if flags & 2 == 0 { None } else { Some(DateTime::read(&mut reader)?) };
        let site = if flags & 4 == 0 { None } else { Some(TemperatureSite::new(reader.u8()?)?) };
        reader.finish()?;
        let measured = Self { value, unit, taken, site, intermediate };
        within("temperature in °C", measured.celsius(), CELSIUS.0, CELSIUS.1)?;
        Ok(measured)
    }

    /// The temperature in °C.
    pub fn celsius(&self) -> Option<f64> {
        self.value.map(|value| match self.unit {
            TemperatureUnit::Celsius => value,
            TemperatureUnit::Fahrenheit => (value - 32.0) / 1.8,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sites_units_and_times() {
        let body = TemperatureMeasurement::decode(&[4, 0x6E, 1, 0, 0xFF, 2], false).unwrap();
        assert_eq!((body.celsius(), body.site), (Some(36.6), Some(TemperatureSite::Body)));
        let fahrenheit = TemperatureMeasurement::decode(&[1, 0xDA, 3, 0, 0xFF], true).unwrap();
        assert!((fahrenheit.celsius().unwrap() - 37.0).abs() < 1e-9 && fahrenheit.intermediate);
        let timed = [2, 0x6E, 1, 0, 0xFF, 0xE8, 7, 6, 15, 8, 30, 0];
        assert!(TemperatureMeasurement::decode(&timed, false).unwrap().taken.unwrap().is_complete());
        let none = TemperatureMeasurement::decode(&[0, 0xFF, 0xFF, 0x7F, 0], false).unwrap();
        assert_eq!(none.celsius(), None);
        assert_eq!(TemperatureSite::decode(&[9]).map(TemperatureSite::words), Ok("eardrum"));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let error = |bytes: &[u8]| TemperatureMeasurement::decode(bytes, false).unwrap_err().to_string();
        assert!(error(&[0, 0xD0, 7, 0, 0]).contains("2000 is not possible"));
        assert!(error(&[4, 0x6E, 1, 0, 0xFF, 0]).contains("reserved"));
        assert!(error(&[4, 0x6E, 1, 0, 0xFF, 10]).contains("reserved"));
        assert!(error(&[4, 0x6E, 1, 0, 0xFF]).contains("cut short"));
        assert!(error(&[0, 0x6E, 1, 0, 0xFF, 2]).contains("too long"));
    }
}
