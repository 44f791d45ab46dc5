//! Sweeping waveforms: ink laid ahead of time, revealed by the compositor.
//!
//! All strips of a view share one opaque canvas. A timer wakes the page five times a second, erases
//! the columns that came due and inks the samples that arrived since, while a bar in the colour of
//! the paper hides that place. The bar is an element that the compositor moves at the display's
//! rate, so the picture is smooth while the page sleeps, and the cost is that of the new samples
//! alone.
//!
//! What is seen at the bar's left edge was true [`LAG`] ago. A bar moves only while the source's
//! clock does, in step with it to a pixel; it stands still with a paused source, and when the page
//! itself hangs. Samples that come
//! later than the lag are inked when they come; samples that never come leave a gap.

mod bars;
mod calibration;
mod canvas;
mod clip;
mod layout;
mod painter;
mod source;

pub use canvas::SweepCanvas;
pub use layout::StripLayout;
pub use source::WaveSource;

/// How often ink is laid, in milliseconds.
const CHUNK_MS: u32 = 200;

/// How far the picture is behind the source's clock, in seconds of wall time: a chunk, a packet of
/// up to 100 ms, and half of one for late timers.
pub const LAG: f64 = 0.35;
