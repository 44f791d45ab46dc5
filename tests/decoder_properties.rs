//! Bluetooth decoders against encoders written the other way round, and against any bytes at all.

#![allow(clippy::unwrap_used, clippy::panic)]

#[allow(missing_docs, dead_code)]
mod bluetooth;

use bedside::sources::bluetooth::{
    HeartRateMeasurement, Payload, decode,
    pmd::{PmdFrame, PmdSamples, PmdSettings},
    vendor::{BerryMedAssembler, BerryMedPacket, WellueAssembler},
};
use bluetooth::{DECODED, demand_sense, wellue_frame};
use proptest::prelude::*;

fn heart_rate() -> impl Strategy<Value = HeartRateMeasurement> {
    let rate_per_min = prop_oneof![0_u16..256, any::<u16>()];
    let rr_1024 = prop::collection::vec(any::<u16>(), 0..10);
    (rate_per_min, any::<Option<bool>>(), any::<Option<u16>>(), rr_1024).prop_map(
        |(rate_per_min, contact, energy_kj, rr_1024)| HeartRateMeasurement {
            rate_per_min,
            contact,
            energy_kj,
            rr_1024,
        },
    )
}

fn encode_heart_rate(heart: &HeartRateMeasurement, wide: bool) -> Vec<u8> {
    let wide = wide || heart.rate_per_min > 255;
    let contact = heart.contact.map_or(0, |contact| 4 | u8::from(contact) << 1);
    let energy = u8::from(heart.energy_kj.is_some()) << 3;
    let mut bytes = vec![u8::from(wide) | contact | energy | u8::from(!heart.rr_1024.is_empty()) << 4];
    bytes.extend(&heart.rate_per_min.to_le_bytes()[..if wide { 2 } else { 1 }]);
    bytes.extend(heart.energy_kj.iter().flat_map(|energy| energy.to_le_bytes()));
    bytes.extend(heart.rr_1024.iter().flat_map(|interval| interval.to_le_bytes()));
    bytes
}

/// Writes numbers of `bits` bits one behind the other, the lowest bit first.
fn pack(numbers: impl Iterator<Item = i32>, bits: u32) -> Vec<u8> {
    let mut packed = Vec::new();
    let bit_of = |number: i32, bit: u32| (number >> bit & 1) as u8;
    let all = numbers.flat_map(|number| (0..bits).map(move |bit| bit_of(number, bit)));
    for (place, bit) in all.enumerate() {
        if place % 8 == 0 {
            packed.push(0);
        }
        *packed.last_mut().unwrap() |= bit << (place % 8);
    }
    packed
}

/// The bits that a signed number takes.
fn width(number: i32) -> u32 {
    33 - if number < 0 { number.leading_ones() } else { number.leading_zeros() }
}

/// Compresses samples as a device does: a reference, then blocks of up to `block` differences, each as narrow
/// as its widest difference.
fn compress<const N: usize>(samples: &[[i32; N]], resolution: usize, block: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> =
        samples[0].iter().flat_map(|value| value.to_le_bytes().into_iter().take(resolution / 8)).collect();
    let differences: Vec<i32> =
        samples.windows(2).flat_map(|two| (0..N).map(|channel| two[1][channel] - two[0][channel])).collect();
    for block in differences.chunks(block * N) {
        let bits = block.iter().map(|difference| width(*difference)).max().unwrap();
        bytes.extend([bits as u8, (block.len() / N) as u8]);
        bytes.extend(pack(block.iter().copied(), bits));
    }
    bytes
}

fn frame(kind: u8, form: u8, samples: &[u8]) -> Result<PmdFrame, TestCaseError> {
    Ok(PmdFrame::decode(&[&[kind, 1, 2, 3, 4, 5, 6, 7, 8, form], samples].concat())?)
}

/// A walk that stays within `bits` bits.
fn walk<const N: usize>(bits: u32) -> impl Strategy<Value = Vec<[i32; N]>> {
    let limit = 1_i32 << (bits - 1);
    let step = prop_oneof![-30..30, -limit..limit];
    prop::collection::vec(prop::array::uniform::<_, N>(step), 1..80).prop_map(move |steps: Vec<[i32; N]>| {
        let mut now = [0_i32; N];
        let walk = steps.into_iter().map(|step| {
            for (value, step) in now.iter_mut().zip(step) {
                *value = (*value + step).clamp(-limit, limit - 1);
            }
            now
        });
        walk.collect()
    })
}

/// Cuts bytes into pieces of these lengths, again and again.
fn pieces<'a>(mut bytes: &'a [u8], lengths: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
    lengths.iter().cycle().map_while(move |length| {
        let (piece, rest) = bytes.split_at((*length).min(bytes.len()));
        bytes = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

fn berry_packet() -> impl Strategy<Value = [u8; 5]> {
    (0x80_u8.., 0..0x80_u8, 0..0x80_u8, 0..0x80_u8, prop_oneof![0..=100_u8, Just(0x7F)])
        .prop_map(|(first, pleth, third, pulse, spo2)| [first, pleth, third, pulse, spo2])
}

fn wellue_values() -> impl Strategy<Value = [u8; 13]> {
    (any::<[u8; 13]>(), 0..=100_u8, 0..=250_u8, 0..=100_u8).prop_map(|(mut data, spo2, pulse, battery)| {
        (data[0], data[1], data[2], data[7]) = (spo2, pulse, 0, battery);
        data
    })
}

proptest! {
    #[test]
    fn a_heart_rate_comes_back(heart in heart_rate(), wide: bool) {
        let bytes = encode_heart_rate(&heart, wide);
        prop_assert_eq!(HeartRateMeasurement::decode(&bytes)?, heart);
        for end in 0..bytes.len() {
            // Cut after a whole interval it is a shorter list; cut anywhere else it is refused.
            if let Ok(shorter) = HeartRateMeasurement::decode(&bytes[..end]) {
                prop_assert!(!shorter.rr_1024.is_empty());
            }
        }
    }

    #[test]
    fn blood_pressures_come_back(
        diastolic in 1_u16..200, above in 1_u16..150, mean in 0_u16..350, time: bool, tenths: bool,
    ) {
        // In tenths of kPa they are below 400 mmHg as well.
        let (raw, scale) = if tenths { (0xF000, 10.0) } else { (0, 1.0) };
        let flags = u8::from(tenths) | u8::from(time) << 1;
        let mut bytes = vec![flags];
        for value in [diastolic + above, diastolic, mean] {
            bytes.extend((raw | value).to_le_bytes());
        }
        if time {
            bytes.extend([0xE8, 7, 2, 29, 23, 59, 59]);
        }
        let Payload::BloodPressure(pressure) = decode("2a35".parse()?, &bytes)? else { panic!("no pressure") };
        prop_assert_eq!(pressure.systolic, Some(f64::from(diastolic + above) / scale));
        prop_assert_eq!(pressure.diastolic, Some(f64::from(diastolic) / scale));
        prop_assert_eq!(pressure.mean, Some(f64::from(mean) / scale));
        prop_assert_eq!(pressure.taken.is_some(), time);
    }

    #[test]
    fn compressed_acceleration_comes_back(samples in walk::<3>(16), block in 1_usize..100) {
        let frame = frame(2, 0x81, &compress(&samples, 16, block))?;
        prop_assert_eq!(frame.samples, PmdSamples::Acceleration(samples));
    }

    #[test]
    fn a_compressed_pulse_wave_comes_back(samples in walk::<4>(24), block in 1_usize..100) {
        let frame = frame(1, 0x80, &compress(&samples, 24, block))?;
        prop_assert_eq!(frame.samples, PmdSamples::Ppg(samples));
    }

    #[test]
    fn an_ecg_comes_back(samples in prop::collection::vec(-(1_i32 << 23)..1 << 23, 1..80)) {
        let bytes: Vec<u8> = samples.iter().flat_map(|value| value.to_le_bytes().into_iter().take(3)).collect();
        prop_assert_eq!(frame(0, 0, &bytes)?.samples, PmdSamples::Ecg(samples));
    }

    #[test]
    fn chosen_settings_come_back(rate: u16, bits: u16, range: u16, milli: Option<u32>, channels: Option<u8>) {
        let settings = PmdSettings {
            rates_hz: vec![rate],
            resolutions_bit: vec![bits],
            ranges: vec![range],
            ranges_milli: milli.into_iter().collect(),
            channels: channels.into_iter().collect(),
            factor: None,
        };
        prop_assert_eq!(PmdSettings::decode(&settings.encode())?, settings);
    }

    #[test]
    fn berrymed_packets_come_back_from_any_pieces(
        packets in prop::collection::vec(berry_packet(), 1..40),
        lengths in prop::collection::vec(1_usize..30, 1..8),
    ) {
        let wanted: Vec<_> = packets.iter().map(|packet| BerryMedPacket::decode(*packet).unwrap()).collect();
        // The first counts once another one begins behind it.
        let stream = [packets.concat(), vec![0x80]].concat();
        let mut assembler = BerryMedAssembler::default();
        let found: Vec<_> = pieces(&stream, &lengths).flat_map(|piece| assembler.push(piece)).collect();
        prop_assert_eq!(found, wanted);
        prop_assert_eq!(assembler.dropped(), 0);
    }

    #[test]
    fn wellue_replies_come_back_from_any_pieces(
        values in prop::collection::vec(wellue_values(), 1..10),
        lengths in prop::collection::vec(1_usize..30, 1..8),
    ) {
        let stream: Vec<u8> = values.iter().flat_map(|data| wellue_frame(data)).collect();
        let mut assembler = WellueAssembler::default();
        let found: Vec<_> = pieces(&stream, &lengths).flat_map(|piece| assembler.push(piece)).collect();
        prop_assert_eq!(found.len(), values.len());
        for (reply, data) in found.into_iter().zip(values) {
            let reply = reply?;
            prop_assert_eq!(reply.spo2, Some(data[0]).filter(|spo2| *spo2 != 0));
            prop_assert_eq!(reply.pulse_per_min, Some(u16::from(data[1])).filter(|pulse| *pulse != 0));
            prop_assert_eq!((reply.battery_percent, reply.worn), (data[7], data[11] & 1 != 0));
        }
        prop_assert_eq!(assembler.dropped(), 0);
    }

    #[test]
    fn any_bytes_make_sense_or_an_error(
        which in 0..DECODED.len(),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        match decode(DECODED[which], &bytes) {
            Ok(payload) => demand_sense(&payload, bytes.len()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
