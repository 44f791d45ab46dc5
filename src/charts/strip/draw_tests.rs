#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    charts::{
        CSS_PX_PER_MM, TimeAxis,
        svg::{self, ink},
    },
    model::{Rate, Time},
};

const GREEN: RGBColor = RGBColor(61, 220, 107);
const RED: RGBColor = RGBColor(255, 107, 97);
const PAPER: StripPaper = StripPaper { mm_per_s: 25.0, ratio: 1.0 };

/// 20 s around second 100: an ECG with one beat of 1 mV a second, and a pressure that is missing for 2 s.
fn chart() -> StripChart {
    let ecg = |n: i32| if n % 250 == 125 { 1.0 } else { 0.0 };
    let pressure =
        |n: i32| if (500..625).contains(&n) { f32::NAN } else { 90.0 + (n as f32 / 10.0).sin() * 30.0 };
    let row = |label: &str, unit, ecg, color, hz, samples| StripRow {
        label: label.to_owned(),
        unit,
        ecg,
        color,
        rate: Rate::new(hz).unwrap(),
        begins: Time::from_secs(90.0),
        samples,
    };
    StripChart {
        rows: vec![
            row("II", "mV", true, GREEN, 250.0, (0..5_000).map(ecg).collect()),
            row("ABP", "mmHg", false, RED, 62.5, (0..1_250).map(pressure).collect()),
        ],
        from: Time::from_secs(90.0),
        to: Time::from_secs(110.0),
        marks: vec![(Time::from_secs(100.0), "Asystole".to_owned())],
        axis: TimeAxis::Elapsed,
    }
}

fn svg(chart: &StripChart) -> String {
    let (width, height) = PAPER.size(chart);
    svg::svg((width as u32, height as u32), |area| draw_strip(area, chart, &PAPER, &ink()))
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
fn paper_has_its_speed_and_an_ecg_its_gain() {
    let svg = svg(&chart());
    assert!(f64::from((PAPER.size(&chart()).0 - 500.0 * CSS_PX_PER_MM) as i32).abs() < 1.0);
    let ecg = lines(&svg, "#3DDC6B").concat();
    let (top, bottom) =
        (ecg.iter().map(|(_, y)| *y).min().unwrap(), ecg.iter().map(|(_, y)| *y).max().unwrap());
    // 1 mV is 10 mm high.
    assert!((f64::from(bottom - top) - 10.0 * CSS_PX_PER_MM).abs() <= 1.0, "{top} to {bottom}");
    // Beats are 25 mm apart.
    let beats: Vec<i32> = ecg.iter().filter(|(_, y)| *y == top).map(|(x, _)| *x).collect();
    assert!(beats.len() >= 20 && (f64::from(beats[1] - beats[0]) - 25.0 * CSS_PX_PER_MM).abs() <= 1.0);
    assert!(svg.contains("25 mm/s") && svg.contains("II  10 mm/mV") && svg.contains("ABP  60 to 120 mmHg"));
}

#[test]
fn a_tall_ecg_is_drawn_at_a_smaller_gain_that_it_says() {
    let mut tall = chart();
    tall.rows[0].samples.iter_mut().for_each(|sample| *sample *= 4.0);
    let svg = svg(&tall);
    assert!(svg.contains("5 mm/mV"));
    let ecg = lines(&svg, "#3DDC6B").concat();
    let height = ecg.iter().map(|(_, y)| *y).max().unwrap() - ecg.iter().map(|(_, y)| *y).min().unwrap();
    assert!((f64::from(height) - 20.0 * CSS_PX_PER_MM).abs() <= 1.0);
}

#[test]
fn missing_samples_are_a_gap() {
    let parts = lines(&svg(&chart()), "#FF6B61");
    assert_eq!(parts.len(), 2);
    let (before, after) = (parts[0].last().unwrap().0, parts[1][0].0);
    assert!((f64::from(after - before) - 50.0 * CSS_PX_PER_MM).abs() < 3.0, "{before} to {after}");
}

#[test]
fn the_moment_of_the_alarm_is_marked_on_all_rows_with_its_name() {
    let svg = svg(&chart());
    let x = (250.0 * CSS_PX_PER_MM) as i32;
    let line = format!("<rect x=\"{x}\" y=\"0\"");
    assert!(svg.contains(&line) && svg.contains("Asystole"));
    // The axis reads the record's time.
    assert!(svg.contains("0:01:40"));
}

#[test]
fn a_flat_or_empty_row_is_drawn_too() {
    let mut flat = chart();
    flat.rows[1].samples = vec![80.0; 1_250];
    flat.rows[0].samples = vec![f32::NAN; 10];
    let svg = svg(&flat);
    assert!(lines(&svg, "#3DDC6B").is_empty());
    assert_eq!(lines(&svg, "#FF6B61").len(), 1);
}
