use std::panic;

use web_sys::{CustomEvent, CustomEventInit};

/// The event by which the page learns that the program has failed; `boot.js` listens to it.
const EVENT: &str = "bedside-panic";

/// Has every panic told to the page, which then shows "monitoring stopped" in plain HTML. After a
/// panic nothing of the program runs any more, so it cannot show that itself.
pub fn announce_panics() {
    panic::set_hook(Box::new(|panic| {
        let message = panic.to_string();
        log::error!("{message}");
        // Nobody is left to handle an error in here.
        let init = CustomEventInit::new();
        let detail = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&detail, &"message".into(), &message.into());
        init.set_detail(&detail);
        if let (Some(window), Ok(event)) =
            (web_sys::window(), CustomEvent::new_with_event_init_dict(EVENT, &init))
        {
            let _ = window.dispatch_event(&event);
        }
    }));
}

/// Fails, so that the failure screen can be tried (`#/panic`).
///
/// # Panics
/// Always.
#[allow(clippy::panic, reason = "that is what it is for")]
pub fn panic_on_purpose() {
    panic!("stopped on purpose, to try the failure screen");
}
