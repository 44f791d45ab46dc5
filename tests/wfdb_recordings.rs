//! Reading real records of `../shared/recordings`: every sample against the header's own initial
//! values and checksums, and against what WFDB's own reader printed. Skipped, with a notice, where
//! the folder is absent.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use bedside::model::Channel::{Arterial, Ecg, EcgSecond, Pleth, Resp};
use bedside::model::{Packet, Span, Time};
use bedside::record::formats::wfdb::{RecordError, Recording};
use bedside::record::{DiskSource, MemorySource};
use bedside::sources::{ReplaySensor, Sensor};
use futures_executor::block_on;

/// The folder of a database, if it is there.
fn recordings(database: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/recordings").join(database);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there", folder.display());
    None
}

fn headers(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut headers: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "hea")).collect();
    headers.sort();
    assert!(!headers.is_empty());
    headers
}

fn open(header: &Path) -> Result<Recording<DiskSource>, RecordError> {
    block_on(Recording::open(DiskSource::record(header).unwrap()))
}

/// Reads a record in pieces and compares it with the initial values and checksums of its header.
/// Returns how many signals were compared.
fn verify(record: &Recording<DiskSource>) -> usize {
    let lines = &record.header().signals;
    let mut sums = vec![0_i64; lines.len()];
    let mut start = 0;
    while start < record.frames() {
        let piece = block_on(record.read_digital(start, 60_001)).unwrap();
        for ((samples, sum), line) in piece.iter().zip(&mut sums).zip(lines) {
            // The record whose frames were regrouped kept the initial values of the one it was made from.
            if start == 0 && line.skew == 0 && !record.name().ends_with("frame") {
                let first = line.initial.map_or(samples[0], |initial| i32::try_from(initial).unwrap());
                assert_eq!(samples[0], first, "{} {}", record.name(), line.description);
            }
            *sum += samples.iter().map(|&sample| i64::from(sample)).sum::<i64>();
        }
        start += 60_001;
    }
    let mut compared = 0;
    for (sum, line) in sums.into_iter().zip(lines).filter(|(_, line)| line.skew == 0) {
        let expected = line.checksum.unwrap().rem_euclid(65_536);
        assert_eq!(sum.rem_euclid(65_536), expected, "{} {}", record.name(), line.description);
        compared += 1;
    }
    compared
}

#[test]
fn whole_databases_match_their_checksums() {
    for (database, records, signals) in
        [("mitdb", 26, 52), ("cudb", 18, 18), ("vfdb", 11, 22), ("nstdb", 6, 12)]
    {
        let Some(folder) = recordings(database) else { return };
        let (mut compared, mut beats) = (0, 0);
        let headers = headers(&folder);
        for header in &headers {
            let record = open(header).unwrap();
            compared += verify(&record);
            assert_eq!(record.shown()[0].channel, Ecg);
            assert_eq!(record.shown()[0].signal, 0, "channel 0 is the one that is scored");
            assert!(!record.annotations().is_empty());
            assert!(
                record.annotations().iter().all(|note| note.frame < record.frames()),
                "{}",
                record.name()
            );
            beats += record.annotations().iter().filter(|note| note.is_beat()).count();
        }
        assert_eq!((headers.len(), compared), (records, signals), "{database}");
        // vfdb names rhythms only.
        assert!(if database == "vfdb" { beats == 0 } else { beats > 10_000 }, "{database}: {beats} beats");
    }
}

#[test]
fn the_monitors_own_records_match_their_checksums_and_find_their_channels() {
    let Some(folder) = recordings("bidmc") else { return };
    let mut channels = Vec::new();
    for header in headers(&folder) {
        match open(&header) {
            Ok(record) => {
                verify(&record);
                assert_eq!(&*record.shown()[0].label, "II");
                channels.push(record.shown().iter().map(|shown| shown.channel).collect::<Vec<_>>());
            }
            Err(error) => {
                let name = header.file_name().unwrap().to_string_lossy().into_owned();
                assert!(name.ends_with("n.hea"), "{error}");
                let expected = format!(
                    "{name} has no waveform that can be shown, neither ECG, pleth, respiration nor arterial \
                     pressure: its signals are HR, PULSE, RESP, SpO2"
                );
                assert_eq!(error.to_string(), expected);
            }
        }
    }
    let (without, with) = (vec![Ecg, EcgSecond, Pleth, Resp], vec![Ecg, EcgSecond, Pleth, Arterial, Resp]);
    let expected = [&without, &without, &without, &with, &without, &with, &with, &with].map(Clone::clone);
    assert_eq!(channels, expected);
}

#[test]
fn annotations_are_those_that_wfdb_prints() {
    let Some(folder) = recordings("wfdb_formats") else { return };
    let record = open(&folder.join("100.hea")).unwrap();
    let golden = fs::read_to_string(folder.join("golden/ann-1")).unwrap();
    let expected: Vec<_> = golden
        .lines()
        .map(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            (fields[1].parse::<u64>().unwrap(), fields[2].to_owned(), fields.get(6).map(ToString::to_string))
        })
        .collect();
    let found: Vec<_> = record
        .annotations()
        .iter()
        .map(|note| (note.frame, note.mnemonic().to_owned(), note.aux.as_deref().map(str::to_owned)))
        .collect();
    assert_eq!(found.len(), 2_274);
    assert_eq!(found, expected);
    assert_eq!(record.annotations().iter().filter(|note| note.is_beat()).count(), 2_273);
}

fn table(text: &str) -> Vec<Vec<f64>> {
    text.lines().map(|line| line.split_whitespace().map(|n| n.parse().unwrap()).collect()).collect()
}

fn gunzip(path: &Path) -> Option<String> {
    let output = std::process::Command::new("gzip").arg("-dc").arg(path).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        eprintln!("SKIPPED: there is no gzip to unpack {}", path.display());
        return None;
    };
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn samples_are_those_that_wfdb_prints() {
    let Some(folder) = recordings("wfdb_formats") else { return };
    let golden = table(&fs::read_to_string(folder.join("golden/record-1a")).unwrap());
    let record = open(&folder.join("test01_00s.hea")).unwrap();
    let samples = block_on(record.read_digital(0, usize::MAX)).unwrap();
    assert_eq!(samples[0].len(), golden.len());
    for (frame, row) in golden.iter().enumerate() {
        assert!(
            row.iter().zip(&samples).all(|(value, signal)| f64::from(signal[frame]).total_cmp(value).is_eq())
        );
    }
    // Physical values, and an odd number of samples per frame in format 212.
    let golden = table(&fs::read_to_string(folder.join("golden/record-2c")).unwrap());
    let record = open(&folder.join("100_3chan.hea")).unwrap();
    let frames = block_on(record.read(0, usize::MAX)).unwrap();
    assert_eq!(frames.count, golden.len());
    for (frame, row) in golden.iter().enumerate() {
        for (value, signal) in row.iter().zip(&frames.signals) {
            assert!((f64::from(signal[frame]) - value).abs() < 1e-6, "frame {frame}");
        }
    }
}

#[test]
fn every_storage_format_reads_as_wfdb_prints_it() {
    let Some(folder) = recordings("wfdb_formats") else { return };
    let Some(golden) = gunzip(&folder.join("golden/record-1f.gz")) else { return };
    let golden = table(&golden);
    // The record without its first signal, whose format is refused (and 51 of 499 rows are kept).
    let text = fs::read_to_string(folder.join("binformats.hea")).unwrap();
    let text = text.replace("binformats 10", "binformats 9").replace("binformats.d0 8 ", "# ");
    let mut files = vec![MemorySource::new("binformats.hea", text)];
    for number in 1..10 {
        let name = format!("binformats.d{number}");
        files.push(MemorySource::new(name.clone(), fs::read(folder.join(name)).unwrap()));
    }
    let record = block_on(Recording::open(files)).unwrap();
    let samples = block_on(record.read_digital(0, usize::MAX)).unwrap();
    assert_eq!(samples[0].len(), 499);
    assert!(golden.len() > 50);
    for (frame, row) in golden.iter().enumerate() {
        for (value, (signal, line)) in row[1..].iter().zip(samples.iter().zip(&record.header().signals)) {
            assert!(f64::from(signal[frame]).total_cmp(value).is_eq(), "{} frame {frame}", line.description);
        }
    }
    for (signal, line) in samples.iter().zip(&record.header().signals) {
        let sum: i64 = signal.iter().map(|&sample| i64::from(sample)).sum();
        assert_eq!(sum.rem_euclid(65_536), line.checksum.unwrap().rem_euclid(65_536), "{}", line.description);
    }
}

#[test]
fn odd_records_match_their_checksums() {
    let Some(folder) = recordings("wfdb_formats") else { return };
    for name in [
        "100.hea",
        "100_3chan.hea",
        "310derive.hea",
        "310derive_2.hea",
        "311derive.hea",
        "311derive_2.hea",
        "a103l.hea",
        "test01_00s.hea",
        "test01_00s_frame.hea",
        "test01_00s_skew.hea",
        "test01_00s_skewframe.hea",
        "v102s.hea",
    ] {
        let record = open(&folder.join(name)).unwrap();
        assert!(verify(&record) > 0, "{name}");
    }
    assert_eq!(open(&folder.join("100-no-len.hea")).unwrap().frames(), 650_000);
    let record = open(&folder.join("03700181.hea")).unwrap();
    verify(&record);
    assert_eq!(record.header().signals[1].initial, Some(-943));
    assert_eq!(record.shown()[0].rate.hz(), 500.0);
}

/// The skewed signal holds what the record without skew holds that many frames later.
#[test]
fn a_skewed_signal_is_shifted_back() {
    let Some(folder) = recordings("wfdb_formats") else { return };
    let read = |name: &str| block_on(open(&folder.join(name)).unwrap().read_digital(0, usize::MAX)).unwrap();
    let (plain, skewed) = (read("test01_00s.hea"), read("test01_00s_skew.hea"));
    assert_eq!(plain[0], skewed[0]);
    assert_eq!(plain[1][3..], skewed[1][..3_997]);
    assert_eq!(skewed[1][3_997..], [-32_768; 3]);
}

#[test]
fn what_cannot_be_played_says_why() {
    let Some(folder) = recordings("wfdb_formats") else { return };
    let told = |name: &str| open(&folder.join(name)).unwrap_err().to_string();
    let known = "formats 16, 24, 32, 61, 80, 160, 212, 310 and 311 can";
    for (name, message) in [
        (
            "flacformats.hea",
            format!("flacformats.d0 is stored in WFDB format 508 (FLAC), which cannot be played: {known}"),
        ),
        (
            "binformats.hea",
            format!(
                "binformats.d0 is stored in WFDB format 8 (differences), which cannot be played: {known}"
            ),
        ),
        (
            "multi-segment/fixed1/v102s.hea",
            "v102s.hea joins 3 segments into one record, which cannot be played: \
             choose the .hea and .dat files of one segment"
                .to_owned(),
        ),
        (
            "multi-segment/s25047/s25047-2704-05-04-10-44.hea",
            "s25047-2704-05-04-10-44.hea joins 20 segments into one record, which cannot be played: \
             choose the .hea and .dat files of one segment"
                .to_owned(),
        ),
        (
            "multi-segment/s25047/3234460_layout.hea",
            format!(
                "3234460_layout.hea is stored in WFDB format 0 (no samples), which cannot be played: {known}"
            ),
        ),
        (
            "1003.hea",
            "1003.hea names 1003.dat, which was not chosen: choose the .hea and its .dat files together"
                .to_owned(),
        ),
    ] {
        assert_eq!(told(name), message);
    }
    let segment = open(&folder.join("multi-segment/s25047/3234460_0018.hea")).unwrap();
    assert!(verify(&segment) == 3 && segment.shown().len() == 3);
}

/// The database publishes the same samples as numbers, to five significant digits.
#[test]
fn physical_values_are_those_that_the_database_publishes() {
    let Some(folder) = recordings("bidmc") else { return };
    let Some(published) = recordings("bidmc_csv") else { return };
    let text = fs::read_to_string(published.join("bidmc_01_Signals.csv")).unwrap();
    let record = open(&folder.join("bidmc01.hea")).unwrap();
    let frames = block_on(record.read(0, usize::MAX)).unwrap();
    let mut rows = 0;
    for (frame, row) in text.lines().skip(1).enumerate() {
        // Time, RESP, PLETH, V, AVR, II: the order of the header.
        let values = row.split(',').skip(1).map(|value| value.trim().parse::<f32>().unwrap());
        for (value, signal) in values.zip(&frames.signals) {
            assert!((signal[frame] - value).abs() <= 1e-4, "frame {frame}: {} is not {value}", signal[frame]);
        }
        rows += 1;
    }
    assert_eq!((rows, frames.count), (60_001, 60_001));
}

#[test]
fn a_real_record_replays_whole_at_any_speed() {
    let Some(folder) = recordings("mitdb") else { return };
    let record = Rc::new(open(&folder.join("119.hea")).unwrap());
    // Read when it is due, and once a second as a hidden tab's timers allow at 60x.
    for step in [Span::ZERO, Span::from_secs(60.0)] {
        let mut sensor = ReplaySensor::new(record.clone(), Time::ZERO);
        let (mut samples, mut marks) = ([0, 0], Vec::new());
        let mut now = Time::ZERO;
        while let Some(due) = sensor.due() {
            now = due.max(if due <= now { now } else { now + step });
            for packet in block_on(sensor.read(now)).unwrap() {
                match packet {
                    Packet::Waveform(wave) => {
                        let lead = usize::from(wave.channel == EcgSecond);
                        assert_eq!(wave.index, samples[lead], "no sample is lost or comes twice");
                        samples[lead] += wave.samples.len() as u64;
                    }
                    Packet::Mark(mark) => marks.push((mark.at, mark.code.to_string())),
                    _ => {}
                }
            }
        }
        assert_eq!(samples, [650_000; 2]);
        assert_eq!(marks.len(), record.annotations().len());
        assert!(marks.is_sorted_by_key(|(at, _)| *at));
        assert!(marks.iter().any(|(_, code)| code == "V"), "119 has ventricular beats");
    }
}
