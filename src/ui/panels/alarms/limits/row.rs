use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::slider::LimitSlider;
use crate::{
    live::{LiveBed, PresetsSignal, SettingsSignal},
    model::{Limits, Vital},
};

/// The low and the high limit as text: `50 to 120`.
fn words(vital: Vital, limits: Limits) -> String {
    let text = |limit: Option<f64>| limit.map_or_else(|| "off".to_owned(), |limit| vital.text(Some(limit)));
    format!("{} to {}", text(limits.low()), text(limits.high()))
}

/// One vital: what it is now, its limits as numbers and on a scale, and whether they differ from the preset.
#[component]
pub fn LimitRow(vital: Vital, refused: RwSignal<Option<String>>) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let presets = expect_context::<PresetsSignal>();
    let limits = settings.part(move |settings| settings.limits.get(vital));
    let now = Memo::new(move |_| vital.text(bed.shown(vital).get().and_then(|reading| reading.value)));
    let step = if vital.decimals() > 0 { "0.1" } else { "1" };
    let differs = Memo::new(move |_| {
        let usual = presets.limits_in_use().get(vital);
        (usual != limits.get())
            .then(|| format!("Differs from preset {}: {}", presets.in_use(), words(vital, usual)))
    });
    // What a handle that is being dragged shows.
    let dragged = [RwSignal::new(None::<f64>), RwSignal::new(None::<f64>)];
    // Refused limits change nothing; the field goes back to what is in force.
    let change = move |high: bool, limit: Option<f64>| {
        let now = limits.get_untracked();
        let (low, high) = if high { (now.low(), limit) } else { (limit, now.high()) };
        let outcome = presets.set_limits(vital, low, high);
        refused.set(outcome.err().map(|error| format!("{}: {error}", vital.label())));
    };
    let field = move |label: &'static str, high: bool| {
        let shown = move || {
            let limits = limits.get();
            let limit = dragged[usize::from(high)].get().or(if high { limits.high() } else { limits.low() });
            limit.map_or(String::new(), |limit| vital.text(Some(limit)))
        };
        view! {
            <input
                type="number"
                inputmode="decimal"
                step=step
                placeholder="off"
                aria-label=format!("{} {label} limit, {}", vital.label(), vital.unit())
                data-limit=format!("{}-{label}", vital.key())
                prop:value=shown
                on:change=move |event| {
                    let field = event_target::<HtmlInputElement>(&event);
                    let text = field.value();
                    // A number field that cannot read what was typed reports an empty text.
                    let given = if field.validity().bad_input() {
                        Err(())
                    } else if text.is_empty() {
                        Ok(None)
                    } else {
                        text.parse().map(Some).map_err(|_| ())
                    };
                    match given {
                        Ok(limit) => change(high, limit),
                        Err(()) => refused.set(Some(format!("{}: that is not a number", vital.label()))),
                    }
                    field.set_value(&untrack(shown));
                }
            />
        }
    };
    view! {
        <div class="limit-row" role="group" aria-label=vital.label() data-vital=vital.key()>
            <span class="limit-name">
                {vital.label()} <span class="unit">{vital.unit()}</span>
                {move || {
                    differs
                        .get()
                        .map(|why| view! { <span class="limit-differs" role="img" title=why.clone() aria-label=why></span> })
                }}
            </span>
            <span class="now">{now}</span>
            {field("low", false)}
            <LimitSlider vital limits dragged change />
            {field("high", true)}
        </div>
    }
}
