//! A trend reaches the canvas in the screen's own pixels.

use bedside::{
    charts::{Ink, TimeAxis, Trend, TrendPane, TrendSeries},
    model::{Limits, Time},
    platform::TrendCanvas,
};
use plotters::style::RGBColor;
use wasm_bindgen_test::wasm_bindgen_test;

use super::stage::Stage;

#[wasm_bindgen_test]
fn a_trend_is_drawn_and_can_be_read_under_the_pointer() {
    let stage = Stage::new(600.0, 200.0);
    let points = (0..600).map(|n| (Time::from_millis(n * 1_000), Some(70.0)));
    let series = TrendSeries::new("HR", "/min", RGBColor(0, 255, 0), Limits::NONE, points);
    let trend = Trend {
        panes: vec![TrendPane { series: vec![series], range: Some((40.0, 100.0)) }],
        from: Time::ZERO,
        to: Time::from_secs(600.0),
        axis: TimeAxis::Elapsed,
    };
    let ink = Ink {
        paper: RGBColor(0, 0, 0),
        text: RGBColor(160, 160, 160),
        grid: RGBColor(30, 30, 30),
        crosshair: RGBColor(255, 255, 255),
        font: "system-ui".to_owned(),
    };
    let chart = TrendCanvas::new(stage.canvas.clone());
    chart.draw(&trend, &ink, Some(300.0)).unwrap();
    let ratio = web_sys::window().unwrap().device_pixel_ratio();
    assert_eq!(f64::from(stage.canvas.width()), 600.0 * ratio);
    // 70 lies in the middle between 40 and 100; the pane goes from 8 to 176.
    assert!(stage.inked(200.0, 92.0) && !stage.inked(200.0, 60.0));
    // The plot goes from 44 to 500, so its middle is the middle of the ten minutes.
    let (at, readings) = chart.readings_at(&trend, 272.0).unwrap();
    assert!((at.secs() - 300.0).abs() < 2.0);
    assert_eq!(readings[0][0].map(|(_, value)| value), Some(70.0));
}
