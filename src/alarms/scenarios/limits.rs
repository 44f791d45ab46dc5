//! Limits, delays, hysteresis, events and what they inhibit.

use std::sync::Arc;

use super::bed::{Bed, HR_HIGH, HR_LOW, SPO2_LOW, at};
use crate::{
    alarms::*,
    model::{Origin, Quality, Reading, Vital},
};

#[test]
fn a_limit_alarm_waits_for_its_delay_and_tells_value_and_limit() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 120.0, 0, 5);
    assert_eq!(bed.active(), [], "on the limit is inside");
    bed.hold(Vital::HeartRate, 134.0, 6, 7);
    assert_eq!(bed.active(), []);
    bed.reading(Vital::HeartRate, 134.0, 8.0);
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Active)]);
    assert_eq!(bed.sounding(8.0), Some(Priority::Medium));
    let alarm = &bed.system.active()[0];
    assert_eq!((alarm.text().as_str(), alarm.marks(), alarm.since), ("HR 134 > 120", "**", at(8.0)));
    bed.reading(Vital::HeartRate, 138.0, 9.0);
    bed.reading(Vital::HeartRate, 125.0, 10.0);
    let alarm = &bed.system.active()[0];
    assert_eq!((alarm.value, alarm.peak), (Some(125.0), Some(138.0)));
}

#[test]
fn a_short_crossing_is_no_alarm_and_restarts_the_delay() {
    let mut bed = Bed::new();
    bed.hold(Vital::SpO2, 88.0, 0, 9);
    bed.reading(Vital::SpO2, 91.0, 9.5);
    bed.hold(Vital::SpO2, 88.0, 10, 19);
    assert_eq!(bed.active(), []);
    bed.reading(Vital::SpO2, 88.0, 20.0);
    assert_eq!(bed.story(SPO2_LOW), [(20.0, TransitionKind::Active)]);
}

#[test]
fn an_arterial_pressure_waits_four_seconds_either_way_and_ends_2_mmhg_inside() {
    for (vital, low, high) in [
        (Vital::ArterialSystolic, 90.0, 160.0),
        (Vital::ArterialDiastolic, 50.0, 90.0),
        (Vital::ArterialMean, 60.0, 110.0),
    ] {
        for (condition, beyond, near, inside) in [
            (Condition::LimitLow(vital), low - 1.0, low + 1.0, low + 2.0),
            (Condition::LimitHigh(vital), high + 1.0, high - 1.0, high - 2.0),
        ] {
            let mut bed = Bed::new();
            bed.hold(vital, beyond, 0, 3);
            assert_eq!(bed.active(), []);
            bed.hold(vital, beyond, 4, 6);
            bed.hold(vital, near, 7, 20);
            assert_eq!(bed.active(), [(condition, AlarmState::Active)]);
            assert_eq!(condition.priority(), Priority::Medium);
            bed.hold(vital, inside, 21, 23);
            assert_eq!(
                bed.story(condition),
                [(4.0, TransitionKind::Active), (23.0, TransitionKind::Cleared)]
            );
        }
    }
}

#[test]
fn an_alarm_ends_beyond_the_hysteresis_for_two_seconds() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 130.0, 0, 2);
    bed.hold(Vital::HeartRate, 119.0, 3, 60);
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Active)], "inside, but by one beat only");
    bed.hold(Vital::HeartRate, 118.0, 61, 62);
    bed.reading(Vital::HeartRate, 119.0, 62.5);
    bed.hold(Vital::HeartRate, 118.0, 63, 64);
    assert_eq!(bed.active().len(), 1);
    bed.reading(Vital::HeartRate, 118.0, 65.0);
    assert_eq!(bed.active(), []);
    assert_eq!(bed.story(HR_HIGH), [(2.0, TransitionKind::Active), (65.0, TransitionKind::Cleared)]);
}

#[test]
fn a_batch_that_was_held_back_has_the_effect_of_prompt_delivery() {
    let values = [100.0, 130.0, 130.0, 130.0, 130.0, 110.0, 110.0, 110.0, 130.0, 110.0];
    let mut prompt = Bed::new();
    let mut late = Bed::new();
    for (second, value) in values.into_iter().enumerate() {
        prompt.reading(Vital::HeartRate, value, second as f64);
        let reading =
            Reading::new(Vital::HeartRate, value, at(second as f64), Quality::Good, Origin::Simulated);
        late.heard.extend(late.system.observe(&Observation::Reading(reading), at(60.0)));
    }
    assert_eq!(prompt.heard, late.heard);
    assert_eq!(prompt.story(HR_HIGH), [(3.0, TransitionKind::Active), (7.0, TransitionKind::Cleared)]);
}

#[test]
fn the_extreme_alarm_stands_for_the_plain_one() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 150.0, 0, 2);
    assert_eq!(bed.active(), [(Condition::ExtremeTachycardia, AlarmState::Active)]);
    assert_eq!(bed.system.active()[0].text(), "Extreme tachycardia: HR 150 > 140");
    let inhibited: Vec<_> = bed.heard.iter().filter(|t| t.to == TransitionKind::Inhibited).collect();
    assert_eq!(inhibited.len(), 1);
    assert_eq!(inhibited[0].by, Some(Inhibitor::Alarm(Condition::ExtremeTachycardia)));
    // The rate falls between the two limits: both are shown, the high one latched.
    bed.hold(Vital::HeartRate, 130.0, 3, 5);
    assert_eq!(
        bed.active(),
        [(Condition::ExtremeTachycardia, AlarmState::Latched), (HR_HIGH, AlarmState::Active)]
    );
    bed.acknowledge(6.0);
    assert_eq!(
        bed.active(),
        [
            (Condition::ExtremeTachycardia, AlarmState::LatchedAcknowledged),
            (HR_HIGH, AlarmState::Acknowledged)
        ]
    );
    bed.reset(7.0);
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Acknowledged)]);
}

#[test]
fn a_gradual_rise_hands_over_to_the_extreme_alarm() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 130.0, 0, 5);
    bed.hold(Vital::HeartRate, 150.0, 6, 9);
    assert_eq!(bed.active(), [(Condition::ExtremeTachycardia, AlarmState::Active)]);
    assert_eq!(bed.story(HR_HIGH), [(2.0, TransitionKind::Active), (8.0, TransitionKind::Inhibited)]);
}

#[test]
fn asystole_apnoea_and_desaturation_inhibit_the_low_limits() {
    let mut bed = Bed::new();
    bed.event(Condition::Asystole, true, 0.0);
    bed.event(Condition::Apnoea, true, 0.0);
    for second in 0..20 {
        bed.reading(Vital::HeartRate, 20.0, f64::from(second));
        bed.reading(Vital::RespRate, 2.0, f64::from(second));
        bed.reading(Vital::SpO2, 70.0, f64::from(second));
    }
    let mut shown: Vec<_> = bed.active().into_iter().map(|(condition, _)| condition).collect();
    shown.sort();
    assert_eq!(shown, [Condition::Asystole, Condition::Apnoea, Condition::Desaturation]);
    let mut inhibited: Vec<_> = bed.system.inhibited().map(|alarm| alarm.condition).collect();
    inhibited.sort();
    assert_eq!(
        inhibited,
        [HR_LOW, SPO2_LOW, Condition::LimitLow(Vital::RespRate), Condition::ExtremeBradycardia]
    );
}

#[test]
fn a_blood_pressure_alarm_stands_until_the_next_measurement() {
    let high = Condition::LimitHigh(Vital::Systolic);
    let mut bed = Bed::new();
    bed.reading(Vital::Systolic, 175.0, 0.0);
    assert_eq!(bed.active(), [(high, AlarmState::Active)]);
    bed.acknowledge(10.0);
    assert_eq!(bed.active(), [(high, AlarmState::Acknowledged)]);
    bed.observe(&Observation::CuffFailed { reason: Arc::from("too much movement"), at: at(600.0) });
    bed.observe(&Observation::Reading(Reading::unknown(Vital::Systolic, at(600.0), Origin::Simulated)));
    bed.tick(700.0);
    assert_eq!(bed.active(), [(high, AlarmState::Acknowledged), (Condition::CuffFailed, AlarmState::Active)]);
    assert_eq!(bed.system.active()[1].text(), "NIBP measurement failed: too much movement");
    bed.reading(Vital::Systolic, 140.0, 900.0);
    assert_eq!(bed.active(), []);
    bed.reading(Vital::Systolic, 175.0, 1_000.0);
    bed.tick(1_000.0 + 3_599.0);
    assert_eq!(bed.active().len(), 1);
    bed.tick(1_000.0 + 3_600.0);
    assert_eq!(bed.active(), [], "an hour old");
}

#[test]
fn a_latched_alarm_is_never_hidden_behind_a_present_one() {
    let mut bed = Bed::new();
    bed.reading(Vital::HeartRate, 30.0, 0.0);
    bed.hold(Vital::HeartRate, 80.0, 1, 3);
    assert_eq!(bed.active(), [(Condition::ExtremeBradycardia, AlarmState::Latched)]);
    bed.event(Condition::Asystole, true, 4.0);
    assert_eq!(
        bed.active(),
        [(Condition::Asystole, AlarmState::Active), (Condition::ExtremeBradycardia, AlarmState::Latched)]
    );
    bed.reading(Vital::HeartRate, 30.0, 5.0);
    assert_eq!(
        bed.active(),
        [(Condition::Asystole, AlarmState::Active)],
        "true again: the worse one says it"
    );
}
