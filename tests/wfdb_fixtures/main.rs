//! The generated records in `tests/fixtures`, which are always there, and the files beside them
//! that must be refused.
//!
//! `cargo test --test wfdb_fixtures -- --ignored` writes them anew.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod damage;
mod patient;
mod writer;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use bedside::model::{Channel, Packet, Time};
use bedside::record::DiskSource;
use bedside::record::formats::wfdb::Recording;
use bedside::sources::{ReplaySensor, Sensor};
use futures_executor::block_on;

type Files = Vec<(String, Vec<u8>)>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// `sinus`: two ECG leads at 250 Hz in format 212, 75/min for 45 s and then 110/min for 45 s, each
/// beat annotated. `ward`: ECG, pleth, breathing and arterial pressure at 125 Hz in format 16, a
/// minute at 75/min, without annotations.
fn good_files() -> Files {
    let beats = patient::beats(&[(45.0, 75.0), (90.0, 110.0)]);
    let comment = "generated: 75/min for 45 s, then 110/min";
    let mut files = writer::record("sinus", 250, 212, &patient::ecg(&beats, 250, 90), comment).to_vec();
    files.push(("sinus.atr".to_owned(), writer::annotations(&patient::notes(&beats, 250))));
    let beats = patient::beats(&[(60.0, 75.0)]);
    let [mut lead_two, _] = patient::ecg(&beats, 125, 60);
    lead_two.description = "II";
    lead_two.gain = 10_000.0;
    let [pleth, resp, pressure] = patient::circulation(&beats, 125, 60);
    let signals = [resp, pleth, lead_two, pressure];
    files.extend(writer::record("ward", 125, 16, &signals, "generated: 75/min, 15 breaths/min, 120/80 mmHg"));
    files
}

/// What must be refused: a folder, its files, and the message.
fn bad_cases() -> Vec<(&'static str, Files, &'static str)> {
    let beats = patient::beats(&[(2.0, 75.0)]);
    let [header, dat] = writer::record("tiny", 250, 212, &patient::ecg(&beats, 250, 2), "generated: 2 s");
    let text = String::from_utf8(header.1.clone()).unwrap();
    let with_header = |text: &str| vec![("tiny.hea".to_owned(), text.as_bytes().to_vec()), dat.clone()];
    let only = |name: &str, bytes: &[u8]| vec![(name.to_owned(), bytes.to_vec())];
    let numbers =
        "numbers 2 1 4\nnumbers.dat 16 10/bpm 16 0 750 3000 0 HR\nnumbers.dat 16 10/% 16 0 970 3880 0 SpO2\n";
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";
    vec![
        (
            "broken_header",
            with_header(&text.replacen("200(0)", "2oo(0)", 1)),
            "tiny.hea is damaged in line 2: the gain in “2oo(0)/mV” is not a number",
        ),
        (
            "missing_signal_line",
            with_header(&text.replacen("tiny 2", "tiny 3", 1)),
            "tiny.hea is damaged: it promises 3 signals and describes 2",
        ),
        (
            "missing_dat",
            vec![header.clone()],
            "tiny.hea names tiny.dat, which was not chosen: choose the .hea and its .dat files together",
        ),
        (
            "short_dat",
            vec![header.clone(), ("tiny.dat".to_owned(), dat.1[..1_200].to_vec())],
            "tiny.dat is too short: the header promises 500 samples (1,500 bytes), the file has 1,200 bytes",
        ),
        (
            "unsupported_format",
            with_header(&text.replace(".dat 212", ".dat 516")),
            "tiny.dat is stored in WFDB format 516 (FLAC), which cannot be played: \
             formats 16, 24, 32, 61, 80, 160, 212, 310 and 311 can",
        ),
        (
            "multi_segment",
            only("joined.hea", b"joined/2 2 250 1000\ntiny 500\ntiny 500\n"),
            "joined.hea joins 2 segments into one record, which cannot be played: \
             choose the .hea and .dat files of one segment",
        ),
        ("png_as_header", only("holiday.hea", png), "holiday.hea is not a WFDB header: it is not text"),
        ("empty_header", only("tiny.hea", b""), "tiny.hea is not a WFDB header: it is empty"),
        (
            "not_a_record",
            only("holiday.png", png),
            "holiday.png is not a WFDB header (.hea): choose the record's .hea file together with its .dat files",
        ),
        (
            "dat_alone",
            vec![dat.clone(), ("tiny.atr".to_owned(), vec![0, 0])],
            "There is no WFDB header (.hea) among tiny.atr, tiny.dat: choose the record's .hea file together \
             with its .dat files",
        ),
        (
            "two_records",
            vec![header.clone(), ("other.hea".to_owned(), header.1.clone())],
            "other.hea, tiny.hea are headers of different records: choose the files of one record",
        ),
        (
            "bad_annotations",
            vec![header.clone(), dat.clone(), ("tiny.atr".to_owned(), b"\x12\x70\x03\xfc(N".to_vec())],
            "tiny.atr holds no usable annotations: the file is cut short. Without it, the record can be played",
        ),
        (
            "numbers_only",
            [only("numbers.hea", numbers.as_bytes()), only("numbers.dat", &[0xee; 16])].concat(),
            "numbers.hea has no waveform that can be shown, neither ECG, pleth, respiration nor arterial \
             pressure: its signals are HR, SpO2",
        ),
    ]
}

/// Everything that belongs in the folder, by path.
fn all_files() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all: BTreeMap<_, _> =
        good_files().into_iter().map(|(name, bytes)| (folder().join(name), bytes)).collect();
    let mut messages = BTreeMap::new();
    for (case, files, message) in bad_cases() {
        messages.insert(case, message);
        let within = folder().join("bad").join(case);
        all.extend(files.into_iter().map(|(name, bytes)| (within.join(name), bytes)));
    }
    let messages = serde_json::to_string_pretty(&messages).unwrap() + "\n";
    all.insert(folder().join("bad/messages.json"), messages.into_bytes());
    all
}

#[test]
#[ignore = "writes the files that the other tests compare with"]
fn write_the_fixtures() {
    for (path, bytes) in all_files() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn the_committed_files_are_the_generated_ones() {
    for (path, bytes) in all_files() {
        let committed = fs::read(&path).unwrap_or_default();
        assert!(committed == bytes, "{} is not what is generated", path.display());
    }
}

#[test]
fn each_bad_file_is_refused_with_its_own_message() {
    for (case, files, message) in bad_cases() {
        let mut names: Vec<_> = files.into_iter().map(|(name, _)| name).collect();
        names.sort();
        let within = folder().join("bad").join(case);
        let files = names.iter().map(|name| DiskSource::open(within.join(name)).unwrap()).collect();
        let refused = block_on(Recording::open(files)).map(|_| ());
        assert_eq!(refused.map_err(|error| error.to_string()), Err(message.to_owned()), "{case}");
    }
}

fn open(name: &str) -> Rc<Recording<DiskSource>> {
    let files = DiskSource::record(folder().join(name)).unwrap();
    Rc::new(block_on(Recording::open(files)).unwrap())
}

/// The heart rate that the marks of a replay from `start` for `seconds` give, and the ECG's samples.
fn replayed(start: f64, seconds: f64) -> (f64, Vec<f32>) {
    let mut sensor = ReplaySensor::new(open("sinus.hea"), Time::from_secs(start));
    let end = Time::from_secs(start + seconds);
    let (mut beats, mut ecg) = (Vec::new(), Vec::new());
    while let Some(due) = sensor.due().filter(|&due| due < end) {
        for packet in block_on(sensor.read(due)).unwrap() {
            match packet {
                Packet::Mark(mark) if mark.beat => beats.push(mark.at),
                Packet::Waveform(wave) if wave.channel == Channel::Ecg => ecg.extend(wave.samples),
                _ => {}
            }
        }
    }
    let between = (beats[beats.len() - 1] - beats[0]).secs();
    (60.0 * (beats.len() - 1) as f64 / between, ecg)
}

#[test]
fn the_generated_record_has_the_rates_it_says() {
    let (before, after) = (replayed(0.0, 44.0).0, replayed(46.0, 40.0).0);
    assert!((before - 75.0).abs() < 0.5 && (after - 110.0).abs() < 0.5, "{before} and {after}");
    // Each mark stands on an R peak: the highest sample for 100 ms around.
    let (_, ecg) = replayed(0.0, 90.0);
    let record = open("sinus.hea");
    for note in record.annotations().iter().filter(|note| note.is_beat()) {
        let at = note.frame as usize;
        let around = &ecg[at.saturating_sub(12)..(at + 13).min(ecg.len())];
        let highest = around.iter().copied().fold(f32::MIN, f32::max);
        assert!(highest - ecg[at] < 0.05 && highest > 0.9, "frame {at}");
    }
}

#[test]
fn the_ward_record_has_all_its_waves() {
    let record = open("ward.hea");
    let shown: Vec<_> = record.shown().iter().map(|shown| (shown.channel, &*shown.label)).collect();
    assert_eq!(
        shown,
        [
            (Channel::Ecg, "II"),
            (Channel::Pleth, "PLETH"),
            (Channel::Arterial, "ABP"),
            (Channel::Resp, "RESP")
        ]
    );
    assert!(record.annotations().is_empty() && record.not_shown().is_empty());
    let frames = block_on(record.read(0, usize::MAX)).unwrap();
    let span = |signal: usize| {
        let samples = &frames.signals[signal];
        (samples.iter().copied().fold(f32::MAX, f32::min), samples.iter().copied().fold(f32::MIN, f32::max))
    };
    let (diastolic, systolic) = span(3);
    assert!((diastolic - 80.0).abs() < 1.0 && (systolic - 120.0).abs() < 2.0, "{diastolic} to {systolic}");
    assert!(span(2).1 > 0.9, "the R peaks");
}
