//! Pulse, breath, estimate, transit and cuff, on whatever comes: waves that are nearly real, and broken in every
//! way. Nothing panics, numbers are physiological, and what is estimated is never taken for measured.

use std::f64::consts::TAU;

use bedside::{
    model::{Channel, CuffPhase, CuffReport, Origin, Packet, Quality, Rate, Time, Vital, WaveformPacket},
    processing::{Finding, Processor},
};
use proptest::prelude::*;

use crate::bed::{complex, noise, pulse};

/// How a stretch of a wave is spoilt.
#[derive(Clone, Copy, Debug)]
enum Spoilt {
    Not,
    Missing,
    Infinite,
    Still,
    Huge,
    Jumping,
    Noisy,
}

fn spoilt() -> impl Strategy<Value = Spoilt> {
    prop_oneof![
        6 => Just(Spoilt::Not),
        1 => Just(Spoilt::Missing),
        1 => Just(Spoilt::Infinite),
        1 => Just(Spoilt::Still),
        1 => Just(Spoilt::Huge),
        1 => Just(Spoilt::Jumping),
        2 => Just(Spoilt::Noisy),
    ]
}

impl Spoilt {
    fn of(self, x: f64, t: f64) -> f32 {
        (match self {
            Self::Not => x,
            Self::Missing => f64::NAN,
            Self::Infinite => f64::INFINITY * (t * 7.0).sin(),
            Self::Still => 1.0,
            Self::Huge => 1e30 * x,
            Self::Jumping => x + 50.0 * (t * 0.7).floor().rem_euclid(3.0),
            Self::Noisy => x + 5.0 * noise(t),
        }) as f32
    }
}

/// Ten seconds of a bed: heart and breaths a minute, the gain of each wave, and how each is spoilt.
#[derive(Clone, Debug)]
struct Scene {
    heart: f64,
    breath: f64,
    gain: f64,
    spoilt: [Spoilt; 4],
    resp: bool,
}

fn scene() -> impl Strategy<Value = Scene> {
    let gain = prop_oneof![3 => Just(1.0), 1 => 1e-6_f64..1e6];
    (20.0_f64..280.0, 2.0_f64..70.0, gain, [spoilt(), spoilt(), spoilt(), spoilt()], any::<bool>())
        .prop_map(|(heart, breath, gain, spoilt, resp)| Scene { heart, breath, gain, spoilt, resp })
}

/// What people's numbers can be, as these detectors are able to count them.
fn physiological(vital: Vital) -> (f64, f64) {
    match vital {
        Vital::HeartRate | Vital::PulseRate => (5.0, 350.0),
        Vital::RespRate => (0.0, 150.0),
        Vital::Systolic | Vital::Diastolic | Vital::MeanPressure => (1.0, 350.0),
        other => other.plausible(),
    }
}

fn check(findings: &[Finding]) -> Result<(), TestCaseError> {
    for finding in findings {
        match finding {
            Finding::Reading(reading) => {
                let (low, high) = physiological(reading.vital);
                prop_assert!(reading.value.is_none_or(|value| (low..=high).contains(&value)), "{reading:?}");
                prop_assert_eq!(reading.value.is_none(), reading.quality == Quality::Invalid);
                let doubted = reading.quality == Quality::Questionable && reading.vital == Vital::RespRate;
                prop_assert!(!reading.estimated || doubted, "{reading:?}");
            }
            Finding::PulseTransit { transit: Some(transit), .. } => {
                prop_assert!((0.08..=0.5).contains(&transit.secs()), "{transit:?}");
            }
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::bed::cases(24)))]
    #[test]
    fn waves_spoilt_in_any_way_give_only_physiological_numbers(
        scenes in prop::collection::vec(scene(), 1..9),
        hz in prop_oneof![Just(50.0), Just(125.0), 50.0_f64..500.0],
        cut in 5_usize..400,
    ) {
        let (mut processor, mut findings) = (Processor::new(), Vec::new());
        let rate = Rate::constant(hz);
        let (mut index, mut phase) = (0_u64, 0.0_f64);
        for scene in &scenes {
            let count = (10.0 * hz) as usize;
            let mut waves: [Vec<f32>; 4] = Default::default();
            for n in 0..count {
                let t = (index + n as u64) as f64 / hz;
                phase = (phase + scene.heart / 60.0 / hz).fract();
                let since = phase * 60.0 / scene.heart;
                let breath = (TAU * scene.breath / 60.0 * t).sin();
                let values = [complex(since, 0.3), pulse(since), 1.0 - pulse(since), breath];
                for ((wave, value), spoilt) in waves.iter_mut().zip(values).zip(scene.spoilt) {
                    wave.push(spoilt.of(scene.gain * value * (1.0 + 0.1 * breath), t));
                }
            }
            let channels = [Channel::Ecg, Channel::Pleth, Channel::Arterial, Channel::Resp];
            for from in (0..count).step_by(cut) {
                let to = (from + cut).min(count);
                for (channel, wave) in channels.into_iter().zip(&waves) {
                    if channel == Channel::Resp && !scene.resp {
                        continue;
                    }
                    let packet = WaveformPacket {
                        channel,
                        origin: Origin::Replay,
                        epoch: Time::ZERO,
                        rate,
                        index: index + from as u64,
                        samples: wave[from..to].to_vec(),
                    };
                    processor.receive(&Packet::Waveform(packet), &mut findings);
                }
                processor.advance(rate.time_of(Time::ZERO, index + to as u64), &mut findings);
            }
            index += count as u64;
            check(&findings)?;
            findings.clear();
        }
    }

    #[test]
    fn a_deflation_of_any_kind_is_refused_or_gives_pressures_in_order(
        top in -20.0_f64..330.0,
        stair in 0.0_f64..30.0,
        stay in 0.1_f64..5.0,
        size in 0.0_f64..40.0,
        heart in 10.0_f64..300.0,
        centre in 10.0_f64..300.0,
        width in 1.0_f64..90.0,
        spoilt in prop::collection::vec(spoilt(), 1..12),
        hz in prop_oneof![Just(100.0), 1.0_f64..1000.0],
    ) {
        let count = (60.0 * hz) as usize;
        let samples: Vec<f32> = (0..count)
            .map(|n| {
                let t = n as f64 / hz;
                let level = top - stair * (t / stay).floor();
                let beat = pulse((t * heart / 60.0).fract() * 60.0 / heart);
                let x = level + size * (-((level - centre) / width).powi(2)).exp() * beat;
                spoilt[n * spoilt.len() / count].of(x, t)
            })
            .collect();
        let (mut processor, mut findings) = (Processor::new(), Vec::new());
        let report = |secs, phase| {
            Packet::Cuff(CuffReport { at: Time::from_secs(secs), phase, origin: Origin::Simulated })
        };
        processor.receive(&report(0.0, CuffPhase::Deflating), &mut findings);
        processor.receive(
            &Packet::Waveform(WaveformPacket {
                channel: Channel::CuffPressure,
                origin: Origin::Simulated,
                epoch: Time::ZERO,
                rate: Rate::new(hz).unwrap(),
                index: 0,
                samples,
            }),
            &mut findings,
        );
        processor.receive(&report(60.0, CuffPhase::Done), &mut findings);
        check(&findings)?;
        let value = |vital| {
            findings.iter().find_map(|finding| match finding {
                Finding::Reading(reading) if reading.vital == vital => reading.value,
                _ => None,
            })
        };
        let refused = findings.iter().any(|finding| matches!(finding, Finding::CuffRefused { .. }));
        match [Vital::Systolic, Vital::MeanPressure, Vital::Diastolic].map(value) {
            [Some(systolic), Some(mean), Some(diastolic)] => {
                prop_assert!(!refused && systolic > mean && mean > diastolic);
            }
            none => prop_assert!(refused && none == [None; 3], "{:?}", none),
        }
    }
}
