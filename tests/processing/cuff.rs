//! The cuff's packets, in the order in which the cuff sends them.

use bedside::{
    model::{Channel, CuffPhase, CuffReport, Measured, Origin, Packet, Quality, Rate, Time, Vital},
    processing::{Finding, Processor},
};

use crate::bed::{Found, Wave, packet, pulse};

fn report(secs: f64, phase: CuffPhase) -> Packet {
    Packet::Cuff(CuffReport { at: Time::from_secs(secs), phase, origin: Origin::Simulated })
}

/// Steps of 8 mmHg and 1.2 s, with pulses of at most `strength` mmHg around 97 mmHg.
fn measure(strength: f64) -> Found {
    let pressure = |t: f64| {
        let level = 165.0 - 8.0 * (t / 1.2).floor();
        let width: f64 = if level > 98.0 { 28.5 } else { 33.5 };
        level + strength * (-((level - 98.0) / width).powi(2)).exp() * pulse((t * 1.2).fract() / 1.2)
    };
    let samples: Vec<f32> = (0..1920).map(|n| pressure(f64::from(n) / 100.0) as f32).collect();
    let wave = Wave { channel: Channel::CuffPressure, rate: Rate::constant(100.0), samples };
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    processor.receive(&report(0.0, CuffPhase::Deflating), &mut findings);
    for from in (0..1920).step_by(20) {
        processor.receive(&packet(&wave, from, from + 20), &mut findings);
    }
    processor.receive(&report(19.2, CuffPhase::Done), &mut findings);
    Found(findings)
}

#[test]
fn three_pressures_come_with_the_time_of_the_end() {
    let found = measure(2.5);
    for (vital, truth) in [(Vital::Systolic, 120.0), (Vital::Diastolic, 80.0), (Vital::MeanPressure, 98.0)] {
        let readings = found.readings(vital);
        assert_eq!(readings.len(), 1, "{vital}");
        assert_eq!(readings[0].at, Time::from_secs(19.2));
        assert!((readings[0].value.unwrap() - truth).abs() < 5.0, "{vital}: {readings:?}");
    }
}

fn refusals(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .filter_map(|f| if let Finding::CuffRefused { reason, .. } = f { Some(&**reason) } else { None })
        .collect()
}

#[test]
fn a_refusal_says_why_and_gives_no_number() {
    let found = measure(0.0);
    assert_eq!(refusals(&found.0), ["no pulse felt"]);
    assert_eq!(found.0.len(), 1);
    let mut findings = Vec::new();
    Processor::new().receive(&report(1.0, CuffPhase::Failed("air leak".into())), &mut findings);
    assert_eq!(refusals(&findings), ["air leak"]);
}

#[test]
fn a_number_of_the_source_is_passed_on_and_blanked_once_when_old() {
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    let at = Time::from_secs(5.0);
    let measured = |value| Measured {
        vital: Vital::Temperature,
        value,
        at,
        quality: Quality::Good,
        lasts: Measured::CONTINUOUS,
        origin: Origin::Simulated,
    };
    processor.receive(&Packet::Measured(measured(Some(37.2))), &mut findings);
    for second in 5..40 {
        processor.advance(Time::from_secs(f64::from(second)), &mut findings);
    }
    let readings = Found(findings).readings(Vital::Temperature);
    let told: Vec<_> = readings.iter().map(|r| (r.value, r.quality)).collect();
    let (good, doubtful) = (Quality::Good, Quality::Questionable);
    assert_eq!(told, [(Some(37.2), good), (Some(37.2), doubtful), (None, Quality::Invalid)]);
    assert_eq!(readings[1].at, at, "a doubtful number is no newer than it was");
    assert!((15.0..17.0).contains(&readings[2].at.secs()));
    let mut findings = Vec::new();
    processor.receive(&Packet::Measured(measured(Some(300.0))), &mut findings);
    assert_eq!(Found(findings).readings(Vital::Temperature)[0].value, None);
}
