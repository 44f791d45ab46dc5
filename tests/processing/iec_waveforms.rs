//! The test waveforms of IEC 60601-2-27 for cardiac monitors (those of ANSI/AAMI EC13), drawn anew from what
//! manuals say of them, and the rates and times that are asked for.
//!
//! The figures of the standard are not public: shapes are triangles of the stated height and width, and a wide wave
//! for ventricular beats; what is exact are heights, widths, intervals, and the answers.

#![allow(clippy::print_stdout)] // the times that manuals of monitors give

use bedside::{
    model::{Channel, Vital},
    processing::{BeatClass, Event},
};

use crate::bed::{Found, around, beats, run, ventricular, wave};

/// A triangle around 0.
fn triangle(t: f64, height: f64, width: f64) -> f64 {
    height * (1.0 - t.abs() / (width / 2.0)).max(0.0)
}

/// A QRS of `height` millivolts with a T wave of a fifth of it.
fn normal(t: f64, height: f64) -> f64 {
    triangle(t, height, 0.08) + triangle(t - 0.26, height / 5.0, 0.18)
}

/// The heart rate shown in every second from 20 s on is within 10 % or 5 /min of `expected`, whichever is more.
fn shows(found: &Found, expected: f64, secs: f64, what: &str) {
    for second in 20..secs as u32 {
        let shown = found.value(Vital::HeartRate, f64::from(second));
        let allowed = (expected / 10.0).max(5.0);
        assert!(
            shown.is_some_and(|shown| (shown - expected).abs() <= allowed),
            "{what}: {shown:?} for {expected} after {second} s"
        );
    }
}

type Shape = fn(f64) -> f64;

/// Two kinds of beats in turn, with the intervals before each.
fn in_turn(secs: f64, intervals: [f64; 2], shapes: [Shape; 2]) -> Found {
    let truth = beats(secs, |n, _| intervals[n % 2]);
    run(&[wave(Channel::Ecg, 500.0, secs, |t| around(&truth, t, |n, t| shapes[n % 2](t)))], 63)
}

#[test]
fn irregular_rhythms_show_the_rate_of_all_beats() {
    let (n, v, down): (Shape, Shape, Shape) = (|t| normal(t, 1.0), ventricular, |t| -ventricular(t));
    shows(&in_turn(60.0, [0.6, 0.9], [n, v]), 80.0, 60.0, "3a ventricular bigeminy");
    shows(&in_turn(60.0, [0.6, 1.4], [n, v]), 60.0, 60.0, "3b slow alternating bigeminy");
    shows(&in_turn(60.0, [0.4, 0.6], [n, v]), 120.0, 60.0, "3c rapid alternating bigeminy");
    shows(&in_turn(60.0, [2.0 / 3.0; 2], [v, down]), 90.0, 60.0, "3d bidirectional systoles");
}

#[test]
fn every_height_width_and_rate_is_counted() {
    for height in [0.5, 1.0, 5.0, -0.5, -5.0] {
        for width in [0.07, 0.1, 0.12] {
            for rate in [30.0, 80.0, 200.0] {
                let truth = beats(40.0, |_, _| 60.0 / rate);
                let ecg =
                    wave(Channel::Ecg, 500.0, 40.0, |t| around(&truth, t, |_, t| triangle(t, height, width)));
                shows(&run(&[ecg], 63), rate, 40.0, &format!("{height} mV, {width} s"));
            }
        }
        // Newborns.
        for width in [0.04, 0.06] {
            let truth = beats(40.0, |_, _| 0.24);
            let ecg =
                wave(Channel::Ecg, 500.0, 40.0, |t| around(&truth, t, |_, t| triangle(t, height, width)));
            shows(&run(&[ecg], 63), 250.0, 40.0, &format!("{height} mV, {width} s"));
        }
    }
}

#[test]
fn what_is_narrower_than_10_ms_is_no_beat_beside_beats() {
    // Alone, with no beat to compare it with, it is counted: leads with complexes of 0.12 mV exist, and
    // a spike of 1 mV and 10 ms has no more area.
    let truth = beats(40.0, |_, _| 0.75);
    let ecg = wave(Channel::Ecg, 1000.0, 40.0, |t| {
        around(&truth, t, |_, t| normal(t, 1.0) + triangle(t - 0.45, 1.0, 0.01))
    });
    shows(&run(&[ecg], 63), 80.0, 40.0, "spikes of 10 ms");
}

#[test]
fn a_t_wave_of_1_2_mv_is_not_counted() {
    for rate in [60.0, 80.0] {
        let truth = beats(40.0, |_, _| 60.0 / rate);
        // QRS of 1 mV, 100 ms; QT 350 ms; T wave 180 ms (IEC 60601-2-27, figure 201.103).
        let shape = |t: f64| {
            let rounded = |t: f64| 1.2 * (std::f64::consts::PI * (t / 0.18).clamp(-0.5, 0.5)).cos();
            triangle(t, 1.0, 0.1) + rounded(t - 0.21)
        };
        let ecg = wave(Channel::Ecg, 500.0, 40.0, |t| around(&truth, t, |_, t| shape(t)));
        shows(&run(&[ecg], 63), rate, 40.0, "tall T");
    }
}

#[test]
fn mains_and_drift_are_tolerated() {
    let truth = beats(60.0, |_, _| 0.75);
    for hertz in [50.0, 60.0] {
        let mains = |t: f64| 0.05 * (std::f64::consts::TAU * hertz * t).sin();
        let ecg =
            wave(Channel::Ecg, 500.0, 60.0, |t| around(&truth, t, |_, t| triangle(t, 0.5, 0.1)) + mains(t));
        shows(&run(&[ecg], 63), 80.0, 60.0, "100 µV of mains");
    }
    // 4 mV at 0.1 Hz.
    let drift = |t: f64| 8.0 * ((t / 10.0).rem_euclid(1.0) - 0.5).abs() - 2.0;
    let ecg = wave(Channel::Ecg, 500.0, 60.0, |t| around(&truth, t, |_, t| triangle(t, 0.5, 0.1)) + drift(t));
    shows(&run(&[ecg], 63), 80.0, 60.0, "4 mV of drift");
}

/// Seconds from `since` until the rate shown has gone 63 % of the way from `from` to `to`.
fn response(from: f64, to: f64) -> f64 {
    let since = 30.0;
    let truth = beats(60.0, |_, at| if at < since - 0.01 { 60.0 / from } else { 60.0 / to });
    let found = run(&[wave(Channel::Ecg, 500.0, 60.0, |t| around(&truth, t, |_, t| normal(t, 1.0)))], 63);
    shows(&found, from, 30.0, "before the step");
    let line = from + 0.63 * (to - from);
    let there = |shown: f64| if to > from { shown >= line } else { shown <= line };
    let mut shown = found.readings(Vital::HeartRate).into_iter();
    let first = shown.find(|reading| reading.at.secs() > since && reading.value.is_some_and(there));
    first.map_or(f64::INFINITY, |reading| reading.at.secs() - since)
}

#[test]
fn the_rate_follows_a_step_within_ten_seconds() {
    let (up, down) = (response(80.0, 120.0), response(80.0, 40.0));
    println!("80 to 120 /min: {up:.1} s; 80 to 40 /min: {down:.1} s");
    assert!(up < 10.0 && down < 10.0, "{up} s, {down} s");
}

#[test]
fn tachycardia_of_every_height_is_told_within_ten_seconds() {
    for (name, rate, height) in [("4a", 206.0, 1.0), ("4b", 195.0, 2.0)] {
        for gain in [0.5, 1.0, 2.0] {
            let since = 30.0;
            let truth = beats(60.0, |_, at| if at < since { 0.75 } else { 60.0 / rate });
            let ecg = wave(Channel::Ecg, 500.0, 60.0, |t| {
                around(&truth, t, |n, t| {
                    if truth[n] < since {
                        normal(t, 1.0)
                    } else {
                        // One wide wave after another.
                        gain * height / 2.0
                            * (std::f64::consts::PI * (t * rate / 60.0).clamp(-1.0, 1.0)).cos()
                            + if t.abs() < 60.0 / rate { gain * height / 2.0 } else { 0.0 }
                    }
                })
            });
            let found = run(&[ecg], 63);
            let told =
                |event: Event| found.events(event).iter().find(|(on, _)| *on).map(|(_, at)| at - since);
            let fast = found.readings(Vital::HeartRate);
            let fast = fast.iter().find(|r| r.at.secs() > since && r.value.is_some_and(|rate| rate > 120.0));
            let times = [
                told(Event::VentricularTachycardia),
                told(Event::VentricularFibrillation),
                fast.map(|r| r.at.secs() - since),
            ];
            println!("{name} x {gain}: tachycardia, fibrillation, rate above 120 /min: {times:?}");
            let first = times.iter().flatten().copied().fold(f64::INFINITY, f64::min);
            assert!((0.0..10.0).contains(&first), "{name} x {gain}: {times:?}");
        }
    }
}

#[test]
fn standstill_is_told_within_six_seconds() {
    for height in [0.5, 1.0, 5.0] {
        let truth = beats(30.0, |_, _| 0.75);
        let last = truth[truth.len() - 1];
        let ecg = wave(Channel::Ecg, 500.0, 60.0, |t| {
            around(&truth, t, |_, t| normal(t, height)) + 0.002 * (9.0 * t).sin()
        });
        let found = run(&[ecg], 63);
        let asystole = found.events(Event::Asystole);
        assert!(
            asystole.first().is_some_and(|(on, at)| *on && at - last <= 6.0),
            "{height} mV: {asystole:?}"
        );
    }
}

/// A pulse of a pacemaker that begins at 0: one sample, or two where 2 ms have as many.
fn pacer(t: f64, hz: f64, millivolts: f64) -> f64 {
    if (-0.6 / hz..0.002_f64.max(0.6 / hz)).contains(&t) { millivolts } else { 0.0 }
}

#[test]
fn pulses_of_a_pacemaker_are_not_counted_and_their_beats_are_paced() {
    for millivolts in [2.0, -2.0, 10.0, 700.0, -700.0] {
        for hz in [250.0, 500.0, 1000.0] {
            let truth = beats(40.0, |_, _| 0.75);
            let ecg = wave(Channel::Ecg, hz, 40.0, |t| {
                around(&truth, t, |_, t| ventricular(t) + pacer(t + 0.08, hz, millivolts))
            });
            let found = run(&[ecg], 63);
            shows(&found, 80.0, 40.0, &format!("paced, {millivolts} mV at {hz} Hz"));
            let later: Vec<_> = found.beats().into_iter().filter(|beat| beat.at.secs() > 10.0).collect();
            let paced = later.iter().filter(|beat| beat.class == BeatClass::Paced).count();
            assert_eq!(paced, later.len(), "{millivolts} mV at {hz} Hz");
            // Pulses that call nothing forth.
            let alone = wave(Channel::Ecg, hz, 40.0, |t| {
                around(&truth, t, |_, t| pacer(t + 0.08, hz, millivolts)) + 0.002 * (9.0 * t).sin()
            });
            let found = run(&[alone], 63);
            assert!(found.beats().is_empty(), "{millivolts} mV at {hz} Hz: {:?}", found.beats().len());
            assert!(found.events(Event::Asystole).first().is_some_and(|(on, at)| *on && *at < 7.0));
        }
    }
}
