#![allow(clippy::unwrap_used)]

use super::*;
use crate::charts::{
    TimeAxis,
    svg::{self, ink},
};
use crate::model::Limits;

const GREEN: RGBColor = RGBColor(61, 220, 132);
const CYAN: RGBColor = RGBColor(80, 200, 255);

fn second(n: i64) -> Time {
    Time::from_millis(n * 1_000)
}

fn svg(trend: &Trend, crosshair: Option<f64>) -> String {
    let size = (900, 300);
    let frame = TrendFrame::new(trend, size, 1.0).unwrap();
    svg::svg(size, |area| draw_trend(area, trend, &frame, &ink(), crosshair))
}

/// An hour of heart rate, one reading a second, with 5 minutes missing in the middle and one spike.
fn hour() -> Trend {
    let heart = (0..3_600).map(|n| {
        let value = if n == 1_001 { 180.0 } else { 72.0 + f64::from(n % 60) / 10.0 };
        (second(i64::from(n)), (!(1_800..2_100).contains(&n)).then_some(value))
    });
    let limits = Limits::new(Some(50.0), Some(120.0)).unwrap();
    let heart = TrendSeries::new("HR", "/min", GREEN, limits, heart);
    let cuff = (0..12).map(|n| (second(n * 300 + 30), Some(118.0)));
    let cuff = TrendSeries::new("SYS", "mmHg", CYAN, Limits::NONE, cuff).style(TrendStyle::Spots);
    Trend {
        panes: vec![
            TrendPane { series: vec![heart], range: None },
            TrendPane { series: vec![cuff], range: Some((60.0, 160.0)) },
        ],
        from: Time::ZERO,
        to: second(3_600),
        axis: TimeAxis::TimeOfDay { at_zero: Span::from_secs(50_000.0) },
    }
}

/// The points of every polyline of `color`.
fn lines(svg: &str, color: &str) -> Vec<Vec<(i32, i32)>> {
    let drawn = svg.lines().filter(|line| line.starts_with("<polyline") && line.contains(color));
    let points = drawn.map(|line| line.split("points=\"").nth(1).unwrap().split('"').next().unwrap());
    let pair = |point: &str| {
        let (x, y) = point.split_once(',').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    points.map(|points| points.split_whitespace().map(pair).collect()).collect()
}

#[test]
fn missing_readings_are_a_gap_that_no_line_crosses() {
    let lines = lines(&svg(&hour(), None), "#3DDC84");
    assert_eq!(lines.len(), 2);
    let frame = TrendFrame::new(&hour(), (900, 300), 1.0).unwrap();
    let (begin, end) = (frame.x_of(second(1_799)) as i32, frame.x_of(second(2_100)) as i32);
    assert!(lines[0].iter().all(|(x, _)| *x <= begin + 1));
    assert!(lines[1].iter().all(|(x, _)| *x >= end - 1));
    assert!(end - begin > 50);
}

#[test]
fn a_stretch_without_readings_is_a_gap_too() {
    let mut trend = hour();
    let points = (0..3_600).filter(|n| !(600..620).contains(n)).map(|n| (second(n), Some(70.0)));
    trend.panes[0].series = vec![TrendSeries::new("HR", "/min", GREEN, Limits::NONE, points)];
    assert_eq!(lines(&svg(&trend, None), "#3DDC84").len(), 2);
}

#[test]
fn a_spike_of_one_reading_is_seen_although_many_share_its_pixel() {
    let svg = svg(&hour(), None);
    let all: Vec<_> = lines(&svg, "#3DDC84").concat();
    let top = all.iter().map(|(_, y)| *y).min().unwrap();
    let others: Vec<_> = all.iter().filter(|(_, y)| *y != top).map(|(_, y)| *y).collect();
    assert!(others.iter().min().unwrap() - top > 50, "the spike stands out");
    assert!(all.len() < 4 * 900, "{} points for 3600 readings", all.len());
}

#[test]
fn limits_are_dashed_lines_at_their_values() {
    let svg = svg(&hour(), None);
    let dashes = svg.lines().filter(|line| line.starts_with("<rect") && line.contains("opacity=\"0.7\""));
    let heights: std::collections::BTreeSet<_> =
        dashes.map(|line| line.split("y=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()).collect();
    assert_eq!(heights.len(), 2, "one height for each limit: {heights:?}");
}

#[test]
fn single_measurements_are_spots_and_never_joined() {
    let svg = svg(&hour(), None);
    assert_eq!(svg.matches("<circle").count(), 12);
    assert!(lines(&svg, "#50C8FF").is_empty());
}

#[test]
fn the_axis_reads_the_time_of_day() {
    let svg = svg(&hour(), None);
    // 50 000 s after midnight is 13:53:20.
    assert!(svg.contains("14:00") && svg.contains("14:50"));
    assert!(!svg.contains("13:53"));
}

#[test]
fn the_crosshair_reads_what_lies_under_it() {
    let trend = hour();
    let frame = TrendFrame::new(&trend, (900, 300), 1.0).unwrap();
    let x = frame.x_of(second(1_001));
    let (at, readings) = frame.readings_at(&trend, x).unwrap();
    assert!((at - second(1_001)).micros().abs() < 100_000);
    assert_eq!(readings, [vec![Some((second(1_001), 180.0))], vec![None]]);
    assert!(svg(&trend, Some(x)).contains("14:10"));
    assert_eq!(frame.readings_at(&trend, frame.x_of(second(1_950))).unwrap().1[0], [None]);
    assert_eq!(frame.readings_at(&trend, 0.0), None);
}

#[test]
fn a_line_that_enters_from_outside_is_cut_at_the_edge() {
    assert_eq!(within(&[(0, 0), (20, 20), (40, 0)], &(10..30)), [vec![(10, 10), (20, 20), (30, 10)]]);
}

#[test]
fn without_room_there_is_no_frame() {
    assert_eq!(TrendFrame::new(&hour(), (100, 300), 1.0), None);
    assert_eq!(TrendFrame::new(&hour(), (900, 40), 1.0), None);
    let mut never = hour();
    never.to = never.from;
    assert_eq!(TrendFrame::new(&never, (900, 300), 1.0), None);
}
