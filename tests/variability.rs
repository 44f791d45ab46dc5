//! Which intervals are marked as ectopic or artefact by their lengths alone: on simulated sinus rhythm, where
//! every mark is false, and on the annotated beats of the MIT-BIH Arrhythmia Database (Moody and Mark, 2001;
//! `PhysioNet`). The records are not part of the project: without `../shared/recordings/mitdb` that test says
//! so and passes.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::{f64::consts::TAU, path::Path};

use bedside::{
    model::{Interval, Origin, Span, Time},
    processing::variability::Tachogram,
    record::{DiskSource, formats::wfdb::Recording},
};
use futures_executor::block_on;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64Mcg;

const FOLDER: &str = "../shared/recordings/mitdb";
/// De Chazal's first half without paced records, and without those with long fibrillation, flutter, block or
/// bigeminy: 106, 114, 119, 201, 203, 207, 208, 223.
const RECORDS: [&str; 14] =
    ["101", "108", "109", "112", "115", "116", "118", "122", "124", "205", "209", "215", "220", "230"];

/// A tachogram of these lengths in milliseconds; a `NaN` is a gap.
fn fed(lengths: &[f64]) -> (Tachogram, Time) {
    let (mut tachogram, mut at) = (Tachogram::reaching(Span::from_secs(100_000.0)), Time::ZERO);
    for millis in lengths {
        if millis.is_nan() {
            tachogram.interrupt();
            continue;
        }
        at += Span::from_secs(millis / 1e3);
        tachogram.interval(Interval::new(at, *millis, Origin::Simulated));
    }
    tachogram.interrupt();
    (tachogram, at)
}

/// Sinus rhythm of a person at rest: breathing, slow waves, and noise that wanders.
fn sinus(seed: u64, mean: f64, breath_hz: f64, breathing: f64) -> Vec<f64> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let (mut at, mut wander, phase) = (0.0, 0.0, random.random_range(0.0..TAU));
    let mut lengths = Vec::new();
    for _ in 0..2_000 {
        let noise: f64 = StandardNormal.sample(&mut random);
        wander = 0.97 * wander + 6.0 * noise;
        let own: f64 = StandardNormal.sample(&mut random);
        let swing = breathing * (TAU * breath_hz * at + phase).sin() + 20.0 * (TAU * 0.095 * at).sin();
        let millis = ((mean + swing + wander + 4.0 * own) * 1.024).round() / 1.024;
        at += millis / 1e3;
        lengths.push(millis);
    }
    lengths
}

#[test]
fn clean_sinus_rhythm_is_hardly_ever_marked() {
    let (mut marked, mut all, mut worst) = (0, 0, 0.0_f64);
    for (seed, mean) in [(1, 600.0), (2, 800.0), (3, 1_000.0), (4, 1_250.0), (5, 1_500.0)] {
        for per_minute in [5.0, 6.0, 10.0, 15.0, 20.0] {
            for depth in [0.005, 0.03, 0.08, 0.15] {
                // Above 6 breaths a minute it falls with their rate (J. A. Hirsch and B. Bishop, Am J Physiol 241:H620,
                // 1981: 21 dB a decade).
                let depth = depth * (6.0_f64 / per_minute).min(1.0);
                let (tachogram, _) = fed(&sinus(seed, mean, per_minute / 60.0, depth * mean));
                let odd = tachogram.intervals(Time::ZERO).filter(|interval| !interval.is_normal()).count();
                let count = tachogram.intervals(Time::ZERO).len();
                worst = worst.max(odd as f64 / count as f64);
                marked += odd;
                all += count;
            }
        }
    }
    let share = 100.0 * marked as f64 / all as f64;
    println!(
        "clean sinus rhythm: {marked} of {all} intervals marked, {share:.3} %; most in one series {:.2} %",
        100.0 * worst
    );
    assert!(share < 0.02, "{share} %");
    assert!(worst < 0.005, "{worst}");
}

#[test]
fn ectopic_beats_of_real_records_are_marked() {
    if !Path::new(FOLDER).is_dir() {
        println!("no {FOLDER}: nothing to compare with");
        return;
    }
    let [mut hit, mut odd, mut falsely, mut clean] = [0_usize; 4];
    for record in RECORDS {
        let files = DiskSource::record(format!("{FOLDER}/{record}.hea")).unwrap();
        let recording = block_on(Recording::open(files)).unwrap();
        let rate = recording.frame_rate().hz();
        let beats: Vec<_> = recording.annotations().iter().filter(|note| note.is_beat()).collect();
        let lengths: Vec<f64> =
            beats.windows(2).map(|pair| (pair[1].frame - pair[0].frame) as f64 / rate * 1e3).collect();
        let sinus = |code: &str| ["N", "L", "R", "B"].contains(&code);
        let early = |code: &str| ["V", "A", "a", "J", "S", "F", "E"].contains(&code);
        let (tachogram, _) = fed(&lengths);
        let marks: Vec<bool> =
            tachogram.intervals(Time::ZERO).map(|interval| !interval.is_normal()).collect();
        if marks.len() != lengths.len() {
            println!(
                "{record}: {} of {} intervals are impossible",
                lengths.len() - marks.len(),
                lengths.len()
            );
            continue;
        }
        let [mut own_hit, mut own_odd, mut own_false, mut own_clean] = [0_usize; 4];
        for n in 1..marks.len() {
            // Interval n lies between beats n and n + 1.
            // In a run of three or more the intervals are even: that is for the beats' classes to tell.
            let is_early = |k: usize| beats.get(k).is_some_and(|beat| early(beat.mnemonic()));
            let run = (n.saturating_sub(2)..=n).any(|k| (k..k + 3).all(is_early));
            if is_early(n) && !run {
                own_odd += 1;
                own_hit += usize::from(marks[n - 1] || marks[n]);
            }
            if (n.saturating_sub(1)..=(n + 2).min(beats.len() - 1)).all(|k| sinus(beats[k].mnemonic())) {
                own_clean += 1;
                own_false += usize::from(marks[n]);
            }
        }
        println!(
            "{record}: {own_hit} of {own_odd} ectopic beats marked, {own_false} of {own_clean} normal intervals"
        );
        hit += own_hit;
        odd += own_odd;
        falsely += own_false;
        clean += own_clean;
    }
    println!("all: {hit} of {odd} ectopic beats marked, {falsely} of {clean} normal intervals");
    assert!(hit as f64 >= 0.9 * odd as f64);
    assert!((falsely as f64) < 0.008 * clean as f64);
}
