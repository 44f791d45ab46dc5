use serde::Serialize;

use super::{
    super::{
        DecodeError, Uuid, characteristic as c,
        pmd::{PmdFrame, PmdMessage},
        vendor::{BerryMedPackets, NoninMeasurement, WellueReply},
    },
    BatteryLevel, BloodPressureMeasurement, CuffPressure, DeviceText, Features, HeartRateMeasurement,
    OximetryMeasurement, SensorLocation, TemperatureMeasurement, TemperatureSite, WeightMeasurement,
};

/// What one value of a characteristic says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "payload", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is named after the type it holds, which is documented")]
pub enum Payload {
    HeartRate(HeartRateMeasurement),
    SensorLocation { location: SensorLocation },
    BloodPressure(BloodPressureMeasurement),
    CuffPressure(CuffPressure),
    PressureFeatures(Features),
    Temperature(TemperatureMeasurement),
    TemperatureSite { site: TemperatureSite },
    Oximetry(OximetryMeasurement),
    OximeterFeatures(Features),
    Weight(WeightMeasurement),
    Battery(BatteryLevel),
    DeviceText(DeviceText),
    PmdMessage(PmdMessage),
    PmdFrame(PmdFrame),
    Nonin(NoninMeasurement),
    BerryMed(BerryMedPackets),
    Wellue(WellueReply),
}

/// Reads one value of a characteristic.
///
/// The values of BerryMed and Wellue oximeters are pieces of a stream: here they must begin and end with a
/// packet. To follow a stream, give the pieces to the assembler of the device.
///
/// # Errors
/// When there is no decoder for the characteristic, or the bytes are not a whole, plausible value of it.
pub fn decode(characteristic: Uuid, bytes: &[u8]) -> Result<Payload, DecodeError> {
    Ok(match characteristic {
        c::HEART_RATE_MEASUREMENT => Payload::HeartRate(HeartRateMeasurement::decode(bytes)?),
        c::BODY_SENSOR_LOCATION => Payload::SensorLocation { location: SensorLocation::decode(bytes)? },
        c::BLOOD_PRESSURE_MEASUREMENT => Payload::BloodPressure(BloodPressureMeasurement::decode(bytes)?),
        c::INTERMEDIATE_CUFF_PRESSURE => Payload::CuffPressure(CuffPressure::decode(bytes)?),
        c::BLOOD_PRESSURE_FEATURE => Payload::PressureFeatures(Features::decode_pressure(bytes)?),
        c::TEMPERATURE_MEASUREMENT => Payload::Temperature(TemperatureMeasurement::decode(bytes, false)?),
        c::INTERMEDIATE_TEMPERATURE => Payload::Temperature(TemperatureMeasurement::decode(bytes, true)?),
        c::TEMPERATURE_TYPE => Payload::TemperatureSite { site: TemperatureSite::decode(bytes)? },
        c::OXIMETRY_SPOT_CHECK => Payload::Oximetry(OximetryMeasurement::decode(bytes, true)?),
        c::OXIMETRY_CONTINUOUS => Payload::Oximetry(OximetryMeasurement::decode(bytes, false)?),
        c::OXIMETRY_FEATURES => Payload::OximeterFeatures(Features::decode_oximetry(bytes)?),
        c::WEIGHT_MEASUREMENT => Payload::Weight(WeightMeasurement::decode(bytes)?),
        c::BATTERY_LEVEL => Payload::Battery(BatteryLevel::decode(bytes)?),
        c::MANUFACTURER_NAME
        | c::MODEL_NUMBER
        | c::SERIAL_NUMBER
        | c::FIRMWARE_REVISION
        | c::HARDWARE_REVISION
        | c::SOFTWARE_REVISION => Payload::DeviceText(DeviceText::decode(bytes)?),
        c::PMD_CONTROL => Payload::PmdMessage(PmdMessage::decode(bytes)?),
        c::PMD_DATA => Payload::PmdFrame(PmdFrame::decode(bytes)?),
        c::NONIN_CONTINUOUS_OXIMETRY => Payload::Nonin(NoninMeasurement::decode(bytes)?),
        c::BERRYMED_DATA => Payload::BerryMed(BerryMedPackets::decode(bytes)?),
        c::WELLUE_REPLY => Payload::Wellue(WellueReply::decode(bytes)?),
        _ => return Err(DecodeError::Unknown(characteristic)),
    })
}
