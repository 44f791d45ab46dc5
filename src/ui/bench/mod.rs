//! The page that `make bench` measures: many live ECG strips and nothing else.
//!
//! `strips=64&width=600&height=80&seconds=8&columns=4`: how many strips, their size in CSS pixels,
//! how long the pen takes from edge to edge, and in how many columns they stand. `draw=plotters`
//! draws the same whole in every frame with plotters, to compare with. The root element gets
//! `data-ready` once the first ink is on the screen.

mod page;
mod patients;
mod peer;
mod setup;

pub use page::BenchPage;
