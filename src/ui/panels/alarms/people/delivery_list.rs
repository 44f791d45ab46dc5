use leptos::prelude::*;

use super::person_form::way_key;
use crate::{
    alarms::delivery::{Delivery, Kind, Progress},
    live::Delivering,
    platform::time_of_day,
};

/// How many deliveries are shown.
const SHOWN: usize = 50;

/// What was ordered, and what is known of it, newest first.
#[component]
pub fn DeliveryList() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let shown = move || delivering.deliveries.with(|all| all.iter().take(SHOWN).cloned().collect::<Vec<_>>());
    let none = Memo::new(move |_| delivering.deliveries.with(Vec::is_empty));
    view! {
        <ol class="deliveries" data-deliveries>
            <For
                each=shown
                key=|delivery| {
                    (delivery.id, delivery.progress.name(), delivery.attempts, delivery.acknowledged_by.is_some())
                }
                let:delivery
            >
                <DeliveryLine delivery />
            </For>
        </ol>
        {move || none.get().then(|| view! { <p class="dim">"None yet."</p> })}
    }
}

#[component]
fn DeliveryLine(delivery: Delivery) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let order = &delivery.order;
    let way = delivering.plan.with_untracked(|plan| plan.way_name(order.way).to_owned());
    let text = match order.kind {
        Kind::Over => format!("Over: {}", order.text),
        _ => order.text.clone(),
    };
    let at = time_of_day(delivery.ordered - delivering.now.get_untracked());
    let tries = match delivery.attempts {
        0 | 1 => String::new(),
        tries => format!(" · {tries} tries"),
    };
    // What is known often begins with how far it came: that is not said twice.
    let known = match delivery.known.strip_prefix(delivery.progress.name()) {
        Some(rest) => rest.to_owned(),
        None if delivery.known.is_empty() => String::new(),
        None => format!(": {}", delivery.known),
    };
    let (queued, next) = (delivery.progress == Progress::Queued && delivery.attempts > 0, delivery.next);
    let wait = move || {
        let left = (next - delivering.now.get()).secs().max(0.0).ceil();
        if queued { format!(" · next try in {left} s") } else { String::new() }
    };
    let acknowledged = delivery.acknowledged_by.as_ref().map(|who| format!("✓ acknowledged by {who}"));
    view! {
        <li
            data-progress=delivery.progress.name()
            data-way=way_key(order.way)
            data-kind=order.kind.name()
            data-priority=order.priority.name()
            data-state="acknowledged"
        >
            <time>{at}</time>
            <span class="text">{text}</span>
            <span class="to">{format!("{} · {way}", order.who)}</span>
            <span class="state">
                <strong>{delivery.progress.name()}</strong>
                {known}
                {tries}
                {wait}
            </span>
            {acknowledged.map(|text| view! { <span class="who">{text}</span> })}
        </li>
    }
}
