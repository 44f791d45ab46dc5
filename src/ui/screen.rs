use leptos::prelude::*;

use super::{
    actions::Actions, alarm_bar::AlarmBar, drop::DropAnywhere, header::Header, keyboard::use_keyboard,
    panels::Panel, ribbon::Ribbon, route::Route, tiles::Tiles, transport::Transport, waves::Waves,
};

/// The bedside view: header, alarm bar, waves beside numbers, trend ribbon, actions, and the panel
/// that the address names.
#[component]
pub fn Screen(route: ReadSignal<Route>) -> impl IntoView {
    use_keyboard(route);
    let panel = Memo::new(move |_| match route.get() {
        Route::Panel(panel) => Some(panel),
        _ => None,
    });
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
            {move || panel.get().map(|panel| view! { <Panel panel /> })}
        </div>
    }
}
