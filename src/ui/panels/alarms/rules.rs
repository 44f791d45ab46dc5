use leptos::{html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::rule_editor::{Editing, RuleEditor, told, when};
use crate::{
    alarms::rules::{Imported, Rule},
    live::{LiveBed, RulesSignal, Tried},
    platform::{BrowserFile, download},
    record::ByteSource,
};

/// Most bytes of a file of rules; a thousand long ones are smaller.
const LARGEST_FILE: u64 = 4 << 20;

/// How long after each other the rows begin to be tried on the past, milliseconds: the page stays quick.
const APART_MS: u64 = 60;

/// A person's own rules: the list, the editor, and files of them.
#[component]
pub fn RulesTab() -> impl IntoView {
    let rules = expect_context::<RulesSignal>();
    let edited = RwSignal::new(Editing::Nothing);
    let list = Memo::new(move |_| rules.rules());
    let answer = RwSignal::new(None::<Result<String, String>>);
    let undo = move |_| {
        let failed = rules.undo_delete().err();
        answer.set(failed.map(|error| Err(error.to_string())));
    };
    view! {
        {move || {
            rules.trouble.get().map(|why| view! { <p class="error" role="alert" data-error="stored-rules">{why}</p> })
        }}
        <ul class="rule-list">
            <For
                each=move || list.get().into_iter().enumerate()
                key=|(_, rule)| (rule.id(), rule.name().to_owned(), rule.to_string(), rule.priority().name(), rule.latching())
                let((place, rule))
            >
                <RuleRow rule place edited />
            </For>
        </ul>
        {move || {
            list.with(Vec::is_empty)
                .then(|| view! { <p class="dim">"No rules yet. A rule joins several vitals: write one, or begin with an example."</p> })
        }}
        {move || {
            rules
                .deleted
                .get()
                .map(|(_, rule)| {
                    view! {
                        <p class="notice rule-deleted" role="status">
                            <span>{format!("{} is deleted.", rule.name())}</span>
                            <button class="key" data-action="undo-delete-rule" on:click=undo>
                                "Undo"
                            </button>
                        </p>
                    }
                })
        }}
        {move || match edited.get() {
            Editing::Known(rule) => view! { <RuleEditor rule=Some(rule) edited /> }.into_any(),
            Editing::New => view! { <RuleEditor rule=None edited /> }.into_any(),
            Editing::Nothing => {
                view! {
                    <div class="row">
                        <button class="key primary" data-action="new-rule" on:click=move |_| edited.set(Editing::New)>
                            "New rule"
                        </button>
                        <Files answer />
                    </div>
                }
                    .into_any()
            }
        }}
        {move || {
            answer
                .get()
                .map(|answer| match answer {
                    Ok(told) => view! { <p class="notice rule-told" role="status" data-imported>{told}</p> }.into_any(),
                    Err(why) => view! { <p class="error" role="alert" data-error="rules">{why}</p> }.into_any(),
                })
        }}
        <Words />
    }
}

#[component]
fn RuleRow(rule: Rule, place: usize, edited: RwSignal<Editing>) -> impl IntoView {
    let rules = expect_context::<RulesSignal>();
    let bed = expect_context::<LiveBed>();
    let id = rule.id();
    let on = Memo::new(move |_| rules.get(id).is_some_and(|rule| rule.on()));
    let last = Memo::new(move |_| rules.fired.with(|fired| fired.get(&id).cloned()));
    let tried = RwSignal::new(None::<Tried>);
    let tries = rule.clone();
    set_timeout(
        move || {
            // The row may be gone by now.
            if tried.try_get_untracked().is_some() {
                tried.set(Some(rules.try_out(&tries)));
            }
        },
        std::time::Duration::from_millis(APART_MS * place as u64),
    );
    let shown = rule.clone();
    view! {
        <li class="rule" data-rule=id.0 data-urgency=rule.priority().name()>
            <label class="rule-switch">
                <input
                    type="checkbox"
                    role="switch"
                    data-rule-on
                    aria-label=format!("Watch for {}", rule.name())
                    prop:checked=on
                    on:change=move |event| rules.switch(id, event_target_checked(&event))
                />
            </label>
            <div class="rule-words">
                <b>{rule.name().to_owned()}</b>
                <span class="unit">
                    {rule.priority().name()} {if rule.latching() { ", latching" } else { "" }}
                </span>
                <code>{rule.to_string()}</code>
                <span class="dim" data-fired>
                    {move || last.get().map(|firing| format!("Fired last {}: {}. ", when(bed, &firing), firing.explanation))}
                </span>
                <span class="dim" data-would-have>{move || tried.get().map(|tried| told(bed, &tried))}</span>
            </div>
            <div class="rule-keys">
                <button
                    class="key"
                    data-action="edit-rule"
                    on:click=move |_| edited.set(Editing::Known(shown.clone()))
                >
                    "Edit"
                </button>
                <button class="key" data-action="delete-rule" on:click=move |_| rules.delete(id)>
                    "Delete"
                </button>
            </div>
        </li>
    }
}

/// Export and import.
#[component]
fn Files(answer: RwSignal<Option<Result<String, String>>>) -> impl IntoView {
    let rules = expect_context::<RulesSignal>();
    let input = NodeRef::<html::Input>::new();
    let export = move |_| {
        let failed = download("bedside-rules.json", "application/json", &rules.export()).err();
        answer.set(failed.map(|error| Err(error.to_string())));
    };
    let import = move |_| {
        let Some(field) = input.get_untracked() else { return };
        let chosen = field.files().map(|list| BrowserFile::from_list(&list)).unwrap_or_default();
        // So that choosing the same file again is a change again.
        field.set_value("");
        let Some(file) = chosen.into_iter().next() else { return };
        spawn_local(async move {
            let outcome = match read(&file).await {
                Ok(text) => rules.import(&text).map(|told| summary(&told)).map_err(|error| error.to_string()),
                Err(why) => Err(why),
            };
            let outcome = outcome.map_err(|why| format!("{}: {why}. Nothing was changed.", file.name()));
            // The tab may have been closed meanwhile.
            let _ = answer.try_set(Some(outcome));
        });
    };
    view! {
        <button class="key" data-action="export-rules" on:click=export>
            "Export"
        </button>
        <label class="key rule-import">
            <input
                type="file"
                accept=".json,application/json"
                class="visually-hidden"
                data-rules-file
                node_ref=input
                on:change=import
            />
            "Import"
        </label>
    }
}

async fn read(file: &BrowserFile) -> Result<String, String> {
    if file.len() > LARGEST_FILE {
        return Err("this is too large for a file of rules".to_owned());
    }
    let bytes = file.read(0..file.len()).await.map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "this is no text file".to_owned())
}

/// What became of a file, in words.
fn summary(told: &Imported) -> String {
    let mut words = String::new();
    for (title, names) in
        [("Added, off", &told.added), ("Replaced, off", &told.replaced), ("Here already", &told.unchanged)]
    {
        if !names.is_empty() {
            words.extend([title, ": ", &names.join(", "), ". "]);
        }
    }
    if !told.refused.is_empty() {
        let refused: Vec<_> = told.refused.iter().map(ToString::to_string).collect();
        words.extend(["Refused: ", &refused.join("; "), "."]);
    }
    if words.is_empty() { "There are no rules in this file.".to_owned() } else { words }
}

/// The language on a card.
#[component]
fn Words() -> impl IntoView {
    const LINES: [(&str, &str); 9] = [
        ("HR over 120", "also under, at least, at most, between 50 and 60, > < >= <="),
        ("HR over systolic", "two vitals at the same moment; HR - PR over 20 for a difference"),
        (
            "HR up by 20 % in 10 min",
            "at least so much against the start of the time; down by 5 counts in the vital's unit",
        ),
        ("… for 60 s", "belongs to the condition before it; use ( … ) for 60 s for several"),
        ("and, or, not, ( )", "and binds tighter than or"),
        ("RR unknown", "no number where there was one before; RR known"),
        (
            "systolic, diastolic, mean",
            "of the artery while that is known, else of the cuff; ABP SYS and NIBP SYS name the place",
        ),
        ("HR SpO2 PR PI RR Temp", "or heart rate, saturation, pulse, perfusion, resp rate, temperature"),
        ("s, min, h", "whole seconds; a trend without a time looks at 10 min"),
    ];
    view! {
        <details class="rule-help">
            <summary>"The words"</summary>
            <dl>
                {LINES
                    .map(|(words, meaning)| {
                        view! {
                            <dt>
                                <code>{words}</code>
                            </dt>
                            <dd>{meaning}</dd>
                        }
                    })
                    .collect_view()}
            </dl>
            <p class="dim">
                "What is unknown never starts an alarm, a questionable number neither starts nor ends one. "
                "An alarm that stands stays when its numbers are lost."
            </p>
        </details>
    }
}
