//! Bluetooth: from the bytes of a device to values, and from values to the bytes that a device is told.
//!
//! Nothing here knows a browser or a radio. [`decode`] takes one characteristic's value and gives a
//! [`Payload`] or a [`DecodeError`] that says what is wrong with it. What travels in pieces has an
//! assembler of its own ([`vendor::BerryMedAssembler`], [`vendor::WellueAssembler`]), and what needs a
//! conversation is a pure state machine ([`pmd::PmdControl`]): it says what to write next and takes what
//! comes back.
//!
//! - **Values** are what the bytes carry, in the unit that they carry; methods give them in ours (mmHg,
//!   °C, kg, %). Not-a-number and its relatives in the medical formats are `None`. Nothing that is not
//!   finite leaves this folder.
//! - **Bad input** is refused whole, never read in part: too short for what its flags announce, longer than
//!   they announce (no device is known that pads), a reserved value where a value must mean something, or a
//!   value that cannot be. Flag bits reserved for future use are ignored, as the core specification asks; a
//!   field that one of them announced makes the packet too long and so refused.
//! - **Work** and memory are bounded by the length of the input, whatever counts it claims.
//! - Plausibility that depends on a patient (a heart rate of 0, say) is judged by whoever uses the value.
//!
//! [`Connection`] is a device's radio link as a state machine, [`Intake`] one device as the bed hears it: bytes
//! in, packets and bytes to write back out.
//!
//! [`advise`] says what can be paired in a given browser, in plain words. Start reading at `decode/`.
//!
//! Sources: the service specifications of the Bluetooth SIG as they are read by the libraries that
//! `tests/fixtures/gatt-vectors.json` names, IEEE 11073-20601 for the medical numbers; those of the
//! manufacturers' formats are named in [`pmd`] and [`vendor`].

mod assigned;
mod connection;
mod decode;
mod decode_text;
mod error;
mod intake;
pub mod pmd;
mod reader;
mod support;
mod uuid;
pub mod vendor;

pub use assigned::{characteristic, name_of, service};
pub use connection::{Connection, LinkAction, LinkEvent, LinkState};
pub use decode::{
    BatteryLevel, BloodPressureMeasurement, CuffPressure, DateTime, DeviceText, Features,
    HeartRateMeasurement, OximeterReading, OximetryMeasurement, Payload, PressureStatus, PressureUnit,
    RateRange, SensorLocation, TemperatureMeasurement, TemperatureSite, TemperatureUnit, Trust,
    WeightMeasurement, WeightUnit, decode,
};
pub use decode_text::decode_text;
pub use error::DecodeError;
pub use intake::{DeviceFacts, Heard, Intake, Moment, Offered, Write};
pub use support::{Advice, Environment, advise};
pub use uuid::{Uuid, UuidError};
