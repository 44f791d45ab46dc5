use leptos::prelude::*;

use crate::live::Delivering;

/// That alarms go to people, or that somebody was not told.
#[component]
pub fn DeliveryHint() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let state = Memo::new(move |_| {
        let on = delivering.plan.with(|plan| plan.on);
        let failing = delivering.failing.with(Option::is_some);
        on.then_some((failing, if failing { "Alerts failing" } else { "Alerts on" }))
    });
    move || {
        state.get().map(|(failing, text)| {
            view! {
                <a class="delivery-hint" class:failing=failing href="#/alarms/people" data-delivery-hint title="People who are told">
                    {text}
                </a>
            }
        })
    }
}
