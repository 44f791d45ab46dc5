use leptos::prelude::*;

use super::tab::ZoneTimes;
use crate::{
    live::{LiveBed, SessionFile},
    monitor::Summary,
};

/// What a session came to, and its files.
#[component]
pub fn SessionSummary() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let refused = RwSignal::new(None::<String>);
    let facts = move || {
        bed.session
            .with(|session| session.as_ref().map_or_else(Vec::new, |session| facts_of(&session.summary)))
    };
    let has_ecg = Memo::new(move |_| {
        bed.session.with(|session| session.as_ref().is_some_and(|session| session.summary.ecg.secs() > 0.0))
    });
    let save = move |label: &'static str, key: &'static str, file: SessionFile| {
        view! {
            <button class="key" data-save=key on:click=move |_| refused.set(bed.save_session(file).err())>
                {label}
            </button>
        }
    };
    view! {
        <section data-session="ended">
            <h3>"Session"</h3>
            <dl class="facts">
                {move || {
                    facts()
                        .into_iter()
                        .map(|(label, value)| view! { <dt>{label}</dt> <dd data-summary=label>{value}</dd> })
                        .collect_view()
                }}
            </dl>
            <ZoneTimes />
            <div class="row">
                {save("RR intervals (text)", "rr", SessionFile::Rr)}
                {save("RR intervals (CSV)", "intervals", SessionFile::Intervals)}
                <Show when=move || has_ecg.get()>
                    {save("ECG (CSV)", "ecg-csv", SessionFile::EcgCsv)}
                    {save("ECG (WFDB record)", "ecg-record", SessionFile::EcgRecord)}
                </Show>
            </div>
            {move || refused.get().map(|why| view! { <p class="error" role="alert">{why}</p> })}
            <button class="key" data-action="close-session" on:click=move |_| bed.close_session()>
                "New session"
            </button>
        </section>
    }
}

fn facts_of(summary: &Summary) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Duration", summary.duration.to_string())];
    let rate = match (summary.mean_rate, summary.rate_range) {
        (Some(mean), Some((low, high))) => format!("mean {mean:.0}, {low:.0} to {high:.0} /min"),
        _ => "not known".to_owned(),
    };
    facts.push(("Heart rate", rate));
    facts.push(("Below the zones", summary.below_zones.to_string()));
    if summary.rate_unknown.secs() >= 1.0 {
        facts.push(("Rate unknown for", summary.rate_unknown.to_string()));
    }
    match &summary.variability {
        Ok(measures) => {
            facts.push(("RMSSD", format!("{:.0} ms", measures.rmssd_ms)));
            facts.push(("SDNN", format!("{:.0} ms", measures.sdnn_ms)));
        }
        Err(why) => facts.push(("Variability", why.to_string())),
    }
    facts
        .push(("RR intervals", format!("{}, {:.1} % left out", summary.intervals, 100.0 * summary.left_out)));
    let (gaps, long) = summary.gaps;
    if gaps > 0 {
        facts.push(("Gaps", format!("{gaps}, {long} in all")));
    }
    if summary.ecg.secs() > 0.0 {
        let cut = if summary.ecg_cut { ", the first hours only" } else { "" };
        facts.push(("ECG", format!("{}{cut}", summary.ecg)));
    }
    if let Some((mean, most)) = summary.movement {
        facts.push(("Movement", format!("mean {mean:.0} mg, most {most:.0} mg")));
    }
    if let Some(spent) = summary.energy {
        facts.push(("Energy", format!("{spent:.0} kJ")));
    }
    facts
}
