use leptos::prelude::*;

use super::ladder_editor::LadderEditor;
use crate::{
    alarms::{
        Priority,
        delivery::{Ladder, Plan},
    },
    live::Delivering,
};

/// The ladder of each priority as sentences, or in an editor.
#[component]
pub fn LadderList() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let open = RwSignal::new(None::<Priority>);
    Priority::ALL
        .map(|priority| {
            view! {
                <section class="ladder" data-ladder=priority.name()>
                    <h4>{title(priority)}</h4>
                    {move || {
                        if open.get() == Some(priority) {
                            return view! { <LadderEditor priority close=move || open.set(None) /> }.into_any();
                        }
                        let sentences = delivering.plan.with(|plan| sentences(plan, priority));
                        view! {
                            <ol>{sentences.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ol>
                            <button
                                class="key"
                                aria-label=format!("Change {}", title(priority))
                                on:click=move |_| open.set(Some(priority))
                            >
                                "Change"
                            </button>
                        }
                            .into_any()
                    }}
                </section>
            }
        })
        .collect_view()
}

const fn title(priority: Priority) -> &'static str {
    match priority {
        Priority::High => "High priority",
        Priority::Medium => "Medium priority",
        Priority::Low => "Low priority",
    }
}

fn sentences(plan: &Plan, priority: Priority) -> Vec<String> {
    let ladder: &Ladder = plan.ladders.of(priority);
    if ladder.is_silent() {
        return vec!["On this screen only.".to_owned()];
    }
    let name = |to| plan.recipient_name(to);
    let when = |after_s: u16| match after_s.max(ladder.hold_s()) {
        0 => "At once".to_owned(),
        after_s => format!("After {after_s} s without acknowledgement"),
    };
    let mut told = Vec::new();
    if ladder.speak() {
        told.push(format!("{}: spoken aloud by this device.", when(0)));
    }
    told.extend(
        ladder.steps().iter().map(|step| format!("{}: {}, if on duty.", when(step.after_s), name(step.to))),
    );
    told.extend(
        ladder.last().map(|last| {
            format!("{}, as a last resort: {}, on duty or not.", when(last.after_s), name(last.to))
        }),
    );
    told
}
