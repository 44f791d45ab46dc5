use leptos::prelude::*;

use super::{charts::Charts, pacer::BreathingPacer, setup::Setup, summary::SessionSummary};
use crate::{
    alarms::Condition,
    live::{LiveBed, SessionView, VariabilityView},
    model::Vital,
    monitor::Zone,
    processing::variability::Spectrum,
};

/// Variability of the heart in the bed, and the session.
#[component]
pub fn SessionTab() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let running =
        Memo::new(move |_| bed.session.with(|session| session.as_ref().map(|session| session.running)));
    // Once a second, for all who show it.
    let variability = Memo::new(move |_| {
        let _ = bed.now.get();
        bed.variability()
    });
    view! {
        <div class="session">
            {move || match running.get() {
                None => view! { <Setup /> }.into_any(),
                Some(true) => view! { <Running /> }.into_any(),
                Some(false) => view! { <SessionSummary /> }.into_any(),
            }}
            <Variability view=variability />
            <BreathingPacer view=variability />
        </div>
    }
}

/// Heart rate, zone and time of the session that goes on.
#[component]
fn Running() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let of = move |part: fn(&SessionView) -> String| {
        Memo::new(move |_| bed.session.with(|session| session.as_ref().map_or(String::new(), part)))
    };
    let rate = of(|session| Vital::HeartRate.text(session.rate));
    let duration = of(|session| session.summary.duration.to_string());
    let zone =
        Memo::new(move |_| bed.session.with(|session| session.as_ref().and_then(|session| session.zone)));
    let zone_name = move || {
        zone.get()
            .map_or("below the zones".to_owned(), |zone| format!("Zone {} · {}", zone.number(), zone.name()))
    };
    view! {
        <section class="running" data-session="running">
            <p class="now">
                <b data-session-rate>{rate}</b>
                <span>"/min"</span>
                <span class="zone-name" data-zone=move || zone.get().map(Zone::number)>{zone_name}</span>
                <time data-session-time>{duration}</time>
            </p>
            <ZoneTimes />
            <button class="key" data-action="end-session" on:click=move |_| bed.end_session()>
                "End session"
            </button>
        </section>
    }
}

/// The five zones: where they lie, how long the heart was in each, and where it is now.
#[component]
pub fn ZoneTimes() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let rows = move || {
        bed.session.with(|session| {
            let session = session.as_ref()?;
            let whole = session.summary.duration.secs().max(1.0);
            let row = |zone: Zone| {
                let (low, high) = session.zones.range(zone);
                let time = session.summary.time_in(zone);
                (
                    zone,
                    format!("{low:.0}–{high:.0} /min"),
                    time,
                    100.0 * time.secs() / whole,
                    session.zone == Some(zone),
                )
            };
            Some(Zone::ALL.map(row))
        })
    };
    view! {
        <ol class="zones">
            {move || {
                rows()
                    .into_iter()
                    .flatten()
                    .rev()
                    .map(|(zone, range, time, share, here)| {
                        view! {
                            <li class:here=here data-zone-time=zone.number()>
                                <span>{format!("{} {}", zone.number(), zone.name())}</span>
                                <span class="dim">{range}</span>
                                <span class="bar" aria-hidden="true">
                                    <span style:width=format!("{share:.1}%")></span>
                                </span>
                                <time>{time.to_string()}</time>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ol>
    }
}

/// The numbers of variability, or why there are none.
#[component]
fn Variability(view: Memo<VariabilityView>) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let number = move |value: fn(&VariabilityView) -> Option<f64>, digits: usize| {
        Memo::new(move |_| {
            view.with(|view| value(view).map_or("---".to_owned(), |value| format!("{value:.digits$}")))
        })
    };
    let fibrillates = Memo::new(move |_| {
        bed.alarms.with(|alarms| alarms.iter().any(|alarm| alarm.condition == Condition::AtrialFibrillation))
    });
    let why = Memo::new(move |_| {
        if fibrillates.get() {
            return "In atrial fibrillation these numbers say nothing about the nerves of the heart."
                .to_owned();
        }
        view.with(|view| match (&view.short, &view.long, &view.spectrum) {
            (Err(why), ..) => format!("Last minute: {why}"),
            (_, Err(why), _) => format!("Five minutes: {why}"),
            (_, _, Err(why)) => format!("LF and HF: {why}"),
            _ => String::new(),
        })
    });
    let tile = move |label: &'static str,
                     unit: &'static str,
                     over: &'static str,
                     key: &'static str,
                     value: Memo<String>| {
        view! {
            <div class="measure">
                <dt>{label} <span class="unit">{unit}</span></dt>
                <dd data-measure=key>{value}</dd>
                <dd class="over dim">{over}</dd>
            </div>
        }
    };
    view! {
        <h3>"Heart-rate variability"</h3>
        <dl class="measures">
            {tile("RMSSD", "ms", "1 min", "rmssd", number(|view| view.short.as_ref().ok().map(|m| m.rmssd_ms), 0))}
            {tile("SDNN", "ms", "5 min", "sdnn", number(|view| view.long.as_ref().ok().map(|m| m.sdnn_ms), 0))}
            {tile("pNN50", "%", "5 min", "pnn50", number(|view| view.long.as_ref().ok().map(|m| m.pnn50), 0))}
            {tile("LF", "ms²", "5 min", "lf", number(|view| view.spectrum.as_ref().ok().and_then(|s| s.lf), 0))}
            {tile("HF", "ms²", "5 min", "hf", number(|view| view.spectrum.as_ref().ok().map(|s| s.hf), 0))}
            {tile("LF/HF", "", "5 min", "lf-hf", number(|view| view.spectrum.as_ref().ok().and_then(Spectrum::ratio), 1))}
        </dl>
        <p class="dim" data-not-measured>{why}</p>
        <Charts view />
    }
}
