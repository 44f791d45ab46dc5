use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::TrendCanvasError;
use crate::charts::{Ink, StripChart, StripPaper, draw_strip};

/// Draws `chart` once on `canvas`, which takes the size of its paper, in the screen's own pixels.
///
/// # Errors
/// When the browser refuses.
pub fn draw_strip_on(
    canvas: &HtmlCanvasElement,
    chart: &StripChart,
    mm_per_s: f64,
    ink: &Ink,
) -> Result<(), TrendCanvasError> {
    let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
    let paper = StripPaper { mm_per_s, ratio };
    let (width, height) = paper.size(chart);
    canvas.set_width((width * ratio).round() as u32);
    canvas.set_height((height * ratio).round() as u32);
    let style = canvas.style();
    for (property, length) in [("width", width), ("height", height)] {
        // A length is never refused.
        let _ = style.set_property(property, &format!("{length}px"));
    }
    let backend = CanvasBackend::with_canvas_object(canvas.clone()).ok_or(TrendCanvasError::NoContext)?;
    draw_strip(&backend.into_drawing_area(), chart, &paper, ink)
        .map_err(|error| TrendCanvasError::Refused(error.to_string()))
}
