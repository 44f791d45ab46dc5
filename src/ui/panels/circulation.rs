use leptos::prelude::*;

use crate::{
    live::LiveBed,
    model::{Dated, ShockIndex, Time, Vital},
};

/// What heart and vessels say together: the shock index with its parts, and the pulse's transit time. Neither
/// has a limit.
#[component]
pub fn Circulation() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let transit = move || match bed.pulse_transit.get() {
        Some(transit) => format!("{} ms", transit.micros() / 1_000),
        None => "---".to_owned(),
    };
    view! {
        <h3>"Circulation"</h3>
        {move || bed.shock_index.get().map(|index| view! { <Shock index now=bed.now.get() /> })}
        <p class="score-total" data-pulse-transit>
            <span>"Pulse transit time"</span>
            <b>{transit}</b>
            <span class="dim">"R peak to finger"</span>
        </p>
        <p class="dim">"Neither is ever an alarm by itself."</p>
    }
}

#[component]
fn Shock(index: ShockIndex, now: Time) -> impl IntoView {
    let part = |(vital, (value, at)): (Vital, Dated)| {
        format!("{vital} {}, {} ago", vital.text(Some(value)), now - at)
    };
    let parts = index.heart.into_iter().chain(index.systolic).map(part).collect::<Vec<_>>().join("; ");
    let lacking = index.lacking();
    let missing = (!lacking.is_empty()).then(|| view! { <span class="dim">"missing: " {lacking}</span> });
    view! {
        <p class="score-total" data-shock-index>
            <span>"Shock index"</span>
            <b>{index.to_string()}</b>
            <span>{index.meaning()}</span>
            {missing}
        </p>
        <p class="dim">"Heart rate over systolic pressure. " {parts}</p>
    }
}
