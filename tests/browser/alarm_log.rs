//! The log tab: alarms as rows that open, filters, and a file that is saved.

use bedside::{
    live::LogFile,
    model::{Limits, Vital},
    ui::{AlarmTab, Route},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement};

use super::{waiting::until, ward::Ward};

fn click(ward: &Ward, selector: &str) {
    ward.find(selector).unwrap().unchecked_into::<HtmlElement>().click();
}

fn type_into(ward: &Ward, selector: &str, text: &str) {
    let field: HtmlInputElement = ward.find(selector).unwrap().unchecked_into();
    field.set_value(text);
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    field.dispatch_event(&Event::new_with_event_init_dict("input", &bubbles).unwrap()).unwrap();
}

/// A bed whose heart rate is above its limit, by less than makes it extreme, with its log on the page.
async fn alarming() -> Ward {
    let ward = Ward::at(&Route::AlarmTab(AlarmTab::Log));
    ward.number(Vital::HeartRate).await;
    ward.settings.change(|settings| {
        settings.limits.set(Vital::HeartRate, Limits::new(None, Some(60.0)).unwrap()).unwrap();
    });
    until("the alarm", || ward.alarm("hr-high").is_some()).await;
    until("its row", || ward.text("[data-alarm-log]").contains("> 60")).await;
    ward
}

#[wasm_bindgen_test]
async fn an_alarm_is_a_row_that_opens_to_its_steps_and_says_who_came() {
    let ward = alarming().await;
    let serial = ward.bed.episodes().iter().find(|told| told.condition.key() == "hr-high").unwrap().serial;
    let row = format!("[data-episode='{serial}'] button");
    assert!(ward.text(&row).contains("present") && ward.text(&row).contains("not acknowledged"));
    assert_eq!(ward.find(&row).unwrap().get_attribute("aria-expanded").as_deref(), Some("false"));
    click(&ward, &row);
    until("its steps", || ward.text(&format!("[data-episode='{serial}'] .steps")).contains("active")).await;
    assert_eq!(ward.find(&row).unwrap().get_attribute("aria-expanded").as_deref(), Some("true"));
    ward.bed.acknowledge();
    until("the answer", || ward.text(&row).contains(" after 0:")).await;
    // It stays open, and its strip comes.
    let paper = format!("[data-episode='{serial}'] canvas");
    until("the waves around it", || ward.find(&paper).is_some()).await;
    until("drawn", || {
        let canvas: web_sys::HtmlCanvasElement = ward.find(&paper).unwrap().unchecked_into();
        canvas.width() > 500 && canvas.height() > 100
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_search_leaves_what_it_names() {
    let ward = alarming().await;
    type_into(&ward, "[data-log-search]", "no such alarm");
    until("nothing", || ward.text("[data-log-count]") == "0 alarms").await;
    type_into(&ward, "[data-log-search]", "hr HIGH");
    until("the one", || ward.text("[data-alarm-log]").contains("> 60")).await;
    click(&ward, "[data-log-steps]");
    until("every step", || ward.text("[data-log-count]").ends_with("entries")).await;
    click(&ward, "[data-action='burden']");
    until("the burden", || ward.text("[data-burden]").contains("Time with an alarm")).await;
}

#[wasm_bindgen_test]
async fn the_log_is_saved_with_the_wall_times_of_a_live_bed() {
    let ward = alarming().await;
    let (name, mime, text) = ward.bed.log_file(LogFile::Alarms).unwrap();
    assert!(
        name.starts_with("bedside-alarms-20")
            && name.split('.').next_back() == Some("csv")
            && mime == "text/csv"
    );
    let line = text.lines().find(|line| line.contains("hr-high")).unwrap();
    let began = js_sys::Date::parse(line.split(',').nth(1).unwrap());
    assert!((js_sys::Date::now() - began).abs() < 120_000.0, "{line}");
    let (_, _, json) = ward.bed.log_file(LogFile::Json).unwrap();
    assert!(json.contains("\"format\":\"bedside-alarm-log\""));
    click(&ward, "[data-action='export-json']");
    assert!(ward.find("[data-error]").is_none());
}
