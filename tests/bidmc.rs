//! Rates against those that a real bedside monitor showed at the same time, and arterial pressures
//! against the waveform's own extremes, for the monitor's are not in the records (BIDMC, Pimentel et al.,
//! IEEE TBME 64:1914, 2017; `PhysioNet`). The recordings are not part of the project: without
//! `../shared/recordings/bidmc` the test says so and passes.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::{fs, path::Path};

use bedside::{
    model::{Channel, Origin, Packet, Rate, Time, Vital, WaveformPacket},
    processing::{Finding, Processor},
};

const FOLDER: &str = "../shared/recordings/bidmc";
const RATE: Rate = Rate::constant(125.0);
/// What the monitor's own numbers are called.
const NAMES: [(Vital, &str); 3] =
    [(Vital::HeartRate, "HR"), (Vital::PulseRate, "PULSE"), (Vital::RespRate, "RESP")];

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

/// Value of each of `vitals` in each second.
fn measured(channels: &[(Channel, Vec<f32>)], vitals: [Vital; 3]) -> Vec<[Option<f64>; 3]> {
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
        let value = |vital| {
            findings.iter().find_map(|finding| match finding {
                Finding::Reading(reading) if reading.vital == vital => reading.value,
                _ => None,
            })
        };
        seconds.push(vitals.map(value));
        findings.clear();
    }
    seconds
}

#[test]
fn rates_agree_with_a_real_monitor() {
    if !Path::new(FOLDER).is_dir() {
        println!("skipped: {FOLDER} is not there");
        return;
    }
    let mut errors: [Vec<f64>; 3] = Default::default();
    let mut shown = [0; 3];
    for record in (1..=53).map(|n| format!("bidmc{n:02}")) {
        if !Path::new(&format!("{FOLDER}/{record}n.dat")).is_file() {
            continue;
        }
        let numbers = signals(&format!("{record}n"));
        let measured = measured(&channels(&record), NAMES.map(|(vital, _)| vital));
        let mut own: [Vec<f64>; 3] = Default::default();
        for (n, (_, name)) in NAMES.into_iter().enumerate() {
            let (_, truth) = numbers.iter().find(|(other, _)| other == name).unwrap();
            // Half a minute to learn.
            for (&truth, found) in truth.iter().zip(&measured).skip(30).filter(|(truth, _)| **truth > 0.0) {
                shown[n] += 1;
                own[n].extend(found[n].map(|value| (value - f64::from(truth)).abs()));
            }
        }
        println!("{record}: {}", own.each_ref().map(|own| format!("{:.2}", mean(own))).join(" "));
        errors.iter_mut().zip(own).for_each(|(all, own)| all.extend(own));
    }
    for ((vital, _), (errors, shown)) in NAMES.into_iter().zip(errors.iter().zip(shown)) {
        let share = errors.len() as f64 / f64::from(shown);
        println!("{vital}: mean absolute difference {:.2}/min, shown {:.1} %", mean(errors), 100.0 * share);
        let most = if vital == Vital::RespRate { 3.0 } else { 1.5 };
        assert!(share > 0.9 && mean(errors) < most, "{vital}");
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
