use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::alarms::delivery::PageMessage;

/// A line to the other tabs and windows of this app on this device.
///
/// Only pages from the same origin hear each other, and the folder of the app is part of the line's name, so that
/// several copies on one host stay apart. What is not exactly a [`PageMessage`] is not heard.
pub struct OtherPages {
    line: BroadcastChannel,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl OtherPages {
    /// Opens the line; `heard` is called with each message of another page. Nothing where the browser has no such
    /// line.
    pub fn open(heard: impl Fn(PageMessage) + 'static) -> Option<Self> {
        let folder = web_sys::window()?.location().pathname().ok()?;
        let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        let line = BroadcastChannel::new(&format!("bedside {folder}")).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(message) = event.data().as_string().as_deref().and_then(PageMessage::parse) {
                heard(message);
            }
        });
        line.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { line, _heard: heard })
    }

    /// Tells all other pages.
    pub fn tell(&self, message: &PageMessage) {
        // Fails only for a closed line, and this one closes with its owner.
        let _ = self.line.post_message(&message.text().into());
    }
}

impl Drop for OtherPages {
    fn drop(&mut self) {
        self.line.set_onmessage(None);
        self.line.close();
    }
}
