//! What is not seen, not trusted, or late.

use std::sync::Arc;

use super::bed::{Bed, HR_HIGH, at};
use crate::{
    alarms::*,
    model::{Channel, Origin, Quality, Reading, SensorId, SensorState, Vital},
};

#[test]
fn the_pulse_rate_alarms_only_where_there_is_no_heart_rate() {
    let mut bed = Bed::new();
    for second in 0..10 {
        bed.reading(Vital::HeartRate, 80.0, f64::from(second));
        bed.reading(Vital::PulseRate, 150.0, f64::from(second));
    }
    assert_eq!(bed.active(), []);
    bed.observe(&Observation::Reading(Reading::unknown(Vital::HeartRate, at(10.0), Origin::Simulated)));
    assert_eq!(bed.active(), [(Condition::LimitHigh(Vital::PulseRate), AlarmState::Active)]);
    bed.reading(Vital::HeartRate, 80.0, 12.0);
    assert_eq!(bed.active(), []);
}

#[test]
fn a_lost_sensor_takes_over_the_limit_alarm_of_what_it_measured() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 130.0, 0, 3);
    bed.sensor(SensorId::Ecg, SensorState::Failed(Arc::from("unplugged")), 5.0);
    assert_eq!(bed.active(), [(Condition::NoData(SensorId::Ecg), AlarmState::Active)]);
    assert_eq!(bed.system.active()[0].text(), "ECG no data: unplugged");
    assert_eq!(bed.sounding(5.0), Some(Priority::Medium), "as loud as before");
    let last = bed.heard.iter().rfind(|transition| transition.condition == HR_HIGH).unwrap();
    assert_eq!(last.to, TransitionKind::Cleared);
    assert_eq!(last.by, Some(Inhibitor::Alarm(Condition::NoData(SensorId::Ecg))));
    bed.sensor(SensorId::Ecg, SensorState::Starting, 6.0);
    assert_eq!(bed.active().len(), 1, "a restart alone is no recovery");
    bed.sensor(SensorId::Ecg, SensorState::Running, 8.0);
    assert_eq!(bed.active(), []);
}

#[test]
fn a_lost_link_is_told_as_that_and_ends_when_the_sensor_delivers() {
    let mut bed = Bed::new();
    let link = Condition::LinkLost(SensorId::Ecg);
    bed.hold(Vital::HeartRate, 130.0, 0, 3);
    bed.sensor(SensorId::Ecg, SensorState::LinkLost, 5.0);
    assert_eq!(bed.active(), [(link, AlarmState::Active)], "nothing is said twice");
    assert_eq!(bed.system.active()[0].text(), "ECG link lost");
    assert_eq!(bed.sounding(5.0), Some(Priority::Medium));
    bed.sensor(SensorId::Ecg, SensorState::Failed(Arc::from("unplugged")), 6.0);
    assert_eq!(bed.active(), [(Condition::NoData(SensorId::Ecg), AlarmState::Active)]);
    bed.sensor(SensorId::Ecg, SensorState::LinkLost, 7.0);
    bed.sensor(SensorId::Ecg, SensorState::Starting, 8.0);
    assert_eq!(bed.active(), [(link, AlarmState::Active)]);
    bed.sensor(SensorId::Ecg, SensorState::Running, 9.0);
    assert_eq!(bed.active(), []);
}

#[test]
fn losing_sight_without_a_technical_alarm_keeps_the_limit_alarm_sounding() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 130.0, 0, 3);
    bed.observe(&Observation::Reading(Reading::unknown(Vital::HeartRate, at(4.0), Origin::Simulated)));
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Latched)]);
    assert_eq!(bed.system.active()[0].text(), "HR high", "no old number as if it were fresh");
    assert_eq!(bed.sounding(4.0), Some(Priority::Medium));
    bed.quality(Channel::Ecg, Quality::Invalid, true, 4.0);
    bed.tick(6.0);
    assert_eq!(bed.active(), [(Condition::SensorOff(Channel::Ecg), AlarmState::Active)]);
}

#[test]
fn a_high_alarm_outlives_its_sensor() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 150.0, 0, 3);
    bed.sensor(SensorId::Ecg, SensorState::Silent, 4.0);
    assert_eq!(
        bed.active(),
        [
            (Condition::ExtremeTachycardia, AlarmState::Latched),
            (Condition::NoData(SensorId::Ecg), AlarmState::Active)
        ]
    );
}

#[test]
fn readings_that_stop_coming_do_not_count_as_fresh() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 130.0, 0, 3);
    assert_eq!(bed.system.next_tick(), Some(at(93.0)));
    bed.tick(92.9);
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Active)]);
    bed.tick(93.0);
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Latched)]);
    bed.reading(Vital::HeartRate, 90.0, 94.0);
    assert_eq!(bed.active(), [], "a valid value proves it over");
}

#[test]
fn a_questionable_value_neither_starts_nor_ends_an_alarm() {
    let mut bed = Bed::new();
    for second in 0..10 {
        bed.read(Vital::HeartRate, 135.0, f64::from(second), Quality::Questionable);
    }
    assert_eq!(bed.active(), []);
    bed.hold(Vital::HeartRate, 130.0, 10, 12);
    for second in 13..20 {
        bed.read(Vital::HeartRate, 80.0, f64::from(second), Quality::Questionable);
    }
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Active)]);
}

#[test]
fn a_sensor_not_yet_put_on_is_low_and_one_that_comes_off_medium() {
    let mut bed = Bed::new();
    bed.quality(Channel::Pleth, Quality::Invalid, true, 0.0);
    bed.quality(Channel::PlethRed, Quality::Invalid, true, 0.0);
    assert_eq!(bed.system.next_tick(), Some(at(2.0)));
    bed.tick(2.0);
    assert_eq!(bed.active(), [(Condition::SensorOff(Channel::Pleth), AlarmState::Active)], "one probe");
    assert_eq!(bed.sounding(2.0), Some(Priority::Low));
    for channel in [Channel::Pleth, Channel::PlethRed] {
        bed.quality(channel, Quality::Good, false, 10.0);
    }
    // A probe in the air may look good; only a first value proves that it was on a finger.
    bed.reading(Vital::SpO2, 97.0, 11.0);
    bed.tick(12.0);
    assert_eq!(bed.active(), []);
    bed.quality(Channel::Pleth, Quality::Invalid, true, 20.0);
    bed.tick(22.0);
    assert_eq!(bed.sounding(22.0), Some(Priority::Medium));
    bed.quality(Channel::Pleth, Quality::Questionable, false, 30.0);
    bed.tick(60.0);
    assert_eq!(bed.active(), [(Condition::LowQuality(Channel::Pleth), AlarmState::Active)]);
    assert_eq!(bed.sounding(60.0), Some(Priority::Low));
}

#[test]
fn a_recording_that_ends_says_so() {
    let mut bed = Bed::new();
    bed.sensor(SensorId::Recording, SensorState::Running, 0.0);
    bed.sensor(SensorId::Recording, SensorState::Ended, 10.0);
    assert_eq!(bed.active(), [(Condition::RecordingEnded, AlarmState::Active)]);
    assert_eq!(bed.system.active()[0].marks(), "!");
}

#[test]
fn a_clock_that_was_set_back_makes_nobody_deaf() {
    let mut bed = Bed::new();
    bed.hold(Vital::HeartRate, 80.0, 10_000, 10_003);
    bed.inactivate(Inactivation::AudioPaused, 10_003.0);
    bed.hold(Vital::HeartRate, 130.0, 0, 2);
    assert_eq!(bed.active(), [(HR_HIGH, AlarmState::Active)]);
    assert_eq!(bed.sounding(3.0), None);
    bed.tick(130.0);
    assert_eq!(bed.inactive(), []);
}
