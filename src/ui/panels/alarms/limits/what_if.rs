use std::sync::Arc;

use futures_util::future::{AbortHandle, abortable};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::{
    alarms::{AlarmConfig, Observation, Priority, WhatIf},
    live::{LiveBed, Settings, SettingsSignal, what_if_apart},
    model::Span,
};

/// How long after the last change it is worked out, milliseconds.
const SETTLE_MS: u32 = 300;
/// How far back, hours.
const HOURS: [i64; 3] = [1, 4, 24];
/// Moving averages on offer, seconds.
const AVERAGES: [i64; 4] = [0, 4, 8, 16];
/// How many conditions are listed.
const LISTED: usize = 5;

type Heard = RwSignal<Option<Arc<[Observation]>>>;

/// What alarms the limits in force would have made, beside those of when this was opened.
#[component]
pub fn WhatIfView() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let before = settings.peek().alarm_config();
    let config = settings.part(Settings::alarm_config);
    let hours = RwSignal::new(4_i64);
    let average = RwSignal::new(0_i64);
    let heard: Heard = RwSignal::new(None);
    let found = RwSignal::new(None::<[WhatIf; 2]>);
    // The past grows: once a minute is often enough.
    let minute = Memo::new(move |_| (bed.now.get().secs() / 60.0).floor() as i64);
    let running = StoredValue::new_local(None::<AbortHandle>);
    let stop = move || running.update_value(|running| running.take().iter().for_each(AbortHandle::abort));
    on_cleanup(stop);
    // What was heard of one recording says nothing about the next.
    let replaying =
        Memo::new(move |_| bed.source.with(|source| source.recording().map(|playing| playing.name.clone())));
    Effect::new(move |_| {
        replaying.get();
        if heard.with_untracked(Option::is_some) {
            heard.set(None);
        }
    });
    Effect::new(move |_| {
        minute.get();
        let (before, config) = (before.clone(), config.get());
        let averaging = Span::from_millis(average.get() * 1_000);
        let (recorded, back) = (heard.get(), Span::from_millis(hours.get() * 3_600_000));
        stop();
        let (work, handle) = abortable(async move {
            TimeoutFuture::new(SETTLE_MS).await;
            let history = recorded.unwrap_or_else(|| bed.past_readings(back));
            let run = async |config: AlarmConfig, averaging| {
                what_if_apart(config, averaging, history.clone()).await
            };
            let pair = [run(before, Span::ZERO).await, run(config, averaging).await];
            found.set(Some(pair));
        });
        running.set_value(Some(handle));
        spawn_local(async move {
            // Stopped: something was changed again, or nobody looks any more.
            let _ = work.await;
        });
    });
    let headline = move || {
        found.get().map(|[before, now]| {
            let over = if heard.with(Option::is_some) {
                "In this recording".to_owned()
            } else {
                format!("In the last {}", now.over)
            };
            format!("{over}: {} before, with these limits {}.", alarms(before.total()), now.total())
        })
    };
    view! {
        <section class="what-if">
            <h3>"What if"</h3>
            <p role="status" data-what-if>{headline}</p>
            {move || found.get().map(|[before, now]| table(&before, &now))}
            <div class="row">
                <label class="what-if-field">
                    <span>"Over the last"</span>
                    <NumberPick name="what-if-hours" options=&HOURS unit="h" value=hours />
                </label>
                <label class="what-if-field">
                    <span>"If the numbers were averaged over a further"</span>
                    <NumberPick name="what-if-average" options=&AVERAGES unit="s" value=average />
                </label>
            </div>
            <RecordingKey heard />
            <p class="dim">
                {move || {
                    if heard.with(Option::is_some) {
                        "Every alarm condition but rules, as if each latched alarm were reset at once. The averaging is a trial only: it changes nothing at the bed."
                    } else {
                        "From the trend, one value every 2 s, so alarms about limits alone. As if each latched alarm were reset at once. The averaging is a trial only: it changes nothing at the bed."
                    }
                }}
            </p>
        </section>
    }
}

fn alarms(count: usize) -> String {
    if count == 1 { "1 alarm".to_owned() } else { format!("{count} alarms") }
}

fn table(before: &WhatIf, now: &WhatIf) -> impl IntoView + use<> {
    let both = [before, now];
    let mut rows: Vec<(String, [String; 2])> = Priority::ALL
        .into_iter()
        .map(|priority| {
            let rate = |found: &WhatIf| {
                found.per_hour(priority).map_or("---".to_owned(), |rate| format!("{rate:.1}"))
            };
            (format!("{} priority an hour", priority.name()), both.map(rate))
        })
        .collect();
    rows.push(("time in alarm".to_owned(), both.map(|found| found.in_alarm.to_string())));
    let longest = |found: &WhatIf| {
        found.longest.map_or("---".to_owned(), |(condition, span)| format!("{span} {condition}"))
    };
    rows.push(("longest".to_owned(), both.map(longest)));
    let mut conditions: Vec<_> = before.alarms.keys().chain(now.alarms.keys()).copied().collect();
    conditions.sort_unstable();
    conditions.dedup();
    let count = |found: &WhatIf, condition| found.alarms.get(&condition).copied().unwrap_or_default();
    conditions.sort_by_key(|condition| std::cmp::Reverse(count(before, *condition) + count(now, *condition)));
    for condition in conditions.into_iter().take(LISTED) {
        rows.push((condition.title(), both.map(|found| count(found, condition).to_string())));
    }
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">"Condition"</th>
                    <th scope="col">"Before"</th>
                    <th scope="col">"With these"</th>
                </tr>
            </thead>
            <tbody>
                {rows
                    .into_iter()
                    .map(|(name, [before, now])| {
                        view! {
                            <tr>
                                <th scope="row">{name}</th>
                                <td>{before}</td>
                                <td>{now}</td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn NumberPick(
    name: &'static str,
    options: &'static [i64],
    unit: &'static str,
    value: RwSignal<i64>,
) -> impl IntoView {
    view! {
        <select
            data-setting=name
            on:change=move |event| {
                if let Ok(number) = event_target_value(&event).parse() {
                    value.set(number);
                }
            }
        >
            {options
                .iter()
                .map(|option| {
                    let selected = value.get_untracked() == *option;
                    view! { <option value=*option selected=selected>{format!("{option} {unit}")}</option> }
                })
                .collect_view()}
        </select>
    }
}

/// Goes through the open recording once; what was heard is kept for as long as the editor is open.
#[component]
fn RecordingKey(heard: Heard) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let done = RwSignal::new(None::<f64>);
    let failed = RwSignal::new(None::<String>);
    let running = StoredValue::new_local(None::<AbortHandle>);
    let stop = move || running.update_value(|running| running.take().iter().for_each(AbortHandle::abort));
    on_cleanup(stop);
    let start = move |_| {
        failed.set(None);
        done.set(Some(0.0));
        let (work, handle) = abortable(async move {
            let outcome = bed
                .recorded_readings(|part| {
                    done.set(Some(part));
                    true
                })
                .await;
            match outcome {
                Ok(found) => heard.set(found),
                Err(error) => failed.set(Some(error.to_string())),
            }
            done.set(None);
        });
        running.set_value(Some(handle));
        spawn_local(async move {
            // Cancelled: what was heard so far is of no use.
            let _ = work.await;
        });
    };
    let cancel = move |_| {
        stop();
        done.set(None);
    };
    let going = Memo::new(move |_| done.with(Option::is_some));
    view! {
        <Show when=move || bed.is_replaying()>
            <div class="row what-if-going">
                {move || match (going.get(), heard.with(Option::is_some)) {
                    (true, _) => {
                        view! {
                            <progress max="1" prop:value=move || done.get().unwrap_or_default() aria-label="Going through the recording"></progress>
                            <button class="key" data-action="cancel-recording" on:click=cancel>
                                "Cancel"
                            </button>
                        }
                            .into_any()
                    }
                    (false, true) => {
                        view! {
                            <button class="key" data-action="forget-recording" on:click=move |_| heard.set(None)>
                                "Back to the trend"
                            </button>
                        }
                            .into_any()
                    }
                    (false, false) => {
                        view! {
                            <button class="key" data-action="whole-recording" on:click=start>
                                "Try on this whole recording"
                            </button>
                        }
                            .into_any()
                    }
                }}
            </div>
        </Show>
        {move || failed.get().map(|why| view! { <p class="error" role="alert">{why}</p> })}
    }
}
