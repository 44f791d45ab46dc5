//! What is set on this device is in force at once and stays.

use bedside::{
    alarms::{AlarmVolumes, Priority, SoundStyle},
    live::{Palette, Settings, SettingsSignal, SoundSettings},
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
    // The one volume of earlier versions is that of every priority, as far as its floor allows.
    let volumes = [Priority::High, Priority::Medium, Priority::Low].map(|it| settings.sound.volumes.get(it));
    assert_eq!((volumes, settings.cuff_minutes, trouble), ([40, 30, 20], Some(120), None));
    let stored = r#"{"volume": 90, "palette": "Day"}"#;
    storage().set_item(KEY, stored).unwrap();
    let expected = SoundSettings { volumes: AlarmVolumes::new(90, 90, 90), ..SoundSettings::default() };
    assert_eq!(reloaded().0.sound, expected);
    storage()
        .set_item(KEY, r#"{"sound": {"style": "icon", "volumes": [0, 50, 90], "beat_volume": 1}}"#)
        .unwrap();
    let sound = reloaded().0.sound;
    assert_eq!((sound.style, sound.beat, sound.beat_volume), (SoundStyle::Icon, false, 10));
    assert_eq!(sound.volumes, AlarmVolumes::new(90, 90, 90), "in order");
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
    signal.change(|settings| settings.sound.volumes.set(Priority::High, 90));
    let (again, trouble) = reloaded();
    assert_eq!((again.sound.volumes.get(Priority::High), trouble), (90, None));
    assert_eq!(storage().get_item("bedside.settings.unreadable").unwrap().as_deref(), Some(stored));
    storage().clear().unwrap();
}
