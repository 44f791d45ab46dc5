//! The alarm log: what happened, how it was answered, and what it asked of people.

mod burden;
mod filters;
mod row;
mod strip;

use std::sync::Arc;

use leptos::prelude::*;

use self::{
    burden::BurdenBox,
    filters::Filters,
    row::{EpisodeRow, step_row},
};
use crate::{
    alarms::{Episode, LogFilter},
    live::{LiveBed, LogFile},
    platform::download,
};

/// How many rows are shown at first, and more at a time.
const PAGE: usize = 100;

/// What the tab and its rows share.
#[derive(Clone, Copy)]
struct LogView {
    /// Every alarm of the log, oldest first.
    episodes: Memo<Arc<Vec<Episode>>>,
    /// The alarm that is open.
    open: RwSignal<Option<u64>>,
}

/// The log of this bed: alarms, each with its life and its waves, or every entry.
#[component]
pub fn LogTab() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let filter = RwSignal::new(LogFilter::default());
    let every_step = RwSignal::new(false);
    let room = RwSignal::new(PAGE);
    let episodes = Memo::new(move |_| {
        bed.log_version.track();
        Arc::new(bed.episodes())
    });
    provide_context(LogView { episodes, open: RwSignal::new(None) });
    // What is within the last hour changes without anything being written.
    let minute = Memo::new(move |_| (bed.now.get().secs() / 60.0).floor() as i64);
    let wanted = Memo::new(move |_| {
        minute.get();
        let ago = |episode: &Episode| match episode.ended {
            Some((at, _)) => bed.ago(episode.number, at),
            None => Some(crate::model::Span::ZERO),
        };
        filter.with(|filter| {
            let episodes = episodes.get();
            let wanted = episodes.iter().rev().filter(|episode| filter.wants(episode, ago(episode)));
            wanted.map(|episode| episode.serial).collect::<Vec<_>>()
        })
    });
    let steps = move || {
        bed.log_version.track();
        bed.recent_log(room.get())
    };
    let count = Memo::new(move |_| {
        if every_step.get() {
            bed.log_version.track();
            bed.with_log(|log| log.entries().len())
        } else {
            wanted.with(Vec::len)
        }
    });
    view! {
        <BurdenBox />
        <Filters filter every_step on_change=move || room.set(PAGE) />
        <p class="dim" role="status" data-log-count>
            {move || {
                let (one, more) = if every_step.get() { ("entry", "entries") } else { ("alarm", "alarms") };
                let count = count.get();
                format!("{count} {}", if count == 1 { one } else { more })
            }}
        </p>
        <Show
            when=move || every_step.get()
            fallback=move || {
                view! {
                    <ol class="episodes" data-alarm-log>
                        <For
                            each=move || wanted.get().into_iter().take(room.get())
                            key=|serial| *serial
                            let:serial
                        >
                            <EpisodeRow serial />
                        </For>
                    </ol>
                }
            }
        >
            <ol class="episodes" data-alarm-log>
                <For each=steps key=|entry| entry.number let:entry>
                    {step_row(bed, &entry)}
                </For>
            </ol>
        </Show>
        <Show when=move || { count.get() > room.get() }>
            <button class="key" data-action="log-more" on:click=move |_| room.update(|room| *room += PAGE)>
                "Show more"
            </button>
        </Show>
        <Export every_step />
    }
}

/// Takes the whole log away as a file.
#[component]
fn Export(every_step: RwSignal<bool>) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let refused = RwSignal::new(None::<String>);
    let save = move |file| {
        let saved = bed
            .log_file(file)
            .and_then(|(name, mime, text)| download(&name, mime, &text).map_err(|error| error.to_string()));
        refused.set(saved.err());
    };
    let table = move || if every_step.get_untracked() { LogFile::Steps } else { LogFile::Alarms };
    view! {
        <div class="row">
            <button class="key" data-action="export-csv" on:click=move |_| save(table())>
                "Save as CSV"
            </button>
            <button class="key" data-action="export-json" on:click=move |_| save(LogFile::Json)>
                "Save as JSON"
            </button>
        </div>
        <p class="dim">"The whole log is saved on this device, whatever is filtered above. It holds the last 1000 entries since this page was opened."</p>
        {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error>{why}</p> })}
    }
}
