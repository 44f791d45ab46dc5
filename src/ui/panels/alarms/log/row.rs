use leptos::prelude::*;

use super::{LogView, strip::StripView};
use crate::{
    alarms::{End, Episode, LogEntry},
    live::LiveBed,
};

/// One alarm: when, what, how long, and who came; opens to its steps and its waves.
#[component]
pub fn EpisodeRow(serial: u64) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let view = expect_context::<LogView>();
    let episode = Memo::new(move |_| {
        view.episodes.with(|all| all.iter().rev().find(|episode| episode.serial == serial).cloned())
    });
    let open = Memo::new(move |_| view.open.get() == Some(serial));
    let id = format!("log-{serial}");
    let controls = id.clone();
    let rank = move || episode.with(|episode| episode.as_ref().map(|episode| episode.priority.name()));
    let words = move || {
        episode.get().map(|episode| {
            let marks = episode.priority.marks(episode.condition.category());
            view! {
                <time>{bed.moment(episode.number, episode.began)}</time>
                <span class="marks" aria-label=format!("{} priority", episode.priority.name())>{marks}</span>
                <b class="text">{episode.text.clone()}</b>
                <span class="what">{answer(&episode)}</span>
            }
        })
    };
    view! {
        <li data-rank=rank data-episode=serial>
            <button
                class="episode"
                aria-expanded=move || open.get().to_string()
                aria-controls=controls
                on:click=move |_| view.open.set((!open.get_untracked()).then_some(serial))
            >
                {words}
            </button>
            <div id=id>
                {move || {
                    open.get()
                        .then(|| view! { <Steps serial /> <StripView serial /> })
                }}
            </div>
        </li>
    }
}

/// How long it lasted, who came, and how it ended.
fn answer(episode: &Episode) -> String {
    let mut parts = Vec::new();
    parts.push(match episode.ended {
        Some((at, _)) => format!("lasted {}", episode.lasted(at)),
        None => "present".to_owned(),
    });
    if episode.shown.is_none() {
        parts.push("never shown".to_owned());
    }
    match (&episode.acknowledged, episode.acknowledged_after()) {
        (Some((_, who)), Some(after)) => {
            let by = who.as_ref().map(|who| format!(" by {who}")).unwrap_or_default();
            parts.push(format!("acknowledged{by} after {after}"));
        }
        _ => parts.push("not acknowledged".to_owned()),
    }
    match episode.ended {
        _ if episode.self_resolved() => parts.push("↺ resolved by itself".to_owned()),
        Some((_, End::Replaced(other))) => parts.push(format!("then {}", other.title())),
        Some((_, End::Reset)) => parts.push("reset".to_owned()),
        Some((_, End::Discharged)) => parts.push("ended with the patient or source".to_owned()),
        _ => {}
    }
    if episode.cut {
        parts.push("beginning no longer in the log".to_owned());
    }
    parts.join(" · ")
}

/// What the log says of one alarm.
#[component]
fn Steps(serial: u64) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let steps = move || {
        bed.log_version.track();
        bed.steps_of(serial)
    };
    view! {
        <ol class="episodes steps">
            <For each=steps key=|entry| entry.number let:entry>
                {step_row(bed, &entry)}
            </For>
        </ol>
    }
}

/// One log entry.
pub fn step_row(bed: LiveBed, entry: &LogEntry) -> impl IntoView + use<> {
    let at = bed.log_time(entry);
    let told = entry.told();
    let rank = told.step.map(|step| step.priority.name());
    let marks = told.step.map_or("", |step| step.priority.marks(step.condition.category()));
    let who = told.who.map(|who| format!(" · {who}"));
    view! {
        <li class="episode" data-rank=rank>
            <time>{at}</time>
            <span class="marks">{marks}</span>
            <span class="text">{told.text}</span>
            <span class="what">{told.what} {who}</span>
        </li>
    }
}
