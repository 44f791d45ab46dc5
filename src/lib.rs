//! A patient monitor that runs in a browser tab.
//!
//! # Where to start
//! Read [`model`] for the words, then [`monitor`], which is one bed: it takes packets and time in
//! and gives out readings and alarms. `live` makes a bed visible to the screen, `ui` is the screen.
//! `ARCHITECTURE.md` follows one sample from the sensor to the pixel.
//!
//! # The rooms and the layer rule
//! ```text
//! model ← {physiology, processing, alarms, record, charts} ← sources ← monitor ← live ← ui
//! ```
//! with `platform` beside `live` and `app` on top. A room on the left never names one on the right,
//! rooms in braces never name each other, and only `live`, `ui`, `platform` and `app` know that
//! there is a browser. The compiler enforces the second half (those rooms exist only in the
//! WebAssembly build), `tests/layers.rs` the first.

pub mod alarms;
pub mod charts;
pub mod model;
pub mod monitor;
pub mod physiology;
pub mod processing;
pub mod record;
pub mod sources;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod live;
#[cfg(target_arch = "wasm32")]
pub mod platform;
#[cfg(target_arch = "wasm32")]
pub mod ui;
