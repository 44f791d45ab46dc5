//! What devices send, encoded by the Bluetooth SIG's GATT specification supplement. Written apart from the app's
//! decoders on purpose: the tests compare the two.

/// A date and time as devices tell it: year, month, day, hour, minute, second.
pub type DateTime = (u16, u8, u8, u8, u8, u8);

/// A value that could not be measured, as a 16-bit medical float.
pub const SFLOAT_NAN: [u8; 2] = 0x07ff_u16.to_le_bytes();

/// A 16-bit medical float: mantissa of 12 bits, exponent to ten of 4.
pub fn sfloat(mantissa: i16, exponent: i8) -> [u8; 2] {
    (((exponent as u16 & 0xf) << 12) | (mantissa as u16 & 0xfff)).to_le_bytes()
}

/// A 32-bit medical float: mantissa of 24 bits, exponent to ten of 8.
pub fn float(mantissa: i32, exponent: i8) -> [u8; 4] {
    let [a, b, c, _] = mantissa.to_le_bytes();
    [a, b, c, exponent as u8]
}

/// A heart rate per minute with skin contact and beat-to-beat intervals in 1/1024 s.
pub fn heart_rate(per_minute: u8, intervals_1024: &[u16]) -> Vec<u8> {
    let flags = 0b0110 | if intervals_1024.is_empty() { 0 } else { 0b1_0000 };
    let mut bytes = vec![flags, per_minute];
    bytes.extend(intervals_1024.iter().flat_map(|interval| interval.to_le_bytes()));
    bytes
}

/// What a strap sends that is not on a body: it can tell, and there is no contact.
pub fn heart_rate_without_contact() -> Vec<u8> {
    vec![0b0100, 0]
}

/// What a cuff found: systolic, diastolic and mean pressure in mmHg, pulse per minute, and status bits.
pub fn blood_pressure(pressures: [i16; 3], at: DateTime, pulse: i16, status: u16) -> Vec<u8> {
    let mut bytes = vec![0b1_0110];
    bytes.extend(pressures.iter().flat_map(|pressure| sfloat(*pressure, 0)));
    bytes.extend(date_time(at));
    bytes.extend(sfloat(pulse, 0));
    bytes.extend(status.to_le_bytes());
    bytes
}

/// The pressure in a cuff that measures, in mmHg.
pub fn cuff_pressure(pressure: i16) -> Vec<u8> {
    [&[0][..], &sfloat(pressure, 0), &SFLOAT_NAN, &SFLOAT_NAN].concat()
}

/// A temperature in hundredths of a degree Celsius, taken at a place (2: the body in general, 3: the ear, 6: the mouth).
pub fn temperature(hundredths: i32, place: u8) -> Vec<u8> {
    [&[0b100][..], &float(hundredths, -2), &[place]].concat()
}

/// What an oximeter sends all the time: SpO2 in percent, pulse per minute, pulse amplitude in tenths of a percent, and
/// the two words of status.
pub fn oximeter(spo2: i16, pulse: i16, amplitude_tenths: i16, measurement: u16, device: u32) -> Vec<u8> {
    let [a, b, c, _] = device.to_le_bytes();
    let amplitude = sfloat(amplitude_tenths, -1);
    [&[0b1_1100][..], &sfloat(spo2, 0), &sfloat(pulse, 0), &measurement.to_le_bytes(), &[a, b, c], &amplitude]
        .concat()
}

/// Bit of the measurement's status: fully qualified.
pub const OXIMETER_QUALIFIED: u16 = 1 << 8;
/// Bit of the measurement's status: invalid.
pub const OXIMETER_INVALID: u16 = 1 << 15;
/// Bit of the device's status: not on a person.
pub const OXIMETER_NOT_ON_USER: u32 = 1 << 11;

/// A weight in steps of 5 g, at a time.
pub fn weight(steps_of_5_g: u16, at: DateTime) -> Vec<u8> {
    [&[0b10][..], &steps_of_5_g.to_le_bytes(), &date_time(at)].concat()
}

fn date_time((year, month, day, hour, minute, second): DateTime) -> Vec<u8> {
    let [low, high] = year.to_le_bytes();
    vec![low, high, month, day, hour, minute, second]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medical_floats_are_the_known_bytes() {
        assert_eq!(sfloat(98, 0), [0x62, 0x00]);
        assert_eq!(sfloat(975, -1), [0xcf, 0xf3]);
        assert_eq!(float(366, -1), [0x6e, 0x01, 0x00, 0xff]);
        assert_eq!(float(3725, -2), [0x8d, 0x0e, 0x00, 0xfe]);
        assert_eq!(float(-1, -2), [0xff, 0xff, 0xff, 0xfe]);
    }

    #[test]
    fn payloads_have_the_known_layout() {
        assert_eq!(heart_rate(72, &[832]), [0x16, 0x48, 0x40, 0x03]);
        assert_eq!(
            blood_pressure([120, 80, 93], (2024, 6, 15, 8, 30, 0), 72, 4),
            [0x16, 0x78, 0, 0x50, 0, 0x5d, 0, 0xe8, 7, 6, 15, 8, 30, 0, 0x48, 0, 4, 0]
        );
        assert_eq!(cuff_pressure(150), [0, 0x96, 0, 0xff, 7, 0xff, 7]);
        assert_eq!(temperature(3660, 2), [4, 0x4c, 0x0e, 0, 0xfe, 2]);
        assert_eq!(
            oximeter(97, 72, 25, OXIMETER_QUALIFIED, OXIMETER_NOT_ON_USER),
            [0x1c, 97, 0, 72, 0, 0, 1, 0, 8, 0, 25, 0xf0]
        );
        assert_eq!(weight(14000, (2024, 6, 15, 8, 30, 0)), [2, 0xb0, 0x36, 0xe8, 7, 6, 15, 8, 30, 0]);
    }
}
