//! Whatever comes in, nothing panics and no reading leaves its vital's range.

use bedside::{
    model::{Channel, CuffPhase, CuffReport, Origin, Packet, Quality, Rate, Time, WaveformPacket},
    processing::{Finding, Processor},
};
use proptest::prelude::*;

fn sample() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => -2.0_f32..2.0,
        2 => -60.0_f32..360.0,
        2 => any::<u32>().prop_map(f32::from_bits),
        1 => Just(f32::NAN),
        1 => Just(f32::MAX),
    ]
}

#[derive(Clone, Debug)]
struct Stretch {
    channel: usize,
    hz: f64,
    epoch: i64,
    index: u64,
    samples: Vec<f32>,
    repeat: usize,
    phase: u8,
}

fn stretch() -> impl Strategy<Value = Stretch> {
    let index = prop_oneof![3 => 0_u64..2_000, 1 => any::<u64>()];
    let epoch = prop_oneof![3 => 0_i64..3_000_000, 1 => any::<i64>()];
    let hz = prop_oneof![3 => Just(100.0), 1 => 1.0_f64..1100.0, 1 => Just(1e-3), 1 => Just(1e9)];
    (0..7_usize, hz, epoch, index, prop::collection::vec(sample(), 0..400), 1..4_usize, 0..8_u8).prop_map(
        |(channel, hz, epoch, index, samples, repeat, phase)| Stretch {
            channel,
            hz,
            epoch,
            index,
            samples,
            repeat,
            phase,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::bed::cases(96)))]
    #[test]
    fn nothing_panics_and_readings_stay_in_range(stretches in prop::collection::vec(stretch(), 1..24)) {
        let (mut processor, mut findings) = (Processor::new(), Vec::new());
        let mut now = Time::ZERO;
        for stretch in stretches {
            let mut index = stretch.index;
            for _ in 0..stretch.repeat {
                let packet = WaveformPacket {
                    channel: Channel::ALL[stretch.channel],
                    origin: Origin::Replay,
                    epoch: Time::from_micros(stretch.epoch),
                    rate: Rate::new(stretch.hz).unwrap(),
                    index,
                    samples: stretch.samples.clone(),
                };
                index = index.saturating_add(stretch.samples.len() as u64);
                processor.receive(&Packet::Waveform(packet), &mut findings);
            }
            let phase = match stretch.phase {
                0 => Some(CuffPhase::Deflating),
                1 => Some(CuffPhase::Done),
                _ => None,
            };
            if let Some(phase) = phase {
                let report = CuffReport { at: now, phase, origin: Origin::Replay };
                processor.receive(&Packet::Cuff(report), &mut findings);
            }
            now = Time::from_micros(now.micros() + 700_000);
            processor.advance(now, &mut findings);
        }
        for finding in findings {
            if let Finding::Reading(reading) = finding {
                let (low, high) = reading.vital.plausible();
                prop_assert!(reading.value.is_none_or(|value| (low..=high).contains(&value)));
                prop_assert_eq!(reading.value.is_none(), reading.quality == Quality::Invalid);
            }
        }
    }
}
