//! Composition root: makes the bed, hands out the contexts, and picks the view by the address.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::{
    live::{
        Delivering, Devices, LiveBed, PresetsSignal, RulesSignal, SettingsSignal, Sound, watch_surroundings,
    },
    platform,
    ui::{BenchPage, Route, Screen, use_route},
};

/// Starts the app in `#app`.
///
/// # Panics
/// When the page has no element `#app`; the page then shows that monitoring has stopped.
pub fn start() {
    platform::announce_panics();
    // Only fails when a logger is set already, and then that one serves.
    let _ = console_log::init_with_level(log::Level::Info);
    let root = document().get_element_by_id("app").map_or_else(
        || wasm_bindgen::throw_val(JsValue::from_str("the page has no element #app")),
        wasm_bindgen::JsCast::unchecked_into,
    );
    mount_to(root, App).forget();
}

#[component]
fn App() -> impl IntoView {
    let route = use_route();
    let bench = Memo::new(move |_| match route.get() {
        Route::Bench(query) => Some(query),
        _ => None,
    });
    Effect::new(move |_| {
        if route.get() == Route::Panic {
            platform::panic_on_purpose();
        }
    });
    move || match bench.get() {
        Some(query) => view! { <BenchPage query /> }.into_any(),
        None => view! { <Monitoring route /> }.into_any(),
    }
}

/// The bed with everything it needs around it.
#[component]
fn Monitoring(route: ReadSignal<Route>) -> impl IntoView {
    let settings = SettingsSignal::load();
    let bed = LiveBed::start(settings);
    provide_context(settings);
    provide_context(bed);
    provide_context(RulesSignal::start(bed));
    provide_context(PresetsSignal::load(settings));
    let sound = Sound::new(bed, settings);
    provide_context(sound);
    watch_surroundings(bed, sound);
    provide_context(Delivering::start(bed, settings));
    provide_context(Devices::start(bed));
    let awake = StoredValue::new_local(Some(platform::WakeLock::new()));
    on_cleanup(move || awake.update_value(|awake| drop(awake.take())));
    let palette = settings.part(|settings| settings.palette);
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            // Setting a plain data attribute cannot fail.
            let _ = root.set_attribute("data-palette", palette.get().key());
        }
    });
    view! { <Screen route /> }
}
