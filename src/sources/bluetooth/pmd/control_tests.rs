//! Every branch of the conversation with a Polar device.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{PmdControl, PmdFeatures, PmdKind, PmdRefusal, PmdStatus, PmdStreamState};

const ECG_SETTINGS: [u8; 13] = [0xF0, 1, 0, 0, 0, 0, 1, 0x82, 0, 1, 1, 0x0E, 0];
const ECG_START: [u8; 10] = [2, 0, 0, 1, 0x82, 0, 1, 1, 0x0E, 0];
const ECG_STARTED: [u8; 6] = [0xF0, 2, 0, 0, 0, 0];
const ACC_SETTINGS: [u8; 27] =
    [0xF0, 1, 2, 0, 0, 0, 4, 0x19, 0, 0x32, 0, 0x64, 0, 0xC8, 0, 1, 1, 0x10, 0, 2, 3, 2, 0, 4, 0, 8, 0];

fn h10() -> PmdControl {
    let features = PmdFeatures::decode(&[0x0F, 0x05, 0]).unwrap();
    PmdControl::new(features, &PmdControl::WANTED)
}

fn verity() -> PmdControl {
    let features = PmdFeatures::decode(&[0x0F, 0x6E, 0x02]).unwrap();
    PmdControl::new(features, &[PmdKind::Acceleration, PmdKind::PulseIntervals])
}

/// An H10 whose ECG runs and that was asked for nothing else.
fn ecg_runs() -> PmdControl {
    let features = PmdFeatures::decode(&[0x0F, 0x01, 0]).unwrap();
    let mut control = PmdControl::new(features, &[PmdKind::Ecg]);
    control.next().unwrap();
    control.receive(&ECG_SETTINGS).unwrap();
    assert_eq!(control.next().as_deref(), Some(&ECG_START[..]));
    control.receive(&ECG_STARTED).unwrap();
    assert!(runs(&control, PmdKind::Ecg));
    control
}

fn runs(control: &PmdControl, kind: PmdKind) -> bool {
    matches!(control.state(kind), Some(PmdStreamState::Running { .. }))
}

fn refused(control: &PmdControl, kind: PmdKind) -> Option<PmdRefusal> {
    match control.state(kind) {
        Some(PmdStreamState::Refused(why)) => Some(*why),
        _ => None,
    }
}

#[test]
fn an_h10_from_the_first_command_to_the_last() {
    let mut control = h10();
    assert_eq!(refused(&control, PmdKind::Ppg), Some(PmdRefusal::NotOffered));
    assert_eq!(control.next(), Some(vec![1, 0]));
    assert!(control.is_waiting() && control.next().is_none(), "one command at a time");
    control.receive(&ECG_SETTINGS).unwrap();
    assert_eq!(control.next().as_deref(), Some(&ECG_START[..]));
    control.receive(&ECG_STARTED).unwrap();
    assert!(runs(&control, PmdKind::Ecg));
    assert_eq!(control.next(), Some(vec![1, 2]));
    control.receive(&ACC_SETTINGS).unwrap();
    assert_eq!(control.next(), Some(vec![2, 2, 0, 1, 50, 0, 1, 1, 16, 0, 2, 1, 8, 0]));
    control.receive(&[0xF0, 2, 2, 0, 0, 1]).unwrap();
    assert!(runs(&control, PmdKind::Acceleration));
    assert!((control.factor(PmdKind::Acceleration) - 1.0).abs() < 1e-9);
    assert_eq!(control.next(), None);
    assert_eq!(control.stop_commands(), [[3, 0], [3, 2]]);

    control.stop();
    assert_eq!(control.next(), Some(vec![3, 0]));
    control.receive(&[0xF0, 3, 0, 0, 0]).unwrap();
    assert_eq!(control.next(), Some(vec![3, 2]));
    control.receive(&[0xF0, 3, 2, 0, 0]).unwrap();
    assert_eq!((control.next(), control.stop_commands().len()), (None, 0));
    assert_eq!(control.state(PmdKind::Ecg), Some(&PmdStreamState::Stopped));
}

#[test]
fn a_verity_sense_gives_a_factor_and_has_a_stream_without_settings() {
    let mut control = verity();
    control.next().unwrap();
    control.receive(&[0xF0, 1, 2, 0, 0, 0, 1, 0x34, 0, 1, 1, 0x10, 0, 2, 1, 8, 0, 4, 1, 3]).unwrap();
    let start = [2, 2, 0, 1, 0x34, 0, 1, 1, 0x10, 0, 2, 1, 8, 0, 4, 1, 3];
    assert_eq!(control.next().as_deref(), Some(&start[..]));
    control.receive(&[0xF0, 2, 2, 0, 0, 5, 1, 0x40, 0xDA, 0x7F, 0x39]).unwrap();
    assert!((control.factor(PmdKind::Acceleration) - 0.000_244).abs() < 1e-6);
    assert_eq!(control.next(), Some(vec![2, 3]));
    control.receive(&[0xF0, 2, 3, 0, 0]).unwrap();
    assert!(runs(&control, PmdKind::PulseIntervals));
}

#[test]
fn answers_in_several_parts_are_joined() {
    let mut control = h10();
    control.next().unwrap();
    control.receive(&[0xF0, 1, 0, 0, 1, 0, 1, 0x82]).unwrap();
    assert!(control.is_waiting() && control.next().is_none());
    control.receive(&[0xF0, 1, 0, 0, 0, 0, 1, 1, 0x0E, 0]).unwrap();
    assert_eq!(control.next().as_deref(), Some(&ECG_START[..]));
}

#[test]
fn an_answer_without_end_is_given_up() {
    let mut control = h10();
    control.next().unwrap();
    let part = [&[0xF0, 1, 0, 0, 1][..], &[0; 250]].concat();
    let error = (0..10).find_map(|_| control.receive(&part).err());
    assert!(error.unwrap().to_string().contains("too long"));
    assert_eq!(refused(&control, PmdKind::Ecg), Some(PmdRefusal::NotUnderstood));
    assert_eq!(control.next(), Some(vec![1, 2]), "the next stream is asked for");
}

#[test]
fn already_streaming_counts_as_started() {
    let mut control = h10();
    control.next().unwrap();
    control.receive(&ECG_SETTINGS).unwrap();
    control.next().unwrap();
    control.receive(&[0xF0, 2, 0, 6, 0]).unwrap();
    assert!(runs(&control, PmdKind::Ecg));
    assert_eq!(control.stop_commands(), [[3, 0]]);
}

#[test]
fn small_packets_cost_the_ecg_and_nothing_else() {
    let mut control = h10();
    control.next().unwrap();
    control.receive(&[0xF0, 1, 0, 10]).unwrap();
    let why = refused(&control, PmdKind::Ecg).unwrap();
    assert_eq!(why, PmdRefusal::Status(PmdStatus::MTU));
    assert_eq!(
        why.words(PmdKind::Ecg),
        "the radio packets that this system negotiated are too small for raw ECG; heart rate goes on"
    );
    assert_eq!(control.next(), Some(vec![1, 2]));
    control.receive(&ACC_SETTINGS).unwrap();
    control.next().unwrap();
    control.receive(&[0xF0, 2, 2, 10, 0]).unwrap();
    assert!(refused(&control, PmdKind::Acceleration).is_some());
    assert_eq!((control.next(), control.stop_commands().len()), (None, 0));
}

#[test]
fn every_reason_has_words() {
    let reasons = [
        PmdRefusal::NotOffered,
        PmdRefusal::NotUnderstood,
        PmdRefusal::NoAnswer,
        PmdRefusal::Status(PmdStatus(13)),
    ];
    let words: Vec<_> = reasons.iter().map(|why| why.words(PmdKind::Ppg)).collect();
    assert!(words.iter().all(|words| words.contains("pulse wave")), "{words:?}");
    assert!(words[3].contains("charger"));
}

#[test]
fn the_device_stops_by_itself_and_is_asked_again() {
    let mut control = ecg_runs();
    control.receive(&[1, 2]).unwrap();
    assert!(runs(&control, PmdKind::Ecg), "another stream");
    control.receive(&[1, 0]).unwrap();
    assert_eq!(control.state(PmdKind::Ecg), Some(&PmdStreamState::StoppedByDevice));
    assert_eq!((control.next(), control.stop_commands().len()), (None, 0));
    control.want(PmdKind::Ecg);
    assert_eq!(control.next(), Some(vec![1, 0]));
}

#[test]
fn wanting_what_runs_changes_nothing() {
    let mut control = ecg_runs();
    control.want(PmdKind::Ecg);
    assert!(runs(&control, PmdKind::Ecg) && control.next().is_none());
}

#[test]
fn a_start_without_an_answer_is_called_off_and_stopped() {
    let mut control = h10();
    control.next().unwrap();
    control.receive(&ECG_SETTINGS).unwrap();
    control.next().unwrap();
    control.give_up();
    assert_eq!(refused(&control, PmdKind::Ecg), Some(PmdRefusal::NoAnswer));
    assert_eq!(control.stop_commands(), [[3, 0]]);
    assert_eq!(control.next(), Some(vec![3, 0]));
    // The answer that was missed comes after all, and then the one to the stop.
    control.receive(&ECG_STARTED).unwrap();
    control.receive(&[0xF0, 3, 0, 0, 0]).unwrap();
    assert_eq!(control.stop_commands().len(), 0);
    assert_eq!(refused(&control, PmdKind::Ecg), Some(PmdRefusal::NoAnswer));
    // And if it comes later still, the stream is stopped again.
    control.receive(&ECG_STARTED).unwrap();
    assert_eq!(control.next(), Some(vec![3, 0]));
}

#[test]
fn settings_without_an_answer_leave_nothing_to_stop() {
    let mut control = h10();
    control.next().unwrap();
    control.give_up();
    assert_eq!(refused(&control, PmdKind::Ecg), Some(PmdRefusal::NoAnswer));
    assert_eq!((control.next(), control.stop_commands().len()), (Some(vec![1, 2]), 0));
    control.give_up();
    control.give_up();
    assert_eq!(control.next(), None);
}

#[test]
fn a_stop_that_fails_is_tried_once_and_remembered() {
    let mut control = ecg_runs();
    control.stop();
    control.next().unwrap();
    control.receive(&[0xF0, 3, 0, 12, 0]).unwrap();
    assert_eq!((control.next(), control.stop_commands()), (None, vec![vec![3, 0]]));
    control.stop();
    assert_eq!(control.next(), Some(vec![3, 0]));
    control.give_up();
    assert_eq!(control.stop_commands().len(), 1);
    control.stop();
    control.next().unwrap();
    control.receive(&[0xF0, 3, 0, 6, 0]).unwrap();
    assert_eq!(control.stop_commands().len(), 0, "it did not run");
}

#[test]
fn stopping_during_a_start_stops_what_then_runs() {
    let mut control = h10();
    control.next().unwrap();
    control.receive(&ECG_SETTINGS).unwrap();
    control.next().unwrap();
    control.stop();
    assert_eq!(control.next(), None);
    control.receive(&ECG_STARTED).unwrap();
    assert_eq!(control.next(), Some(vec![3, 0]));
    control.receive(&[0xF0, 3, 0, 0, 0]).unwrap();
    assert_eq!(control.next(), None, "the acceleration is not asked for any more");
    assert_eq!(control.state(PmdKind::Acceleration), Some(&PmdStreamState::Stopped));
}

#[test]
fn answers_to_other_commands_change_nothing() {
    let mut control = h10();
    control.next().unwrap();
    control.receive(&[0xF0, 1, 2, 3]).unwrap();
    control.receive(&[0xF0, 3, 0, 0, 0]).unwrap();
    control.receive(&[0x0F, 0x05, 0]).unwrap();
    assert!(control.is_waiting());
    control.receive(&ECG_SETTINGS).unwrap();
    assert_eq!(control.next().as_deref(), Some(&ECG_START[..]));
}

#[test]
fn what_cannot_be_understood_is_an_error() {
    let mut control = h10();
    control.next().unwrap();
    for bytes in [&[][..], &[0xF0], &[0xF0, 1, 0], &[9, 9]] {
        assert!(control.receive(bytes).is_err());
        assert!(control.is_waiting(), "it may still be answered");
    }
    assert!(control.receive(&[0xF0, 1, 0, 0, 0, 0, 9, 0]).is_err());
    assert_eq!(refused(&control, PmdKind::Ecg), Some(PmdRefusal::NotUnderstood));

    let mut control = ecg_runs();
    control.stop();
    control.want(PmdKind::Ecg);
    control.next().unwrap();
    control.receive(&ECG_SETTINGS).unwrap();
    control.next().unwrap();
    assert!(control.receive(&[0xF0, 2, 0, 0, 0, 5, 1, 0, 0, 0, 0]).is_err(), "a factor of 0");
    assert_eq!(control.next(), Some(vec![3, 0]), "what runs without a known factor is stopped");
}

proptest! {
    /// Whatever arrives in whatever order: no panic, one command at a time, everything that may run can be
    /// stopped, and a device that answers every stop ends up stopped.
    #[test]
    fn any_history_ends_with_everything_stopped(
        steps in prop::collection::vec(
            (0_u8..6, prop::collection::vec(prop_oneof![0_u8..8, Just(0xF0), any::<u8>()], 0..40)),
            0..60,
        ),
    ) {
        let mut control = PmdControl::new(PmdFeatures::decode(&[0x0F, 0xFF, 0])?, &PmdControl::WANTED);
        let mut last: Option<[u8; 2]> = None;
        for (step, bytes) in steps {
            match step {
                0 => control.give_up(),
                1 => control.want(PmdKind::from_byte(bytes.len() as u8)),
                2 if bytes.len() > 30 => control.stop(),
                3 => if let Some([op, kind]) = last {
                    let answer = [&[0xF0, op, kind][..], &bytes].concat();
                    let _ = control.receive(&answer);
                },
                _ => { let _ = control.receive(&bytes); }
            }
            let waiting = control.is_waiting();
            let next = control.next();
            prop_assert!(!(waiting && next.is_some()));
            if let Some(command) = next {
                last = command.first_chunk::<2>().copied();
            }
            for stream in control.streams() {
                if matches!(stream.state, PmdStreamState::Running { .. }) {
                    prop_assert!(control.stop_commands().contains(&vec![3, stream.kind.byte()]));
                }
                prop_assert!(control.factor(stream.kind).is_finite());
            }
        }
        control.give_up();
        control.stop();
        while let Some(command) = control.next() {
            prop_assert_eq!(command[0], 3, "nothing is started any more");
            control.receive(&[0xF0, 3, command[1], 0, 0])?;
        }
        prop_assert!(control.stop_commands().is_empty());
    }
}
