//! Scores the monitor on every annotated WFDB record of a folder, as ANSI/AAMI EC57 does: beats and their classes,
//! ventricular and atrial fibrillation; per record and pooled.
//!
//! ```text
//! cargo run --release --example score -- DIRECTORY [--two] [--annotator NAME] [--csv]
//! ```
//!
//! `Se` is sensitivity and `+P` positive predictivity, in per cent; `SD` the scatter of beat times in milliseconds;
//! `late` the seconds from an R peak to when the beat was told, at most. `VEB` are ventricular beats, `SVEB`
//! supraventricular ones, `paced` the share of paced beats that were called so. `VF` are episodes of ventricular
//! fibrillation found of all, `false` alarms outside of fibrillation, tachycardia and noise; `dur` and `Sp` the
//! sensitivity and specificity by duration; `delay` the median seconds from onset to alarm; `noise` the alarms in
//! what the record calls noise. `AF` are sensitivity and specificity by duration for fibrillation of the atria.
//!
//! The lead that is scored is the record's first; with `--two` its second one helps to find beats. Annotations are
//! read from files that end in `atr`, or in the NAME given. How each is counted is written in
//! `tests/scoring/mod.rs`. Paced records are for the reader to leave out. A record that cannot be scored is left
//! out with a message on the standard error; when none can be, and on any other bad input, the exit code is 1.

#[path = "../tests/scoring/records.rs"]
#[allow(missing_docs, dead_code)]
mod records;
#[path = "../tests/scoring/mod.rs"]
#[allow(missing_docs, dead_code)]
mod scoring;

#[path = "speed/computed.rs"]
mod computed;

use std::{env, io, process::ExitCode};

use bedside::{
    model::{Channel, Origin, Packet, Rate, Time, WaveformPacket},
    processing::{Event, Finding, Processor},
};
use computed::computed;
use records::{Record, class};
use scoring::{Score, Told, ToldBeat};

fn main() -> ExitCode {
    match run(&mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("score: {message}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Options {
    folder: String,
    two: bool,
    csv: bool,
    annotator: Option<String>,
}

fn arguments() -> Result<Options, String> {
    const USAGE: &str = "usage: score DIRECTORY [--two] [--annotator NAME] [--csv]";
    let mut options = Options::default();
    let mut given = env::args().skip(1);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--csv" => options.csv = true,
            "--two" => options.two = true,
            "--annotator" => {
                let name = given.next().ok_or(format!("--annotator: no name follows; {USAGE}"))?;
                options.annotator = Some(name);
            }
            _ if argument.starts_with("--") || !options.folder.is_empty() => {
                return Err(format!("{argument}: not expected; {USAGE}"));
            }
            _ => options.folder = argument,
        }
    }
    if options.folder.is_empty() { Err(USAGE.to_owned()) } else { Ok(options) }
}

fn run(out: &mut impl io::Write) -> Result<(), String> {
    let Options { folder, two, csv, annotator } = arguments()?;
    let annotator = annotator.as_deref().unwrap_or("atr");
    let headers = records::headers(&folder, annotator)?;
    let written = |outcome: io::Result<()>| outcome.map_err(|error| error.to_string());
    written(writeln!(out, "{}", if csv { CSV } else { TABLE }))?;
    let mut pooled = Score::default();
    let (mut samples, mut secs) = (0, 0.0);
    for header in headers {
        let path = header.display().to_string();
        match record(&path, annotator, two) {
            Ok((name, score, cost)) => {
                written(writeln!(out, "{}", line(&name, &score, csv)))?;
                pooled.add(&score);
                samples += cost.0;
                secs += cost.1;
            }
            Err(error) => eprintln!("score: {path}: {error}; left out"),
        }
    }
    if samples == 0 {
        return Err(format!("{folder}: none of its records could be scored"));
    }
    written(writeln!(out, "{}", line("pooled", &pooled, csv)))?;
    if !csv {
        let (free, noise) = pooled.hours();
        written(writeln!(
            out,
            "{free:.1} h without fibrillation, tachycardia and noise; {noise:.1} h of noise"
        ))?;
        let delay = pooled.delay(0.9);
        if delay.is_finite() {
            written(writeln!(out, "nine of ten alarms within {delay:.1} s"))?;
        }
        written(writeln!(out, "{:.0} ns a sample", secs * 1e9 / f64::from(samples)))?;
    }
    Ok(())
}

/// The record's name, its score, and the samples and seconds that processing took.
fn record(header: &str, annotator: &str, two: bool) -> Result<(String, Score, (u32, f64)), String> {
    let Record { name, leads, rate, truth, end, .. } =
        Record::read(header, annotator, if two { 2 } else { 1 })?;
    let begun = computed();
    let told = listen(&leads, rate, end);
    let cost = (leads[0].len() as u32, computed() - begun);
    Ok((name, Score::of(&truth, &told, end), cost))
}

/// What the processor says of one lead, or of two.
fn listen(leads: &[Vec<f32>], rate: Rate, end: f64) -> Told {
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
                    let class = class(beat.class);
                    told.beats.push(ToldBeat { at: beat.at.secs(), told: now.secs(), class });
                }
                Finding::Event { event, active, at } => {
                    let episodes = match event {
                        Event::VentricularFibrillation => &mut told.fibrillation,
                        Event::AtrialFibrillation => &mut told.atrial,
                        _ => continue,
                    };
                    if active {
                        episodes.push(at.secs()..end);
                    } else if let Some(last) = episodes.last_mut() {
                        last.end = at.secs();
                    }
                }
                _ => {}
            }
        }
    }
    told
}

const TABLE: &str = "record     beats    Se     +P     F1  SD ms late |   VEB     Se     +P |  SVEB     Se     +P |  paced | VF ep  false    dur     Sp  delay noise | AF Se     Sp";
const CSV: &str = "record,beats,beat_se,beat_ppv,beat_f1,beat_sd_ms,beat_latest_s,veb,veb_se,veb_ppv,sveb,sveb_se,sveb_ppv,paced_se,vf_found,vf_missed,vf_false,vf_duration_se,vf_specificity,vf_delay_s,vf_in_noise,af_duration_se,af_specificity";

fn line(name: &str, score: &Score, csv: bool) -> String {
    let (beats, vf) = (&score.beats, &score.episodes);
    let rates = [beats.sensitivity(), beats.predictivity(), beats.f1(), score.timing_ms(), score.latest];
    let [se, ppv, f1, sd, late] = rates.map(|rate| number(rate, csv));
    let [veb, sveb] = [&score.ventricular, &score.supraventricular].map(|counts| {
        let rates = [counts.sensitivity(), counts.predictivity()].map(|rate| number(rate, csv));
        (counts.hits + counts.missed, rates)
    });
    let paced = number(score.paced.sensitivity(), csv);
    let rates = [score.duration_sensitivity(), score.specificity(), score.delay(0.5)];
    let [duration, specificity, delay] = rates.map(|rate| number(rate, csv));
    let (found, missed, wrong, noise) = (vf.hits, vf.missed, vf.extra, score.noise_alarms);
    let count = beats.hits + beats.missed;
    let (af_se, af_sp) = score.atrial_rates();
    let [af_se, af_sp] = [af_se, af_sp].map(|rate| number(rate, csv));
    let ((vebs, [veb_se, veb_ppv]), (svebs, [sveb_se, sveb_ppv])) = (veb, sveb);
    if csv {
        return format!(
            "{name},{count},{se},{ppv},{f1},{sd},{late},{vebs},{veb_se},{veb_ppv},{svebs},{sveb_se},{sveb_ppv},{paced},{found},{missed},{wrong},{duration},{specificity},{delay},{noise},{af_se},{af_sp}"
        );
    }
    format!(
        "{name:8} {count:7} {se:>6} {ppv:>6} {f1:>6} {sd:>5} {late:>4} | {vebs:>5} {veb_se:>6} {veb_ppv:>6} | {svebs:>5} {sveb_se:>6} {sveb_ppv:>6} | {paced:>6} | {:>5} {wrong:>6} {duration:>6} {specificity:>6} {delay:>6} {noise:>5} | {af_se:>6} {af_sp:>6}",
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
