//! Drawings of a bed: sweeps (waveforms under a moving pen), strips (a few seconds of them on paper), trends
//! (vitals over hours), and of RR intervals the tachogram and the Poincaré plot.
//!
//! Nothing in here knows a browser. A sweep is pure geometry: it says which device pixels a stretch
//! of samples covers, and the platform lays the ink. A strip or a trend draws itself on any plotters
//! `DrawingBackend`: a canvas in the app, an SVG in tests.
//!
//! Missing samples and unknown readings are gaps; no line ever bridges them. Reduction to pixels
//! keeps the lowest and highest value of every pixel column, so a spike of one sample is always seen.
//! Colours come from the caller, never from in here.

mod columns;
mod poincare;
mod scale;
mod strip;
#[cfg(test)]
mod svg;
mod sweep;
mod tachogram;
mod trend;
mod wave;

pub use columns::{Columns, Step};
pub use poincare::{Poincare, draw_poincare};
pub use scale::Scale;
pub use strip::{StripChart, StripPaper, StripRow, draw_strip};
pub use sweep::{CSS_PX_PER_MM, Page, Sweep};
pub use tachogram::{TachogramInk, tachogram};
pub use trend::{
    Ink, PaneReadings, TimeAxis, Trend, TrendFrame, TrendPane, TrendSeries, TrendStyle, draw_trend,
};
pub use wave::{calibration_mark, inkable, trace};
