use super::Uuid;

/// Services that are used here.
pub mod service {
    use super::Uuid;

    /// Heart rate straps and watches.
    pub const HEART_RATE: Uuid = Uuid::short(0x180D);
    /// Blood pressure cuffs.
    pub const BLOOD_PRESSURE: Uuid = Uuid::short(0x1810);
    /// Thermometers.
    pub const HEALTH_THERMOMETER: Uuid = Uuid::short(0x1809);
    /// Pulse oximeters of the standard kind.
    pub const PULSE_OXIMETER: Uuid = Uuid::short(0x1822);
    /// Weight scales.
    pub const WEIGHT_SCALE: Uuid = Uuid::short(0x181D);
    /// The device's battery.
    pub const BATTERY: Uuid = Uuid::short(0x180F);
    /// Maker, model and versions.
    pub const DEVICE_INFORMATION: Uuid = Uuid::short(0x180A);
    /// Polar Measurement Data: raw ECG, acceleration and pulse wave.
    pub const POLAR_MEASUREMENT_DATA: Uuid = Uuid::long(0xFB005C80_02E7_F387_1CAD_8ACD2D8DF0C8);
    /// Nonin oximeters.
    pub const NONIN_OXIMETRY: Uuid = Uuid::long(0x46A970E0_0D5F_11E2_8B5E_0002A5D5C51B);
    /// BerryMed oximeters; the chip maker's transparent serial service.
    pub const BERRYMED_OXIMETER: Uuid = Uuid::long(0x49535343_FE7D_4AE5_8FA9_9FAFD205E455);
    /// Wellue and Viatom oximeters.
    pub const WELLUE_OXIMETER: Uuid = Uuid::long(0x14839AC4_7D7E_415C_9A42_167340CF2339);
}

/// Characteristics that are used here.
pub mod characteristic {
    use super::Uuid;

    /// Rate, contact, energy, RR intervals; notified.
    pub const HEART_RATE_MEASUREMENT: Uuid = Uuid::short(0x2A37);
    /// Where a heart rate sensor is worn; read.
    pub const BODY_SENSOR_LOCATION: Uuid = Uuid::short(0x2A38);
    /// Write 01 to reset the energy expended.
    pub const HEART_RATE_CONTROL: Uuid = Uuid::short(0x2A39);
    /// A finished blood pressure; indicated.
    pub const BLOOD_PRESSURE_MEASUREMENT: Uuid = Uuid::short(0x2A35);
    /// The pressure in the cuff while it measures; notified.
    pub const INTERMEDIATE_CUFF_PRESSURE: Uuid = Uuid::short(0x2A36);
    /// What a cuff can tell; read.
    pub const BLOOD_PRESSURE_FEATURE: Uuid = Uuid::short(0x2A49);
    /// A finished temperature; indicated.
    pub const TEMPERATURE_MEASUREMENT: Uuid = Uuid::short(0x2A1C);
    /// Where a thermometer measures; read.
    pub const TEMPERATURE_TYPE: Uuid = Uuid::short(0x2A1D);
    /// A temperature on its way to the final one; notified.
    pub const INTERMEDIATE_TEMPERATURE: Uuid = Uuid::short(0x2A1E);
    /// One measurement of an oximeter; indicated.
    pub const OXIMETRY_SPOT_CHECK: Uuid = Uuid::short(0x2A5E);
    /// What an oximeter measures all the time; notified.
    pub const OXIMETRY_CONTINUOUS: Uuid = Uuid::short(0x2A5F);
    /// What an oximeter can tell; read.
    pub const OXIMETRY_FEATURES: Uuid = Uuid::short(0x2A60);
    /// A weight; indicated.
    pub const WEIGHT_MEASUREMENT: Uuid = Uuid::short(0x2A9D);
    /// Charge in per cent; read and notified.
    pub const BATTERY_LEVEL: Uuid = Uuid::short(0x2A19);
    /// Who made the device; read, as all of device information.
    pub const MANUFACTURER_NAME: Uuid = Uuid::short(0x2A29);
    /// Its model.
    pub const MODEL_NUMBER: Uuid = Uuid::short(0x2A24);
    /// Its serial number, which Web Bluetooth does not give.
    pub const SERIAL_NUMBER: Uuid = Uuid::short(0x2A25);
    /// Its firmware.
    pub const FIRMWARE_REVISION: Uuid = Uuid::short(0x2A26);
    /// Its hardware.
    pub const HARDWARE_REVISION: Uuid = Uuid::short(0x2A27);
    /// Its software.
    pub const SOFTWARE_REVISION: Uuid = Uuid::short(0x2A28);
    /// Polar: commands and answers; read, written, indicated.
    pub const PMD_CONTROL: Uuid = Uuid::long(0xFB005C81_02E7_F387_1CAD_8ACD2D8DF0C8);
    /// Polar: frames of samples; notified.
    pub const PMD_DATA: Uuid = Uuid::long(0xFB005C82_02E7_F387_1CAD_8ACD2D8DF0C8);
    /// Nonin: continuous oximetry; notified once a second.
    pub const NONIN_CONTINUOUS_OXIMETRY: Uuid = Uuid::long(0x0AAD7EA0_0D60_11E2_8E3C_0002A5D5C51B);
    /// BerryMed: a stream of packets of five bytes; notified.
    pub const BERRYMED_DATA: Uuid = Uuid::long(0x49535343_1E4D_4BD9_BA61_23C647249616);
    /// Wellue: replies; notified.
    pub const WELLUE_REPLY: Uuid = Uuid::long(0x0734594A_A8E7_4B1A_A6B1_CD5243059A57);
    /// Wellue: commands; written.
    pub const WELLUE_COMMAND: Uuid = Uuid::long(0x8B00ACE7_EB0B_49B0_BBE9_9AEE0A26E1A3);
}

use characteristic as c;
use service as s;

const NAMES: [(Uuid, &str); 37] = [
    (s::HEART_RATE, "Heart Rate"),
    (s::BLOOD_PRESSURE, "Blood Pressure"),
    (s::HEALTH_THERMOMETER, "Health Thermometer"),
    (s::PULSE_OXIMETER, "Pulse Oximeter"),
    (s::WEIGHT_SCALE, "Weight Scale"),
    (s::BATTERY, "Battery"),
    (s::DEVICE_INFORMATION, "Device Information"),
    (s::POLAR_MEASUREMENT_DATA, "Polar Measurement Data"),
    (s::NONIN_OXIMETRY, "Nonin Oximetry"),
    (s::BERRYMED_OXIMETER, "BerryMed Oximeter"),
    (s::WELLUE_OXIMETER, "Wellue Oximeter"),
    (c::HEART_RATE_MEASUREMENT, "Heart Rate Measurement"),
    (c::BODY_SENSOR_LOCATION, "Body Sensor Location"),
    (c::HEART_RATE_CONTROL, "Heart Rate Control Point"),
    (c::BLOOD_PRESSURE_MEASUREMENT, "Blood Pressure Measurement"),
    (c::INTERMEDIATE_CUFF_PRESSURE, "Intermediate Cuff Pressure"),
    (c::BLOOD_PRESSURE_FEATURE, "Blood Pressure Feature"),
    (c::TEMPERATURE_MEASUREMENT, "Temperature Measurement"),
    (c::TEMPERATURE_TYPE, "Temperature Type"),
    (c::INTERMEDIATE_TEMPERATURE, "Intermediate Temperature"),
    (c::OXIMETRY_SPOT_CHECK, "PLX Spot-Check Measurement"),
    (c::OXIMETRY_CONTINUOUS, "PLX Continuous Measurement"),
    (c::OXIMETRY_FEATURES, "PLX Features"),
    (c::WEIGHT_MEASUREMENT, "Weight Measurement"),
    (c::BATTERY_LEVEL, "Battery Level"),
    (c::MANUFACTURER_NAME, "Manufacturer Name"),
    (c::MODEL_NUMBER, "Model Number"),
    (c::SERIAL_NUMBER, "Serial Number"),
    (c::FIRMWARE_REVISION, "Firmware Revision"),
    (c::HARDWARE_REVISION, "Hardware Revision"),
    (c::SOFTWARE_REVISION, "Software Revision"),
    (c::PMD_CONTROL, "PMD Control Point"),
    (c::PMD_DATA, "PMD Data"),
    (c::NONIN_CONTINUOUS_OXIMETRY, "Nonin Continuous Oximetry"),
    (c::BERRYMED_DATA, "BerryMed Data"),
    (c::WELLUE_REPLY, "Wellue Reply"),
    (c::WELLUE_COMMAND, "Wellue Command"),
];

/// The English name of a service or characteristic that is used here, as the Bluetooth SIG or the
/// manufacturer writes it.
pub fn name_of(uuid: Uuid) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == uuid).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_belongs_to_one_uuid() {
        for (at, (uuid, name)) in NAMES.iter().enumerate() {
            assert_eq!(name_of(*uuid), Some(*name));
            assert!(NAMES[..at].iter().all(|(other, text)| other != uuid && text != name), "{name} twice");
        }
        assert_eq!(name_of(Uuid::short(0x1234)), None);
    }
}
