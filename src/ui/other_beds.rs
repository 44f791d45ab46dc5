use leptos::prelude::*;

use crate::{
    alarms::{Category, delivery::PageAlarm},
    live::{Delivering, OtherBed},
};

/// Alarms of beds on other pages of this device, and beds that no longer answer.
#[component]
pub fn OtherBeds() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let who = RwSignal::new(String::new());
    let told = Memo::new(move |_| {
        let beds = delivering.other_beds();
        beds.into_iter()
            .filter(|bed| bed.lost || !bed.alarms.is_empty())
            .map(|bed| (bed.page, bed.lost, bed.name.clone(), bed.distinct_alarms()))
            .collect::<Vec<_>>()
    });
    let any = Memo::new(move |_| told.with(|told| !told.is_empty()));
    let open = Memo::new(move |_| told.with(|told| told.iter().any(|(_, lost, ..)| !lost)));
    view! {
        <Show when=move || any.get()>
            <section class="other-beds" data-other-beds aria-label="Other beds on this device" role="alert">
                <For
                    each=move || told.get()
                    key=|(page, lost, _, alarms)| {
                        (*page, *lost, alarms.iter().map(|alarm| (alarm.serial, alarm.acknowledged)).collect::<Vec<_>>())
                    }
                    let((page, lost, name, alarms))
                >
                    {if lost {
                        view! {
                            <div class="lost" data-lost-bed>
                                <strong>{format!("{name} no longer answers. Look at the patient.")}</strong>
                                <button class="key" on:click=move |_| delivering.forget_bed(page)>"Understood"</button>
                            </div>
                        }
                            .into_any()
                    } else {
                        alarms
                            .into_iter()
                            .map(|alarm| view! { <OtherAlarm page name=name.clone() alarm who /> })
                            .collect_view()
                            .into_any()
                    }}
                </For>
                <Show when=move || open.get()>
                    <label class="field">
                        <span>"Your name"</span>
                        <input
                            type="text"
                            maxlength="80"
                            data-who
                            prop:value=who
                            on:input=move |event| who.set(event_target_value(&event))
                        />
                    </label>
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn OtherAlarm(page: u64, name: String, alarm: PageAlarm, who: RwSignal<String>) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let serial = alarm.serial;
    // The words change with the value, the line does not.
    let first = alarm.text.clone();
    let text = Memo::new(move |_| {
        let now = delivering.others.with(|others| {
            let bed: Option<&OtherBed> = others.iter().find(|bed| bed.page == page);
            bed.and_then(|bed| {
                bed.alarms.iter().find(|alarm| alarm.serial == serial).map(|alarm| alarm.text.clone())
            })
        });
        now.unwrap_or_else(|| first.clone())
    });
    view! {
        <div
            class="alarm"
            class:technical=alarm.category == Category::Technical
            data-priority=alarm.priority.name()
            data-state=if alarm.acknowledged { "acknowledged" } else { "active" }
        >
            <span class="marks" aria-label=format!("{} priority", alarm.priority.name())>
                {alarm.priority.marks(alarm.category)}
            </span>
            <span class="text">{name} ": " {text}</span>
            {if alarm.acknowledged {
                view! { <span class="age">"✓ acknowledged"</span> }.into_any()
            } else {
                view! {
                    <button
                        class="key"
                        data-action="acknowledge-there"
                        on:click=move |_| delivering.acknowledge_there(page, serial, &who.get_untracked())
                    >
                        "Acknowledge"
                    </button>
                }
                    .into_any()
            }}
        </div>
    }
}
