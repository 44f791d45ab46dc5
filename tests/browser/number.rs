//! A number on the screen never says more than is known.

use bedside::{
    model::{Origin, Quality, Reading, Time, Vital},
    ui::Route,
};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{waiting::until, ward::Ward};

/// What a person reads there, and what a screen reader says.
fn shown(ward: &Ward, vital: Vital) -> [String; 3] {
    let number = format!("[data-vital='{}']", vital.key());
    let spoken = ward.find(&number).and_then(|element| element.get_attribute("aria-label"));
    let [value, doubt] = ["value", "doubt"].map(|part| ward.text(&format!("{number} .{part}")));
    [value, doubt, spoken.unwrap_or_default()]
}

#[wasm_bindgen_test]
async fn it_shows_the_value_its_doubt_and_what_is_unknown() {
    let ward = Ward::at(&Route::Bedside);
    // Nothing feeds these but a cuff, and that has not measured yet.
    let vital = Vital::Systolic;
    let reading = ward.bed.reading(vital);
    assert_eq!(shown(&ward, vital), ["---", "", "NIBP SYS unknown mmHg"]);
    for (quality, doubt) in [(Quality::Good, ""), (Quality::Questionable, "?")] {
        reading.set(Some(Reading::new(vital, 123.4, Time::ZERO, quality, Origin::Simulated)));
        until("the number", || shown(&ward, vital) == ["123", doubt, "NIBP SYS 123 mmHg"]).await;
    }
    reading.set(Some(Reading::unknown(vital, Time::ZERO, Origin::Simulated)));
    until("no number", || shown(&ward, vital) == ["---", "", "NIBP SYS unknown mmHg"]).await;
}

#[wasm_bindgen_test]
async fn a_patients_heart_rate_reaches_the_screen_with_its_origin() {
    let ward = Ward::at(&Route::Bedside);
    let number = "[data-vital='HR']";
    assert_eq!(ward.text(&format!("{number} .value")), "---");
    until("a number", || ward.text(&format!("{number} .value")).parse::<u32>().is_ok()).await;
    let element = ward.find(number).unwrap();
    assert_eq!(element.get_attribute("data-origin").as_deref(), Some("simulated"));
    assert_eq!(ward.text(".tile.hr .origin"), "SIM");
    // Its limits stand beside it, high above low.
    assert_eq!(ward.text(".tile.hr .limits"), "12050");
}
