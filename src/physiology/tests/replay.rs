use proptest::prelude::*;

use super::{at, seen, settled, times};
use crate::{
    model::{Rate, Span, Time},
    physiology::{Rhythm, Targets, VirtualPatient},
};

#[test]
fn the_order_of_questions_does_not_change_the_answers() {
    for rhythm in Rhythm::ALL {
        let (mut forward, mut backward, mut late) =
            (VirtualPatient::new(11), VirtualPatient::new(11), VirtualPatient::new(11));
        let moments: Vec<Time> = times(Rate::constant(37.0), 0.0, 120.0).collect();
        let targets = Targets { rhythm, heart_rate: 95.0, resp_rate: 22.0, ..Targets::default() };
        // One sensor has read past the change before it came, another not at all.
        late.ecg(at(200.0));
        for patient in [&mut forward, &mut backward, &mut late] {
            patient.set_targets(targets.clone(), at(41.3));
        }
        let in_order: Vec<_> = moments.iter().map(|moment| seen(&mut forward, *moment)).collect();
        let mut in_reverse: Vec<_> =
            moments.iter().rev().map(|moment| seen(&mut backward, *moment)).collect();
        in_reverse.reverse();
        assert_eq!(in_order, in_reverse, "{}", rhythm.name());
        let mut by_channel = Vec::new();
        for moment in &moments {
            by_channel.push(late.light(*moment).red.to_bits());
        }
        assert!(in_order.iter().zip(&by_channel).all(|(row, red)| row[2] == *red));
    }
}

#[test]
fn what_was_seen_before_a_change_stays_as_it_was() {
    let (mut changed, mut left) = (VirtualPatient::new(5), VirtualPatient::new(5));
    for (index, rhythm) in Rhythm::ALL.into_iter().cycle().take(18).enumerate() {
        let change = at(7.0 + 5.37 * index as f64);
        for moment in times(Rate::constant(200.0), change.secs() - 1.0, change.secs()) {
            assert_eq!(seen(&mut changed.clone(), moment), seen(&mut left, moment));
        }
        let targets = Targets { rhythm, heart_rate: 60.0 + 9.0 * index as f64, ..Targets::default() };
        // The one has already lived on, the other has not.
        changed.ecg(change + Span::from_secs(20.0));
        changed.set_targets(targets.clone(), change);
        for moment in times(Rate::constant(200.0), change.secs() - 1.0, change.secs()) {
            assert_eq!(
                seen(&mut changed, moment),
                seen(&mut left, moment),
                "{} at {moment:?}",
                rhythm.name()
            );
        }
        left.set_targets(targets, change);
    }
}

#[test]
fn seeds_make_different_people() {
    let (mut one, mut two) = (VirtualPatient::new(1), VirtualPatient::new(2));
    assert_ne!(one.truth(at(0.0), at(20.0)).beats, two.truth(at(0.0), at(20.0)).beats);
    assert_ne!(seen(&mut one, at(3.0)), seen(&mut two, at(3.0)));
}

#[test]
fn questions_too_far_back_get_no_answer() {
    let mut patient = VirtualPatient::new(1);
    assert!(patient.ecg(at(-0.001)).is_nan());
    assert!(patient.ecg(at(3_600.0)).is_finite());
    assert!(seen(&mut patient, at(3_000.0)).map(f32::from_bits).iter().all(|value| value.is_finite()));
    assert!(seen(&mut patient, at(2_999.9)).map(f32::from_bits).iter().all(|value| value.is_nan()));
    assert!(patient.cuff_pulsation(at(3_600.0), f32::NAN).is_nan());
    assert!(patient.ecg(Time::from_micros(i64::MAX)).is_nan());
    assert!(patient.ecg(at(3_600.0)).is_finite(), "an absurd question does not move the patient");
}

#[test]
fn memory_stays_flat_over_hours() {
    for rhythm in Rhythm::ALL {
        let mut patient = settled(1, |targets| targets.rhythm = rhythm);
        let mut most = 0;
        for second in 0..6 * 3_600 {
            patient.light(at(f64::from(second)));
            if second % 7 == 0 {
                let heart_rate = 70.0 + f64::from(second % 5);
                let targets = Targets { heart_rate, ..patient.targets().clone() };
                patient.set_targets(targets, at(f64::from(second)));
            }
            if second == 2_000 {
                most = patient.remembered();
            }
        }
        assert!(patient.remembered() < most + most / 10, "{} after {most}", patient.remembered());
    }
}

fn any_targets() -> impl Strategy<Value = Targets> {
    let wild = prop_oneof![8 => 0.0..320.0, 1 => Just(f64::NAN), 1 => Just(f64::INFINITY), 1 => Just(-1e300)];
    let rhythm = prop::sample::select(Rhythm::ALL.to_vec());
    (rhythm, prop::collection::vec(wild, 6)).prop_map(|(rhythm, values)| Targets {
        rhythm,
        heart_rate: values[0],
        spo2: values[1],
        resp_rate: values[2],
        systolic: values[3],
        diastolic: values[4],
        temperature: values[5],
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_answer_in_reach_is_finite_and_possible(
        seed: u64,
        changes in prop::collection::vec((any_targets(), 0.0..900.0), 0..6),
        moments in prop::collection::vec((0.0..300.0, -50.0..400.0_f32), 40),
    ) {
        let mut patient = VirtualPatient::new(seed);
        for (targets, when) in changes {
            patient.set_targets(targets, at(when));
            let start = patient.latest().secs();
            for (ahead, cuff) in &moments {
                let moment = at(start + ahead - 100.0);
                if moment < Time::ZERO {
                    continue;
                }
                let values = seen(&mut patient, moment).map(f32::from_bits);
                prop_assert!(values.iter().all(|value| value.is_finite()), "{values:?} at {moment:?}");
                prop_assert!(values[0].abs() < 5.0 && (0.5..1.5).contains(&values[1]), "{values:?}");
                prop_assert!((-5.0..400.0).contains(&values[4]), "pressure {}", values[4]);
                prop_assert!(patient.cuff_pulsation(moment, *cuff).abs() < 6.0);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_patient_who_was_watched_is_the_same_as_one_who_was_not(
        seed: u64,
        changes in prop::collection::vec((any_targets(), 0.0..400.0), 0..5),
        glances in prop::collection::vec((0.0..550.0, 0..5_usize), 20),
    ) {
        let (mut watched, mut alone) = (VirtualPatient::new(seed), VirtualPatient::new(seed));
        let glance = |patient: &mut VirtualPatient, (secs, channel): (f64, usize)| match channel {
            0 => patient.ecg(at(secs)),
            1 => patient.light(at(secs)).infrared,
            2 => patient.breath(at(secs)),
            3 => patient.arterial_pressure(at(secs)),
            _ => patient.cuff_pulsation(at(secs), 85.0),
        };
        for (targets, when) in changes {
            for looked in &glances {
                glance(&mut watched, *looked);
            }
            watched.set_targets(targets.clone(), at(when));
            alone.set_targets(targets, at(when));
        }
        for looked in glances.iter().rev() {
            let (one, other) = (glance(&mut watched, *looked), glance(&mut alone, *looked));
            prop_assert_eq!(one.to_bits(), other.to_bits(), "{:?}: {} against {}", looked, one, other);
        }
    }
}
