//! Rates against those that a real bedside monitor showed at the same time, breaths against those that
//! two people marked, and arterial pressures against the waveform's own extremes, for the monitor's are
//! not in the records (BIDMC, Pimentel et al., IEEE TBME 64:1914, 2017; `PhysioNet`). The recordings are
//! not part of the project: without `../shared/recordings/bidmc` the test says so and passes.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::{fs, path::Path};

use bedside::{
    model::{Channel, Origin, Packet, Quality, Rate, Reading, Time, Vital, WaveformPacket},
    processing::{Finding, Processor},
};

const FOLDER: &str = "../shared/recordings/bidmc";
const RATE: Rate = Rate::constant(125.0);
/// Signals of a record of format 16 by their names in its header, in physical units.
fn signals(record: &str) -> Vec<(String, Vec<f32>)> {
    let header = fs::read_to_string(format!("{FOLDER}/{record}.hea")).unwrap();
    let bytes = fs::read(format!("{FOLDER}/{record}.dat")).unwrap();
    let words: Vec<i16> = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    let lines: Vec<&str> = header.lines().skip(1).filter(|line| !line.starts_with('#')).collect();
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let scale = fields[2].split('/').next().unwrap();
        let (gain, zero) = scale.trim_end_matches(')').split_once('(').unwrap_or((scale, "0"));
        let (gain, zero): (f32, f32) = (gain.parse().unwrap(), zero.parse().unwrap());
        let physical = |word: i16| if word == i16::MIN { f32::NAN } else { (f32::from(word) - zero) / gain };
        let samples = words.chunks_exact(lines.len()).map(|frame| physical(frame[place]));
        found.push((fields[8].trim_end_matches(',').to_owned(), samples.collect()));
    }
    found
}

fn channels(record: &str) -> Vec<(Channel, Vec<f32>)> {
    let channel = |name: &str| match name {
        "RESP" => Some(Channel::Resp),
        "PLETH" => Some(Channel::Pleth),
        "II" => Some(Channel::Ecg),
        "ABP" => Some(Channel::Arterial),
        _ => None,
    };
    signals(record).into_iter().filter_map(|(name, samples)| Some((channel(&name)?, samples))).collect()
}

/// The reading of each of `vitals` in each second.
fn readings<const N: usize>(
    channels: &[(Channel, Vec<f32>)],
    vitals: [Vital; N],
) -> Vec<[Option<Reading>; N]> {
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    let mut seconds = Vec::new();
    for second in 0..channels[0].1.len() / 125 {
        for (channel, samples) in channels {
            processor.receive(
                &Packet::Waveform(WaveformPacket {
                    channel: *channel,
                    origin: Origin::Replay,
                    epoch: Time::ZERO,
                    rate: RATE,
                    index: second as u64 * 125,
                    samples: samples[second * 125..(second + 1) * 125].to_vec(),
                }),
                &mut findings,
            );
        }
        processor.advance(Time::from_secs(second as f64 + 1.0), &mut findings);
        let reading = |vital| {
            findings.iter().find_map(|finding| match finding {
                Finding::Reading(reading) if reading.vital == vital => Some(*reading),
                _ => None,
            })
        };
        seconds.push(vitals.map(reading));
        findings.clear();
    }
    seconds
}

/// Value of each of `vitals` in each second.
fn measured(channels: &[(Channel, Vec<f32>)], vitals: [Vital; 3]) -> Vec<[Option<f64>; 3]> {
    readings(channels, vitals).into_iter().map(|all| all.map(|reading| reading?.value)).collect()
}

/// Seconds that are left out, for learning.
const LEARNING: usize = 30;

/// How far the good readings of one vital are from the truth, and how many seconds had one.
#[derive(Clone, Default)]
struct Agreement {
    errors: Vec<f64>,
    seconds: usize,
    /// Of the seconds without a good reading, those that the software itself marked.
    marked: usize,
}

impl Agreement {
    fn compare(&mut self, reading: Option<Reading>, truth: f64) {
        self.seconds += 1;
        match reading.map(|reading| (reading.quality, reading.value)) {
            Some((Quality::Good, Some(value))) => self.errors.push((value - truth).abs()),
            Some((Quality::Questionable | Quality::Invalid, _)) => self.marked += 1,
            _ => {}
        }
    }

    fn add(&mut self, other: &Self) {
        self.errors.extend(&other.errors);
        self.seconds += other.seconds;
        self.marked += other.marked;
    }

    fn good(&self) -> f64 {
        self.errors.len() as f64 / self.seconds.max(1) as f64
    }

    fn text(&self) -> String {
        let good = 100.0 * self.good();
        format!("{:.2}/min over {good:.1} % of {} s", mean(&self.errors), self.seconds)
    }
}

fn records() -> Vec<String> {
    let there = |record: &String| Path::new(&format!("{FOLDER}/{record}n.dat")).is_file();
    let records: Vec<String> = (1..=53).map(|n| format!("bidmc{n:02}")).filter(there).collect();
    if records.is_empty() {
        println!("skipped: {FOLDER} is not there");
    }
    records
}

#[test]
fn heart_and_pulse_rate_follow_the_monitors_own() {
    const NAMES: [&str; 2] = ["HR", "PULSE"];
    let mut pooled: [Agreement; 2] = Default::default();
    let records = records();
    for record in &records {
        let numbers = signals(&format!("{record}n"));
        let found = readings(&channels(record), [Vital::HeartRate, Vital::PulseRate]);
        let mut own: [Agreement; 2] = Default::default();
        for ((place, name), own) in NAMES.into_iter().enumerate().zip(&mut own) {
            let (_, truth) = numbers.iter().find(|(other, _)| other == name).unwrap();
            for (&truth, found) in truth.iter().zip(&found).skip(LEARNING).filter(|(truth, _)| **truth > 0.0)
            {
                own.compare(found[place], f64::from(truth));
            }
            // What is not good is marked, whatever the wave.
            assert_eq!(own.errors.len() + own.marked, own.seconds, "{record} {name}");
        }
        println!("{record}: HR {}; PR {}", own[0].text(), own[1].text());
        pooled.iter_mut().zip(&own).for_each(|(all, own)| all.add(own));
    }
    for (name, all) in NAMES.into_iter().zip(&pooled).filter(|_| !records.is_empty()) {
        println!("all, {name}: mean absolute difference {}", all.text());
        assert!(all.good() >= 0.95 && mean(&all.errors) <= 1.0, "{name}: {}", all.text());
    }
}

/// When the two annotators marked breaths, in seconds (MIT annotation format, their names in `aux`).
fn breaths(record: &str) -> [Vec<f64>; 2] {
    let bytes = fs::read(format!("{FOLDER}/{record}.breath")).unwrap();
    let mut words = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let (mut at, mut found) = (0_u32, <[Vec<f64>; 2]>::default());
    while let Some(word) = words.next() {
        let (kind, value) = (word >> 10, word & 0x3ff);
        match kind {
            0 if value == 0 => break,
            59 => at += (u32::from(words.next().unwrap()) << 16) + u32::from(words.next().unwrap()),
            60..=62 => {}
            63 => {
                let aux: Vec<u8> =
                    words.by_ref().take(usize::from(value).div_ceil(2)).flat_map(u16::to_le_bytes).collect();
                found[usize::from(aux.starts_with(b"ann2"))].push(f64::from(at) / 125.0);
            }
            _ => at += u32::from(value),
        }
    }
    found
}

/// Breaths per minute of the last 32 s, as both annotators saw it; `None` where they differ by more than
/// 2 /min, as the authors of the database left it out.
fn breath_rate(breaths: &[Vec<f64>; 2], now: f64) -> Option<f64> {
    let rate = |breaths: &Vec<f64>| {
        let recent: Vec<f64> = breaths.iter().copied().filter(|at| (now - 32.0..now).contains(at)).collect();
        let span = recent.last()? - recent.first()?;
        (recent.len() > 2).then(|| 60.0 * (recent.len() - 1) as f64 / span)
    };
    let rates = [rate(&breaths[0])?, rate(&breaths[1])?];
    ((rates[0] - rates[1]).abs() <= 2.0).then(|| f64::midpoint(rates[0], rates[1]))
}

#[test]
fn respiration_agrees_with_the_annotators() {
    let mut pooled = Agreement::default();
    let records = records();
    for record in &records {
        let (found, truth) = (readings(&channels(record), [Vital::RespRate]), breaths(record));
        let mut own = Agreement::default();
        for (second, [reading]) in found.into_iter().enumerate().skip(LEARNING) {
            if let Some(truth) = breath_rate(&truth, second as f64 + 1.0) {
                own.compare(reading, truth);
            }
        }
        println!("{record}: RR {}", own.text());
        pooled.add(&own);
    }
    if !records.is_empty() {
        println!("all, RR: mean absolute difference {}", pooled.text());
        assert!(pooled.good() >= 0.9 && mean(&pooled.errors) <= 1.0, "{}", pooled.text());
    }
}

#[test]
fn without_a_breath_wave_respiration_is_estimated() {
    // Heart and finger, and either alone.
    for sources in [&[Channel::Ecg, Channel::Pleth][..], &[Channel::Ecg], &[Channel::Pleth]] {
        let mut errors = Vec::new();
        let mut seconds = 0;
        let records = records();
        for record in &records {
            let mut channels = channels(record);
            channels.retain(|(channel, _)| sources.contains(channel));
            let truth = breaths(record);
            let mut own = Vec::new();
            for (second, [reading]) in readings(&channels, [Vital::RespRate]).into_iter().enumerate().skip(40)
            {
                let value = reading.and_then(|reading| reading.value);
                assert!(
                    value.is_none() || reading.is_some_and(|r| r.estimated && r.quality != Quality::Good)
                );
                if let Some(truth) = breath_rate(&truth, second as f64 + 1.0) {
                    seconds += 1;
                    own.extend(value.map(|value| (value - truth).abs()));
                }
            }
            println!("{record}: estimate from {sources:?} {:.2}/min, {} s", mean(&own), own.len());
            errors.extend(own);
        }
        if !records.is_empty() {
            errors.sort_unstable_by(f64::total_cmp);
            let (median, share) = (errors[errors.len() / 2], errors.len() as f64 / f64::from(seconds));
            println!(
                "all, {sources:?}: median {median:.2}, mean {:.2}/min, {:.0} % of {seconds} s",
                mean(&errors),
                100.0 * share
            );
            let least = if sources.len() > 1 { 0.5 } else { 0.3 };
            assert!(median <= 1.0 && mean(&errors) <= 2.0 && share >= least, "{sources:?}");
        }
    }
}

/// Average top and bottom of five windows of 1.2 s, each longer than a beat, and the average; `None`
/// unless there is a pulse in each of them.
fn extremes(six_seconds: &[f32]) -> Option<[f64; 3]> {
    let (mut tops, mut bottoms) = (Vec::new(), Vec::new());
    for window in six_seconds.chunks_exact(150) {
        let top = f64::from(window.iter().copied().fold(f32::MIN, f32::max));
        let bottom = f64::from(window.iter().copied().fold(f32::MAX, f32::min));
        if !(15.0..120.0).contains(&(top - bottom)) {
            return None;
        }
        tops.push(top);
        bottoms.push(bottom);
    }
    let all: Vec<f64> = six_seconds.iter().map(|&sample| f64::from(sample)).collect();
    Some([mean(&tops), mean(&bottoms), mean(&all)])
}

#[test]
fn arterial_pressures_agree_with_the_waveform() {
    const VITALS: [Vital; 3] = [Vital::ArterialSystolic, Vital::ArterialDiastolic, Vital::ArterialMean];
    let mut lines = 0;
    for record in (1..=53).map(|n| format!("bidmc{n:02}")) {
        if !Path::new(&format!("{FOLDER}/{record}.dat")).is_file() {
            continue;
        }
        let channels = channels(&record);
        let Some((_, pressure)) = channels.iter().find(|(channel, _)| *channel == Channel::Arterial) else {
            continue;
        };
        lines += 1;
        let (mut errors, mut pulsating): ([Vec<f64>; 3], usize) = Default::default();
        for (second, found) in measured(&channels, VITALS).into_iter().enumerate().skip(10) {
            let until = (second + 1) * 125;
            let Some(real) = extremes(&pressure[until - 750..until]) else { continue };
            pulsating += 1;
            for ((errors, found), real) in errors.iter_mut().zip(found).zip(real) {
                errors.extend(found.map(|found| (found - real).abs()));
            }
        }
        for (vital, errors) in VITALS.into_iter().zip(&errors) {
            let share = errors.len() as f64 / pulsating as f64;
            let most = errors.iter().copied().fold(0.0, f64::max);
            println!(
                "{record} {vital}: mean absolute difference {:.2} mmHg, at most {most:.1}, shown {:.1} % of {pulsating} s",
                mean(errors),
                100.0 * share
            );
            assert!(share > 0.97 && mean(errors) < 2.0, "{record} {vital}");
        }
    }
    if lines == 0 {
        println!("skipped: no record with an arterial line in {FOLDER}");
    }
}

#[test]
fn a_line_that_is_shut_off_leaves_no_numbers() {
    if !Path::new(&format!("{FOLDER}/bidmc06.dat")).is_file() {
        println!("skipped: bidmc06 is not in {FOLDER}");
        return;
    }
    // From 405 s on the record stands at the end of its range.
    let found = measured(&channels("bidmc06"), [Vital::ArterialSystolic; 3]);
    let shown = found.iter().skip(420).filter(|values| values[0].is_some()).count();
    assert_eq!(shown, 0);
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
