use js_sys::Reflect;
use thiserror::Error;
use wasm_bindgen::JsValue;

/// What the browser said no to.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{text}")]
pub struct BluetoothError {
    /// The name of the browser's exception: `NotFoundError`, `NetworkError`, `SecurityError` and so on.
    pub name: String,
    /// The browser's words.
    pub text: String,
}

impl BluetoothError {
    /// This page and this browser have no Bluetooth at all.
    pub(super) fn unavailable() -> Self {
        Self { name: "NotFoundError".to_owned(), text: "this browser has no Bluetooth here".to_owned() }
    }

    /// Whether another operation on the same device is still running: the same may be tried again.
    pub fn is_busy(&self) -> bool {
        self.name == "NetworkError" && self.text.contains("in progress")
    }

    /// Whether no trying again can help: refused for good, or not there.
    pub fn is_final(&self) -> bool {
        matches!(self.name.as_str(), "SecurityError" | "NotFoundError" | "NotSupportedError" | "TypeError")
    }
}

impl From<JsValue> for BluetoothError {
    fn from(thrown: JsValue) -> Self {
        let part = |key: &str| Reflect::get(&thrown, &key.into()).ok().and_then(|part| part.as_string());
        Self {
            name: part("name").unwrap_or_else(|| "Error".to_owned()),
            text: part("message")
                .or_else(|| thrown.as_string())
                .unwrap_or_else(|| "unknown error".to_owned()),
        }
    }
}
