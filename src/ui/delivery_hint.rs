use leptos::prelude::*;

use crate::live::Delivering;

/// That alarms go to people, or that somebody was not told.
#[component]
pub fn DeliveryHint() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let state = Memo::new(move |_| {
        let on = delivering.plan.with(|plan| plan.on);
        let failing = delivering.failing.with(Option::is_some);
        on.then_some(if failing { "Alerts failing" } else { "Alerts on" })
    });
    move || {
        state.get().map(|text| {
            view! {
                <a class="state delivery-hint" href="#/alarms/people" data-delivery-hint title="People who are told">
                    {text}
                </a>
            }
        })
    }
}
