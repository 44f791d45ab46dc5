//! `examples/fit` as it is used: what it fits is what made the cases, and what it cannot fit it names.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../examples/fit/regression.rs"]
mod regression;

use std::process::Command;

use regression::{Case, fit};

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

#[test]
fn what_cannot_be_fitted_is_named() {
    for (arguments, words) in [
        (&["beats", "no-such-folder"][..], "no-such-folder: "),
        (&["beats", "src"], "no record with annotations (.hea and .atr)"),
        (&["beats"], "no record to fit to"),
        (&["thoughts", "src"], "thoughts: nothing that is fitted"),
        (&[], "usage: fit beats"),
    ] {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["run", "--quiet", "--locked", "--example", "fit", "--"]).args(arguments);
        let run = cargo.output().unwrap();
        let errors = String::from_utf8(run.stderr).unwrap();
        assert!(!run.status.success() && run.stdout.is_empty() && errors.contains(words), "{errors}");
    }
}
