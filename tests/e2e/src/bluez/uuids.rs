//! Names of services and characteristics, from the Bluetooth SIG's assigned numbers and Polar's specification.

macro_rules! assigned {
    ($($(#[$about:meta])* $name:ident = $number:literal;)*) => {
        $($(#[$about])* pub const $name: &str = concat!("0000", $number, "-0000-1000-8000-00805f9b34fb");)*
    };
}

assigned! {
    /// Service of heart rate straps.
    HEART_RATE = "180d";
    /// Notifies rate, contact, energy and beat-to-beat intervals.
    HEART_RATE_MEASUREMENT = "2a37";
    /// Where the sensor is worn, to be read.
    BODY_SENSOR_LOCATION = "2a38";
    /// Takes `01` to reset the energy.
    HEART_RATE_CONTROL = "2a39";
    /// Service of batteries.
    BATTERY = "180f";
    /// Percent, read and notified.
    BATTERY_LEVEL = "2a19";
    /// Service that tells who made a device.
    DEVICE_INFORMATION = "180a";
    /// Text, to be read.
    MANUFACTURER = "2a29";
    /// Text, to be read.
    MODEL = "2a24";
    /// Text, to be read.
    FIRMWARE = "2a26";
    /// Service of blood pressure cuffs.
    BLOOD_PRESSURE = "1810";
    /// Indicates a result.
    BLOOD_PRESSURE_MEASUREMENT = "2a35";
    /// Notifies the pressure while the cuff measures.
    CUFF_PRESSURE = "2a36";
    /// What the cuff can tell, to be read.
    BLOOD_PRESSURE_FEATURE = "2a49";
    /// Service of thermometers.
    HEALTH_THERMOMETER = "1809";
    /// Indicates a result.
    TEMPERATURE_MEASUREMENT = "2a1c";
    /// Notifies while the thermometer measures.
    INTERMEDIATE_TEMPERATURE = "2a1e";
    /// Where it measures, to be read.
    TEMPERATURE_TYPE = "2a1d";
    /// Service of pulse oximeters.
    PULSE_OXIMETER = "1822";
    /// Notifies all the time.
    CONTINUOUS_SPO2 = "2a5f";
    /// Indicates a single result.
    SPOT_SPO2 = "2a5e";
    /// What the oximeter can tell, to be read.
    OXIMETER_FEATURES = "2a60";
    /// Service of scales.
    WEIGHT_SCALE = "181d";
    /// Indicates a result.
    WEIGHT_MEASUREMENT = "2a9d";
    /// What the scale can tell, to be read.
    WEIGHT_FEATURE = "2a9e";
    /// Descriptor by which notifications are asked for; BlueZ shows it, too.
    CLIENT_CONFIGURATION = "2902";
}

/// Polar's service of raw measurements.
pub const PMD: &str = "fb005c80-02e7-f387-1cad-8acd2d8df0c8";
/// Takes commands and indicates answers; when read, it tells what can be measured.
pub const PMD_CONTROL: &str = "fb005c81-02e7-f387-1cad-8acd2d8df0c8";
/// Notifies frames of samples.
pub const PMD_DATA: &str = "fb005c82-02e7-f387-1cad-8acd2d8df0c8";
