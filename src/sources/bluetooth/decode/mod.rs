//! One file for each format. A type's `decode` takes the bytes of one value and refuses them whole when
//! anything is wrong with them; [`decode`] finds the type by its characteristic.

mod battery;
mod blood_pressure;
mod date_time;
mod device_text;
mod features;
mod heart_rate;
mod medical_float;
mod oximeter_reading;
mod oximetry;
mod payload;
mod pressure_status;
mod sensor_location;
mod temperature;
mod weight;

pub use battery::BatteryLevel;
pub use blood_pressure::{BloodPressureMeasurement, CuffPressure, PressureUnit};
pub use date_time::DateTime;
pub use device_text::DeviceText;
pub use features::Features;
pub use heart_rate::HeartRateMeasurement;
pub use oximeter_reading::{OximeterReading, Trust};
pub use oximetry::OximetryMeasurement;
pub use payload::{Payload, decode};
pub use pressure_status::{PressureStatus, RateRange};
pub use sensor_location::SensorLocation;
pub use temperature::{TemperatureMeasurement, TemperatureSite, TemperatureUnit};
pub use weight::{WeightMeasurement, WeightUnit};
