//! A still picture of a few seconds of waves on paper, drawn on any plotters `DrawingBackend`.
//!
//! A [`StripChart`] is what to show: rows of samples over the same time, with moments marked on all of
//! them. [`StripPaper`] is how large it gets: like paper it has a speed, so its width follows from its
//! time and does not bend to the room there is. [`draw_strip`] draws. Missing samples (`NaN`) are gaps.

mod draw;
mod paper;

pub use draw::draw_strip;
pub use paper::{StripChart, StripPaper, StripRow};
