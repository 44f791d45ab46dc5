use std::ops::Range;

use super::Trend;
use crate::model::{Span, Time};

/// Room for the numbers of the vertical axes, for the name and value of each series, for the time
/// axis below, and between panes; in CSS pixels.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 100.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 24.0;
const BETWEEN: f64 = 16.0;

/// The reading of each series of a pane, with its time; none where there is a gap.
pub type PaneReadings = Vec<Option<(Time, f64)>>;

/// Where a trend's parts stand, in pixels of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendFrame {
    pub(super) ratio: f64,
    /// The drawing's width.
    pub(super) width: i32,
    /// Left and right edge of the plots.
    pub(super) across: Range<i32>,
    /// Upper and lower edge of each pane.
    pub(super) panes: Vec<Range<i32>>,
    from: Time,
    span: Span,
}

impl TrendFrame {
    /// The frame of `trend` in a drawing of `size` pixels with `ratio` of them to a CSS pixel.
    ///
    /// `None` when there is no room for a plot, no pane or no time.
    pub fn new(trend: &Trend, size: (u32, u32), ratio: f64) -> Option<Self> {
        let px = |css: f64| (css * ratio).round() as i32;
        let (width, height) = (size.0.cast_signed(), size.1.cast_signed());
        let across = px(LEFT)..width - px(RIGHT);
        let count = i32::try_from(trend.panes.len()).ok()?;
        let room = height - px(TOP) - px(BOTTOM) - px(BETWEEN).saturating_mul(count - 1);
        let span = trend.to - trend.from;
        if count == 0 || room / count < px(16.0) || across.len() < 16 || span <= Span::ZERO {
            return None;
        }
        let top = |n: i32| px(TOP) + n * px(BETWEEN) + room * n / count;
        let panes = (0..count).map(|n| top(n)..top(n + 1) - px(BETWEEN)).collect();
        Some(Self { ratio, width, across, panes, from: trend.from, span })
    }

    /// `css` pixels in pixels of the drawing.
    pub(super) fn px(&self, css: f64) -> i32 {
        (css * self.ratio).round() as i32
    }

    /// Where `at` stands.
    pub fn x_of(&self, at: Time) -> f64 {
        let share = at.since(self.from).micros() as f64 / self.span.micros() as f64;
        f64::from(self.across.start) + share * f64::from(self.across.end - self.across.start)
    }

    /// The time at `x`, if that is on a plot.
    pub fn time_at(&self, x: f64) -> Option<Time> {
        let (left, right) = (f64::from(self.across.start), f64::from(self.across.end));
        (left..=right).contains(&x).then(|| self.from + self.span.scaled((x - left) / (right - left)))
    }

    /// The time that `css` pixels stand for.
    pub fn span_of(&self, css: f64) -> Span {
        self.span.scaled(css * self.ratio / f64::from(self.across.end - self.across.start))
    }

    /// The readings under `x`, for each series of each pane: the nearest within 4 CSS pixels or 10
    /// seconds, whichever is longer.
    pub fn readings_at(&self, trend: &Trend, x: f64) -> Option<(Time, Vec<PaneReadings>)> {
        let at = self.time_at(x)?;
        let within = self.span_of(4.0).max(Span::from_secs(10.0));
        let nearest = |pane: &super::TrendPane| {
            pane.series.iter().map(|series| series.nearest(at, within)).collect::<Vec<_>>()
        };
        Some((at, trend.panes.iter().map(nearest).collect()))
    }
}
