//! Drawings as SVG, for the tests of every chart.

#![allow(clippy::unwrap_used)]

use plotters::{
    coord::Shift,
    prelude::{DrawingArea, IntoDrawingArea, SVGBackend},
    style::RGBColor,
};

use super::Ink;

/// What the tests draw with.
pub fn ink() -> Ink {
    Ink {
        paper: RGBColor(0, 0, 0),
        text: RGBColor(160, 170, 180),
        grid: RGBColor(30, 36, 42),
        crosshair: RGBColor(230, 235, 240),
        font: "sans-serif".to_owned(),
    }
}

/// What `draw` draws on a paper of that size.
pub fn svg<E: std::fmt::Debug>(
    size: (u32, u32),
    draw: impl FnOnce(&DrawingArea<SVGBackend<'_>, Shift>) -> Result<(), E>,
) -> String {
    let mut drawing = String::new();
    let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
    draw(&area).unwrap();
    drop(area);
    drawing
}
