use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url, Worker};

use super::{Listener, clock::wake_the_due};

/// All that the worker does. Browsers hold back the timers of a hidden page (Chromium to one a second, after
/// five minutes to one a minute), but not those of its workers.
const SCRIPT: &str = "setInterval(() => postMessage(0), 250)";

/// A worker whose timer wakes this page four times a second for as long as it lives.
pub struct WakeWorker {
    worker: Worker,
    address: String,
    _messages: Listener,
}

impl WakeWorker {
    /// From now on everybody on a [`BrowserClock`](super::BrowserClock) whose time has come is woken with each
    /// message; `then` is called after that.
    ///
    /// # Errors
    /// When the browser gives no worker.
    pub fn start(mut then: impl FnMut() + 'static) -> Result<Self, JsValue> {
        let kind = BlobPropertyBag::new();
        kind.set_type("text/javascript");
        let script = Blob::new_with_str_sequence_and_options(&Array::of1(&SCRIPT.into()), &kind)?;
        let address = Url::create_object_url_with_blob(&script)?;
        let worker = Worker::new(&address)?;
        let messages = Listener::new(&worker, "message", move |_| {
            wake_the_due();
            then();
        });
        Ok(Self { worker, address, _messages: messages })
    }
}

impl Drop for WakeWorker {
    fn drop(&mut self) {
        self.worker.terminate();
        // Only keeps a line of text in memory where this fails.
        let _ = Url::revoke_object_url(&self.address);
    }
}
