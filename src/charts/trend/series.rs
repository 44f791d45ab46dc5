use plotters::style::RGBColor;

use super::TimeAxis;
use crate::model::{Limits, Span, Time};

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TrendStyle {
    /// A line through readings no further apart than `join`: for vitals measured all the time.
    Line {
        /// The longest time between two readings that are still joined.
        join: Span,
    },
    /// A spot for each reading: for single measurements, such as the cuff's.
    Spots,
    /// A cross for each reading: for what is told apart from a line and does not count.
    Crosses,
}

/// One vital over time.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendSeries {
    /// Its name in front of the unit.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Digits after the decimal point.
    pub decimals: usize,
    /// Colour of line and label.
    pub color: RGBColor,
    /// Alarm limits, drawn as dashed lines.
    pub limits: Limits,
    /// Line or spots.
    pub style: TrendStyle,
    points: Vec<(Time, Option<f64>)>,
}

impl TrendSeries {
    /// A series of readings in order of time; one without a value (or not finite) is a gap.
    pub fn new(
        label: impl Into<String>,
        unit: impl Into<String>,
        color: RGBColor,
        limits: Limits,
        points: impl IntoIterator<Item = (Time, Option<f64>)>,
    ) -> Self {
        let finite = |(at, value): (Time, Option<f64>)| (at, value.filter(|value| value.is_finite()));
        Self {
            label: label.into(),
            unit: unit.into(),
            decimals: 0,
            color,
            limits,
            style: TrendStyle::Line { join: Span::from_secs(10.0) },
            points: points.into_iter().map(finite).collect(),
        }
    }

    /// With this many digits after the decimal point.
    #[must_use]
    pub fn decimals(mut self, decimals: usize) -> Self {
        self.decimals = decimals;
        self
    }

    /// Drawn in this style; a new series is a line that joins readings up to 10 s apart.
    #[must_use]
    pub fn style(mut self, style: TrendStyle) -> Self {
        self.style = style;
        self
    }

    /// The readings from the last one before `from` to the first one after `to`.
    pub fn around(&self, from: Time, to: Time) -> &[(Time, Option<f64>)] {
        let first = self.points.partition_point(|(at, _)| *at < from).saturating_sub(1);
        let last = (self.points.partition_point(|(at, _)| *at <= to) + 1).min(self.points.len());
        &self.points[first..last.max(first)]
    }

    /// The reading nearest to `at`; none when it has no value or is further than `within` away.
    pub fn nearest(&self, at: Time, within: Span) -> Option<(Time, f64)> {
        let after = self.points.partition_point(|(time, _)| *time < at);
        let away = |time: Time| time.since(at).micros().saturating_abs();
        let candidates = self.points[after.saturating_sub(1)..].iter().take(2);
        let (time, value) = candidates.min_by_key(|(time, _)| away(*time))?;
        value.filter(|_| away(*time) <= within.micros()).map(|value| (*time, value))
    }

    /// What holds at `at`: for a line the reading there, for single readings the last one so far.
    pub fn latest(&self, at: Time) -> Option<(Time, f64)> {
        match self.style {
            TrendStyle::Line { join } => self.nearest(at, join),
            TrendStyle::Spots | TrendStyle::Crosses => {
                let until = self.points.partition_point(|(time, _)| *time <= at);
                self.points[..until].iter().rev().find_map(|(time, value)| value.map(|value| (*time, value)))
            }
        }
    }

    /// The text of a value, `---` when there is none.
    pub fn text(&self, value: Option<f64>) -> String {
        value.map_or_else(|| "---".to_owned(), |value| format!("{value:.*}", self.decimals))
    }
}

/// Series that share a vertical axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendPane {
    /// What is drawn, the last one on top.
    pub series: Vec<TrendSeries>,
    /// The vertical range shown at least; grows with the readings and limits.
    pub range: Option<(f64, f64)>,
}

/// What a trend shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// From top to bottom.
    pub panes: Vec<TrendPane>,
    /// The left edge.
    pub from: Time,
    /// The right edge, after `from`.
    pub to: Time,
    /// What the time axis reads.
    pub axis: TimeAxis,
}

impl TrendPane {
    /// The lowest and highest value that has to be visible between `from` and `to`.
    pub fn extent(&self, from: Time, to: Time) -> (f64, f64) {
        let shown = |series: &TrendSeries| {
            let values = series.around(from, to).iter().filter(|(at, _)| (from..=to).contains(at));
            let values: Vec<f64> = values.filter_map(|(_, value)| *value).collect();
            values.into_iter().chain([series.limits.low(), series.limits.high()].into_iter().flatten())
        };
        let asked = self.range.iter().flat_map(|(low, high)| [*low, *high]);
        let all = self.series.iter().flat_map(shown).chain(asked);
        let extent = all.fold(None, |extent: Option<(f64, f64)>, value| {
            Some(extent.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        });
        extent.unwrap_or((0.0, 100.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series() -> TrendSeries {
        let points = [(0, Some(70.0)), (1, Some(71.0)), (2, None), (3, Some(f64::NAN)), (9, Some(90.0))];
        let points = points.map(|(secs, value)| (Time::from_millis(secs * 1_000), value));
        TrendSeries::new("HR", "/min", RGBColor(0, 255, 0), Limits::NONE, points)
    }

    #[test]
    fn the_nearest_reading_is_told_unless_it_is_a_gap_or_far() {
        let near = |ms| series().nearest(Time::from_millis(ms), Span::from_secs(2.0)).map(|(_, value)| value);
        assert_eq!(near(400), Some(70.0));
        assert_eq!(near(600), Some(71.0));
        assert_eq!(near(-100), Some(70.0));
        assert_eq!(near(2_100), None);
        assert_eq!(near(3_100), None);
        assert_eq!(near(6_900), None);
        assert_eq!(near(10_900), Some(90.0));
        assert_eq!(near(11_100), None);
    }

    #[test]
    fn a_pane_shows_its_readings_limits_and_range() {
        let pane = |series: TrendSeries| TrendPane { series: vec![series], range: Some((60.0, 80.0)) };
        let (from, to) = (Time::ZERO, Time::from_millis(5_000));
        assert_eq!(pane(series()).extent(from, to), (60.0, 80.0));
        let mut limited = series();
        limited.limits = Limits::new(Some(50.0), Some(120.0)).unwrap_or_default();
        assert_eq!(pane(limited).extent(from, to), (50.0, 120.0));
        assert_eq!(TrendPane::default().extent(from, to), (0.0, 100.0));
    }
}
