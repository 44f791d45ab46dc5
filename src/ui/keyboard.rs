use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

use super::route::{PanelKind, Route, go};
use crate::{alarms::Inactivation, live::LiveBed};

/// What each key does, for the help panel.
pub const KEYS: [(&str, &str); 10] = [
    ("A", "Acknowledge alarms"),
    ("R", "Reset latched alarms"),
    ("P", "Audio pause, again to resume"),
    ("N", "Start or stop a cuff measurement"),
    ("F", "Freeze the waves, again to go on"),
    ("S", "Turn sound on"),
    ("Space", "Play or pause a recording"),
    ("1 to 8", "Open a view"),
    ("Escape", "Close the view"),
    ("?", "This help"),
];

/// Listens to the keys of the whole page.
pub fn use_keyboard(route: ReadSignal<Route>) {
    let bed = expect_context::<LiveBed>();
    let sound = expect_context::<crate::live::Sound>();
    let listener = window_event_listener(ev::keydown, move |event| {
        // A key that is held down repeats; starting and stopping a cuff with it would be no help.
        if event.repeat() || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        if key == "Escape" {
            go(&Route::Bedside);
            return;
        }
        if is_typing(&event) {
            return;
        }
        match key.as_str() {
            "a" | "A" => bed.acknowledge(),
            "p" | "P" => bed.toggle_inactivation(Inactivation::AudioPaused),
            "r" | "R" => bed.reset_latched(),
            "n" | "N" => bed.toggle_cuff(),
            "f" | "F" => bed.toggle_freeze(),
            "s" | "S" => sound.turn_on(),
            "?" => go(&Route::Panel(PanelKind::Help)),
            " " if bed.is_replaying() && !is_control(&event) => {
                event.prevent_default();
                bed.toggle_play();
            }
            digit => {
                let index = digit.parse::<usize>().ok().and_then(|digit| digit.checked_sub(1));
                if let Some(panel) = index.and_then(|index| PanelKind::ALL.get(index)) {
                    let open = route.get_untracked() == Route::Panel(*panel);
                    go(&if open { Route::Bedside } else { Route::Panel(*panel) });
                }
            }
        }
    });
    on_cleanup(move || listener.remove());
}

fn target(event: &KeyboardEvent) -> Option<HtmlElement> {
    event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok())
}

fn target_tag(event: &KeyboardEvent) -> String {
    target(event).map_or(String::new(), |element| element.tag_name())
}

/// Whether the keys are going into a field: letters do not, into sliders and radio buttons.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = target(event) else { return false };
    match element.dyn_ref::<HtmlInputElement>() {
        Some(input) => matches!(input.type_().as_str(), "text" | "number"),
        None => matches!(element.tag_name().as_str(), "SELECT" | "TEXTAREA"),
    }
}

/// Whether the space bar already means something where the focus is.
fn is_control(event: &KeyboardEvent) -> bool {
    matches!(target_tag(event).as_str(), "BUTTON" | "A" | "INPUT")
}
