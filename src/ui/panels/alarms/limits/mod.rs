//! The limits editor: one row a vital, presets, automatic limits, and what alarms these limits would
//! have made. Every change is in force at once and can be undone.

mod editor;
mod preset_keys;
mod row;
mod slider;
mod what_if;

pub use editor::{LimitsEditor, UndoKey};
