//! `examples/fit` as it is used: what it fits is what made the cases, and what it cannot fit it names.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../examples/fit/regression.rs"]
mod regression;

use std::{path::Path, process::Command};

use bedside::processing::evidence::{BEAT_WEIGHTS, FIBRILLATION_WEIGHTS};
use regression::{Case, fit};

/// What the command prints with these arguments, and whether it succeeded.
fn run(arguments: &[&str]) -> (String, String, bool) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--locked", "--example", "fit", "--"]).args(arguments);
    let run = cargo.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(run.stdout), text(run.stderr), run.status.success())
}

/// Cases on a line, with log odds of `bias + weight * x`; another measure is always the same.
fn line(bias: f64, weight: f64) -> Vec<Case> {
    let mut cases = Vec::new();
    for step in -20..=20 {
        let x = f64::from(step) / 10.0;
        let yes = (50.0 / (1.0 + (-(bias + weight * x)).exp())).round() as usize;
        for n in 0..50 {
            cases.push(Case { measures: vec![x as f32, 0.5], is: n < yes, record: 0, patient: 0 });
        }
    }
    cases
}

#[test]
fn weights_that_made_the_cases_are_found_again() {
    let (bias, weights) = fit(&line(0.0, 2.0), None, &[1.0; 2]);
    assert!((weights[0] - 2.0).abs() < 0.1, "{weights:?}");
    assert!((bias + 0.5 * weights[1]).abs() < 0.05, "{bias} {weights:?}");
}

#[test]
fn a_weight_of_the_wrong_sign_is_zero() {
    let (_, weights) = fit(&line(0.0, 2.0), None, &[-1.0, 1.0]);
    assert!(weights[0].abs() < f32::EPSILON, "{weights:?}");
}

#[test]
fn a_patient_left_out_has_no_say() {
    let mut cases = line(0.0, 2.0);
    let others = line(0.0, -3.0).into_iter().map(|case| Case { record: 1, patient: 1, ..case });
    cases.extend(others);
    let alone = fit(&line(0.0, 2.0), None, &[1.0; 2]);
    assert_eq!(fit(&cases, Some(1), &[1.0; 2]), alone);
    assert_ne!(fit(&cases, None, &[1.0; 2]), alone);
}

fn number(text: &str) -> f32 {
    text.parse().unwrap()
}

/// The weights in use are those at the head of what the command prints, to within `about`.
fn used(out: &str, bias: f32, weights: &[f32], about: f32) {
    let fitted = out.lines().map(|line| number(line.rsplit(' ').next().unwrap_or_default()));
    for (used, fitted) in [bias].iter().chain(weights).zip(fitted) {
        assert!((used - fitted).abs() <= about, "{used} is used, {fitted} was fitted");
    }
}

/// What the command fits is what the detector uses, and does well on records that it was not fitted on.
#[test]
fn weights_in_use_are_those_that_are_fitted() {
    let folder = "../shared/recordings/mitdb";
    if !Path::new(folder).is_dir() {
        println!("skipped: {folder} is not there");
        return;
    }
    let (out, errors, well) = run(&["beats", folder]);
    assert!(well && errors.is_empty(), "{errors}");
    used(&out, BEAT_WEIGHTS.0, &BEAT_WEIGHTS.1, 0.02);
    let pooled = out.lines().find(|line| line.starts_with("pooled")).unwrap();
    let left_out: Vec<&str> = pooled.split('|').nth(1).unwrap().split_whitespace().collect();
    assert!(number(left_out[0]) >= 96.5 && number(left_out[1]) >= 95.2, "{pooled}");
}

#[test]
fn weights_of_fibrillation_are_those_that_are_fitted() {
    let folders = ["cudb", "vfdb", "mitdb", "nstdb"].map(|name| format!("../shared/recordings/{name}"));
    if let Some(folder) = folders.iter().find(|folder| !Path::new(folder).is_dir()) {
        println!("skipped: {folder} is not there");
        return;
    }
    let arguments: Vec<&str> =
        ["fibrillation"].into_iter().chain(folders.iter().map(String::as_str)).collect();
    let (out, errors, well) = run(&arguments);
    assert!(well && errors.is_empty(), "{errors}");
    used(&out, FIBRILLATION_WEIGHTS.0, &FIBRILLATION_WEIGHTS.1, 0.05);
    let both = out.lines().find(|line| line.starts_with("up to vfdb")).unwrap();
    let left_out: Vec<&str> = both.split('|').nth(1).unwrap().split_whitespace().collect();
    let [episodes, _, duration, specificity, delay, noise] = <[&str; 6]>::try_from(left_out).unwrap();
    assert!(number(episodes.split('/').next().unwrap()) >= 97.0, "{both}");
    assert!(number(duration) >= 86.0 && number(specificity) >= 97.8, "{both}");
    assert!(number(delay) < 2.0 && number(noise) <= 2.0, "{both}");
}

#[test]
fn what_cannot_be_fitted_is_named() {
    for (arguments, words) in [
        (&["beats", "no-such-folder"][..], "no-such-folder: "),
        (&["beats", "src"], "no record with annotations (.hea and .atr)"),
        (&["beats"], "no record to fit to"),
        (&["thoughts", "src"], "thoughts: nothing that is fitted"),
        (&[], "usage: fit beats"),
    ] {
        let (out, errors, well) = run(arguments);
        assert!(!well && out.is_empty() && errors.contains(words), "{arguments:?}: {errors}");
    }
}
