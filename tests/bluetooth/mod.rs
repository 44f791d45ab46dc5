//! What the property tests and the fuzzer of the decoders demand of any payload.

use bedside::sources::bluetooth::{
    OximeterReading, Payload, Uuid, characteristic as c,
    pmd::{PmdMessage, PmdSamples},
};

/// Every characteristic with a decoder.
pub const DECODED: [Uuid; 23] = [
    c::HEART_RATE_MEASUREMENT,
    c::BODY_SENSOR_LOCATION,
    c::BLOOD_PRESSURE_MEASUREMENT,
    c::INTERMEDIATE_CUFF_PRESSURE,
    c::BLOOD_PRESSURE_FEATURE,
    c::TEMPERATURE_MEASUREMENT,
    c::INTERMEDIATE_TEMPERATURE,
    c::TEMPERATURE_TYPE,
    c::OXIMETRY_SPOT_CHECK,
    c::OXIMETRY_CONTINUOUS,
    c::OXIMETRY_FEATURES,
    c::WEIGHT_MEASUREMENT,
    c::BATTERY_LEVEL,
    c::MANUFACTURER_NAME,
    c::MODEL_NUMBER,
    c::FIRMWARE_REVISION,
    c::HARDWARE_REVISION,
    c::SOFTWARE_REVISION,
    c::PMD_CONTROL,
    c::PMD_DATA,
    c::NONIN_CONTINUOUS_OXIMETRY,
    c::BERRYMED_DATA,
    c::WELLUE_REPLY,
];

/// Values are finite and possible, lists are no longer than the bytes allow.
pub fn demand_sense(payload: &Payload, bytes: usize) {
    match payload {
        Payload::HeartRate(heart) => {
            assert!(heart.rr_1024.len() <= bytes / 2);
            assert!(heart.rr_s().all(|interval| (0.0..64.0).contains(&interval)));
        }
        Payload::BloodPressure(pressure) => {
            for value in [pressure.systolic_mmhg(), pressure.diastolic_mmhg(), pressure.mean_mmhg()] {
                within(value, 0.0, 400.0);
            }
            within(pressure.pulse_per_min, 0.0, 500.0);
            within(pressure.mean, 0.0, 400.0);
            let pair = pressure.systolic.zip(pressure.diastolic);
            assert!(pair.is_none_or(|(systolic, diastolic)| systolic > diastolic));
        }
        Payload::CuffPressure(cuff) => {
            within(cuff.mmhg(), -10.0, 400.0);
            within(cuff.pulse_per_min, 0.0, 500.0);
        }
        Payload::Temperature(temperature) => within(temperature.celsius(), 0.0, 60.0),
        Payload::Oximetry(measured) => {
            for (spo2, pulse) in [Some((measured.spo2, measured.pulse_per_min)), measured.fast, measured.slow]
                .into_iter()
                .flatten()
            {
                within(spo2, 0.0, 100.0);
                within(pulse, 0.0, 500.0);
            }
            reading(&measured.reading());
            assert!(!measured.is_valid() || measured.reading().spo2.is_some());
        }
        Payload::Weight(weight) => {
            within(weight.kilograms(), 0.0, 330.0);
            within(weight.height_m(), 0.0, 3.0);
            within(weight.bmi, 0.0, 300.0);
        }
        Payload::Battery(battery) => assert!(battery.percent <= 100),
        Payload::DeviceText(text) => assert!(text.text.len() <= bytes),
        Payload::PmdMessage(PmdMessage::Stopped(kinds)) => assert!(kinds.len() < bytes),
        Payload::PmdMessage(PmdMessage::Answer(answer)) => {
            assert!(answer.parameters.len() < bytes);
            let factor = answer.settings.as_ref().and_then(|settings| settings.factor);
            assert!(factor.is_none_or(|factor| factor.is_finite() && factor > 0.0));
        }
        Payload::PmdFrame(frame) => {
            assert!(!frame.samples.is_empty() && frame.samples.len() <= 8 * bytes);
            if let PmdSamples::Ecg(microvolts) = &frame.samples {
                assert!(microvolts.iter().all(|value| value.abs() <= 1 << 23));
            }
            let scaled = frame.milli_g(0.000_244).into_iter().flatten().flatten();
            assert!(scaled.chain(frame.light(2.0).into_iter().flatten().flatten()).all(f64::is_finite));
        }
        Payload::Nonin(second) => {
            within(Some(second.perfusion), 0.0, 656.0);
            within(Some(second.battery_v), 0.0, 25.5);
            reading(&second.reading());
        }
        Payload::BerryMed(packets) => {
            assert_eq!(packets.packets.len(), bytes / 5);
            packets.packets.iter().for_each(|packet| reading(&packet.reading()));
        }
        Payload::Wellue(reply) => reading(&reply.reading()),
        Payload::SensorLocation { .. }
        | Payload::TemperatureSite { .. }
        | Payload::PressureFeatures(_)
        | Payload::OximeterFeatures(_)
        | Payload::PmdMessage(PmdMessage::Features(_)) => {}
    }
}

fn reading(reading: &OximeterReading) {
    within(reading.spo2, 0.0, 100.0);
    within(reading.pulse_per_min, 0.0, 500.0);
    within(reading.perfusion, 0.0, 656.0);
}

fn within(value: Option<f64>, lowest: f64, highest: f64) {
    assert!(value.is_none_or(|value| (lowest..=highest).contains(&value)), "{value:?}");
}

/// CRC-8 with the polynomial x⁸ + x² + x + 1: the remainder of a long division, bit by bit.
pub fn crc8(bytes: &[u8]) -> u8 {
    let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).chain([0; 8]);
    let remainder = bits.fold(0_u16, |remainder, bit| {
        let next = remainder << 1 | u16::from(bit);
        if next & 0x100 == 0 { next } else { next ^ 0x107 }
    });
    remainder as u8
}

/// A frame as a Wellue oximeter sends it.
pub fn wellue_frame(data: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x55, 0, 0xFF, 0, 0];
    frame.extend((data.len() as u16).to_le_bytes());
    frame.extend(data);
    frame.push(crc8(&frame));
    frame
}
