use leptos::prelude::*;

use crate::{
    live::{LiveBed, SettingsSignal},
    model::{LimitSet, Limits, Vital},
};

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

/// Low and high limit of every vital beside its present value.
#[component]
pub fn LimitsEditor() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let refused = RwSignal::new(None::<String>);
    let defaults = move |_| {
        settings.change(|settings| settings.limits = LimitSet::defaults(settings.age()));
        refused.set(None);
    };
    view! {
        <table class="limits-table">
            <thead>
                <tr>
                    <th scope="col">"Vital"</th>
                    <th scope="col">"Now"</th>
                    <th scope="col">"Low"</th>
                    <th scope="col">"High"</th>
                </tr>
            </thead>
            <tbody>
                {EDITED.map(|vital| view! { <LimitRow vital refused /> }).collect_view()}
            </tbody>
        </table>
        {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error>{why}</p> })}
        <button class="key" data-action="default-limits" on:click=defaults>
            "Default limits for this age"
        </button>
    }
}

#[component]
fn LimitRow(vital: Vital, refused: RwSignal<Option<String>>) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let limits = settings.part(move |settings| settings.limits.get(vital));
    let now = Memo::new(move |_| vital.text(bed.reading(vital).get().and_then(|reading| reading.value)));
    let step = if vital.decimals() > 0 { "0.1" } else { "1" };
    // Refused limits change nothing; the field goes back to what is in force.
    let change = move |low: Option<f64>, high: Option<f64>| {
        let mut set = settings.peek().limits;
        match Limits::new(low, high).and_then(|limits| set.set(vital, limits)) {
            Ok(()) => {
                settings.change(|settings| settings.limits = set);
                refused.set(None);
            }
            Err(error) => refused.set(Some(format!("{}: {error}", vital.label()))),
        }
    };
    let field = move |label: &'static str, high: bool| {
        let shown = move || {
            let limit = if high { limits.get().high() } else { limits.get().low() };
            limit.map_or(String::new(), |limit| vital.text(Some(limit)))
        };
        view! {
            <td>
                <input
                    type="number"
                    inputmode="decimal"
                    step=step
                    placeholder="off"
                    aria-label=format!("{} {label} limit, {}", vital.label(), vital.unit())
                    data-limit=format!("{}-{label}", vital.key())
                    prop:value=shown
                    on:change=move |event| {
                        let field = event_target::<web_sys::HtmlInputElement>(&event);
                        let text = field.value();
                        // A number field that cannot read what was typed reports an empty text.
                        let given = if field.validity().bad_input() {
                            Err(())
                        } else if text.is_empty() {
                            Ok(None)
                        } else {
                            text.parse().map(Some).map_err(|_| ())
                        };
                        let now = limits.get_untracked();
                        match given {
                            Ok(limit) if high => change(now.low(), limit),
                            Ok(limit) => change(limit, now.high()),
                            Err(()) => refused.set(Some(format!("{}: that is not a number", vital.label()))),
                        }
                        field.set_value(&untrack(shown));
                    }
                />
            </td>
        }
    };
    view! {
        <tr>
            <th scope="row">{vital.label()} <span class="unit">{vital.unit()}</span></th>
            <td class="now">{now}</td>
            {field("low", false)}
            {field("high", true)}
        </tr>
    }
}
