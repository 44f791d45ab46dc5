use plotters::style::RGBColor;

use super::{TimeAxis, Trend, TrendPane, TrendSeries, TrendStyle};
use crate::model::{Interval, Limits, Time};

/// The colours of a tachogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TachogramInk {
    /// Intervals between sinus beats: the line.
    pub line: RGBColor,
    /// Ectopic intervals and artefacts: crosses.
    pub marked: RGBColor,
}

/// The vertical range shown at least, ms: 100 to 60 beats a minute.
const RANGE: (f64, f64) = (600.0, 1_000.0);

/// A tachogram as a [`Trend`]: the length of each interval over the time of the beat that ends it.
///
/// Intervals that follow each other are joined by a line. At a gap the line ends, and at an interval that is
/// ectopic or an artefact too: those stand as crosses, apart in shape and colour. Draw it with
/// [`draw_trend`](super::draw_trend); its crosshair reads intervals.
pub fn tachogram<'a>(
    intervals: impl IntoIterator<Item = &'a Interval>,
    from: Time,
    to: Time,
    axis: TimeAxis,
    ink: TachogramInk,
) -> Trend {
    let (mut line, mut marked) = (Vec::new(), Vec::new());
    for interval in intervals {
        if !interval.joined {
            line.push((interval.begins(), None));
        }
        line.push((interval.at, interval.is_normal().then_some(interval.millis)));
        if !interval.is_normal() {
            marked.push((interval.at, Some(interval.millis)));
        }
    }
    let line = TrendSeries::new("RR", "ms", ink.line, Limits::NONE, line);
    let marked =
        TrendSeries::new("Left out", "ms", ink.marked, Limits::NONE, marked).style(TrendStyle::Crosses);
    Trend { panes: vec![TrendPane { series: vec![line, marked], range: Some(RANGE) }], from, to, axis }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        charts::{TrendFrame, draw_trend, svg},
        model::{IntervalKind, Origin},
    };

    const INK: TachogramInk = TachogramInk { line: RGBColor(61, 220, 132), marked: RGBColor(255, 180, 0) };

    /// A minute at 800 ms: number 20 and 21 ectopic, 40 an artefact, a gap of 5 s before number 50.
    fn minute() -> Vec<Interval> {
        let mut at = 0;
        let lengths = (0..75).map(|n| match n {
            20 => (500, IntervalKind::Ectopic),
            21 => (1_100, IntervalKind::Ectopic),
            40 => (1_600, IntervalKind::Artefact),
            _ => (800, IntervalKind::Normal),
        });
        lengths
            .enumerate()
            .map(|(n, (millis, kind))| {
                at += millis + if n == 50 { 5_000 } else { 0 };
                let interval = Interval::new(Time::from_millis(at), millis as f64, Origin::Simulated);
                Interval { kind, joined: n != 50 && n != 0, ..interval }
            })
            .collect()
    }

    fn svg(intervals: &[Interval]) -> (String, TrendFrame) {
        let trend = tachogram(intervals, Time::ZERO, Time::from_secs(70.0), TimeAxis::Elapsed, INK);
        let frame = TrendFrame::new(&trend, (900, 300), 1.0).unwrap();
        let drawing = svg::svg((900, 300), |area| draw_trend(area, &trend, &frame, &svg::ink(), None));
        (drawing, frame)
    }

    /// The first and last `x` of every polyline of `color`.
    fn lines(svg: &str, color: &str) -> Vec<(i32, i32)> {
        let drawn = svg.lines().filter(|line| line.starts_with("<polyline") && line.contains(color));
        drawn
            .map(|line| {
                let points = line.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
                let xs: Vec<i32> = points
                    .split_whitespace()
                    .map(|point| point.split(',').next().unwrap().parse().unwrap())
                    .collect();
                (xs[0], *xs.last().unwrap())
            })
            .collect()
    }

    #[test]
    fn gaps_and_marked_intervals_part_the_line_and_marked_ones_are_crosses() {
        let intervals = minute();
        let (drawing, frame) = svg(&intervals);
        let parts = lines(&drawing, "#3DDC84");
        assert_eq!(parts.len(), 4, "before the ectopic beat, before the artefact, before the gap, after it");
        let x = |n: usize| frame.x_of(intervals[n].at) as i32;
        assert!((parts[2].1 - x(49)).abs() <= 1 && (parts[3].0 - x(50)).abs() <= 1);
        assert!(parts[3].0 - parts[2].1 > 50);
        assert_eq!(lines(&drawing, "#FFB400").len(), 2 * 3, "two strokes for each of three");
        assert!(drawing.contains("RR") && drawing.contains("Left out"));
    }

    #[test]
    fn an_empty_tachogram_is_drawn_too() {
        let (drawing, _) = svg(&[]);
        assert!(lines(&drawing, "#3DDC84").is_empty() && drawing.contains("---"));
    }
}
