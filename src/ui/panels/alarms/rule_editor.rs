use std::time::Duration;

use futures_util::future::AbortHandle;
use leptos::{html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use crate::{
    alarms::{
        Priority,
        rules::{Expression, Firing, ParseError, Rule, RuleError},
    },
    live::{LiveBed, RulesSignal, TRIED, Tried},
    model::{Span, Time},
    platform::time_of_day,
};

/// How long after the last key a rule is tried on the past.
const PAUSE: Duration = Duration::from_millis(300);
/// How many firings are told; the latest ones.
const SHOWN: usize = 3;

/// What one may begin with.
const EXAMPLES: [(&str, &str); 5] = [
    ("Possible bleeding", "HR up by 20 % in 10 min and systolic under 100 for 60 s"),
    ("Falling saturation", "SpO2 down by 5 in 2 min"),
    ("Breathing hard and tiring", "(RR over 30 or RR under 8) and SpO2 under 92 for 30 s"),
    ("Pulse deficit", "HR - PR over 20 for 60 s"),
    ("Shock index", "HR over systolic for 2 min"),
];

/// What the editor is open for.
#[derive(Clone, PartialEq)]
pub(super) enum Editing {
    Nothing,
    New,
    Known(Rule),
}

/// How the test on the recording goes.
#[derive(Clone, Debug, PartialEq)]
enum OnRecording {
    No,
    /// So much is done, 0 to 1.
    Going(f64),
    Done(Vec<Firing>),
    Failed(String),
}

/// Writes a rule, or changes one. What it would have done is told while it is written.
#[component]
#[allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]
pub(super) fn RuleEditor(rule: Option<Rule>, edited: RwSignal<Editing>) -> impl IntoView {
    let rules = expect_context::<RulesSignal>();
    let bed = expect_context::<LiveBed>();
    let known = rule.as_ref().map(|rule| (rule.id(), rule.on()));
    let name = RwSignal::new(rule.as_ref().map_or(String::new(), |rule| rule.name().to_owned()));
    let text = RwSignal::new(rule.as_ref().map_or(String::new(), ToString::to_string));
    let priority = RwSignal::new(rule.as_ref().map_or(Priority::Medium, Rule::priority));
    let latching = RwSignal::new(rule.as_ref().is_some_and(Rule::latching));
    let refused = RwSignal::new(None::<String>);
    let fault = Memo::new(move |_| text.with(|text| text.parse::<Expression>().err()));
    let draft = move |name: &str| {
        let id = known.map_or_else(|| rules.free_id(), |(id, _)| id);
        text.with_untracked(|text| {
            Rule::new(id, name, text, priority.get_untracked(), latching.get_untracked())
        })
    };

    let tried = RwSignal::new(None::<Tried>);
    let recording = RwSignal::new(OnRecording::No);
    let going = StoredValue::new(None::<AbortHandle>);
    on_cleanup(move || going.update_value(|going| going.iter().for_each(AbortHandle::abort)));
    Effect::new(move |_| {
        text.track();
        tried.set(None);
        going.update_value(|going| going.take().iter().for_each(AbortHandle::abort));
        recording.set(OnRecording::No);
        if fault.get().is_some() {
            return;
        }
        let later = move || tried.set(draft("tried").ok().map(|rule| rules.try_out(&rule)));
        if let Ok(timer) = set_timeout_with_handle(later, PAUSE) {
            on_cleanup(move || timer.clear());
        }
    });

    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let outcome = draft(&name.get_untracked()).and_then(|rule| {
            // A rule that says something else has to be switched on anew.
            let same = known.is_some_and(|(id, on)| {
                on && untrack(|| rules.get(id)).is_some_and(|before| before.expression() == rule.expression())
            });
            rules.put(rule.switched(same))
        });
        match outcome {
            Ok(()) => edited.set(Editing::Nothing),
            Err(error) => refused.set(Some(error.to_string())),
        }
    };
    let area = NodeRef::<html::Textarea>::new();
    view! {
        <form class="rule-editor" data-rule-editor on:submit=save>
            <label class="field">
                <span>"Name"</span>
                <input
                    type="text"
                    maxlength=Rule::LONGEST_NAME
                    autocomplete="off"
                    data-rule-name
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </label>
            <label class="rule-text">
                <span>"Alarm when"</span>
                <textarea
                    rows="3"
                    spellcheck="false"
                    autocapitalize="off"
                    data-rule-text
                    node_ref=area
                    aria-describedby="rule-fault"
                    aria-invalid=move || (fault.get().is_some() && !text.with(String::is_empty)).to_string()
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                ></textarea>
            </label>
            <div id="rule-fault" aria-live="polite" data-rule-fault>
                {move || {
                    fault
                        .get()
                        .filter(|_| !text.with(|text| text.trim().is_empty()))
                        .map(|fault| view! { <Fault text=text.get() fault /> })
                }}
            </div>
            <p class="dim" aria-live="polite" data-tried>
                {move || tried.get().map(|tried| told(bed, &tried))}
            </p>
            <Examples name text area />
            <Manner priority latching />
            <Recording recording going fault draft />
            {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error="rule">{why}</p> })}
            <div class="row">
                <button class="key primary" type="submit" data-action="save-rule">
                    "Save"
                </button>
                <button class="key" type="button" data-action="close-editor" on:click=move |_| edited.set(Editing::Nothing)>
                    "Cancel"
                </button>
            </div>
            <p class="dim">"A new or changed rule is off until you switch it on in the list."</p>
        </form>
    }
}

/// What one may begin with, while nothing is written.
#[component]
fn Examples(name: RwSignal<String>, text: RwSignal<String>, area: NodeRef<html::Textarea>) -> impl IntoView {
    let empty = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    let begin = move |title: &str, words: &str| {
        text.set(words.to_owned());
        if name.with_untracked(String::is_empty) {
            name.set(title.to_owned());
        }
        if let Some(area) = area.get_untracked() {
            // Only fails for an element that left the page.
            let _ = area.focus();
        }
    };
    let keys = move || {
        EXAMPLES
            .map(|(title, words)| {
                view! {
                    <button type="button" class="key" data-rule-example on:click=move |_| begin(title, words)>
                        {title}
                    </button>
                }
            })
            .collect_view()
    };
    move || {
        empty.get().then(|| {
            view! {
                <div class="rule-examples">
                    <span class="dim">"Begin with an example:"</span>
                    {keys()}
                </div>
            }
        })
    }
}

/// How the alarm behaves.
#[component]
fn Manner(priority: RwSignal<Priority>, latching: RwSignal<bool>) -> impl IntoView {
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some(chosen) = Priority::ALL.into_iter().find(|known| known.name() == chosen) {
            priority.set(chosen);
        }
    };
    view! {
        <label class="field">
            <span>"Priority"</span>
            <select data-rule-priority on:change=choose>
                {Priority::ALL
                    .map(|option| {
                        view! {
                            <option value=option.name() selected=move || priority.get() == option>
                                {option.name()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
        <label class="rule-latching">
            <input
                type="checkbox"
                data-rule-latching
                prop:checked=latching
                on:change=move |event| latching.set(event_target_checked(&event))
            />
            <span>"The alarm stays until it is reset"</span>
        </label>
    }
}

/// Tries the rule on the open recording, where one is open.
#[component]
fn Recording(
    recording: RwSignal<OnRecording>,
    going: StoredValue<Option<AbortHandle>>,
    fault: Memo<Option<ParseError>>,
    draft: impl Fn(&str) -> Result<Rule, RuleError> + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let rules = expect_context::<RulesSignal>();
    let bed = expect_context::<LiveBed>();
    let on_recording = move |_| {
        let Ok(rule) = draft("tried") else { return };
        recording.set(OnRecording::Going(0.0));
        let progress = move |done| recording.try_set(OnRecording::Going(done)).is_none();
        let (trying, stop) = futures_util::future::abortable(async move {
            match rules.try_on_recording(rule, progress).await {
                Ok(Some(firings)) => OnRecording::Done(firings),
                Ok(None) => OnRecording::No,
                Err(error) => OnRecording::Failed(error.to_string()),
            }
        });
        going.set_value(Some(stop));
        spawn_local(async move {
            // Cancelled, or the editor was closed: nothing to tell.
            if let Ok(outcome) = trying.await {
                let _ = recording.try_set(outcome);
            }
        });
    };
    let cancel = move |_| {
        going.update_value(|going| going.take().iter().for_each(AbortHandle::abort));
        recording.set(OnRecording::No);
    };
    let told = move |state: OnRecording| match state {
        OnRecording::Done(firings) => {
            format!("In this recording it would have fired {}.", times(bed, &firings))
        }
        OnRecording::Failed(why) => why,
        OnRecording::No | OnRecording::Going(_) => String::new(),
    };
    move || {
        rules.has_recording().then(|| match recording.get() {
            OnRecording::Going(done) => view! {
                <p class="rule-going">
                    <progress max="1" value=done></progress>
                    <button type="button" class="key" data-action="cancel-try" on:click=cancel>
                        "Cancel"
                    </button>
                </p>
            }
            .into_any(),
            state => view! {
                <button
                    type="button"
                    class="key"
                    data-action="try-recording"
                    disabled=move || fault.get().is_some()
                    on:click=on_recording
                >
                    "Try on the open recording"
                </button>
                <p class="dim" role="status" data-tried-recording>
                    {told(state)}
                </p>
            }
            .into_any(),
        })
    }
}

/// The text with the place of the fault marked, and what is wrong.
#[component]
fn Fault(text: String, fault: ParseError) -> impl IntoView {
    let piece = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default().to_owned();
    let (before, there) = (piece(0..fault.at.start), piece(fault.at.clone()));
    let after = piece(fault.at.end..text.len());
    let there = if there.is_empty() { " … ".to_owned() } else { there };
    view! {
        <p class="rule-fault">
            <code>
                {before} <mark>{there}</mark> {after}
            </code>
            <span data-error="rule-text">{fault.message}</span>
        </p>
    }
}

/// When it fired, and for how long.
pub(super) fn when(bed: LiveBed, firing: &Firing) -> String {
    let at = if untrack(|| bed.is_replaying()) {
        (firing.from - Time::ZERO).to_string()
    } else {
        time_of_day(firing.from - bed.now.get_untracked())
    };
    if firing.going_on { format!("since {at}") } else { format!("at {at} for {}", firing.to - firing.from) }
}

fn times(bed: LiveBed, firings: &[Firing]) -> String {
    let count = match firings.len() {
        0 => return "never".to_owned(),
        1 => "once".to_owned(),
        more => format!("{more} times"),
    };
    let latest: Vec<_> = firings.iter().rev().take(SHOWN).map(|firing| when(bed, firing)).collect();
    let more = if firings.len() > SHOWN { ", …" } else { "" };
    format!("{count} ({}{more})", latest.join(", "))
}

/// What a rule would have done over the last hours, in words.
pub(super) fn told(bed: LiveBed, tried: &Tried) -> String {
    let minutes = tried.over.micros() / 60_000_000;
    let over = match minutes {
        _ if tried.over + Span::from_millis(60_000) >= TRIED => "4 hours".to_owned(),
        0 => return "There is nothing yet to try it on.".to_owned(),
        1..120 => format!("{minutes} min"),
        _ => format!("{} hours", minutes / 60),
    };
    format!("Would have fired {} in the last {over}.", times(bed, &tried.firings))
}
