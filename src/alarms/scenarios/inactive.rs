//! Paused, off, tuned: what is kept from being told, and what never is.

use super::bed::{Bed, HR_HIGH, SPO2_LOW};
use crate::{
    alarms::*,
    model::{SensorId, SensorState, Span, Vital},
};

#[test]
fn an_alarm_pause_hides_alarms_and_tells_what_goes_on_when_it_ends() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 130.0, 0, 3);
    bed.inactivate(Inactivation::AlarmPaused, 4.0);
    assert_eq!((bed.active(), bed.sounding(4.0)), (vec![], None));
    bed.event(Condition::Apnoea, true, 10.0);
    assert_eq!(bed.active(), []);
    let apnoea = bed.story(Condition::Apnoea);
    assert_eq!(apnoea, [(10.0, TransitionKind::Inhibited)], "what was suppressed is written down");
    assert_eq!(bed.heard.last().unwrap().by, Some(Inhibitor::Inactive(Inactivation::AlarmPaused)));
    bed.event(Condition::VentricularFibrillation, true, 20.0);
    assert_eq!(bed.active(), [(Condition::VentricularFibrillation, AlarmState::Active)], "breaks through");
    bed.event(Condition::VentricularFibrillation, false, 30.0);
    bed.reset(31.0);
    // Nobody can notice what is not shown.
    bed.acknowledge(100.0);
    bed.tick(124.0);
    assert_eq!(bed.inactive(), []);
    assert_eq!(bed.active(), [(Condition::Apnoea, AlarmState::Active)]);
    assert_eq!(bed.story(Condition::Apnoea).last(), Some(&(124.0, TransitionKind::Active)));
    assert_eq!(bed.sounding(124.0), Some(Priority::High));
}

#[test]
fn audio_off_silences_all_but_what_kills_and_is_brought_to_mind() {
    let mut bed = Bed::new();
    bed.inactivate(Inactivation::AudioOff, 0.0);
    bed.hold(Vital::HeartRate, 150.0, 1, 4);
    assert_eq!(bed.active()[0].0, Condition::ExtremeTachycardia, "shown all the same");
    assert_eq!(bed.sounding(4.0), None);
    bed.reading(Vital::SpO2, 70.0, 5.0);
    assert_eq!(bed.sounding(5.0), Some(Priority::High), "desaturation cannot be switched off");
    bed.acknowledge(6.0);
    let before = bed.system.reminders();
    bed.tick(180.0);
    assert_eq!(bed.system.reminders(), before + 1);
    bed.tick(3_600.0);
    assert_eq!(bed.inactive(), [Inactivation::AudioOff], "lasts until somebody ends it");
    bed.reactivate(Inactivation::AudioOff, 3_601.0);
    assert_eq!(bed.inactive(), []);
}

#[test]
fn alarm_off_leaves_what_kills_and_the_equipment() {
    let mut bed = Bed::new();
    bed.inactivate(Inactivation::AlarmOff, 0.0);
    bed.hold(Vital::HeartRate, 130.0, 1, 10);
    bed.reading(Vital::SpO2, 70.0, 11.0);
    bed.event(Condition::Asystole, true, 12.0);
    bed.sensor(SensorId::Resp, SensorState::Silent, 13.0);
    let shown: Vec<_> = bed.active().into_iter().map(|(condition, _)| condition).collect();
    assert_eq!(shown, [Condition::Asystole, Condition::Desaturation, Condition::NoData(SensorId::Resp)]);
    bed.reactivate(Inactivation::AlarmOff, 14.0);
    assert!(bed.active().contains(&(HR_HIGH, AlarmState::Active)));
}

#[test]
fn a_new_patient_starts_with_every_alarm_on() {
    let mut bed = Bed::new();
    bed.inactivate(Inactivation::AlarmOff, 0.0);
    bed.inactivate(Inactivation::AudioOff, 0.0);
    bed.system.discharge(super::bed::at(1.0));
    assert_eq!(bed.inactive(), []);
}

#[test]
fn what_nobody_acknowledges_rises_and_breaks_through_an_audio_pause() {
    let mut bed = Bed::new();
    bed.configure(0.0, |config| {
        let config = &mut config.tuning;
        let escalate = ConditionConfig { escalate_after: Some(Span::from_secs(60.0)), ..Default::default() };
        config.set(Condition::LimitHigh(Vital::Temperature), escalate).unwrap();
    });
    bed.reading(Vital::Temperature, 40.0, 0.0);
    bed.inactivate(Inactivation::AudioPaused, 1.0);
    bed.tick(59.9);
    assert_eq!(bed.sounding(59.9), None);
    bed.tick(60.0);
    assert_eq!(bed.sounding(60.0), Some(Priority::High));
    assert_eq!(bed.system.active()[0].priority, Priority::High);
    assert_eq!(bed.heard.last().unwrap().to, TransitionKind::Escalated);
    bed.acknowledge(61.0);
    bed.tick(1_000.0);
    let escalations = bed.heard.iter().filter(|step| step.to == TransitionKind::Escalated).count();
    assert_eq!(escalations, 1);
}

#[test]
fn a_pattern_that_repeats_is_told_once_in_its_time_out() {
    let mut bed = Bed::new();
    for second in [0.0, 30.0, 60.0] {
        bed.event(Condition::Couplet, true, second);
        bed.event(Condition::Couplet, false, second + 10.0);
    }
    let told: Vec<_> =
        bed.story(Condition::Couplet).into_iter().filter(|(_, to)| *to == TransitionKind::Active).collect();
    assert_eq!(told, [(0.0, TransitionKind::Active)]);
    // One that goes on is told when the time-out of 180 s is over.
    bed.event(Condition::Couplet, true, 100.0);
    bed.tick(179.0);
    assert_eq!(bed.active(), []);
    bed.tick(180.0);
    assert_eq!(bed.active(), [(Condition::Couplet, AlarmState::Active)]);
}

#[test]
fn a_condition_that_is_off_is_not_told_and_speaks_up_when_switched_on() {
    let mut bed = Bed::new();
    let set = |off| {
        move |config: &mut AlarmConfig| {
            let config = &mut config.tuning;
            config.set(Condition::Pause, ConditionConfig { off, ..Default::default() }).unwrap();
        }
    };
    bed.configure(0.0, set(true));
    bed.event(Condition::Pause, true, 1.0);
    assert_eq!(bed.active(), []);
    bed.configure(2.0, set(false));
    assert_eq!(bed.active(), [(Condition::Pause, AlarmState::Active)]);
    bed.configure(3.0, set(true));
    assert_eq!(bed.active(), []);
    let changes =
        bed.system.log().entries().filter(|entry| matches!(entry.event, LogEvent::Condition { .. }));
    assert_eq!(changes.count(), 3);
}

#[test]
fn the_smart_delay_waits_by_depth_and_desaturation_never_waits() {
    let smart = |config: &mut AlarmConfig| config.tuning.smart_delay = SmartDelay::Fifty;
    for (value, due) in [(89.0, 50.0), (85.0, 10.0)] {
        let mut bed = Bed::new();
        bed.configure(0.0, smart);
        bed.hold(Vital::SpO2, value, 0, 60);
        assert_eq!(bed.story(SPO2_LOW), [(due, TransitionKind::Active)], "{value}");
    }
    let mut bed = Bed::new();
    bed.configure(0.0, smart);
    bed.reading(Vital::SpO2, 79.0, 0.0);
    assert_eq!(bed.active(), [(Condition::Desaturation, AlarmState::Active)]);
}

#[test]
fn a_rule_alarms_as_its_writer_wished_and_goes_with_it() {
    let mut bed = Bed::new();
    let id = RuleId(3);
    bed.event(Condition::Rule(id), true, 0.0);
    assert_eq!(bed.active(), [], "no such rule is on");
    bed.configure(1.0, |config| {
        config.rules.insert(id, RuleAlarm { priority: Priority::High, latching: true });
    });
    bed.observe(&Observation::Switch {
        condition: Condition::Rule(id),
        on: true,
        detail: Some("Bleeding: HR 121, SYS 94".into()),
        at: super::bed::at(2.0),
    });
    assert_eq!(bed.sounding(2.0), Some(Priority::High));
    assert_eq!(bed.system.active()[0].text(), "Bleeding: HR 121, SYS 94");
    bed.event(Condition::Rule(id), false, 3.0);
    assert_eq!(bed.active(), [(Condition::Rule(id), AlarmState::Latched)]);
    bed.configure(4.0, |config| config.rules.clear());
    assert_eq!(bed.active(), []);
    assert_eq!(bed.story(Condition::Rule(id)).last(), Some(&(4.0, TransitionKind::Cleared)));
}
