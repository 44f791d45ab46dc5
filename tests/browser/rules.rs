//! A rule wakes for what it names, and its alarm reaches the bed.

use bedside::{
    alarms::{Priority, RuleId, rules::Rule},
    live::RulesSignal,
    model::Vital,
    ui::{AlarmTab, Route},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement};

use super::{
    fixture::{chosen, sinus},
    waiting::{pass, until},
    ward::{Ward, storage},
};

const KEY: &str = "bedside.rules";

fn rule(id: u32, name: &str, text: &str) -> Rule {
    Rule::new(RuleId(id), name, text, Priority::Medium, false).unwrap().switched(true)
}

impl Ward {
    fn rules(&self) -> RulesSignal {
        self.inside(RulesSignal::start)
    }
}

#[wasm_bindgen_test]
async fn a_rule_wakes_only_when_something_that_it_names_was_measured() {
    let ward = Ward::unseen();
    let rules = ward.rules();
    rules.put(rule(1, "Fast", "HR over 300")).unwrap();
    rules.put(rule(2, "Hot", "cuff systolic over 300")).unwrap();
    ward.number(Vital::HeartRate).await;
    let [fast, cuff] = [1, 2].map(|id| rules.evaluations(RuleId(id)));
    until("the heart rate again", || rules.evaluations(RuleId(1)) >= fast + 3).await;
    assert_eq!(rules.evaluations(RuleId(2)), cuff, "no cuff pressure was measured");
    let reading = ward.bed.reading(Vital::HeartRate).get_untracked().unwrap();
    let pressure = bedside::model::Reading { vital: Vital::Systolic, value: Some(120.0), ..reading };
    ward.bed.reading(Vital::Systolic).set(Some(pressure));
    until("the cuff's rule", || rules.evaluations(RuleId(2)) == cuff + 1).await;
    // A rule that is off is not evaluated at all.
    rules.switch(RuleId(1), false);
    pass(300).await;
    let stands = rules.evaluations(RuleId(1));
    pass(2_500).await;
    assert_eq!(rules.evaluations(RuleId(1)), stands);
}

#[wasm_bindgen_test]
async fn a_rule_that_is_true_alarms_with_its_name_and_reason_until_it_is_switched_off() {
    let ward = Ward::unseen();
    let rules = ward.rules();
    ward.number(Vital::HeartRate).await;
    rules.put(rule(7, "Alive", "HR over 1")).unwrap();
    until("the alarm", || ward.alarm("rule-7").is_some()).await;
    let text = ward.bed.alarms.with_untracked(|alarms| {
        alarms
            .iter()
            .find(|alarm| alarm.condition.key() == "rule-7")
            .map(|alarm| (alarm.priority, alarm.text()))
    });
    let (priority, text) = text.unwrap();
    assert_eq!(priority, Priority::Medium);
    assert!(text.starts_with("Alive: HR ") && text.ends_with("> 1"), "{text}");
    assert!(rules.fired.with_untracked(|fired| fired[&RuleId(7)].going_on));
    rules.switch(RuleId(7), false);
    until("the end", || ward.alarm("rule-7").is_none()).await;
}

#[wasm_bindgen_test]
async fn one_stored_rule_that_cannot_be_read_takes_no_other_with_it() {
    let ward = Ward::unseen();
    let stored = r#"[{"id":1,"name":"Fast","text":"HR over 120","priority":"high","on":true},
        {"id":2,"name":"Odd","text":"HR sideways","priority":"high"}]"#;
    storage().set_item(KEY, stored).unwrap();
    let rules = ward.rules();
    let names = || untrack(|| rules.rules().iter().map(|rule| rule.name().to_owned()).collect::<Vec<_>>());
    assert_eq!(names(), ["Fast"]);
    let trouble = rules.trouble.get_untracked().unwrap();
    assert!(trouble.contains("rules[1].text: after 'HR' I expected over"), "{trouble}");
    // Nothing of it is lost when the others are stored again.
    rules.put(rule(3, "Slow", "HR under 40").switched(false)).unwrap();
    assert!(storage().get_item(KEY).unwrap().unwrap().contains("HR sideways"));
    rules.delete(RuleId(1));
    assert_eq!(names(), ["Slow"]);
    rules.undo_delete().unwrap();
    assert_eq!(names(), ["Fast", "Slow"]);
    let again = ward.rules();
    assert_eq!(untrack(|| again.rules()), untrack(|| rules.rules()));
}

#[wasm_bindgen_test]
async fn a_rule_is_tried_on_the_open_recording_and_can_be_cancelled() {
    let ward = Ward::unseen();
    let rules = ward.rules();
    let fast = rule(1, "Fast", "HR over 100 for 10 s");
    assert_eq!(rules.try_on_recording(fast.clone(), |_| true).await, Ok(None), "none is open");
    ward.bed.open_recording(chosen(sinus()));
    until("the recording", || untrack(|| rules.has_recording())).await;
    assert_eq!(rules.try_on_recording(fast.clone(), |_| false).await, Ok(None), "cancelled");
    // 75/min for 45 s, then 110/min until 90 s.
    let firings = rules.try_on_recording(fast, |done| (0.0..=1.0).contains(&done)).await.unwrap().unwrap();
    assert_eq!(firings.len(), 1, "{firings:?}");
    assert!((55.0..70.0).contains(&firings[0].from.secs()) && firings[0].going_on, "{firings:?}");
    assert!(firings[0].explanation.contains("> 100 for 0:10"), "{firings:?}");
}

/// Types into a field.
fn enter(ward: &Ward, field: &str, text: &str) {
    let field = ward.find(field).unwrap();
    js_sys::Reflect::set(&field, &"value".into(), &text.into()).unwrap();
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    field.dispatch_event(&Event::new_with_event_init_dict("input", &bubbles).unwrap()).unwrap();
}

fn press(ward: &Ward, action: &str) {
    ward.find(&format!("[data-action='{action}']")).unwrap().unchecked_into::<HtmlElement>().click();
}

#[wasm_bindgen_test]
async fn a_rule_is_written_corrected_saved_deleted_and_brought_back() {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Rules));
    until("the tab", || ward.find("[data-action='new-rule']").is_some()).await;
    ward.number(Vital::HeartRate).await;
    press(&ward, "new-rule");
    until("the editor", || ward.find("[data-rule-editor]").is_some()).await;
    enter(&ward, "[data-rule-name]", "Fast");
    enter(&ward, "[data-rule-text]", "HR ovr 120");
    until("the refusal", || ward.text("[data-error='rule-text']").ends_with("did you mean 'over'?")).await;
    assert_eq!(ward.text("[data-rule-fault] mark"), "ovr");
    press(&ward, "save-rule");
    until("no saving", || ward.find("[data-error='rule']").is_some()).await;
    enter(&ward, "[data-rule-text]", "heart rate > 120");
    until("no refusal", || ward.find("[data-error='rule-text']").is_none()).await;
    until("what it would have done", || !ward.text("[data-tried]").is_empty()).await;
    press(&ward, "save-rule");
    until("the row", || ward.text(".rule code") == "HR over 120").await;
    let switch: HtmlInputElement = ward.find("[data-rule-on]").unwrap().unchecked_into();
    assert!(!switch.checked(), "off until somebody switches it on");
    switch.click();
    until("on", || storage().get_item(KEY).unwrap().unwrap().contains("\"on\":true")).await;
    press(&ward, "delete-rule");
    until("gone", || ward.find(".rule").is_none()).await;
    press(&ward, "undo-delete-rule");
    until("back", || ward.text(".rule b") == "Fast").await;
}
