use leptos::prelude::*;

use crate::{
    live::LiveBed,
    model::SensorId,
    physiology::{Rhythm, Scenario, Targets},
    sources::simulated::Fault,
};

/// One adjustable target: its name in the page, its label, unit, range and step, and how to read and
/// write it.
struct Dial {
    key: &'static str,
    label: &'static str,
    unit: &'static str,
    range: (f64, f64),
    step: f64,
    get: fn(&Targets) -> f64,
    set: fn(&mut Targets, f64),
}

const DIALS: [Dial; 6] = [
    Dial {
        key: "heart_rate",
        label: "Heart rate",
        unit: "/min",
        range: (20.0, 220.0),
        step: 1.0,
        get: |targets| targets.heart_rate,
        set: |targets, value| targets.heart_rate = value,
    },
    Dial {
        key: "spo2",
        label: "SpO₂",
        unit: "%",
        range: (60.0, 100.0),
        step: 1.0,
        get: |targets| targets.spo2,
        set: |targets, value| targets.spo2 = value,
    },
    Dial {
        key: "resp_rate",
        label: "Respiration",
        unit: "/min",
        range: (0.0, 60.0),
        step: 1.0,
        get: |targets| targets.resp_rate,
        set: |targets, value| targets.resp_rate = value,
    },
    Dial {
        key: "systolic",
        label: "Systolic",
        unit: "mmHg",
        range: (60.0, 240.0),
        step: 1.0,
        get: |targets| targets.systolic,
        set: |targets, value| targets.systolic = value,
    },
    Dial {
        key: "diastolic",
        label: "Diastolic",
        unit: "mmHg",
        range: (30.0, 140.0),
        step: 1.0,
        get: |targets| targets.diastolic,
        set: |targets, value| targets.diastolic = value,
    },
    Dial {
        key: "temperature",
        label: "Temperature",
        unit: "°C",
        range: (30.0, 43.0),
        step: 0.1,
        get: |targets| targets.temperature,
        set: |targets, value| targets.temperature = value,
    },
];

/// The simulated patient's controls: a scenario, each target, and trouble for each sensor.
#[component]
pub fn Simulation() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let targets = bed.targets;
    let refused = RwSignal::new(None::<String>);
    let apply = move |wanted: Targets| refused.set(bed.set_targets(wanted).err());
    view! {
        <h3>"Simulated patient"</h3>
        <div class="scenarios">
            {Scenario::ALL
                .into_iter()
                .map(|scenario| {
                    view! {
                        <button
                            class="key"
                            data-scenario=scenario.name()
                            on:click=move |_| apply(scenario.targets())
                        >
                            {scenario.name()}
                        </button>
                    }
                })
                .collect_view()}
        </div>
        <label class="field">
            <span>"Rhythm"</span>
            <select
                data-target="rhythm"
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    if let Some(rhythm) = Rhythm::ALL.into_iter().find(|rhythm| rhythm.name() == chosen) {
                        apply(Targets { rhythm, ..targets.get_untracked() });
                    }
                }
            >
                {Rhythm::ALL
                    .into_iter()
                    .map(|rhythm| {
                        view! {
                            <option value=rhythm.name() selected=move || targets.with(|t| t.rhythm == rhythm)>
                                {rhythm.name()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
        {DIALS
            .map(|Dial { key, label, unit, range: (low, high), step, get, set }| {
                let value = Memo::new(move |_| targets.with(get));
                let decimals = usize::from(step < 1.0);
                view! {
                    <label class="field dial">
                        <span>{label}</span>
                        <input
                            type="range"
                            data-target=key
                            min=low
                            max=high
                            step=step
                            prop:value=move || value.get()
                            on:change=move |event| {
                                if let Ok(wanted) = event_target_value(&event).parse() {
                                    let mut changed = targets.get_untracked();
                                    set(&mut changed, wanted);
                                    apply(changed);
                                    // Where the wish was refused, the slider goes back to what is in force.
                                    event_target::<web_sys::HtmlInputElement>(&event)
                                        .set_value(&value.get_untracked().to_string());
                                }
                            }
                        />
                        <output>{move || format!("{:.decimals$} {unit}", value.get())}</output>
                    </label>
                }
            })
            .collect_view()}
        {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error>{why}</p> })}
        <h3>"Sensors"</h3>
        <table class="sensors">
            <tbody>{SensorId::SIMULATED.map(|id| view! { <SensorRow id /> }).collect_view()}</tbody>
        </table>
        <p class="dim">{move || bed.source.with(|source| source.seed().map(|seed| format!("Patient number {seed}")))}</p>
    }
}

#[component]
fn SensorRow(id: SensorId) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let state = Memo::new(move |_| bed.sensors.with(|sensors| sensors.get(&id).cloned()));
    let fault = bed.fault(id);
    let device = Memo::new(move |_| bed.devices.with(|devices| devices.get(&id).cloned()));
    let text = move || {
        let state = state.get().map_or_else(String::new, |state| state.text());
        let state = device.get().map_or(state.clone(), |name| format!("{name}: {state}"));
        match bed.batteries.with(|batteries| batteries.get(&id).copied()) {
            Some(percent) => format!("{state}, battery {percent} %"),
            None => state,
        }
    };
    view! {
        <tr data-sensor=format!("{id:?}")>
            <th scope="row">{id.name()}</th>
            <td class="sensor-state">{text}</td>
            <td>
                <select
                    data-fault
                    disabled=move || device.get().is_some()
                    aria-label=format!("Trouble with {}", id.name())
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        if let Some(fault) = Fault::ALL.into_iter().find(|fault| fault.key() == chosen) {
                            bed.set_fault(id, fault);
                        }
                    }
                >
                    {Fault::ALL
                        .into_iter()
                        .map(|option| {
                            view! {
                                <option value=option.key() selected=option == fault>
                                    {option.name()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </td>
        </tr>
    }
}
