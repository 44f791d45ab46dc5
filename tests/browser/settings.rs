//! What is set on this device is in force at once and stays.

use bedside::{
    live::{Palette, Settings, SettingsSignal},
    model::{AgeBand, Limits, Patient, Vital},
};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::ward::{Ward, storage};

const KEY: &str = "bedside.settings";

/// The settings as the page would find them after a reload, and what it would say about them.
fn reloaded() -> (Settings, Option<String>) {
    let owner = Owner::new();
    owner.with(|| {
        let signal = SettingsSignal::load();
        (signal.peek(), signal.trouble.get_untracked())
    })
}

#[wasm_bindgen_test]
fn changes_are_in_force_and_read_back() {
    let ward = Ward::unseen();
    assert_eq!(reloaded(), (Settings::default(), None));
    let limits = Limits::new(Some(55.0), Some(110.0)).unwrap();
    ward.settings.change(|settings| {
        settings.palette = Palette::Day;
        settings.cuff_minutes = None;
        settings.limits.set(Vital::HeartRate, limits).unwrap();
        settings.patient = Some(Patient::new("A. Nobody", "Bed 7", AgeBand::Child).unwrap());
    });
    assert_eq!(ward.bed.limits.with_untracked(|all| all.get(Vital::HeartRate)), limits);
    let (again, trouble) = reloaded();
    assert_eq!(again, ward.settings.peek());
    assert_eq!((again.palette, again.age(), trouble), (Palette::Day, AgeBand::Child, None));
}

#[wasm_bindgen_test]
fn what_another_version_stored_is_brought_into_range() {
    storage().set_item(KEY, r#"{"volume": 0, "cuff_minutes": 250, "brightness": 3}"#).unwrap();
    let (settings, trouble) = reloaded();
    assert_eq!((settings.volume, settings.cuff_minutes, trouble), (Settings::QUIETEST, Some(120), None));
    storage().clear().unwrap();
}

#[wasm_bindgen_test]
fn settings_that_cannot_be_read_are_told_and_not_lost() {
    // Crossed limits: such settings can never be in force.
    let stored = r#"{"limits": {"HeartRate": [120, 50]}}"#;
    storage().set_item(KEY, stored).unwrap();
    let owner = Owner::new();
    let signal = owner.with(SettingsSignal::load);
    assert_eq!(signal.peek(), Settings::default());
    let trouble = signal.trouble.get_untracked().unwrap();
    assert!(trouble.contains(KEY) && trouble.contains("not below"), "{trouble}");
    signal.change(|settings| settings.volume = 80);
    let (again, trouble) = reloaded();
    assert_eq!((again.volume, trouble), (80, None));
    assert_eq!(storage().get_item("bedside.settings.unreadable").unwrap().as_deref(), Some(stored));
    storage().clear().unwrap();
}
