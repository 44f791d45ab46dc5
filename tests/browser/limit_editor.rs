//! Alarm limits change only to what makes sense.

use bedside::{
    model::{Limits, Vital},
    ui::{AlarmTab, Route},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, EventTarget, HtmlInputElement};

use super::{
    waiting::{pass, until},
    ward::Ward,
};

impl Ward {
    fn field(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("[data-limit='{name}']")).unwrap().unchecked_into()
    }

    /// Types into a limit's field and leaves it.
    fn enter(&self, name: &str, text: &str) {
        let field = self.field(name);
        field.set_value(text);
        happen(&field, "change");
    }

    fn press(&self, action: &str) {
        let key = self.find(&format!("[data-action='{action}']")).unwrap();
        key.unchecked_into::<web_sys::HtmlElement>().click();
    }

    fn handle(&self, name: &str) -> HtmlInputElement {
        self.find(&format!("[data-slider='{name}']")).unwrap().unchecked_into()
    }

    fn limits(&self, vital: Vital) -> Limits {
        self.settings.peek().limits.get(vital)
    }
}

fn happen(element: &EventTarget, name: &str) {
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    element.dispatch_event(&Event::new_with_event_init_dict(name, &bubbles).unwrap()).unwrap();
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
    ward.press("apply-preset");
    until("the defaults", || ward.field("HR-high").value() == "120").await;
}

#[wasm_bindgen_test]
async fn a_handle_sets_its_limit_when_it_is_let_go() {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Limits));
    until("the handle", || ward.handle("HR-high").value() == "120").await;
    let handle = ward.handle("HR-high");
    handle.set_value("140");
    happen(&handle, "input");
    until("the number that follows", || ward.field("HR-high").value() == "140").await;
    assert_eq!(ward.limits(Vital::HeartRate).high(), Some(120.0), "nothing before it is let go");
    happen(&handle, "change");
    assert_eq!(ward.limits(Vital::HeartRate).high(), Some(140.0));
    // Past the other one is refused, and it goes back.
    handle.set_value("30");
    happen(&handle, "input");
    happen(&handle, "change");
    until("the refusal", || ward.text("[data-error]").contains("is not below")).await;
    assert_eq!((handle.value().as_str(), ward.limits(Vital::HeartRate).high()), ("140", Some(140.0)));
}

#[wasm_bindgen_test]
async fn changes_are_marked_and_undone_one_by_one() {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Limits));
    until("the editor", || ward.find("[data-limit='HR-low']").is_some()).await;
    assert!(ward.find("[data-vital='HR'] .limit-differs").is_none());
    for low in 51..=71 {
        ward.enter("HR-low", &low.to_string());
    }
    until("the mark", || ward.find("[data-vital='HR'] .limit-differs").is_some()).await;
    let mark = ward.find("[data-vital='HR'] .limit-differs").unwrap();
    assert_eq!(mark.get_attribute("title").as_deref(), Some("Differs from preset Adult: 50 to 120"));
    until("what is undone", || ward.text("[data-action='undo-limits']") == "Undo: HR limits").await;
    for low in (50..71).rev() {
        ward.press("undo-limits");
        assert_eq!(ward.limits(Vital::HeartRate).low(), Some(f64::from(low)));
        pass(0).await;
    }
    until("nothing to undo", || ward.text("[data-action='undo-limits']") == "Undo").await;
    until("no mark", || ward.find("[data-vital='HR'] .limit-differs").is_none()).await;
}

#[wasm_bindgen_test]
async fn a_preset_of_ones_own_is_saved_applied_and_deleted() {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Limits));
    until("the editor", || ward.text("[data-in-use]") == "Adult").await;
    ward.enter("HR-high", "135");
    ward.press("save-preset");
    until("the refusal", || ward.text("[data-error]").contains("1 to 40 characters")).await;
    let name: HtmlInputElement = ward.find("[data-preset-name]").unwrap().unchecked_into();
    name.set_value(" Athlete ");
    ward.press("save-preset");
    until("it is in use", || ward.text("[data-in-use]") == "Athlete").await;
    until("no mark", || ward.find("[data-vital='HR'] .limit-differs").is_none()).await;
    ward.enter("HR-high", "150");
    until("the mark", || ward.find("[data-vital='HR'] .limit-differs").is_some()).await;
    ward.press("apply-preset");
    assert_eq!(ward.limits(Vital::HeartRate).high(), Some(135.0));
    ward.press("undo-limits");
    assert_eq!(ward.limits(Vital::HeartRate).high(), Some(150.0));
    ward.press("delete-preset");
    until("the default is in use", || ward.text("[data-in-use]") == "Adult").await;
    ward.press("undo-limits");
    until("it is back", || ward.text("[data-in-use]") == "Athlete").await;
}

#[wasm_bindgen_test]
async fn auto_limits_lie_around_the_present_values() {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Limits));
    let rate = ward.number(Vital::HeartRate).await;
    ward.press("auto-limits");
    let limits = ward.limits(Vital::HeartRate);
    let (low, high) = (limits.low().unwrap(), limits.high().unwrap());
    assert!(low < rate && rate < high, "{low} to {high} around {rate}");
    assert!((low / 0.8 - rate).abs() < 8.0, "{low} for {rate}");
    until("who is left alone", || ward.text("[data-told]").contains("NIBP SYS")).await;
    ward.press("undo-limits");
    assert_eq!(ward.limits(Vital::HeartRate), Limits::new(Some(50.0), Some(120.0)).unwrap());
}

#[wasm_bindgen_test]
async fn what_these_limits_would_have_done_is_told_beside_what_was() {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Limits));
    ward.number(Vital::HeartRate).await;
    // Some slots of the trend.
    until("the past", || {
        ward.bed.with_trend(|trend| trend.range(Vital::HeartRate, bedside::model::Time::ZERO).is_some())
    })
    .await;
    pass(4_000).await;
    ward.enter("HR-low", "110");
    until("one more", || ward.text("[data-what-if]").ends_with("0 alarms before, with these limits 1."))
        .await;
}

#[wasm_bindgen_test]
async fn a_condition_is_changed_within_what_is_allowed_and_undone() {
    use bedside::alarms::Condition;
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Conditions));
    until("the groups", || ward.find("[data-group='Heart rhythm']").is_some()).await;
    assert!(ward.find("[data-condition]").is_none(), "rows exist while their group is open");
    ward.find("[data-group='Heart rhythm']").unwrap().set_attribute("open", "").unwrap();
    until("the rows", || ward.find("[data-condition='asystole']").is_some()).await;
    assert!(ward.find("[data-condition='asystole'] [data-setting='on']").is_none());
    assert!(ward.find("[data-condition='asystole'] [data-setting='priority']").is_none());
    let couplet = |ward: &Ward| ward.settings.peek().alarms.policy(Condition::Couplet);
    let switch: HtmlInputElement =
        ward.find("[data-condition='couplet'] [data-setting='on']").unwrap().unchecked_into();
    switch.click();
    until("it is off", || !couplet(&ward).on).await;
    let priority: web_sys::HtmlSelectElement =
        ward.find("[data-condition='couplet'] [data-setting='priority']").unwrap().unchecked_into();
    priority.set_value("0");
    happen(&priority, "change");
    assert_eq!(couplet(&ward).priority, bedside::alarms::Priority::High);
    until("what is undone", || ward.text("[data-action='undo-limits']") == "Undo: PVC couplet").await;
    ward.press("undo-limits");
    ward.press("undo-limits");
    assert_eq!(couplet(&ward), bedside::alarms::policy(Condition::Couplet));
}
