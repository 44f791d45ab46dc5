use leptos::prelude::*;

use crate::{
    alarms::{Category, LogFilter, Priority},
    model::Span,
};

const PRIORITIES: [(&str, Option<Priority>); 4] = [
    ("Any priority", None),
    ("High", Some(Priority::High)),
    ("Medium", Some(Priority::Medium)),
    ("Low", Some(Priority::Low)),
];
const CATEGORIES: [(&str, Option<Category>); 3] = [
    ("Patient and equipment", None),
    ("Patient", Some(Category::Physiological)),
    ("Equipment", Some(Category::Technical)),
];
const WITHIN: [(&str, Option<Span>); 3] = [
    ("Any time", None),
    ("Last hour", Some(Span::from_millis(3_600_000))),
    ("Last 8 hours", Some(Span::from_millis(8 * 3_600_000))),
];

/// Which alarms are listed.
#[component]
pub fn Filters(
    filter: RwSignal<LogFilter>,
    every_step: RwSignal<bool>,
    /// Told when something else is asked for.
    on_change: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let change = move |change: &dyn Fn(&mut LogFilter)| {
        filter.update(|filter| change(filter));
        on_change();
    };
    // Filters are about alarms; every step is the plain log.
    let off = move || every_step.get();
    let pick = move |label: &'static str, texts: Vec<&'static str>, chosen: fn(&mut LogFilter, usize)| {
        view! {
            <select
                aria-label=label
                disabled=off
                on:change=move |event| {
                    let at = event_target::<web_sys::HtmlSelectElement>(&event).selected_index();
                    change(&|filter| chosen(filter, usize::try_from(at).unwrap_or_default()));
                }
            >
                {texts.into_iter().map(|text| view! { <option>{text}</option> }).collect_view()}
            </select>
        }
    };
    view! {
        <div class="log-filters" role="search" aria-label="Filter the log">
            {pick("Priority", PRIORITIES.map(|(text, _)| text).to_vec(), |filter, at| {
                filter.priority = PRIORITIES.get(at).and_then(|(_, priority)| *priority);
            })}
            {pick("Category", CATEGORIES.map(|(text, _)| text).to_vec(), |filter, at| {
                filter.category = CATEGORIES.get(at).and_then(|(_, category)| *category);
            })}
            {pick("Time", WITHIN.map(|(text, _)| text).to_vec(), |filter, at| {
                filter.within = WITHIN.get(at).and_then(|(_, within)| *within);
            })}
            <input
                type="text"
                aria-label="Search in the alarms"
                placeholder="Search"
                disabled=off
                data-log-search
                on:input=move |event| {
                    let text = event_target_value(&event);
                    change(&|filter| filter.search.clone_from(&text));
                }
            />
            <label class="tick">
                <input
                    type="checkbox"
                    disabled=off
                    data-log-unacknowledged
                    on:change=move |event| {
                        let only = event_target_checked(&event);
                        change(&|filter| filter.unacknowledged = only);
                    }
                />
                <span>"Not acknowledged"</span>
            </label>
            <label class="tick">
                <input
                    type="checkbox"
                    data-log-steps
                    on:change=move |event| {
                        every_step.set(event_target_checked(&event));
                        on_change();
                    }
                />
                <span>"Every step"</span>
            </label>
        </div>
    }
}
