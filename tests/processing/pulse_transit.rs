//! From the R peak to the pulse in the finger.

use bedside::{
    model::{Channel, Origin, Packet, Time, WaveformPacket},
    processing::{Finding, Processor},
};

use crate::bed::{Found, Wave, around, beats, complex, noise, packet, pulse, run, wave};

/// A heart whose pulses reach the finger `delay` seconds later (their steepest rise another 0.09 s).
fn finger(secs: f64, rate: f64, delay: impl Fn(usize, f64) -> f64) -> [Wave; 2] {
    let truth = beats(secs, |n, _| 60.0 / rate * (1.0 + 0.03 * noise(n as f64)));
    let pulses: Vec<f64> = truth.iter().enumerate().map(|(n, at)| at + delay(n, *at)).collect();
    [
        wave(Channel::Ecg, 250.0, secs, |t| around(&truth, t, |_, t| complex(t, 0.3)) + 0.01 * noise(t)),
        wave(Channel::Pleth, 125.0, secs, |t| around(&pulses, t, |_, t| pulse(t)) + 0.01 * noise(t)),
    ]
}

/// What was told, in milliseconds, and when.
fn told(findings: &[Finding]) -> Vec<(f64, Option<f64>)> {
    let of = |finding: &Finding| match finding {
        Finding::PulseTransit { transit, at } => {
            Some((at.secs(), transit.map(|transit| transit.secs() * 1e3)))
        }
        _ => None,
    };
    findings.iter().filter_map(of).collect()
}

fn at(found: &Found, secs: f64) -> Option<f64> {
    told(&found.0).into_iter().rev().find(|(at, _)| *at <= secs).and_then(|(_, transit)| transit)
}

#[test]
fn the_transit_is_right_at_every_pace_and_follows_a_change() {
    for rate in [45.0, 75.0, 110.0] {
        for delay in [0.08, 0.13, 0.2] {
            let found = run(&finger(40.0, rate, |_, _| delay), 31);
            let shown = at(&found, 39.0).unwrap();
            assert!((shown - 1e3 * (delay + 0.09)).abs() < 20.0, "{rate}, {delay}: {shown}");
        }
    }
    let found = run(&finger(80.0, 75.0, |_, t| if t < 40.0 { 0.2 } else { 0.12 }), 31);
    let (before, after) = (at(&found, 39.0).unwrap(), at(&found, 79.0).unwrap());
    assert!((before - after - 80.0).abs() < 12.0, "{before} to {after}");
}

#[test]
fn pulses_of_another_heart_or_none_have_no_transit() {
    let [ecg, _] = finger(60.0, 75.0, |_, _| 0.15);
    let [_, other] = finger(60.0, 61.0, |_, _| 0.15);
    let found = run(&[ecg.until(60.0), other], 31);
    let known = told(&found.0).iter().filter(|(_, transit)| transit.is_some()).count();
    assert!(known <= 2, "{:?}", told(&found.0));
    // The finger leaves the sensor.
    let [_, pleth] = finger(60.0, 75.0, |_, _| 0.15);
    let found = run(&[ecg, pleth.until(30.0)], 31);
    assert!(at(&found, 29.0).is_some() && at(&found, 50.0).is_none());
}

#[test]
fn between_two_devices_there_is_none() {
    let waves = finger(30.0, 75.0, |_, _| 0.15);
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    for second in 0..30 {
        for wave in &waves {
            let each = wave.rate.hz() as usize;
            if let Packet::Waveform(of) = packet(wave, second * each, (second + 1) * each) {
                let of = WaveformPacket { origin: Origin::Device, ..of };
                processor.receive(&Packet::Waveform(of), &mut findings);
            }
        }
        processor.advance(Time::from_secs(second as f64 + 1.0), &mut findings);
    }
    assert!(findings.iter().any(|finding| matches!(finding, Finding::Pulse { .. })));
    assert!(told(&findings).is_empty());
}
