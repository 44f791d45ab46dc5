use leptos::prelude::*;

use super::{
    conditions::ConditionsTab, limits::LimitsEditor, log::LogTab, people::PeopleTab, present::PresentTab,
    rules::RulesTab,
};
use crate::ui::{
    panels::tabs::Tabs,
    route::{AlarmTab, Route},
};

/// The tabs, and the one that the address names.
#[component]
pub fn AlarmsPanel() -> impl IntoView {
    let route = expect_context::<ReadSignal<Route>>();
    let tab = Memo::new(move |_| match route.get() {
        Route::AlarmTab(tab) => tab,
        _ => AlarmTab::Present,
    });
    view! {
        <Tabs label="Alarms" tabs=AlarmTab::ALL.map(|tab| (tab.title(), tab.route())).into() />
        {move || match tab.get() {
            AlarmTab::Present => view! { <PresentTab /> }.into_any(),
            AlarmTab::Log => view! { <LogTab /> }.into_any(),
            AlarmTab::Limits => view! { <LimitsEditor /> }.into_any(),
            AlarmTab::People => view! { <PeopleTab /> }.into_any(),
            AlarmTab::Rules => view! { <RulesTab /> }.into_any(),
            AlarmTab::Conditions => view! { <ConditionsTab /> }.into_any(),
        }}
    }
}
