//! Alarm limits change only to what makes sense.

use bedside::{
    model::{Limits, Vital},
    ui::{AlarmTab, Route},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlInputElement};

use super::{waiting::until, ward::Ward};

impl Ward {
    fn field(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("[data-limit='{name}']")).unwrap().unchecked_into()
    }

    /// Types into a limit's field and leaves it.
    fn enter(&self, name: &str, text: &str) {
        let field = self.field(name);
        field.set_value(text);
        let bubbles = EventInit::new();
        bubbles.set_bubbles(true);
        field.dispatch_event(&Event::new_with_event_init_dict("change", &bubbles).unwrap()).unwrap();
    }

    fn limits(&self, vital: Vital) -> Limits {
        self.settings.peek().limits.get(vital)
    }
}

#[wasm_bindgen_test]
async fn refused_limits_change_nothing_and_the_field_says_what_is_in_force() {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Limits));
    let (heart, oxygen) = (Vital::HeartRate, Vital::SpO2);
    let before = [ward.limits(heart), ward.limits(oxygen)];
    until("what is in force", || ["HR-low", "HR-high"].map(|name| ward.field(name).value()) == ["50", "120"])
        .await;
    for (field, text, why, shown) in [
        ("HR-low", "120", "HR: the low limit 120 is not below the high limit 120", "50"),
        ("HR-high", "40", "HR: the low limit 50 is not below the high limit 40", "120"),
        ("SpO2-high", "140", "SpO₂: SpO₂ limits lie between 0 and 100 %", "100"),
    ] {
        ward.enter(field, text);
        until(why, || ward.text("[data-error]") == why).await;
        assert_eq!(ward.field(field).value(), shown);
        assert_eq!([ward.limits(heart), ward.limits(oxygen)], before);
    }
}

#[wasm_bindgen_test]
async fn accepted_limits_are_in_force_at_once() {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Limits));
    ward.enter("HR-low", "130");
    until("the refusal", || ward.find("[data-error]").is_some()).await;
    ward.enter("HR-low", "55");
    until("no refusal any more", || ward.find("[data-error]").is_none()).await;
    // An empty field is no limit.
    ward.enter("HR-high", "");
    let expected = Limits::new(Some(55.0), None).unwrap();
    assert_eq!(ward.limits(Vital::HeartRate), expected);
    assert_eq!(ward.bed.limits.with_untracked(|limits| limits.get(Vital::HeartRate)), expected);
    until("the tile", || ward.text(".tile.hr .limits") == "off55").await;
    ward.find("[data-action='default-limits']").unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    until("the defaults", || ward.field("HR-high").value() == "120").await;
}
