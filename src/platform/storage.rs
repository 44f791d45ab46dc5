use std::cell::Cell;

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use web_sys::Storage;

/// Why something could not be kept on this device.
#[derive(Clone, Debug, Error)]
pub enum StorageError {
    /// The browser gives no storage (private window, blocked by its user).
    #[error("this browser keeps nothing for this page: settings last until it is closed")]
    Unavailable,
    /// What was stored cannot be read; it was set aside under another name.
    #[error(
        "the stored {key} could not be read ({reason}): defaults are used, the old text is kept as {kept_as}"
    )]
    Unreadable {
        /// Its name.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
        /// Where the old text is now.
        kept_as: String,
    },
    /// The browser refused to store more.
    #[error("{key} could not be stored: the browser's storage is full or blocked")]
    Full {
        /// Its name.
        key: &'static str,
    },
}

fn storage() -> Result<Storage, StorageError> {
    web_sys::window()
        .and_then(|window| window.local_storage().ok().flatten())
        .ok_or(StorageError::Unavailable)
}

/// Reads what was stored under `key`; `None` when nothing was.
///
/// # Errors
/// When there is no storage or the text does not fit `T`; the text is then set aside, not lost.
pub fn load<T: DeserializeOwned>(key: &'static str) -> Result<Option<T>, StorageError> {
    let storage = storage()?;
    let Some(text) = storage.get_item(key).ok().flatten() else {
        return Ok(None);
    };
    serde_json::from_str(&text).map(Some).map_err(|error| {
        let kept_as = format!("{key}.unreadable");
        // Best effort: when even this fails, the text still stands under its own name.
        let _ = storage.set_item(&kept_as, &text);
        StorageError::Unreadable { key, reason: error.to_string(), kept_as }
    })
}

/// Stores `value` under `key`.
///
/// # Errors
/// When there is no storage or it is full.
pub fn store<T: Serialize>(key: &'static str, value: &T) -> Result<(), StorageError> {
    let text = serde_json::to_string(value).map_err(|_| StorageError::Full { key })?;
    let outcome = storage()?.set_item(key, &text);
    FULL.set(outcome.is_err());
    outcome.map_err(|_| StorageError::Full { key })
}

thread_local! {
    static FULL: Cell<bool> = const { Cell::new(false) };
}

/// Whether the last thing that was to be stored found no room.
pub fn is_storage_full() -> bool {
    FULL.get()
}
