use leptos::prelude::*;

use crate::live::SettingsSignal;

use super::{
    actions::Actions, alarm_bar::AlarmBar, drop::DropAnywhere, header::Header, keyboard::use_keyboard,
    other_beds::OtherBeds, panels::Panel, ribbon::Ribbon, route::Route, tiles::Tiles, transport::Transport,
    waves::Waves,
};

/// The bedside view: header, alarm bar, waves beside numbers, trend ribbon, actions, and the panel
/// that the address names.
#[component]
pub fn Screen(route: ReadSignal<Route>) -> impl IntoView {
    use_keyboard(route);
    let settings = expect_context::<SettingsSignal>();
    let panel = Memo::new(move |_| route.get().panel());
    provide_context(route);
    view! {
        <div class="screen" class:with-panel=move || panel.get().is_some()>
            <Header />
            <AlarmBar />
            <main class="bed">
                <Waves />
                <Tiles />
                <Ribbon />
            </main>
            <Transport />
            <Actions panel />
            <DropAnywhere />
            {move || {
                settings
                    .trouble
                    .get()
                    .map(|trouble| {
                        view! {
                            <div class="trouble" role="alert">
                                <p>{trouble}</p>
                                <button class="key" on:click=move |_| settings.trouble.set(None)>
                                    "Understood"
                                </button>
                            </div>
                        }
                    })
            }}
            <OtherBeds />
            {move || panel.get().map(|panel| view! { <Panel panel /> })}
        </div>
    }
}
