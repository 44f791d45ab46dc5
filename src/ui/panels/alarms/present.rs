use leptos::prelude::*;

use crate::{alarms::Inactivation, live::LiveBed, ui::alarm_bar::AlarmItems};

/// The four inactivations, and what each does.
const SWITCHES: [(Inactivation, &str, &str); 4] = [
    (Inactivation::AudioPaused, "audio-pause", "No sound for a while. A new high-priority alarm sounds."),
    (
        Inactivation::AlarmPaused,
        "alarm-pause",
        "Neither sound nor flash for a while. Asystole, ventricular fibrillation and ventricular tachycardia break through.",
    ),
    (
        Inactivation::AudioOff,
        "audio-off",
        "No sound until switched on. Asystole, ventricular fibrillation, apnoea and desaturation sound all the same.",
    ),
    (
        Inactivation::AlarmOff,
        "alarm-off",
        "No alarms about the patient until switched on, except asystole, ventricular fibrillation, apnoea and desaturation.",
    ),
];

/// Present alarms, each with its own acknowledgement, and what keeps alarms from being told.
#[component]
pub fn PresentTab() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let none = Memo::new(move |_| bed.alarms.with(Vec::is_empty));
    let latched = Memo::new(move |_| bed.alarms.with(|all| all.iter().any(|alarm| alarm.state.is_latched())));
    view! {
        <ul class="alarm-list stacked">
            <AlarmItems one_by_one=true />
        </ul>
        {move || none.get().then(|| view! { <p class="dim">"No alarms."</p> })}
        <div class="row">
            <button class="key" data-action="acknowledge-all" disabled=move || none.get() on:click=move |_| bed.acknowledge()>
                "Acknowledge all"
            </button>
            <button
                class="key"
                data-action="reset-latched"
                disabled=move || !latched.get()
                on:click=move |_| bed.reset_latched()
            >
                "Reset latched"
            </button>
        </div>
        <h3>"Pause or switch off"</h3>
        <ul class="inactivations">
            {SWITCHES
                .map(|(what, key, about)| {
                    let on = Memo::new(move |_| bed.is_inactive(what));
                    view! {
                        <li>
                            <button
                                class="key"
                                data-action=key
                                aria-pressed=move || on.get().to_string()
                                on:click=move |_| bed.toggle_inactivation(what)
                            >
                                {move || if on.get() { format!("End: {}", what.name()) } else { what.name().to_owned() }}
                            </button>
                            <span>{about}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}
