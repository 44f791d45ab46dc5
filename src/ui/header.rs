use gloo_timers::callback::Interval;
use leptos::prelude::*;

use super::{
    delivery_hint::DeliveryHint,
    icons::{self, Icon},
    sound_question::SoundQuestion,
};
use crate::{
    alarms::Inactive,
    live::{LiveBed, SettingsSignal, Sound, SoundCheck},
    model::{Patient, Span},
    platform::time_of_day,
};

/// How often the time of day is looked at, so that none of its seconds is missed.
const CLOCK_MS: u32 = 500;

/// Who, from where, whether it can be heard, and what time it is.
#[component]
pub fn Header() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let sound = expect_context::<Sound>();
    let patient = settings.part(|settings| settings.patient.clone());
    let bed_name = move || patient.with(|patient| patient.as_ref().map_or("Bed 1", Patient::bed).to_owned());
    let name = move || {
        let given = patient.with(|patient| patient.as_ref().map_or(String::new(), |p| p.name().to_owned()));
        if given.is_empty() { "No name entered".to_owned() } else { given }
    };
    let name = Memo::new(move |_| name());
    let bed_name = Memo::new(move |_| bed_name());
    let age = settings.part(|settings| settings.age().name());
    let inactive = Memo::new(move |_| {
        let now = bed.now.get();
        bed.inactive.with(|inactive| {
            let text = |inactive: &Inactive| match inactive.until {
                Some(until) => format!("{} {}", inactive.what.name(), until - now),
                None => inactive.what.name().to_owned(),
            };
            inactive.iter().map(|inactive| (inactive.what, text(inactive))).collect::<Vec<_>>()
        })
    });
    let badge = Memo::new(move |_| {
        let devices = bed.devices.with(|devices| !devices.is_empty());
        let alone = bed.devices_alone.get();
        bed.source.with(|source| source.badge(devices, alone))
    });
    // Also while the bed's clock stands still.
    let clock = RwSignal::new(time_of_day(Span::ZERO));
    let ticking = Interval::new(CLOCK_MS, move || {
        let now = time_of_day(Span::ZERO);
        if clock.with_untracked(|shown| *shown != now) {
            clock.set(now);
        }
    });
    let ticking = StoredValue::new_local(Some(ticking));
    on_cleanup(move || ticking.update_value(|ticking| drop(ticking.take())));
    let unheard = Memo::new(move |_| sound.check.with(|check| matches!(check, SoundCheck::NotHeard { .. })));
    let sound_text = move || {
        if !sound.open.get() {
            "Sound blocked: tap to turn on"
        } else if unheard.get() {
            "Sound not heard"
        } else {
            "Sound on"
        }
    };
    view! {
        <header class="header">
            <h1 class="visually-hidden">"Bedside patient monitor"</h1>
            <strong class="bed-name" title=bed_name>{bed_name}</strong>
            <a class="patient" href="#/patient" title="Patient">
                <span class="patient-name" title=name>{name}</span>
                <span class="age">{age}</span>
            </a>
            <span class="badge" data-source=move || bed.source.with(|source| source.origin().name())>
                {badge}
            </span>
            <span class="spacer"></span>
            <DeliveryHint />
            <span class="not-medical">"Not a medical device"</span>
            {move || {
                inactive
                    .get()
                    .into_iter()
                    .map(|(what, text)| {
                        view! {
                            <a class="state" href="#/alarms" data-inactive=what.name()>
                                {text}
                            </a>
                        }
                    })
                    .collect_view()
            }}
            <button
                class="sound"
                class:blocked=move || !sound.open.get() || unheard.get()
                data-action="sound-on"
                on:click=move |_| sound.turn_on()
            >
                <Icon path=icons::SOUND />
                <span>{sound_text}</span>
            </button>
            <time class="clock">{clock}</time>
            <SoundQuestion />
        </header>
    }
}
