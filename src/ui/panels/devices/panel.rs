use leptos::prelude::*;

use super::{packets::PacketsTab, paired::PairedTab, session::SessionTab};
use crate::ui::{
    panels::tabs::Tabs,
    route::{DeviceTab, Route},
};

/// The tabs, and the one that the address names.
#[component]
pub fn DevicesPanel() -> impl IntoView {
    let route = expect_context::<ReadSignal<Route>>();
    let tab = Memo::new(move |_| match route.get() {
        Route::DeviceTab(tab) => tab,
        _ => DeviceTab::Paired,
    });
    view! {
        <Tabs label="Devices" tabs=DeviceTab::ALL.map(|tab| (tab.title(), tab.route())).into() />
        {move || match tab.get() {
            DeviceTab::Paired => view! { <PairedTab /> }.into_any(),
            DeviceTab::Session => view! { <SessionTab /> }.into_any(),
            DeviceTab::Packets => view! { <PacketsTab /> }.into_any(),
        }}
    }
}
