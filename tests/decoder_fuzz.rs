//! A mutation fuzzer for every Bluetooth decoder and assembler: known payloads with flipped bits, cut, grown,
//! spliced, and with false lengths. The same cases in every run; `FUZZ_CASES` says how many.
//!
//! No case may panic, give a value that is impossible or not finite, or take more memory than its length
//! accounts for. Alone in its binary, because it counts what the allocator gives.

#![allow(clippy::unwrap_used)]

#[allow(missing_docs, dead_code)]
mod bluetooth;

use std::{alloc::System, env};

use bedside::sources::bluetooth::{
    Uuid, characteristic as c, decode,
    pmd::{PmdCommand, PmdControl, PmdFeatures},
    vendor::{BerryMedAssembler, WellueAssembler},
};
use bluetooth::{DECODED, demand_sense, wellue_frame};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::Value;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// About three seconds of a development build.
const CASES: usize = 2_000_000;
/// The longest value of an attribute is 512 bytes; some cases are longer.
const LONGEST: usize = 600;
/// What a decoder may take: growing vectors of samples at eight samples a byte are the most.
const BYTES_PER_BYTE: usize = 256;
const BYTES_MORE: usize = 4096;

type Seed = (Uuid, Vec<u8>);

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

/// Every vector, and one payload of each kind that has none.
fn seeds() -> Vec<Seed> {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("fixtures/gatt-vectors.json")).unwrap();
    let mut seeds: Vec<Seed> = vectors
        .iter()
        .map(|vector| {
            let uuid = match vector["char"].as_str().unwrap() {
                "pmd_data" => c::PMD_DATA,
                "pmd_cp" | "pmd_cp_write" => c::PMD_CONTROL,
                short => short.parse().unwrap(),
            };
            (uuid, bytes(vector["hex"].as_str().unwrap()))
        })
        .collect();
    for (uuid, hex) in [
        (c::BLOOD_PRESSURE_MEASUREMENT, "1e780050005d00e807060f081e004800010000"),
        (c::BODY_SENSOR_LOCATION, "01"),
        (c::BLOOD_PRESSURE_FEATURE, "3f00"),
        (c::TEMPERATURE_MEASUREMENT, "066e0100ffe807060f081e0002"),
        (c::TEMPERATURE_TYPE, "02"),
        (c::OXIMETRY_FEATURES, "0300e0ffffffff"),
        (c::WEIGHT_MEASUREMENT, "0fdc3ce807060f081e0002e600b902"),
        (c::BATTERY_LEVEL, "32"),
        (c::MANUFACTURER_NAME, "506f6c617220456c656374726f204f790000"),
        (c::PMD_DATA, "02010203040506070881f1ff1400f00306017b0f08"),
        (c::PMD_DATA, "02010203040506070880d0ff6501e40f0802fc07ff0c13f2"),
        (c::PMD_DATA, "02010203040506070801f1ff1400f003"),
        (c::PMD_DATA, "01010203040506070800010000020000030000040000"),
        (c::PMD_DATA, "010102030405060708800100000200000300000400000a01b2f0ee3411"),
        (c::PMD_CONTROL, "f0010200000419003200640 0c8000101100002030200040008 00"),
        (c::PMD_CONTROL, "f0020200000501 40da7f39"),
        (c::PMD_CONTROL, "010002"),
        (c::NONIN_CONTINUOUS_OXIMETRY, "0a151e023c010261003c"),
        (c::BERRYMED_DATA, "c62a430561862b430561862c430561"),
    ] {
        seeds.push((uuid, bytes(&hex.replace(' ', ""))));
    }
    seeds.push((c::WELLUE_REPLY, wellue_frame(&bytes("624200000000006100920a0100"))));
    seeds.push((c::WELLUE_REPLY, wellue_frame(&bytes("ffffff00000000600005000000"))));
    seeds
}

/// One change that a bad radio, a bad device or a bad mind might make.
fn mutate(value: &mut Vec<u8>, seeds: &[Seed], random: &mut Pcg64Mcg) {
    const TELLING: [u8; 8] = [0x00, 0x01, 0x7F, 0x80, 0x81, 0xFE, 0xFF, 0x55];
    let place = |value: &[u8], random: &mut Pcg64Mcg| random.random_range(0..=value.len());
    match random.random_range(0..8) {
        0 => {
            let bit = random.random_range(0..8);
            if let Some(byte) = {
                let at = place(value, random);
                value.get_mut(at)
            } {
                *byte ^= 1 << bit;
            }
        }
        1 => value.truncate(place(value, random)),
        2 => {
            let more = random.random_range(0..20);
            value.extend((0..more).map(|_| random.random::<u8>()));
        }
        3 => {
            // The end of another payload.
            let other = &seeds[random.random_range(0..seeds.len())].1;
            let (here, there) = (place(value, random), place(other, random));
            value.truncate(here);
            value.extend(&other[there..]);
        }
        4 => {
            // A byte that is a length or a count, or looks like one.
            let telling = TELLING[random.random_range(0..TELLING.len())];
            if let Some(byte) = {
                let at = place(value, random);
                value.get_mut(at)
            } {
                *byte = telling;
            }
        }
        5 => {
            let (from, to) = (place(value, random), place(value, random));
            let repeated = value[from.min(to)..from.max(to)].to_vec();
            value.extend(repeated);
        }
        6 => {
            let at = place(value, random);
            value.insert(at, random.random());
        }
        _ => {
            let mut noise = vec![0; random.random_range(0..64)];
            random.fill_bytes(&mut noise);
            *value = noise;
        }
    }
    value.truncate(LONGEST);
}

/// Pieces of one to forty bytes.
fn cut(mut stream: &[u8], random: &mut Pcg64Mcg) -> Vec<Vec<u8>> {
    let mut pieces = Vec::new();
    while !stream.is_empty() {
        let (piece, rest) = stream.split_at(random.random_range(1..=40.min(stream.len())));
        pieces.push(piece.to_vec());
        stream = rest;
    }
    pieces
}

/// Runs and demands that no more memory was taken than the input accounts for.
fn within_memory<T>(length: usize, run: impl FnOnce() -> T) -> T {
    let region = Region::new(ALLOCATOR);
    let result = run();
    let taken = region.change().bytes_allocated;
    assert!(taken <= BYTES_PER_BYTE * length + BYTES_MORE, "{taken} bytes for {length}");
    result
}

/// The assemblers find the same in a stream however it is cut, and account for every byte.
fn assemble(stream: &[u8], random: &mut Pcg64Mcg) {
    let length = stream.len();
    let [berry, again] = [(); 2].map(|()| {
        let pieces = cut(stream, random);
        within_memory(length + pieces.len() * 64, || {
            let mut assembler = BerryMedAssembler::default();
            let found: Vec<_> = pieces.iter().flat_map(|piece| assembler.push(piece)).collect();
            assert!(found.len() * 5 + assembler.dropped() as usize <= length);
            assert!(found.len() * 5 + assembler.dropped() as usize + 5 >= length);
            (found, assembler.dropped())
        })
    });
    assert_eq!(berry, again);
    let [wellue, again] = [(); 2].map(|()| {
        let pieces = cut(stream, random);
        within_memory(length + pieces.len() * 64, || {
            let mut assembler = WellueAssembler::default();
            let found: Vec<_> = pieces.iter().flat_map(|piece| assembler.push(piece)).collect();
            assert!(assembler.dropped() as usize <= length);
            (found, assembler.dropped())
        })
    });
    assert_eq!(wellue, again);
    for reply in wellue.0.iter().flatten() {
        demand_sense(&bedside::sources::bluetooth::Payload::Wellue(*reply), length);
    }
}

#[test]
fn no_mutation_breaks_a_decoder() {
    let cases = env::var("FUZZ_CASES").map_or(CASES, |cases| cases.parse().unwrap());
    let seeds = seeds();
    let mut random = Pcg64Mcg::seed_from_u64(0x1809_180D);
    let mut control = PmdControl::new(PmdFeatures::decode(&[0x0F, 0xFF, 0]).unwrap(), &PmdControl::WANTED);
    let (mut read, mut refused) = (0_usize, 0_usize);
    let mut stream = Vec::new();
    for case in 0..cases {
        let (own, mut value) = seeds[random.random_range(0..seeds.len())].clone();
        for _ in 0..random.random_range(0..4) {
            mutate(&mut value, &seeds, &mut random);
        }
        for uuid in [own, DECODED[random.random_range(0..DECODED.len())]] {
            match within_memory(value.len(), || decode(uuid, &value)) {
                Ok(payload) => {
                    demand_sense(&payload, value.len());
                    read += 1;
                }
                Err(_) => refused += 1,
            }
        }
        let command = within_memory(value.len(), || PmdCommand::decode(&value));
        assert!(command.is_err() || value.len() >= 2);
        let _ = control.receive(&value);
        if control.next().is_none() && case % 7 == 0 {
            control.give_up();
            control.stop();
            for kind in PmdControl::WANTED {
                control.want(kind);
            }
        }
        if matches!(own, c::BERRYMED_DATA | c::WELLUE_REPLY) || case % 64 == 0 {
            stream.extend(value);
        }
        if stream.len() > 2000 {
            assemble(&stream, &mut random);
            stream.clear();
        }
    }
    // Otherwise the mutations would test only one of the two.
    assert!(cases < 1000 || read > cases / 10 && refused > cases / 10, "{read} read, {refused} refused");
}
