use leptos::prelude::*;

use crate::{
    live::{LiveBed, SettingsSignal},
    model::{CuffPhase, SensorId, SensorState, Span, Time, Vital},
    platform::time_of_day,
};

/// Minutes between automatic measurements on offer (Spacelabs: 1 to 10 by 1, 10 to 60 by 5; the
/// usual ones of these).
const INTERVALS: [u8; 9] = [1, 2, 3, 5, 10, 15, 20, 30, 60];

/// Cuff blood pressure: start, stop, automatic cycle, results of the last day.
#[component]
pub fn CuffPanel() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let interval = settings.part(|settings| settings.cuff_minutes);
    let running = Memo::new(move |_| {
        bed.cuff.with(|cuff| matches!(cuff.phase, CuffPhase::Inflating | CuffPhase::Deflating))
    });
    // A cuff that is being connected again would forget the wish.
    let ready = Memo::new(move |_| {
        bed.sensors.with(|sensors| sensors.get(&SensorId::Cuff) == Some(&SensorState::Running))
    });
    let results = Memo::new(move |_| {
        bed.shown(Vital::Systolic).track();
        bed.cuff_results()
    });
    let device = Memo::new(move |_| bed.devices.with(|devices| devices.get(&SensorId::Cuff).cloned()));
    let none = move || {
        let why = device.get().map_or("A recording is open: it has no cuff to start.".to_owned(), |name| {
            format!("{name} measures when it is started by hand, and sends its result here.")
        });
        view! { <p class="notice">{why}</p> }
    };
    view! {
        <Show when=move || !bed.is_replaying() && device.get().is_none() fallback=none>
            <div class="row">
                <button
                    class="key primary"
                    data-action="cuff-start"
                    disabled=move || running.get() || !ready.get()
                    on:click=move |_| bed.start_cuff()
                >
                    "Measure now"
                </button>
                <button
                    class="key"
                    data-action="cuff-stop"
                    disabled=move || !running.get()
                    on:click=move |_| bed.stop_cuff()
                >
                    "Stop"
                </button>
            </div>
        </Show>
        <label class="field">
            <span>"Automatic"</span>
            <select
                data-setting="cuff-interval"
                on:change=move |event| {
                    let minutes = event_target_value(&event).parse().ok();
                    settings.change(|settings| settings.cuff_minutes = minutes);
                }
            >
                <option value="" selected=move || interval.get().is_none()>
                    "Off"
                </option>
                {INTERVALS
                    .map(|minutes| {
                        view! {
                            <option value=minutes selected=move || interval.get() == Some(minutes)>
                                {format!("every {minutes} min")}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
        <h3>"Results"</h3>
        <table>
            <thead>
                <tr>
                    <th scope="col">"Time"</th>
                    <th scope="col">"SYS"</th>
                    <th scope="col">"DIA"</th>
                    <th scope="col">"MEAN"</th>
                </tr>
            </thead>
            <tbody>
                {move || results.get().into_iter().map(|result| row(bed, &result)).collect_view()}
            </tbody>
        </table>
        {move || {
            results.with(Vec::is_empty).then(|| view! { <p class="dim">"No measurement yet."</p> })
        }}
    }
}

fn row(bed: LiveBed, (at, values): &(Time, [Option<f64>; 3])) -> impl IntoView + use<> {
    let since: Span = *at - bed.now.get_untracked();
    let [systolic, diastolic, mean] = *values;
    view! {
        <tr>
            <td>{time_of_day(since)}</td>
            <td>{Vital::Systolic.text(systolic)}</td>
            <td>{Vital::Diastolic.text(diastolic)}</td>
            <td>{Vital::MeanPressure.text(mean)}</td>
        </tr>
    }
}
