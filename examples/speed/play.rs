//! Waves of a simulated patient, made beforehand, and what plays them to a processor.

use std::hint::black_box;

use bedside::{
    model::{Channel, Origin, Packet, Rate, Span, Time, WaveformPacket},
    physiology::{Scenario, VirtualPatient},
    processing::Processor,
};

/// Seconds that are generated.
pub const LENGTH: u64 = 600;

/// A channel, its rate, and its samples.
pub type Wave = (Channel, Rate, Vec<f32>);

/// A patient who is in this state from the beginning.
pub fn patient(scenario: Scenario) -> VirtualPatient {
    let mut patient = VirtualPatient::new(7);
    patient.set_targets(scenario.targets(), Time::ZERO);
    patient
}

/// What `at` gives, for [`LENGTH`] seconds.
pub fn samples(rate: Rate, mut at: impl FnMut(Time) -> f32) -> Vec<f32> {
    (0..(LENGTH as f64 * rate.hz()) as u64).map(|n| at(rate.time_of(Time::ZERO, n))).collect()
}

/// What the simulated sensors of a bed deliver.
pub fn bed_waves() -> Vec<Wave> {
    let mut patient = patient(Scenario::StableAdult);
    let (fast, slow) = (Rate::constant(500.0), Rate::constant(125.0));
    let ecg = samples(fast, |at| patient.ecg(at));
    vec![
        (Channel::EcgSecond, fast, ecg.clone()),
        (Channel::Ecg, fast, ecg),
        (Channel::Pleth, slow, samples(slow, |at| patient.light(at).infrared)),
        (Channel::Arterial, slow, samples(slow, |at| patient.arterial_pressure(at))),
        (Channel::Resp, slow, samples(slow, |at| patient.breath(at))),
    ]
}

/// Plays the waves for so many seconds, again and again, in steps of 125 ms.
pub fn play(waves: &[Wave], secs: u64) {
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    let mut given = vec![0_u64; waves.len()];
    for step in 1..=secs * 8 {
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
