//! Composition root.

/// Starts the app.
pub fn start() {
    leptos::mount::mount_to_body(|| leptos::html::p().into_any());
}

use leptos::prelude::*;
