use leptos::prelude::*;

use super::person_form::PersonForm;
use crate::{alarms::delivery::PersonId, live::Delivering};

/// Everybody who can be told; one of them, or a new one, in a form.
#[component]
pub fn PeopleList() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    // Whose form is open; `None` inside is a new person.
    let open = RwSignal::new(None::<Option<PersonId>>);
    view! {
        <ul class="rows" data-people>
            {move || {
                delivering
                    .plan
                    .with(|plan| {
                        plan.people()
                            .iter()
                            .map(|person| {
                                let id = person.id();
                                let ways = person.ways().iter().map(|way| plan.way_name(*way)).collect::<Vec<_>>();
                                let ways = if ways.is_empty() { "no channel".to_owned() } else { ways.join(", ") };
                                let more = format!("{} · {} on duty · {ways}", person.role().name(), person.duty());
                                view! {
                                    <li>
                                        <span class="what">
                                            <strong>{person.name().to_owned()}</strong>
                                            <span class="dim">{more}</span>
                                        </span>
                                        <button
                                            class="key"
                                            aria-label=format!("Change {}", person.name())
                                            on:click=move |_| open.set(Some(Some(id)))
                                        >
                                            "Change"
                                        </button>
                                    </li>
                                }
                            })
                            .collect_view()
                    })
            }}
        </ul>
        {move || {
            let none = delivering.plan.with(|plan| plan.people().is_empty());
            none.then(|| view! { <p class="dim">"Nobody yet. Add whoever should be told."</p> })
        }}
        {move || match open.get() {
            Some(old) => view! { <PersonForm old close=move || open.set(None) /> }.into_any(),
            None => {
                view! {
                    <button class="key" data-action="add-person" on:click=move |_| open.set(Some(None))>
                        "Add a person"
                    </button>
                }
                    .into_any()
            }
        }}
    }
}
