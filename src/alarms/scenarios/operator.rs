//! What people do: acknowledge, pause, change limits.

use super::bed::{Bed, HR_HIGH, at};
use crate::{
    alarms::*,
    model::{Limits, Vital},
};

#[test]
fn acknowledging_stops_the_present_alarms_and_a_new_one_sounds() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 130.0, 0, 3);
    bed.acknowledge(4.0);
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Acknowledged)]);
    assert_eq!(bed.sounding(4.0), None);
    bed.hold(Vital::RespRate, 35.0, 5, 13);
    assert_eq!(bed.sounding(13.0), Some(Priority::Medium));
    assert_eq!(
        bed.active(),
        [(Condition::LimitHigh(Vital::RespRate), AlarmState::Active), (HR_HIGH, AlarmState::Acknowledged)],
        "newest first"
    );
    bed.hold(Vital::HeartRate, 100.0, 14, 16);
    bed.hold(Vital::HeartRate, 130.0, 17, 19);
    assert_eq!(bed.active()[0], (HR_HIGH, AlarmState::Active), "back after it was over: a new alarm");
    assert_eq!(
        bed.story(HR_HIGH).into_iter().map(|(_, to)| to).collect::<Vec<_>>(),
        [
            TransitionKind::Active,
            TransitionKind::Acknowledged,
            TransitionKind::Cleared,
            TransitionKind::Active
        ]
    );
}

#[test]
fn audio_pause_ends_by_itself_and_a_new_high_alarm_breaks_through() {
    let mut bed = Bed::new();
    bed.reading(Vital::SpO2, 75.0, 0.0);
    assert_eq!(bed.sounding(0.0), Some(Priority::High));
    bed.inactivate(Inactivation::AudioPaused, 1.0);
    assert_eq!(bed.system.inactive().next().unwrap().until, Some(at(121.0)));
    assert_eq!(bed.sounding(2.0), None, "an old high alarm is paused");
    bed.hold(Vital::HeartRate, 130.0, 3, 6);
    assert_eq!(bed.sounding(6.0), None, "a new medium alarm is paused");
    bed.event(Condition::Apnoea, true, 7.0);
    assert_eq!(bed.sounding(7.0), Some(Priority::High), "a new high alarm is not");
    bed.acknowledge(8.0);
    bed.reading(Vital::Temperature, 40.0, 9.0);
    assert_eq!(bed.sounding(120.9), None);
    assert_eq!(bed.sounding(121.0), Some(Priority::Medium));
    bed.tick(125.0);
    assert_eq!(bed.inactive(), []);
    let entries: Vec<_> = bed.system.log().entries().map(|entry| (entry.at, entry.event.clone())).collect();
    let what = Inactivation::AudioPaused;
    let who = "Nurse".to_owned();
    assert!(entries.contains(&(at(1.0), LogEvent::Inactive { what, until: Some(at(121.0)), who })));
    assert!(entries.contains(&(at(121.0), LogEvent::Active { what, who: None })));
}

#[test]
fn audio_sounds_again_when_the_pause_is_ended_early() {
    let mut bed = Bed::new();
    bed.reading(Vital::Temperature, 40.0, 0.0);
    bed.inactivate(Inactivation::AudioPaused, 1.0);
    bed.reactivate(Inactivation::AudioPaused, 2.0);
    assert_eq!(bed.sounding(2.0), Some(Priority::Medium));
}

#[test]
fn a_high_alarm_latches_until_it_is_reset() {
    let mut bed = Bed::new();
    bed.event(Condition::Asystole, true, 10.0);
    bed.event(Condition::Asystole, false, 15.0);
    assert_eq!(bed.active(), [(Condition::Asystole, AlarmState::Latched)]);
    assert_eq!(bed.sounding(15.0), Some(Priority::High));
    bed.event(Condition::Asystole, true, 20.0);
    assert_eq!(bed.active(), [(Condition::Asystole, AlarmState::Active)]);
    bed.event(Condition::Asystole, false, 21.0);
    bed.acknowledge(30.0);
    assert_eq!(bed.active(), [(Condition::Asystole, AlarmState::LatchedAcknowledged)]);
    assert_eq!(bed.sounding(30.0), None);
    bed.event(Condition::Asystole, true, 31.0);
    assert_eq!(bed.sounding(31.0), Some(Priority::High), "dealt with before: this one is as new");
    bed.event(Condition::Asystole, false, 32.0);
    bed.reset(33.0);
    assert_eq!(bed.active(), []);
    let story: Vec<_> = bed.story(Condition::Asystole).into_iter().map(|(_, to)| to).collect();
    assert_eq!(
        story,
        [
            TransitionKind::Active,
            TransitionKind::Latched,
            TransitionKind::Resumed,
            TransitionKind::Latched,
            TransitionKind::Acknowledged,
            TransitionKind::Resumed,
            TransitionKind::Latched,
            TransitionKind::Cleared
        ]
    );
    assert_eq!(bed.heard.last().unwrap().who.as_deref(), Some("Nurse"));
}

#[test]
fn resetting_ends_only_what_is_over() {
    let mut bed = Bed::new();
    bed.event(Condition::Apnoea, true, 0.0);
    bed.event(Condition::Asystole, true, 1.0);
    bed.event(Condition::Asystole, false, 2.0);
    bed.reset(3.0);
    assert_eq!(bed.active(), [(Condition::Apnoea, AlarmState::Active)]);
    assert_eq!(bed.sounding(3.0), Some(Priority::High));
    bed.event(Condition::Asystole, true, 4.0);
    assert_eq!(bed.active()[0], (Condition::Asystole, AlarmState::Active), "a reset makes nobody deaf");
}

#[test]
fn one_alarm_can_be_acknowledged_by_itself() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 150.0, 0, 3);
    bed.reading(Vital::Temperature, 40.0, 4.0);
    let tachycardia =
        bed.system.active().iter().find(|a| a.condition == Condition::ExtremeTachycardia).unwrap();
    let out = bed.system.acknowledge(Some(tachycardia.serial), "Ada", at(5.0));
    let noticed: Vec<_> = out.iter().map(|step| (step.condition, step.who.as_deref())).collect();
    assert_eq!(
        noticed,
        [(HR_HIGH, Some("Ada")), (Condition::ExtremeTachycardia, Some("Ada"))],
        "and what it covers"
    );
    assert_eq!(bed.sounding(5.0), Some(Priority::Medium));
}

#[test]
fn a_high_alarm_acknowledged_while_true_ends_with_its_cause() {
    let mut bed = Bed::new();
    bed.event(Condition::Apnoea, true, 10.0);
    bed.acknowledge(11.0);
    assert_eq!(bed.active(), [(Condition::Apnoea, AlarmState::Acknowledged)]);
    bed.event(Condition::Apnoea, false, 12.0);
    assert_eq!(bed.active(), []);
}

#[test]
fn an_acknowledged_alarm_that_goes_on_is_brought_to_mind() {
    let mut bed = Bed::new();
    bed.event(Condition::Apnoea, true, 0.0);
    bed.acknowledge(1.0);
    bed.tick(180.0);
    bed.tick(181.0);
    // Nobody looked for ten minutes: one reminder, not three.
    bed.tick(800.0);
    let reminders: Vec<_> =
        bed.story(Condition::Apnoea).into_iter().filter(|(_, to)| *to == TransitionKind::Reminder).collect();
    assert_eq!(reminders, [(181.0, TransitionKind::Reminder), (361.0, TransitionKind::Reminder)]);
    assert_eq!(bed.system.next_tick(), Some(at(901.0)));
    assert_eq!(bed.sounding(800.0), None);
}

#[test]
fn changed_limits_hold_at_once_and_are_in_the_log() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 130.0, 0, 3);
    bed.reading(Vital::Systolic, 155.0, 3.0);
    bed.configure(4.0, |config| {
        let limits = &mut config.limits;
        limits.set(Vital::HeartRate, Limits::new(Some(50.0), Some(131.0)).unwrap()).unwrap();
        limits.set(Vital::Systolic, Limits::new(None, Some(150.0)).unwrap()).unwrap();
    });
    assert_eq!(bed.story(HR_HIGH), [(2.0, TransitionKind::Active), (4.0, TransitionKind::Cleared)]);
    assert_eq!(bed.active(), [(Condition::LimitHigh(Vital::Systolic), AlarmState::Active)]);
    let changed = bed.system.log().entries().filter(|entry| matches!(entry.event, LogEvent::Limits { .. }));
    assert_eq!(changed.count(), 2);
    // The next reading may be a little older than the change.
    bed.reading(Vital::HeartRate, 135.0, 3.9);
    bed.hold(Vital::HeartRate, 135.0, 5, 7);
    assert_eq!(bed.active()[0], (HR_HIGH, AlarmState::Active));
}

#[test]
fn a_narrowed_limit_alarms_without_a_new_measurement() {
    let mut bed = Bed::new();
    bed.reading(Vital::Systolic, 145.0, 0.0);
    let out = bed.configure(60.0, |config| {
        config.limits.set(Vital::Systolic, Limits::new(Some(90.0), Some(140.0)).unwrap()).unwrap();
    });
    assert_eq!(out.len(), 1);
    assert_eq!((out[0].at, out[0].text().as_str()), (at(60.0), "NIBP SYS 145 > 140"));
}

#[test]
fn a_new_patient_starts_without_alarms_but_the_log_goes_on() {
    let mut bed = Bed::new();
    bed.event(Condition::Asystole, true, 100.0);
    let out = bed.system.discharge(at(101.0));
    assert_eq!(out.len(), 1);
    assert_eq!(bed.active(), []);
    assert_eq!(bed.sounding(101.0), None);
    let numbers: Vec<_> = bed.system.log().entries().map(|entry| entry.number).collect();
    assert_eq!(numbers, [0, 1, 2]);
    // A recording starts its clock anew.
    bed.hold(Vital::HeartRate, 130.0, 0, 2);
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Active)]);
}
