//! A session with a strap: variability of the heart, live zones, breathing pacer, summary, files.

mod charts;
mod pacer;
mod setup;
mod summary;
mod tab;

pub use tab::SessionTab;
