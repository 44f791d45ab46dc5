//! Fits the weights of a detector to annotated WFDB records, and tells what they are worth on records that they were
//! not fitted on.
//!
//! ```text
//! cargo run --release --example fit -- beats|fibrillation DIRECTORY...
//! ```
//!
//! Each record is left out once: weights that are fitted on all others judge it, through every step that is taken at
//! the bedside, and are scored as `examples/score.rs` does. Records of the same patient (nstdb has ten hours of one) are
//! left out together: those whose names begin with the same three figures.

#[path = "../../tests/scoring/records.rs"]
#[allow(missing_docs)]
mod records;
#[path = "../../tests/scoring/mod.rs"]
#[allow(missing_docs, dead_code)]
mod scoring;

mod beats;
mod fibrillation;
mod regression;

use std::{env, io, process::ExitCode};

use records::Record;
use regression::Case;

const USAGE: &str = "usage: fit beats|fibrillation DIRECTORY...";

fn main() -> ExitCode {
    match run(&mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("fit: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(out: &mut impl io::Write) -> Result<(), String> {
    let given: Vec<String> = env::args().skip(1).collect();
    let (what, folders) = given.split_first().ok_or(USAGE)?;
    let report = match what.as_str() {
        "beats" => beats::report(records(folders)?),
        "fibrillation" => fibrillation::report(&records(folders)?),
        _ => return Err(format!("{what}: nothing that is fitted; {USAGE}")),
    };
    out.write_all(report.as_bytes()).map_err(|error| error.to_string())
}

/// All records of these folders, one lead of each; what cannot be read is left out with a message.
fn records(folders: &[String]) -> Result<Vec<Record>, String> {
    let mut all = Vec::new();
    for folder in folders {
        for header in records::headers(folder, "atr")? {
            let path = header.display().to_string();
            match Record::read(&path, "atr", 1) {
                Ok(record) => all.push(record),
                Err(error) => eprintln!("fit: {path}: {error}; left out"),
            }
        }
    }
    if all.is_empty() { Err(format!("no record to fit to; {USAGE}")) } else { Ok(all) }
}

/// Number of the patient of each record: names that begin with the same three figures are one patient's.
fn patients(records: &[Record]) -> Vec<usize> {
    let begins = |record: &Record| match record.name.as_bytes().first_chunk::<3>() {
        Some(first) if first.iter().all(u8::is_ascii_digit) => record.name[..3].to_owned(),
        _ => record.name.clone(),
    };
    let names: Vec<String> = records.iter().map(begins).collect();
    names.iter().filter_map(|name| names.iter().position(|other| other == name)).collect()
}

/// What was measured of each record, and whether it is what is looked for, as `labelled` tells.
fn cases(
    records: &[Record],
    patients: &[usize],
    labelled: impl Fn(&Record) -> Vec<(Vec<f32>, bool)>,
) -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, (record, &patient)) in records.iter().zip(patients).enumerate() {
        let those = labelled(record).into_iter();
        cases.extend(those.map(|(measures, is)| Case { measures, is, record: number, patient }));
    }
    cases
}

/// Weights, one a line.
fn listed(names: &[&str], (bias, weights): (f32, &[f32])) -> String {
    let lines = names.iter().zip(weights).map(|(name, weight)| format!("{name} {weight:.3}\n"));
    format!("bias {bias:.3}\n{}", lines.collect::<String>())
}
