use leptos::prelude::*;

use crate::{
    alarms::{
        Priority,
        delivery::{Ladder, PersonId, Plan, Recipient, Role, Step},
    },
    live::Delivering,
};

/// One ladder as fields. Whoever is off duty is passed over, and where nobody is left the next step is taken at once.
#[component]
pub fn LadderEditor(priority: Priority, close: impl Fn() + Copy + 'static) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let ladder = delivering.plan.with_untracked(|plan| plan.ladders.of(priority).clone());
    // Rows keep a number of their own, so that typing into one never draws another anew.
    let next = StoredValue::new(ladder.steps().len());
    let steps = RwSignal::new(ladder.steps().iter().copied().enumerate().collect::<Vec<_>>());
    let last = RwSignal::new(ladder.last());
    let hold = RwSignal::new(ladder.hold_s());
    let speak = RwSignal::new(ladder.speak());
    let refused = RwSignal::new(None::<String>);
    let save = move |_| {
        let rows = steps.get_untracked().into_iter().map(|(_, step)| step).collect();
        let kept = Ladder::new(hold.get_untracked(), rows, last.get_untracked(), speak.get_untracked())
            .and_then(|ladder| {
                delivering.change(|plan| {
                    *plan.ladders.of_mut(priority) = ladder;
                    Ok(())
                })
            });
        match kept {
            Ok(()) => close(),
            Err(error) => refused.set(Some(error.to_string())),
        }
    };
    let add = move |_| {
        let number = next.get_value();
        next.set_value(number + 1);
        let after_s =
            steps.with_untracked(|steps| steps.last().map_or(0, |(_, step)| step.after_s.saturating_add(60)));
        steps.update(|steps| steps.push((number, Step { after_s, to: Recipient::Role(Role::Nurse) })));
    };
    let change = move |number: usize, step: Step| {
        steps.update_untracked(|steps| {
            for (_, known) in steps.iter_mut().filter(|(known, _)| *known == number) {
                *known = step;
            }
        });
    };
    view! {
        <div class="form">
            <For each=move || steps.get() key=|(number, _)| *number let((number, step))>
                <div class="step">
                    <StepFields step change=move |step| change(number, step) />
                    <button
                        class="key"
                        aria-label="Remove this step"
                        on:click=move |_| steps.update(|steps| steps.retain(|(known, _)| *known != number))
                    >
                        "✕"
                    </button>
                </div>
            </For>
            <button class="key" on:click=add>"Add a step"</button>
            <label class="tick">
                <input
                    type="checkbox"
                    prop:checked=move || last.with(Option::is_some)
                    on:change=move |event| {
                        let resort = Step { after_s: 180, to: Recipient::Staff };
                        last.set(event_target_checked(&event).then_some(resort));
                    }
                />
                <span>"Last resort, on duty or not"</span>
            </label>
            {move || {
                last.get()
                    .map(|step| {
                        view! {
                            <div class="step">
                                <StepFields step change=move |step| last.update_untracked(|last| *last = Some(step)) />
                            </div>
                        }
                    })
            }}
            <label class="field">
                <span>"Tell nobody in the first seconds"</span>
                <input
                    type="number"
                    min="0"
                    max=Ladder::LONGEST_S
                    prop:value=hold.get_untracked()
                    on:change=move |event| hold.set(event_target_value(&event).parse().unwrap_or(u16::MAX))
                />
            </label>
            <label class="tick">
                <input
                    type="checkbox"
                    data-ladder-speak
                    prop:checked=speak
                    on:change=move |event| speak.set(event_target_checked(&event))
                />
                <span>"Speak it aloud on this device"</span>
            </label>
            {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error>{why}</p> })}
            <div class="row">
                <button class="key primary" on:click=save>"Save"</button>
                <button class="key" on:click=move |_| close()>"Cancel"</button>
            </div>
        </div>
    }
}

/// Whom a step tells, and after how many seconds.
#[component]
fn StepFields(step: Step, change: impl Fn(Step) + Copy + 'static) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let plan = delivering.plan.get_untracked();
    let now = StoredValue::new(step);
    let set = move |step: Step| {
        now.set_value(step);
        change(step);
    };
    view! {
        <select
            aria-label="Who"
            on:change=move |event| {
                if let Some(to) = delivering.plan.with_untracked(|plan| read(plan, &event_target_value(&event))) {
                    set(Step { to, ..now.get_value() });
                }
            }
        >
            {choices(&plan)
                .into_iter()
                .map(|to| {
                    view! {
                        <option value=key(to) selected=to == step.to>
                            {plan.recipient_name(to)}
                        </option>
                    }
                })
                .collect_view()}
        </select>
        <label class="seconds">
            <span>"after"</span>
            <input
                type="number"
                aria-label="Seconds without acknowledgement"
                min="0"
                max=Ladder::LONGEST_S
                prop:value=step.after_s
                on:change=move |event| {
                    // What is no number waits too long, and is refused when it is saved.
                    let after_s = event_target_value(&event).parse().unwrap_or(u16::MAX);
                    set(Step { after_s, ..now.get_value() });
                }
            />
            <span>"s"</span>
        </label>
    }
}

fn choices(plan: &Plan) -> Vec<Recipient> {
    let people = plan.people().iter().map(|person| Recipient::Person(person.id()));
    Role::ALL.map(Recipient::Role).into_iter().chain([Recipient::Staff]).chain(people).collect()
}

fn key(to: Recipient) -> String {
    match to {
        Recipient::Role(role) => role.name().to_owned(),
        Recipient::Staff => "staff".to_owned(),
        Recipient::Person(PersonId(id)) => format!("person {id}"),
    }
}

fn read(plan: &Plan, text: &str) -> Option<Recipient> {
    choices(plan).into_iter().find(|to| key(*to) == text)
}
