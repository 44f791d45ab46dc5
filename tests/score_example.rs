//! `examples/score.rs` as it is used: what it says of the recordings at hand, which must not get worse, and of what it
//! cannot score. The recordings are not part of the project: without `../shared/recordings` the test says so.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{collections::BTreeMap, path::Path, process::Command};

const RECORDINGS: &str = "../shared/recordings";

/// What it prints with these arguments, and whether it succeeded.
fn score(arguments: &[&str]) -> (String, String, bool) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--locked", "--example", "score", "--"]).args(arguments);
    let run = cargo.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(run.stdout), text(run.stderr), run.status.success())
}

/// The row of all records together, by the names of its columns; `None` when the folder is not there.
fn pooled(folder: &str, two: bool) -> Option<BTreeMap<String, f64>> {
    let path = format!("{RECORDINGS}/{folder}");
    if !Path::new(&path).is_dir() {
        println!("skipped: {path} is not there");
        return None;
    }
    let arguments: &[&str] = if two { &[&path, "--csv", "--two"] } else { &[&path, "--csv"] };
    let (out, errors, well) = score(arguments);
    assert!(well && errors.is_empty(), "{errors}");
    let names = out.lines().next().unwrap().split(',');
    let row = out.lines().find(|line| line.starts_with("pooled,")).unwrap().split(',');
    let row: BTreeMap<String, f64> =
        names.zip(row).filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?))).collect();
    println!("{folder}: {row:?}");
    Some(row)
}

/// That each column is at least so much.
fn at_least(row: &BTreeMap<String, f64>, least: &[(&str, f64)]) {
    for (name, least) in least {
        assert!(row[*name] >= *least, "{name}: {} of at least {least}", row[*name]);
    }
}

// A little less than docs/accuracy.md says: what is guarded is that it gets no worse.
#[test]
fn beats_classes_and_fibrillation_get_no_worse() {
    if let Some(row) = pooled("mitdb", false) {
        let classes = [("veb_se", 96.9), ("veb_ppv", 95.5), ("sveb_se", 59.0), ("sveb_ppv", 79.0)];
        at_least(&row, &classes);
        at_least(
            &row,
            &[
                ("vf_found", 5.0),
                ("vf_specificity", 99.9),
                ("af_duration_se", 80.0),
                ("af_specificity", 98.0),
            ],
        );
        assert!(row["beat_latest_s"] <= 0.63, "{} s, of which 0.125 is a step", row["beat_latest_s"]);
    }
    if let Some(row) = pooled("nstdb", false) {
        at_least(&row, &[("beat_se", 94.0), ("beat_ppv", 88.0), ("vf_specificity", 99.99), ("veb_ppv", 5.5)]);
    }
    if let Some(row) = pooled("nstdb", true) {
        at_least(&row, &[("beat_se", 94.5), ("beat_ppv", 94.0)]);
    }
    if let Some(row) = pooled("cudb", false) {
        at_least(&row, &[("beat_se", 93.0), ("beat_ppv", 98.0)]);
        at_least(&row, &[("vf_found", 23.0), ("vf_duration_se", 81.0), ("vf_specificity", 98.0)]);
        assert!(row["vf_delay_s"] < 3.0);
    }
    if let Some(row) = pooled("vfdb", false) {
        at_least(&row, &[("vf_found", 67.0), ("vf_duration_se", 89.5), ("vf_specificity", 98.2)]);
        assert!(row["vf_delay_s"] < 2.0 && row["vf_in_noise"] <= 3.0);
    }
}

#[test]
fn what_cannot_be_scored_is_named() {
    for (arguments, words) in [
        (&["no-such-folder"][..], "no-such-folder: "),
        (&["src"], "no record with annotations (.hea and .atr)"),
        (&["src", "--annotator", "qrs"], "(.hea and .qrs)"),
        (&["src", "--annotator"], "no name follows"),
        (&["src", "--loud"], "--loud: not expected"),
        (&[], "usage: score DIRECTORY"),
    ] {
        let (out, errors, well) = score(arguments);
        assert!(!well && out.is_empty() && errors.contains(words), "{arguments:?}: {errors}");
    }
}
