//! The kinds of devices that the tests put beside the bed.

use std::{sync::Arc, time::Duration};

use super::{Characteristic, Peripheral, PolarH10, Regular, payloads, uuids};

const EACH_SECOND: Duration = Duration::from_secs(1);

impl Peripheral {
    /// A heart rate strap with a battery at 80 %. Each second it tells its rate and the beats since.
    pub fn strap(name: &str, address: &str, rate_per_min: u8) -> Self {
        Self::new(name, address)
            .with(
                uuids::HEART_RATE,
                vec![
                    Characteristic::notify(uuids::HEART_RATE_MEASUREMENT),
                    Characteristic::read(uuids::BODY_SENSOR_LOCATION, &[1]),
                    Characteristic { uuid: uuids::HEART_RATE_CONTROL, flags: &["write"], value: vec![] },
                ],
            )
            .with_battery(80)
            .with_information("Bedside", "Strap 1", "1.0.2")
            .sending(Regular::new(uuids::HEART_RATE_MEASUREMENT, EACH_SECOND, move |second| {
                Some(payloads::heart_rate(rate_per_min, &intervals(rate_per_min, second)))
            }))
    }

    /// A Polar H10: a strap that also streams ECG and acceleration when it is told to.
    pub fn polar_h10(name: &str, address: &str, rate_per_min: u8) -> (Self, Arc<PolarH10>) {
        let firmware = Arc::new(PolarH10::new(f64::from(rate_per_min)));
        let control = Characteristic {
            uuid: uuids::PMD_CONTROL,
            flags: &["read", "write", "indicate"],
            value: PolarH10::FEATURES.to_vec(),
        };
        let mut peripheral = Self::strap(name, address, rate_per_min)
            .with(uuids::PMD, vec![control, Characteristic::notify(uuids::PMD_DATA)]);
        peripheral.services.retain(|service| service.uuid != uuids::DEVICE_INFORMATION);
        peripheral = peripheral.with_information("Polar Electro Oy", "H10", "3.1.1");
        peripheral.firmware = Some(Arc::<PolarH10>::clone(&firmware));
        (peripheral, firmware)
    }

    /// A blood pressure cuff; it measures when the test says so.
    pub fn cuff(name: &str, address: &str) -> Self {
        Self::new(name, address)
            .with(
                uuids::BLOOD_PRESSURE,
                vec![
                    Characteristic::indicate(uuids::BLOOD_PRESSURE_MEASUREMENT),
                    Characteristic::notify(uuids::CUFF_PRESSURE),
                    // Can tell of movement, a loose cuff and an irregular pulse.
                    Characteristic::read(uuids::BLOOD_PRESSURE_FEATURE, &[0b111, 0]),
                ],
            )
            .with_battery(60)
            .with_information("Bedside", "Cuff 1", "1.0.0")
    }

    /// A thermometer; it measures when the test says so.
    pub fn thermometer(name: &str, address: &str) -> Self {
        Self::new(name, address)
            .with(
                uuids::HEALTH_THERMOMETER,
                vec![
                    Characteristic::indicate(uuids::TEMPERATURE_MEASUREMENT),
                    Characteristic::notify(uuids::INTERMEDIATE_TEMPERATURE),
                    Characteristic::read(uuids::TEMPERATURE_TYPE, &[2]),
                ],
            )
            .with_battery(90)
            .with_information("Bedside", "Thermometer 1", "1.0.0")
    }

    /// A pulse oximeter. Each second it tells 97 % and a pulse of 72, fully qualified.
    pub fn oximeter(name: &str, address: &str) -> Self {
        Self::new(name, address)
            .with(
                uuids::PULSE_OXIMETER,
                vec![
                    Characteristic::notify(uuids::CONTINUOUS_SPO2),
                    Characteristic::indicate(uuids::SPOT_SPO2),
                    // Both words of status and the pulse amplitude, and which bits of the words.
                    Characteristic::read(
                        uuids::OXIMETER_FEATURES,
                        &[0b100_0011, 0, 0xe0, 0xff, 0xff, 0xff, 0],
                    ),
                ],
            )
            .with_battery(70)
            .with_information("Bedside", "Oximeter 1", "1.0.0")
            .sending(Regular::new(uuids::CONTINUOUS_SPO2, EACH_SECOND, |_| {
                Some(payloads::oximeter(97, 72, 25, payloads::OXIMETER_QUALIFIED, 0))
            }))
    }

    /// A scale; it weighs when the test says so.
    pub fn scale(name: &str, address: &str) -> Self {
        Self::new(name, address)
            .with(
                uuids::WEIGHT_SCALE,
                vec![
                    Characteristic::indicate(uuids::WEIGHT_MEASUREMENT),
                    // Knows the time; steps of 5 g.
                    Characteristic::read(uuids::WEIGHT_FEATURE, &[0b11_1001, 0, 0, 0]),
                ],
            )
            .with_battery(50)
            .with_information("Bedside", "Scale 1", "1.0.0")
    }

    fn with_battery(self, percent: u8) -> Self {
        let level =
            Characteristic { uuid: uuids::BATTERY_LEVEL, flags: &["read", "notify"], value: vec![percent] };
        self.with(uuids::BATTERY, vec![level])
    }

    fn with_information(self, maker: &str, model: &str, firmware: &str) -> Self {
        let about = [(uuids::MANUFACTURER, maker), (uuids::MODEL, model), (uuids::FIRMWARE, firmware)];
        let about = about.map(|(uuid, text)| Characteristic::read(uuid, text.as_bytes()));
        self.with(uuids::DEVICE_INFORMATION, about.to_vec())
    }
}

/// The beat-to-beat intervals, in 1/1024 s, of the beats that fall into one second of a steady heart.
fn intervals(rate_per_min: u8, second: u64) -> Vec<u16> {
    let beats = |seconds: u64| seconds * u64::from(rate_per_min) / 60;
    let interval = (60.0 * 1024.0 / f64::from(rate_per_min)).round() as u16;
    vec![interval; (beats(second + 1) - beats(second)) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strap_tells_as_many_beats_as_its_rate_says() {
        let told: usize = (0..60).map(|second| intervals(72, second).len()).sum();
        assert_eq!(told, 72);
        assert_eq!(intervals(60, 7), [1024]);
    }
}
