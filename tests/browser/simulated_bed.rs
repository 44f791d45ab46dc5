//! A bed with a simulated patient lives by itself, tells what goes wrong, and recovers.

use bedside::{
    alarms::{Inactivation, Priority},
    model::{Origin, SensorId, Vital},
    physiology::{Scenario, Targets},
    sources::simulated::Fault,
};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{waiting::until, ward::Ward};

#[wasm_bindgen_test]
async fn a_healthy_patient_has_waves_numbers_and_no_alarm() {
    let ward = Ward::unseen();
    let bed = ward.bed;
    until("four waves", || bed.strips.with_untracked(Vec::len) == 4).await;
    let rate = ward.number(Vital::HeartRate).await;
    assert!((60.0..=85.0).contains(&rate), "{rate}");
    assert_eq!(
        bed.reading(Vital::HeartRate).get_untracked().map(|reading| reading.origin),
        Some(Origin::Simulated)
    );
    assert_eq!(bed.alarms.get_untracked(), []);
    assert_eq!(bed.sounding.get_untracked(), None);
}

#[wasm_bindgen_test]
async fn impossible_targets_are_refused_and_possible_ones_followed() {
    let ward = Ward::unseen();
    let bed = ward.bed;
    let refused = bed.set_targets(Targets { heart_rate: 400.0, ..Targets::default() });
    assert_eq!(refused, Err("the heart rate must lie between 20 and 300 /min, not at 400".to_owned()));
    assert_eq!(bed.targets.get_untracked(), Targets::default());
    let arrest = Scenario::Asystole.targets();
    ward.number(Vital::HeartRate).await;
    assert_eq!(bed.set_targets(arrest.clone()), Ok(()));
    assert_eq!(bed.targets.get_untracked(), arrest);
    until("the alarm", || ward.alarm("asystole") == Some("active")).await;
    assert_eq!(bed.sounding.get_untracked().map(|sounding| sounding.priority), Some(Priority::High));
    bed.toggle_inactivation(Inactivation::AudioPaused);
    assert_eq!(bed.sounding.get_untracked(), None);
    assert_eq!(bed.inactive.with_untracked(Vec::len), 1, "audio is paused");
    bed.toggle_inactivation(Inactivation::AudioPaused);
    assert_eq!(bed.sounding.get_untracked().map(|sounding| sounding.priority), Some(Priority::High));
    assert_eq!(bed.inactive.get_untracked(), []);
    // Another patient brings none of this along.
    bed.simulate_again();
    assert_eq!(bed.alarms.get_untracked(), []);
    assert_eq!(bed.sounding.get_untracked(), None);
    assert_eq!(bed.targets.get_untracked(), Targets::default());
    assert_eq!(ward.value(Vital::HeartRate), None);
    ward.number(Vital::HeartRate).await;
    assert_eq!(ward.alarm("asystole"), None);
}

#[wasm_bindgen_test]
async fn a_sensor_that_fails_is_told_acknowledged_and_comes_back() {
    let ward = Ward::unseen();
    let bed = ward.bed;
    ward.number(Vital::HeartRate).await;
    bed.set_fault(SensorId::Ecg, Fault::Fails);
    assert_eq!(bed.fault(SensorId::Ecg), Fault::Fails);
    until("the alarm", || ward.alarm("no-data-ecg") == Some("active")).await;
    until("no number rather than an old one", || ward.value(Vital::HeartRate).is_none()).await;
    assert_eq!(bed.sounding.get_untracked().map(|sounding| sounding.priority), Some(Priority::Medium));
    let written = bed.log_version.get_untracked();
    bed.acknowledge();
    assert_eq!(ward.alarm("no-data-ecg"), Some("acknowledged"));
    assert_eq!(bed.sounding.get_untracked(), None);
    assert!(bed.log_version.get_untracked() > written, "the log tells of it");
    // Nobody else is disturbed.
    ward.number(Vital::PulseRate).await;
    bed.set_fault(SensorId::Ecg, Fault::None);
    ward.number(Vital::HeartRate).await;
    until("the alarm ends", || bed.alarms.with_untracked(Vec::is_empty)).await;
}
