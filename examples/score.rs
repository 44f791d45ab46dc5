//! Scores the monitor on every annotated WFDB record of a folder, as ANSI/AAMI EC57 does: beats,
//! ventricular beats, ventricular fibrillation; per record and pooled.
//!
//! ```text
//! cargo run --release --example score -- DIRECTORY [--two] [--csv]
//! ```
//!
//! `Se` is sensitivity and `+P` positive predictivity, in per cent; `SD` the scatter of beat times in
//! milliseconds. `VF ep` are episodes found and missed, `false` alarms outside of fibrillation,
//! tachycardia and noise; `dur` and `Sp` the sensitivity and specificity by duration; `delay` the
//! median seconds from onset to alarm; `noise` the alarms in what the record calls noise.
//! The lead that is scored is the record's first; with `--two` its second one helps to find beats.
//! How each is counted is written in `tests/scoring/mod.rs`. Paced records are for the reader to leave
//! out. Bad input gives a message on the standard error and exit code 1.

#[path = "../tests/scoring/mod.rs"]
#[allow(missing_docs, dead_code)]
mod scoring;

use std::{env, fs, io, path::PathBuf, process::ExitCode, time::Instant};

use bedside::{
    model::{Channel, Origin, Packet, Rate, Time, WaveformPacket},
    processing::{BeatClass, Event, Finding, Processor},
    record::{DiskSource, formats::wfdb::Recording},
};
use scoring::{Score, Told, Truth};

fn main() -> ExitCode {
    match run(&mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("score: {message}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<(String, bool, bool), String> {
    const USAGE: &str = "usage: score DIRECTORY [--two] [--csv]";
    let (mut folder, mut two, mut csv) = (None, false, false);
    for argument in env::args().skip(1) {
        if argument == "--csv" {
            csv = true;
        } else if argument == "--two" {
            two = true;
        } else if argument.starts_with("--") || folder.is_some() {
            return Err(format!("{argument}: not expected; {USAGE}"));
        } else {
            folder = Some(argument);
        }
    }
    Ok((folder.ok_or(USAGE)?, two, csv))
}

fn run(out: &mut impl io::Write) -> Result<(), String> {
    let (folder, two, csv) = arguments()?;
    let entries = fs::read_dir(&folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut headers: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "hea"))
        .filter(|path| path.with_extension("atr").is_file())
        .collect();
    headers.sort();
    if headers.is_empty() {
        return Err(format!("{folder}: no record with annotations (.hea and .atr) in it"));
    }
    let written = |outcome: io::Result<()>| outcome.map_err(|error| error.to_string());
    written(writeln!(out, "{}", if csv { CSV } else { TABLE }))?;
    let mut pooled = Score::default();
    let (mut samples, mut secs) = (0, 0.0);
    for header in headers {
        let path = header.display().to_string();
        let (name, score, cost) = record(&path, two).map_err(|error| format!("{path}: {error}"))?;
        written(writeln!(out, "{}", line(&name, &score, csv)))?;
        pooled.add(&score);
        samples += cost.0;
        secs += cost.1;
    }
    written(writeln!(out, "{}", line("pooled", &pooled, csv)))?;
    if !csv {
        let (free, noise) = pooled.hours();
        written(writeln!(
            out,
            "{free:.1} h without fibrillation, tachycardia and noise; {noise:.1} h of noise"
        ))?;
        let each = secs * 1e9 / f64::from(samples);
        written(writeln!(
            out,
            "nine of ten alarms within {:.1} s; {each:.0} ns a sample",
            pooled.delay(0.9)
        ))?;
    }
    Ok(())
}

/// The record's name, its score, and the samples and seconds that processing took.
fn record(header: &str, two: bool) -> Result<(String, Score, (u32, f64)), String> {
    let files = DiskSource::record(header).map_err(|error| error.to_string())?;
    let recording = futures_executor::block_on(Recording::open(files)).map_err(|error| error.to_string())?;
    let frames = recording.frames();
    // The channels of the screen go by the names of leads, scoring by their order in the record.
    let mut ecg: Vec<_> = (recording.shown().iter())
        .filter(|shown| matches!(shown.channel, Channel::Ecg | Channel::EcgSecond))
        .collect();
    ecg.sort_by_key(|shown| shown.signal);
    ecg.truncate(if two { 2 } else { 1 });
    let rate = ecg.first().ok_or("no ECG in it")?.rate;
    let frames = futures_executor::block_on(recording.read(0, frames as usize));
    let frames = frames.map_err(|error| error.to_string())?;
    let leads: Vec<&[f32]> =
        ecg.iter().filter_map(|shown| Some(frames.signals.get(shown.signal)?.as_slice())).collect();
    let hz = recording.frame_rate().hz();
    let end = recording.frames() as f64 / hz;
    let notes = recording
        .annotations()
        .iter()
        .map(|note| (note.frame as f64 / hz, note.mnemonic(), note.is_beat(), note.aux.as_deref()));
    let truth = Truth::new(notes, end);
    let begun = Instant::now();
    let told = listen(&leads, rate, end);
    let cost = (leads[0].len() as u32, begun.elapsed().as_secs_f64());
    Ok((recording.name().to_owned(), Score::of(&truth, &told, end), cost))
}

/// What the processor says of one lead, or of two.
fn listen(leads: &[&[f32]], rate: Rate, end: f64) -> Told {
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    let mut told = Told::default();
    let step = ((rate.hz() / 8.0) as usize).max(1);
    for from in (0..leads[0].len()).step_by(step) {
        let mut now = Time::ZERO;
        for (lead, channel) in leads.iter().zip([Channel::Ecg, Channel::EcgSecond]) {
            let packet = WaveformPacket {
                channel,
                origin: Origin::Replay,
                epoch: Time::ZERO,
                rate,
                index: from as u64,
                samples: lead[from..(from + step).min(lead.len())].to_vec(),
            };
            now = packet.end();
            processor.receive(&Packet::Waveform(packet), &mut findings);
        }
        processor.advance(now, &mut findings);
        for finding in findings.drain(..) {
            match finding {
                Finding::Beat(beat) => {
                    told.beats.push((beat.at.secs(), beat.class == BeatClass::Ventricular));
                }
                Finding::Event { event: Event::VentricularFibrillation, active, at } => {
                    if active {
                        told.fibrillation.push(at.secs()..end);
                    } else if let Some(last) = told.fibrillation.last_mut() {
                        last.end = at.secs();
                    }
                }
                _ => {}
            }
        }
    }
    told
}

const TABLE: &str = "record     beats    Se     +P     F1  SD ms |   VEB     Se     +P | VF ep  false    dur     Sp  delay noise";
const CSV: &str = "record,beats,beat_se,beat_ppv,beat_f1,beat_sd_ms,veb,veb_se,veb_ppv,vf_found,vf_missed,vf_false,vf_duration_se,vf_specificity,vf_delay_s,vf_in_noise";

fn line(name: &str, score: &Score, csv: bool) -> String {
    let (beats, veb, vf) = (&score.beats, &score.ventricular, &score.episodes);
    let (count, ventricular) = (beats.hits + beats.missed, veb.hits + veb.missed);
    let rates = [beats.sensitivity(), beats.predictivity(), beats.f1(), score.timing_ms()];
    let [se, ppv, f1, sd] = rates.map(|rate| number(rate, csv));
    let rates = [veb.sensitivity(), veb.predictivity()];
    let [veb_se, veb_ppv] = rates.map(|rate| number(rate, csv));
    let rates = [score.duration_sensitivity(), score.specificity(), score.delay(0.5)];
    let [duration, specificity, delay] = rates.map(|rate| number(rate, csv));
    let (found, missed, wrong, noise) = (vf.hits, vf.missed, vf.extra, score.noise_alarms);
    if csv {
        return format!(
            "{name},{count},{se},{ppv},{f1},{sd},{ventricular},{veb_se},{veb_ppv},{found},{missed},{wrong},{duration},{specificity},{delay},{noise}"
        );
    }
    format!(
        "{name:8} {count:7} {se:>6} {ppv:>6} {f1:>6} {sd:>5} | {ventricular:>5} {veb_se:>6} {veb_ppv:>6} | {:>5} {wrong:>6} {duration:>6} {specificity:>6} {delay:>6} {noise:>5}",
        format!("{found}/{}", found + missed)
    )
}

/// Two decimals, and nothing where there is nothing to divide by.
fn number(value: f64, csv: bool) -> String {
    match (value.is_nan(), csv) {
        (true, true) => String::new(),
        (true, false) => "-".to_owned(),
        (false, _) => format!("{value:.2}"),
    }
}
