//! A good record, damaged at random: it is refused in words, or played without harm.

use bedside::model::{Packet, Time};
use bedside::record::MemorySource;
use bedside::record::formats::wfdb::Recording;
use bedside::sources::{ReplaySensor, Sensor};
use futures_executor::block_on;
use proptest::prelude::*;
use std::rc::Rc;

use super::{patient, writer};

/// A whole record of two seconds, its header first.
fn tiny() -> Vec<(String, Vec<u8>)> {
    let beats = patient::beats(&[(2.0, 75.0)]);
    let mut files =
        writer::record("tiny", 250, 212, &patient::ecg(&beats, 250, 2), "generated: 2 s").to_vec();
    files.push(("tiny.atr".to_owned(), writer::annotations(&patient::notes(&beats, 250))));
    files
}

/// Bytes to be put over others, anywhere; mostly such as headers are made of.
fn damage() -> impl Strategy<Value = Vec<(usize, u8)>> {
    let byte = prop_oneof![4 => prop::sample::select(b"0123456789 ./():+-x\n\r#".to_vec()), 1 => any::<u8>()];
    prop::collection::vec((any::<usize>(), byte), 0..4)
}

fn damaged((name, mut bytes): (String, Vec<u8>), damage: &[(usize, u8)], cut: Option<usize>) -> MemorySource {
    for (at, byte) in damage {
        let at = at % bytes.len();
        bytes[at] = *byte;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut % bytes.len());
    }
    MemorySource::new(name, bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_damaged_record_is_refused_in_words_or_played(
        header in damage(),
        notes in damage(),
        cuts in prop::array::uniform3(prop::option::weighted(0.1, any::<usize>())),
    ) {
        let damage = [header, Vec::new(), notes];
        let files = tiny().into_iter().zip(damage).zip(cuts);
        let files = files.map(|((file, damage), cut)| damaged(file, &damage, cut)).collect();
        match block_on(Recording::open(files)) {
            Err(error) => {
                let told = error.to_string();
                // The name of the signal file may itself be what was damaged.
                prop_assert!(told.contains("tiny.") || told.contains("cannot be played"), "{}", told);
            }
            Ok(record) => {
                prop_assert!(record.frames() > 0 && !record.shown().is_empty());
                let frames = record.frames();
                let shown = record.shown()[0].clone();
                let mut sensor = ReplaySensor::new(Rc::new(record), Time::ZERO);
                let mut samples = 0;
                while let Some(due) = sensor.due() {
                    for packet in block_on(sensor.read(due)).unwrap() {
                        if let Packet::Waveform(wave) = packet && wave.channel == shown.channel {
                            samples += wave.samples.len();
                        }
                    }
                }
                prop_assert_eq!(samples as u64, frames * shown.samples_per_frame as u64);
            }
        }
    }
}
