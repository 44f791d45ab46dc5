use leptos::{html, prelude::*};

use super::UndoKey;
use crate::{
    alarms::Preset,
    live::{LiveBed, PresetsSignal},
    model::{AgeBand, Vital},
};

/// Undo, limits around the present values, and presets: apply, save, delete.
#[component]
pub fn PresetKeys(refused: RwSignal<Option<String>>) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let presets = expect_context::<PresetsSignal>();
    let chosen = RwSignal::new(untrack(|| presets.in_use()));
    let own = Memo::new(move |_| presets.own());
    let name_field = NodeRef::<html::Input>::new();
    let told = RwSignal::new(None::<String>);
    let is_own = Memo::new(move |_| own.with(|own| own.contains(&chosen.get())));
    let auto = move |_| {
        let left = presets.set_around_now(bed);
        refused.set(None);
        let names: Vec<_> = left.iter().map(|vital| Vital::label(*vital)).collect();
        told.set((!names.is_empty()).then(|| {
            format!(
                "Left as they were, because there is no good value to set them around: {}.",
                names.join(", ")
            )
        }));
    };
    let apply = move |_| {
        refused.set(None);
        presets.apply(&chosen.get_untracked());
        told.set(Some(format!("Preset {} is in force.", chosen.get_untracked())));
    };
    let save = move |_| {
        let Some(field) = name_field.get_untracked() else { return };
        let outcome = presets.save(&field.value());
        if outcome.is_ok() {
            chosen.set(untrack(|| presets.in_use()));
            field.set_value("");
            told.set(Some("Saved.".to_owned()));
        }
        refused.set(outcome.err().map(|error| error.to_string()));
    };
    let delete = move |_| {
        presets.delete(&chosen.get_untracked());
        told.set(Some(format!("{} is deleted.", chosen.get_untracked())));
        chosen.set(untrack(|| presets.in_use()));
    };
    view! {
        <div class="row">
            <UndoKey />
            <button class="key" data-action="auto-limits" title="Sets limits around the present values" on:click=auto>
                "Auto limits"
            </button>
        </div>
        {move || told.get().map(|told| view! { <p class="dim" role="status" data-told>{told}</p> })}
        <h3>"Presets"</h3>
        <p class="dim">"In use: " <b data-in-use>{move || presets.in_use()}</b></p>
        <div class="row">
            <select
                aria-label="Preset"
                data-preset
                prop:value=move || {
                    own.track();
                    chosen.get()
                }
                on:change=move |event| chosen.set(event_target_value(&event))
            >
                {move || {
                    let defaults = AgeBand::ALL.map(|age| age.name().to_owned());
                    defaults
                        .into_iter()
                        .chain(own.get())
                        .map(|name| {
                            let selected = untrack(|| chosen.get() == name);
                            view! { <option value=name.clone() selected=selected>{name.clone()}</option> }
                        })
                        .collect_view()
                }}
            </select>
            <button class="key" data-action="apply-preset" on:click=apply>
                "Apply"
            </button>
            <button class="key" data-action="delete-preset" disabled=move || !is_own.get() on:click=delete>
                "Delete"
            </button>
        </div>
        <div class="row">
            <input
                type="text"
                maxlength=Preset::LONGEST
                autocomplete="off"
                placeholder="Name"
                aria-label="Name of a new preset"
                data-preset-name
                node_ref=name_field
            />
            <button
                class="key"
                data-action="save-preset"
                title="Keeps the present limits, and what was changed about the conditions"
                on:click=save
            >
                "Save as preset"
            </button>
        </div>
    }
}
