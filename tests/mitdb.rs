//! Beat detection on the MIT-BIH Arrhythmia Database (Moody and Mark, 2001; `PhysioNet`), through the
//! same door as every other sample. The records are not part of the project: without
//! `../shared/recordings/mitdb` the test says so and passes.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::{fs, path::Path};

use bedside::{
    model::{Channel, Origin, Packet, Rate, Time, WaveformPacket},
    processing::{Finding, Processor},
};

const FOLDER: &str = "../shared/recordings/mitdb";
/// De Chazal's first half of the database, without the paced records.
const RECORDS: [&str; 22] = [
    "101", "106", "108", "109", "112", "114", "115", "116", "118", "119", "122", "124", "201", "203", "205",
    "207", "208", "209", "215", "220", "223", "230",
];
const PACED: [&str; 4] = ["102", "104", "107", "217"];
const RATE: Rate = Rate::constant(360.0);
/// ANSI/AAMI EC57: five minutes to learn, 150 ms to match.
const LEARNING: u64 = 300 * 360;
const WINDOW: u64 = 54;
/// Annotation codes of beats, and of the beginning and end of ventricular flutter.
const BEATS: [u8; 19] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 25, 30, 34, 35, 38, 41];
const FLUTTER: (u8, u8) = (32, 33);

/// Channel 0 of a record of format 212, in millivolts.
fn samples(record: &str) -> Vec<f32> {
    let header = fs::read_to_string(format!("{FOLDER}/{record}.hea")).unwrap();
    let fields: Vec<&str> = header.lines().nth(1).unwrap().split_whitespace().collect();
    let (gain, zero): (f32, f32) = (fields[2].parse().unwrap(), fields[4].parse().unwrap());
    let bytes = fs::read(format!("{FOLDER}/{record}.dat")).unwrap();
    let first = |group: &[u8]| i32::from(group[0]) | (i32::from(group[1] & 15) << 8);
    let signed = |value: i32| if value > 2047 { value - 4096 } else { value };
    bytes.chunks_exact(3).map(|group| (signed(first(group)) as f32 - zero) / gain).collect()
}

/// Sample number and code of each annotation.
fn annotations(record: &str) -> Vec<(u64, u8)> {
    let bytes = fs::read(format!("{FOLDER}/{record}.atr")).unwrap();
    let word = |place: usize| u16::from_le_bytes([bytes[place], bytes[place + 1]]);
    let (mut place, mut at, mut found) = (0, 0, Vec::new());
    while place + 1 < bytes.len() {
        let (code, value) = ((word(place) >> 10) as u8, u64::from(word(place) & 1023));
        place += 2;
        match code {
            0 if value == 0 => break,
            59 => {
                at += (u64::from(word(place)) << 16) | u64::from(word(place + 2));
                place += 4;
            }
            60..=62 => {}
            63 => place += (value as usize).next_multiple_of(2),
            _ => {
                at += value;
                found.push((at, code));
            }
        }
    }
    found
}

/// Numbers of the samples at which beats are found, and the most samples that one was late.
fn detections(samples: &[f32], rate: Rate) -> (Vec<u64>, u64) {
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    let (mut found, mut latest) = (Vec::new(), 0);
    for (n, part) in samples.chunks(4).enumerate() {
        let packet = WaveformPacket {
            channel: Channel::Ecg,
            origin: Origin::Replay,
            epoch: Time::ZERO,
            rate,
            index: n as u64 * 4,
            samples: part.to_vec(),
        };
        let now = packet.end();
        processor.receive(&Packet::Waveform(packet), &mut findings);
        processor.advance(now, &mut findings);
        for finding in findings.drain(..) {
            if let Finding::Beat(beat) = finding {
                latest = latest.max((n as u64 + 1) * 4 - beat.sample);
                found.push(beat.sample);
            }
        }
    }
    (found, latest)
}

#[derive(Default)]
struct Score {
    hits: usize,
    missed: usize,
    extra: usize,
    /// The most samples that a beat was late.
    latest: u64,
}

impl Score {
    fn sensitivity(&self) -> f64 {
        100.0 * self.hits as f64 / (self.hits + self.missed) as f64
    }

    fn predictivity(&self) -> f64 {
        100.0 * self.hits as f64 / (self.hits + self.extra) as f64
    }

    fn f1(&self) -> f64 {
        200.0 * self.hits as f64 / (2 * self.hits + self.missed + self.extra) as f64
    }

    fn add(&mut self, other: &Self) {
        self.hits += other.hits;
        self.missed += other.missed;
        self.extra += other.extra;
        self.latest = self.latest.max(other.latest);
    }
}

fn score(record: &str) -> Score {
    let (found, latest) = detections(&samples(record), RATE);
    let score = compared(record, found, latest);
    println!(
        "{record}: Se {:6.2} +P {:6.2}, {} missed, {} extra, at most {:.2} s late",
        score.sensitivity(),
        score.predictivity(),
        score.missed,
        score.extra,
        latest as f64 / 360.0
    );
    score
}

/// The score of what was `found` in a record, in its own samples.
fn compared(record: &str, found: Vec<u64>, latest: u64) -> Score {
    let annotations = annotations(record);
    let mut flutter = Vec::new();
    for &(at, code) in &annotations {
        if code == FLUTTER.0 {
            flutter.push((at, u64::MAX));
        } else if code == FLUTTER.1 {
            flutter.last_mut().unwrap().1 = at;
        }
    }
    let scored = |at: u64| at >= LEARNING && !flutter.iter().any(|&(from, to)| (from..=to).contains(&at));
    let mut free: Vec<u64> = found;
    let mut score = Score { latest, ..Score::default() };
    for &(at, _) in annotations.iter().filter(|(at, code)| BEATS.contains(code) && scored(*at)) {
        let near = free.iter().enumerate().filter(|(_, found)| found.abs_diff(at) <= WINDOW);
        if let Some((place, _)) = near.min_by_key(|(_, found)| found.abs_diff(at)) {
            free.remove(place);
            score.hits += 1;
        } else {
            score.missed += 1;
        }
    }
    score.extra = free.into_iter().filter(|&at| scored(at)).count();
    score
}

fn pooled(records: &[&str]) -> Score {
    let mut all = Score::default();
    for record in records {
        all.add(&score(record));
    }
    println!("pooled: Se {:.3} +P {:.3}", all.sensitivity(), all.predictivity());
    all
}

/// The waveform at another rate, by straight lines.
fn resampled(samples: &[f32], rate: f64) -> Vec<f32> {
    let count = (samples.len() as f64 / 360.0 * rate) as usize;
    let at = |n: usize| {
        let place = n as f64 * 360.0 / rate;
        let (before, share) = (place as usize, place.fract() as f32);
        let after = samples[(before + 1).min(samples.len() - 1)];
        samples[before] + share * (after - samples[before])
    };
    (0..count).map(at).collect()
}

#[test]
fn rate_unit_and_polarity_do_not_matter() {
    if !Path::new(FOLDER).is_dir() {
        println!("skipped: {FOLDER} is not there");
        return;
    }
    // Five records of all kinds: normal, ventricular beats, atrial fibrillation, bundle branch block, noise.
    let records = ["106", "118", "119", "203", "223"];
    let plain = pooled(&records);
    for (rate, gain, zero) in [
        (100.0, 1.0, 0.0),
        (125.0, -1.0, 0.0),
        (250.0, 200.0, 1024.0),
        (500.0, 2.0, -3.0),
        (1000.0, 0.5, 0.1),
    ] {
        let mut all = Score::default();
        for record in records {
            let other: Vec<f32> = resampled(&samples(record), rate).iter().map(|x| gain * x + zero).collect();
            let (found, _) = detections(&other, Rate::constant(rate));
            let own = found.into_iter().map(|at| (at as f64 / rate * 360.0).round() as u64).collect();
            all.add(&compared(record, own, 0));
        }
        println!("{rate} Hz, x {gain} {zero:+}: Se {:.2} +P {:.2}", all.sensitivity(), all.predictivity());
        assert!((all.f1() - plain.f1()).abs() < 0.3, "{rate} Hz: F1 {} and {}", all.f1(), plain.f1());
    }
}

#[test]
fn beats_of_the_arrhythmia_database_are_found() {
    if !Path::new(FOLDER).is_dir() {
        println!("skipped: {FOLDER} is not there");
        return;
    }
    println!("22 records of DS1, first lead; flutter in 207 left out");
    let all = pooled(&RECORDS);
    assert!(all.sensitivity() >= 99.75 && all.predictivity() >= 99.89);
    assert!(all.f1() >= 99.82);
    // A hundredth is how far the packets reach.
    assert!(all.latest <= 184, "{} s late", all.latest as f64 / 360.0);
    println!("4 paced records");
    let paced = pooled(&PACED);
    assert!(paced.sensitivity() >= 99.8 && paced.predictivity() >= 99.7);
}
