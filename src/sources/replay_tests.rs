#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]

use std::cell::Cell;
use std::collections::BTreeMap;

use futures_executor::block_on;
use proptest::prelude::*;

use super::*;
use crate::record::{MemorySource, ReadError};

/// 40 s at 100 Hz: sample `n` of the ECG is `n` mV, pleth has two samples a frame; a beat is marked
/// each second, one of them ventricular, and the ECG is lost for half a second at 10 s.
const FRAMES: u64 = 4_000;

fn files() -> Vec<(&'static str, Vec<u8>)> {
    let header = "r 3 100 4000\nr.dat 16 1/mV 16 0 0 0 0 MLII\nr.dat 16x2 1/NU 16 0 0 0 0 PLETH\n\
                  r.dat 16 1/mmHg 16 0 0 0 0 CVP\n";
    let mut dat = Vec::new();
    let mut atr = Vec::new();
    for frame in 0..FRAMES as i16 {
        let ecg = if (1_000..1_050).contains(&frame) { i16::MIN } else { frame };
        for sample in [ecg, 2 * frame, 2 * frame + 1, 0] {
            dat.extend(sample.to_le_bytes());
        }
        if frame % 100 == 50 {
            let (code, step) = (if frame == 350 { 5_u16 } else { 1 }, if frame == 50 { 50_u16 } else { 100 });
            atr.extend((code << 10 | step).to_le_bytes());
        }
    }
    atr.extend([0, 0]);
    vec![("r.hea", header.into()), ("r.dat", dat), ("r.atr", atr)]
}

fn recording() -> Rc<Recording<MemorySource>> {
    let files = files().into_iter().map(|(name, bytes)| MemorySource::new(name, bytes)).collect();
    Rc::new(block_on(Recording::open(files)).unwrap())
}

/// What a bed has heard: samples by channel with the index of the first, labels and marks.
#[derive(Default)]
struct Heard {
    waves: BTreeMap<Channel, (u64, Vec<f32>)>,
    labels: Vec<(Channel, String)>,
    marks: Vec<Mark>,
}

impl Heard {
    fn take(&mut self, packets: Vec<Packet>, now: Time) {
        for packet in packets {
            match packet {
                Packet::Waveform(wave) => {
                    assert_eq!((wave.origin, wave.epoch), (Origin::Replay, Time::ZERO));
                    assert!(wave.end() - Span::from_secs(1.0 / wave.rate.hz()) <= now, "nothing comes early");
                    let (first, samples) = self.waves.entry(wave.channel).or_insert((wave.index, Vec::new()));
                    assert_eq!(wave.index, *first + samples.len() as u64, "nothing is lost or comes twice");
                    samples.extend(wave.samples);
                }
                Packet::Label { channel, label } => self.labels.push((channel, label.to_string())),
                Packet::Mark(mark) => {
                    assert!(mark.at <= now);
                    self.marks.push(mark);
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

fn play(start: Time) -> (Heard, usize) {
    let mut sensor = ReplaySensor::new(recording(), start);
    let (mut heard, mut reads) = (Heard::default(), 0);
    while let Some(now) = sensor.due() {
        heard.take(block_on(sensor.read(now)).unwrap(), now);
        reads += 1;
    }
    (heard, reads)
}

#[test]
fn a_whole_record_is_handed_over_sample_by_sample() {
    let (heard, reads) = play(Time::ZERO);
    assert_eq!(reads, 500, "40 s in steps of 80 ms");
    assert_eq!(heard.labels, [(Channel::Ecg, "MLII".to_owned()), (Channel::Pleth, "PLETH".to_owned())]);
    let (first, ecg) = &heard.waves[&Channel::Ecg];
    assert_eq!((*first, ecg.len()), (0, 4_000));
    for (frame, sample) in ecg.iter().enumerate() {
        let lost = (1_000..1_050).contains(&frame);
        assert!(if lost { sample.is_nan() } else { *sample == frame as f32 }, "frame {frame}");
    }
    let (_, pleth) = &heard.waves[&Channel::Pleth];
    assert!((0..8_000).zip(pleth).all(|(n, sample)| *sample == n as f32) && pleth.len() == 8_000);
    assert_eq!(heard.waves.len(), 2, "the central venous pressure has no place");
    assert_eq!(heard.marks.len(), 40);
    let fourth = &heard.marks[3];
    assert_eq!((&*fourth.code, fourth.beat, fourth.at), ("V", true, Time::from_millis(3_500)));
    assert_eq!(fourth.channel, Channel::Ecg);
}

#[test]
fn seeking_starts_at_the_first_frame_from_there_on() {
    let (heard, _) = play(Time::from_micros(35_495_001));
    assert_eq!(heard.waves[&Channel::Ecg].0, 3_550);
    assert_eq!(heard.waves[&Channel::Pleth].0, 7_100);
    assert_eq!(heard.marks.first().map(|mark| mark.at), Some(Time::from_millis(35_500)));
    assert_eq!(play(Time::from_millis(-5)).0.waves[&Channel::Ecg].1.len(), 4_000);
}

#[test]
fn beyond_the_end_there_is_nothing_due() {
    for late in [40.0, 1e6] {
        assert_eq!(ReplaySensor::new(recording(), Time::from_secs(late)).due(), None);
    }
    let mut last = ReplaySensor::new(recording(), Time::from_secs(39.99));
    assert_eq!(last.due(), Some(Time::from_secs(39.995)), "when the second sample of the frame is taken");
    let mut heard = Heard::default();
    heard.take(block_on(last.read(Time::from_secs(50.0))).unwrap(), Time::from_secs(50.0));
    assert_eq!(heard.waves[&Channel::Ecg].1, [3_999.0]);
    assert_eq!(last.due(), None);
}

#[test]
fn a_clock_that_jumps_ahead_gets_everything_in_stretches() {
    let mut sensor = ReplaySensor::new(recording(), Time::ZERO);
    let (now, mut heard, mut reads) = (Time::from_secs(100.0), Heard::default(), 0);
    while sensor.due().is_some_and(|due| due <= now) {
        heard.take(block_on(sensor.read(now)).unwrap(), now);
        reads += 1;
    }
    assert_eq!(heard.waves[&Channel::Ecg].1.len(), 4_000);
    assert_eq!(heard.marks.len(), 40);
    assert_eq!(reads, 3);
}

/// A file that counts what is read of it, and refuses as long as it is told to.
struct Watched {
    file: MemorySource,
    gone: Rc<Cell<bool>>,
    read: Rc<Cell<u64>>,
}

impl ByteSource for Watched {
    fn name(&self) -> &str {
        self.file.name()
    }

    fn len(&self) -> u64 {
        self.file.len()
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>, ReadError> {
        if self.gone.get() {
            return Err(ReadError("the device is not there".to_owned()));
        }
        self.read.set(self.read.get() + range.end - range.start);
        self.file.read(range).await
    }
}

#[test]
fn a_file_that_goes_away_is_an_error_that_loses_nothing() {
    let (gone, read) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(0)));
    let watched = |(name, bytes): (&str, Vec<u8>)| Watched {
        file: MemorySource::new(name, bytes),
        gone: gone.clone(),
        read: read.clone(),
    };
    let record = block_on(Recording::open(files().into_iter().map(watched).collect())).unwrap();
    read.set(0);
    let mut sensor = ReplaySensor::new(Rc::new(record), Time::ZERO);
    let mut heard = Heard::default();
    heard.take(block_on(sensor.read(Time::from_secs(14.0))).unwrap(), Time::from_secs(14.0));
    assert_eq!(read.get(), 1_500 * 8, "15 s are read ahead");
    gone.set(true);
    let error = block_on(sensor.read(Time::from_secs(16.0))).unwrap_err();
    assert_eq!(error.to_string(), "r.dat cannot be read: the device is not there");
    gone.set(false);
    while let Some(due) = sensor.due() {
        heard.take(block_on(sensor.read(due)).unwrap(), due);
    }
    assert_eq!(heard.waves[&Channel::Ecg].1.len(), 4_000);
    assert_eq!(read.get(), 4_000 * 8, "each byte is read once");
}

proptest! {
    #[test]
    fn whenever_it_is_read_nothing_is_lost_early_or_twice(
        start in 0..40_000_000_i64,
        steps in prop::collection::vec(0..3_000_000_i64, 1..60),
    ) {
        let mut sensor = ReplaySensor::new(recording(), Time::from_micros(start));
        let (mut heard, mut now) = (Heard::default(), Time::from_micros(start));
        for step in steps {
            now += Span::from_micros(step);
            heard.take(block_on(sensor.read(now)).unwrap(), now);
        }
        let until = ((now.micros() / 5_000 + 1) / 2).min(4_000);
        let first = (start + 9_999) / 10_000;
        let count = heard.waves.get(&Channel::Ecg).map_or(0, |(_, samples)| samples.len());
        prop_assert_eq!(count, usize::try_from(until - first).unwrap_or(0));
        prop_assert_eq!(heard.labels.len(), 2);
    }
}
