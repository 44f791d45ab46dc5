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

use std::{env, fs, hint::black_box, process::ExitCode, sync::OnceLock, time::Instant};

use bedside::{
    model::{Channel, Origin, Packet, Rate, Span, Time, WaveformPacket},
    physiology::{Scenario, VirtualPatient},
    processing::{DisplayFilter, EcgFilter, Processor},
};

/// Seconds that are generated, and how often they are played.
const LENGTH: u64 = 600;
const ROUNDS: u64 = 6;

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
            for _ in 0..ROUNDS {
                black_box(ecg.iter().map(|&sample| filter.step(sample)).sum::<f32>());
            }
        });
        line(&format!("{name}: beats, classes, rhythm"), rate, || play(&[(Channel::Ecg, rate, &ecg)]));
        line(&format!("{name}: the same on two leads"), rate, || {
            play(&[(Channel::Ecg, rate, &ecg), (Channel::EcgSecond, rate, &ecg)]);
        });
    }
    bed();
    ExitCode::SUCCESS
}

fn patient(scenario: Scenario) -> VirtualPatient {
    let mut patient = VirtualPatient::new(7);
    patient.set_targets(scenario.targets(), Time::ZERO);
    patient
}

fn samples(rate: Rate, mut at: impl FnMut(Time) -> f32) -> Vec<f32> {
    (0..(LENGTH as f64 * rate.hz()) as u64).map(|n| at(rate.time_of(Time::ZERO, n))).collect()
}

/// Every channel, in steps of 125 ms.
fn play(waves: &[(Channel, Rate, &[f32])]) {
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    let mut given = vec![0_u64; waves.len()];
    for step in 1..=LENGTH * ROUNDS * 8 {
        let now = Time::ZERO + Span::from_millis(125 * step as i64);
        for ((channel, rate, samples), given) in waves.iter().zip(&mut given) {
            let until = rate.count_until(Time::ZERO, now);
            let (from, count) = (*given as usize % samples.len(), (until - *given) as usize);
            let (tail, again) = (&samples[from..], count.saturating_sub(samples.len() - from));
            let packet = WaveformPacket {
                channel: *channel,
                origin: Origin::Simulated,
                epoch: Time::ZERO,
                rate: *rate,
                index: *given,
                samples: [&tail[..tail.len().min(count)], &samples[..again]].concat(),
            };
            *given = until;
            processor.receive(&Packet::Waveform(packet), &mut findings);
        }
        processor.advance(now, &mut findings);
        black_box(&findings);
        findings.clear();
    }
}

/// Seconds that this thread has computed: what others do on the machine does not count. Where the system
/// does not tell, seconds of the clock.
fn computed() -> f64 {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let nanos = fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next().and_then(|first| first.parse::<f64>().ok()));
    nanos.map_or_else(|| BEGUN.get_or_init(Instant::now).elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

fn line(what: &str, rate: Rate, work: impl FnOnce()) {
    let begun = computed();
    work();
    let secs = computed() - begun;
    let played = (LENGTH * ROUNDS) as f64;
    println!("{what:38} {:12.1} {:12.1}", 1e9 * secs / (played * rate.hz()), 1e3 * secs * 3600.0 / played);
}

fn bed() {
    let mut patient = patient(Scenario::StableAdult);
    let (fast, slow) = (Rate::constant(500.0), Rate::constant(125.0));
    let ecg = samples(fast, |at| patient.ecg(at));
    let pleth = samples(slow, |at| patient.light(at).infrared);
    let arterial = samples(slow, |at| patient.arterial_pressure(at));
    let breath = samples(slow, |at| patient.breath(at));
    let begun = computed();
    play(&[
        (Channel::Ecg, fast, &ecg),
        (Channel::EcgSecond, fast, &ecg),
        (Channel::Pleth, slow, &pleth),
        (Channel::Arterial, slow, &arterial),
        (Channel::Resp, slow, &breath),
    ]);
    let day = (computed() - begun) * 86_400.0 / (LENGTH * ROUNDS) as f64;
    println!("{:38} {day:12.1} s a day", "a bed with all its channels");
}
