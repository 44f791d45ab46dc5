//! What processing costs on one core of this machine: nanoseconds a sample, and milliseconds an hour.
//!
//! ```text
//! cargo run --release --example speed
//! ```
//!
//! The waves are those of the simulated patient, one stable and one with frequent premature beats and
//! then fibrillation; they are made before the clock runs. The last line is a whole bed, as its simulated
//! sensors deliver it: two ECG leads at 500 Hz, pleth, arterial pressure and breathing.

#![allow(clippy::print_stdout)] // what it is for

use std::{env, hint::black_box, process::ExitCode};

use bedside::{
    model::{Channel, Rate},
    physiology::Scenario,
    processing::{DisplayFilter, EcgFilter},
};
use computed::computed;
use play::{bed_waves, patient, play, samples};

mod computed;
mod play;

/// Seconds that are played.
const PLAYED: u64 = 3_600;

fn main() -> ExitCode {
    if let Some(argument) = env::args().nth(1) {
        eprintln!("speed: {argument}: not expected; usage: speed");
        return ExitCode::FAILURE;
    }
    let rate = Rate::constant(360.0);
    println!("{:38} {:>12} {:>12}", "", "ns a sample", "ms an hour");
    for scenario in [Scenario::StableAdult, Scenario::FrequentPvcs, Scenario::VentricularFibrillation] {
        let mut patient = patient(scenario);
        let ecg = samples(rate, |at| patient.ecg(at));
        let name = scenario.name();
        line(&format!("{name}: filter"), rate, || {
            let mut filter = DisplayFilter::new(rate, EcgFilter::default());
            for _ in 0..PLAYED / play::LENGTH {
                black_box(ecg.iter().map(|&sample| filter.step(sample)).sum::<f32>());
            }
        });
        line(&format!("{name}: beats, classes, rhythm"), rate, || {
            play(&[(Channel::Ecg, rate, ecg.clone())], PLAYED);
        });
        line(&format!("{name}: the same on two leads"), rate, || {
            play(&[(Channel::Ecg, rate, ecg.clone()), (Channel::EcgSecond, rate, ecg.clone())], PLAYED);
        });
    }
    bed();
    ExitCode::SUCCESS
}

fn line(what: &str, rate: Rate, work: impl FnOnce()) {
    let begun = computed();
    work();
    let secs = computed() - begun;
    let played = PLAYED as f64;
    println!("{what:38} {:12.1} {:12.1}", 1e9 * secs / (played * rate.hz()), 1e3 * secs * 3600.0 / played);
}

fn bed() {
    let waves = bed_waves();
    let begun = computed();
    play(&waves, PLAYED);
    let day = (computed() - begun) * 86_400.0 / PLAYED as f64;
    println!("{:38} {day:12.1} s a day", "a bed with all its channels");
}
