mod channel_list;
mod delivery_list;
mod ladder_editor;
mod ladder_list;
mod people_list;
mod person_form;
mod webhook_form;

use leptos::prelude::*;

use self::{
    channel_list::ChannelList, delivery_list::DeliveryList, ladder_list::LadderList, people_list::PeopleList,
};
use crate::live::Delivering;

/// Who is told of alarms, when and how, and what became of it.
#[component]
pub fn PeopleTab() -> impl IntoView {
    view! {
        <div class="people">
            <MasterSwitch />
            <h3>"People"</h3>
            <PeopleList />
            <h3>"Who is told when"</h3>
            <LadderList />
            <h3>"Channels"</h3>
            <ChannelList />
            <h3>"Deliveries"</h3>
            <DeliveryList />
        </div>
    }
}

/// Whether anything is sent at all, and what that would be.
#[component]
fn MasterSwitch() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let plan = delivering.plan;
    let on = Memo::new(move |_| plan.with(|plan| plan.on));
    let names = Memo::new(move |_| plan.with(|plan| plan.name_patient));
    let turn = move |event| {
        let wish = event_target_checked(&event);
        // Neither is ever refused.
        let _ = delivering.change(|plan| {
            plan.on = wish;
            Ok(())
        });
    };
    let allow_names = move |event| {
        let wish = event_target_checked(&event);
        let _ = delivering.change(|plan| {
            plan.name_patient = wish;
            Ok(())
        });
    };
    view! {
        <label class="tick strong">
            <input
                type="checkbox"
                role="switch"
                data-action="delivery-on"
                disabled=delivering.framed
                prop:checked=on
                on:change=turn
            />
            <span>{move || if on.get() { "Alerts to people: on" } else { "Alerts to people: off" }}</span>
        </label>
        <p>
            {move || {
                if on.get() {
                    "Alarms go to the people below, by their channels."
                } else {
                    "Alarms are on this screen only. Nothing leaves this device."
                }
            }}
        </p>
        <p class="dim">
            "A webhook sends over the network: the bed's name, the alarm in words, its priority, when it began, and who is told. Never waves or trends. Notifications, voice and other pages stay on this device. An alert may not arrive: do not rely on it alone."
        </p>
        <label class="tick">
            <input type="checkbox" data-setting="name-patient" prop:checked=names on:change=allow_names />
            <span>"The patient's name may be in messages"</span>
        </label>
        {delivering
            .framed
            .then(|| {
                view! {
                    <p class="error" role="alert">
                        "This page is shown inside another site. Nothing is sent from here: open Bedside by itself."
                    </p>
                }
            })}
        {move || {
            let trouble = delivering.trouble.get();
            delivering.failing.get().or(trouble).map(|why| view! { <p class="error" role="alert" data-delivery-failing>{why}</p> })
        }}
    }
}
