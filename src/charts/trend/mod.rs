//! Vitals over minutes to hours, drawn on any plotters `DrawingBackend`.
//!
//! A [`Trend`] is what to show: panes one above the other, each with one vital or a few that share
//! an axis, over one stretch of time. [`TrendFrame`] is where it stands: it turns times into pixels
//! and back, so a pointer's place can be asked for the readings under it. [`draw_trend`] draws.
//!
//! A reading without a value is a gap, and so is a stretch without readings that is longer than
//! [`TrendStyle::Line`] allows. Lengths are CSS pixels times the frame's `ratio`.

mod draw;
mod frame;
mod ink;
mod series;
mod ticks;

pub(super) use draw::cross;
pub use draw::draw_trend;
pub use frame::{PaneReadings, TrendFrame};
pub use ink::Ink;
pub use series::{Trend, TrendPane, TrendSeries, TrendStyle};
pub use ticks::TimeAxis;
pub(super) use ticks::round_range;
