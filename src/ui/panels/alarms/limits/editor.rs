use leptos::prelude::*;

use super::{preset_keys::PresetKeys, row::LimitRow, what_if::WhatIfView};
use crate::{live::PresetsSignal, model::Vital};

/// The vitals that have limits, in the order of the screen.
const EDITED: [Vital; 11] = [
    Vital::HeartRate,
    Vital::SpO2,
    Vital::PulseRate,
    Vital::ArterialSystolic,
    Vital::ArterialDiastolic,
    Vital::ArterialMean,
    Vital::RespRate,
    Vital::Systolic,
    Vital::Diastolic,
    Vital::MeanPressure,
    Vital::Temperature,
];

/// Low and high limit of every vital beside its present value and the last hour's.
#[component]
pub fn LimitsEditor() -> impl IntoView {
    let presets = expect_context::<PresetsSignal>();
    let refused = RwSignal::new(None::<String>);
    view! {
        {move || presets.trouble.get().map(|why| view! { <p class="error" role="alert">{why}</p> })}
        <div class="limit-rows">
            <div class="limit-row limit-head" aria-hidden="true">
                <span>"Vital"</span>
                <span>"Now"</span>
                <span>"Low"</span>
                <span>"Last hour"</span>
                <span>"High"</span>
            </div>
            {EDITED.map(|vital| view! { <LimitRow vital refused /> }).collect_view()}
        </div>
        {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error>{why}</p> })}
        <PresetKeys refused />
        <WhatIfView />
    }
}

/// Undoes the last change of limits or conditions, and names it.
#[component]
pub fn UndoKey() -> impl IntoView {
    let presets = expect_context::<PresetsSignal>();
    let what = Memo::new(move |_| presets.undoes());
    view! {
        <button
            class="key"
            data-action="undo-limits"
            disabled=move || what.with(Option::is_none)
            on:click=move |_| presets.undo()
        >
            {move || what.get().map_or_else(|| "Undo".to_owned(), |what| format!("Undo: {what}"))}
        </button>
    }
}
