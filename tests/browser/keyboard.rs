//! One key does one thing, and none while somebody types.

use bedside::{
    model::SensorId,
    sources::simulated::Fault,
    ui::{PanelKind, Route},
};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{EventTarget, KeyboardEvent, KeyboardEventInit};

use super::{waiting::until, ward::Ward};

fn press(target: &EventTarget, key: &str, held: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_ctrl_key(held == "Control");
    init.set_repeat(held == key);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    target.dispatch_event(&event).unwrap();
}

fn press_on_page(key: &str) {
    press(&document().body().unwrap(), key, "");
}

fn panel(ward: &Ward) -> Option<String> {
    ward.find("[data-panel]").and_then(|element| element.get_attribute("data-panel"))
}

#[wasm_bindgen_test]
async fn a_acknowledges_unless_it_goes_into_a_text() {
    let ward = Ward::at(&Route::Panel(PanelKind::Patient));
    until("four waves", || ward.bed.strips.with_untracked(Vec::len) == 4).await;
    ward.bed.set_fault(SensorId::Ecg, Fault::Fails);
    until("the alarm", || ward.alarm("no-data-ecg") == Some("active")).await;
    let field = ward.find("input[type='text']").unwrap();
    press(&field, "a", "");
    press(&document().body().unwrap(), "a", "Control");
    assert_eq!(ward.alarm("no-data-ecg"), Some("active"));
    press_on_page("a");
    assert_eq!(ward.alarm("no-data-ecg"), Some("acknowledged"));
    let item = "[data-alarm-bar] [data-condition='no-data-ecg'][data-state='acknowledged']";
    until("the alarm bar", || ward.find(item).is_some()).await;
}

#[wasm_bindgen_test]
async fn f_freezes_once_however_long_it_is_held() {
    let ward = Ward::at(&Route::Panel(PanelKind::Patient));
    let frozen = || ward.bed.frozen.get_untracked();
    for selector in ["input[type='text']", "select"] {
        press(&ward.find(selector).unwrap(), "f", "");
        assert!(!frozen(), "{selector}");
    }
    press_on_page("f");
    press(&document().body().unwrap(), "f", "f");
    assert!(frozen());
    until("it is said", || ward.text(".frozen-mark") == "FROZEN").await;
    press_on_page("F");
    assert!(!frozen());
    // A slider takes no letters, so they still mean what they mean.
    press(&ward.find("input[type='range']").unwrap(), "f", "");
    assert!(frozen());
}

#[wasm_bindgen_test]
async fn digits_open_and_close_views_and_escape_closes_any() {
    let ward = Ward::at(&Route::Bedside);
    for (digit, kind) in (1..).zip(PanelKind::ALL) {
        press_on_page(&digit.to_string());
        until(kind.title(), || panel(&ward).as_deref() == Some(kind.title())).await;
    }
    press_on_page(&PanelKind::ALL.len().to_string());
    until("the bed alone", || panel(&ward).is_none()).await;
    press_on_page("?");
    until("help", || panel(&ward).as_deref() == Some("Help")).await;
    for beyond in ["0", "9"] {
        press_on_page(beyond);
    }
    press_on_page("6");
    until("the patient", || panel(&ward).as_deref() == Some("Patient")).await;
    // Also out of a text field, or there would be no way out by keyboard.
    press(&ward.find("input[type='text']").unwrap(), "Escape", "");
    until("the bed alone", || panel(&ward).is_none()).await;
}
