use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};

use super::route::{PanelKind, Route, go};
use crate::{live::LiveBed, platform::BrowserFile};

/// Lets files be dropped anywhere on the page, and says so while they hover over it.
#[component]
pub fn DropAnywhere() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let hovering = RwSignal::new(false);
    let over = window_event_listener(ev::dragover, move |event| {
        event.prevent_default();
        hovering.set(true);
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Leaving one element for another within the page names the other one.
        if event.related_target().is_none() {
            hovering.set(false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        hovering.set(false);
        let files = event.data_transfer().map(|dropped| BrowserFile::from_drop(&dropped)).unwrap_or_default();
        if !files.is_empty() {
            go(&Route::Panel(PanelKind::Recordings));
            bed.open_recording(files);
        }
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        dropped.remove();
    });
    view! {
        {move || hovering.get().then(|| view! { <div class="dropping">"Drop a recording to play it on this bed"</div> })}
    }
}
