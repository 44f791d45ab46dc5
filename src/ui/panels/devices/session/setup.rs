use leptos::{html, prelude::*};

use crate::{
    live::LiveBed,
    monitor::{Maximum, SessionSettings},
};

/// What zones are counted by, and the start.
#[component]
pub fn Setup() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let before = LiveBed::session_settings();
    let (age, highest) = match before.maximum() {
        Maximum::FromAge(years) => (Some(years), None),
        Maximum::Entered(rate) => (None, Some(rate)),
    };
    let [age_field, highest_field, resting_field] = [(); 3].map(|()| NodeRef::<html::Input>::new());
    let refused = RwSignal::new(None::<String>);
    let number = |field: NodeRef<html::Input>| {
        let text = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let text = text.trim().replace(',', ".");
        if text.is_empty() { Ok(None) } else { text.parse::<f64>().map(Some).map_err(|_| text) }
    };
    let start = move |_| {
        let given = (|| {
            let no_number = |text: String| format!("{text:?} is no number");
            let highest = number(highest_field).map_err(no_number)?.map(Maximum::Entered);
            let age = number(age_field).map_err(no_number)?.map(Maximum::FromAge);
            let resting = number(resting_field).map_err(no_number)?;
            let maximum = highest.or(age).ok_or("an age or a highest heart rate is needed for the zones")?;
            SessionSettings::new(maximum, resting).map_err(|error| error.to_string())
        })();
        match given {
            Ok(settings) => bed.start_session(settings),
            Err(why) => refused.set(Some(why)),
        }
    };
    let text = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.0}"));
    let field = move |label: &'static str,
                      unit: &'static str,
                      key: &'static str,
                      node,
                      value: Option<f64>| {
        view! {
            <label class="field">
                <span>{label} <span class="unit">{unit}</span></span>
                <input type="text" inputmode="decimal" class="short" data-session-field=key node_ref=node value=text(value) />
            </label>
        }
    };
    view! {
        <section data-session="none">
            <p>
                "A session records RR intervals and ECG, counts the time in each heart-rate zone, and can be taken away as files. It takes whatever heart is in this bed."
            </p>
            {field("Age", "years", "age", age_field, age)}
            {field("Highest heart rate, if you know it", "/min", "highest", highest_field, highest)}
            {field("Resting heart rate: zones then count the reserve", "/min", "resting", resting_field, before.resting())}
            {move || refused.get().map(|why| view! { <p class="error" role="alert" data-session-error>{why}</p> })}
            <button class="key primary" data-action="start-session" on:click=start>
                "Start session"
            </button>
        </section>
    }
}
