use plotters::{
    coord::Shift,
    prelude::{DrawingArea, IntoDrawingArea},
};
use plotters_canvas::CanvasBackend;
use thiserror::Error;
use web_sys::HtmlCanvasElement;

use crate::{
    charts::{Ink, PaneReadings, Poincare, TachogramInk, Trend, TrendFrame, draw_poincare, draw_trend},
    model::Time,
};

/// A trend on a canvas, in the screen's own pixels. Draw it when it changes, not in frames.
pub struct TrendCanvas(HtmlCanvasElement);

type Area = DrawingArea<CanvasBackend, Shift>;

/// Why a trend or a strip was not drawn.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TrendCanvasError {
    /// The browser gives no 2D context for the canvas.
    #[error("this browser cannot draw on a canvas")]
    NoContext,
    /// The canvas refused to draw.
    #[error("the canvas could not be drawn on: {0}")]
    Refused(String),
}

impl TrendCanvas {
    /// Draws on `canvas`, whose size CSS gives.
    pub const fn new(canvas: HtmlCanvasElement) -> Self {
        Self(canvas)
    }

    /// Draws `trend`, with the readings at `crosshair` CSS pixels from the canvas's left edge. A
    /// canvas too small for it stays empty.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn draw(&self, trend: &Trend, ink: &Ink, crosshair: Option<f64>) -> Result<(), TrendCanvasError> {
        let (area, size, ratio) = self.area()?;
        match TrendFrame::new(trend, size, ratio) {
            Some(frame) => draw_trend(&area, trend, &frame, ink, crosshair.map(|x| x * ratio)),
            None => area.fill(&ink.paper),
        }
        .map_err(|error| TrendCanvasError::Refused(error.to_string()))
    }

    /// Draws a Poincaré plot instead.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn draw_poincare(
        &self,
        plot: &Poincare,
        ink: &Ink,
        colors: TachogramInk,
    ) -> Result<(), TrendCanvasError> {
        let (area, _, ratio) = self.area()?;
        draw_poincare(&area, plot, ratio, ink, colors)
            .map_err(|error| TrendCanvasError::Refused(error.to_string()))
    }

    /// The whole canvas to draw on, in device pixels, its size, and how many of them make a CSS pixel.
    fn area(&self) -> Result<(Area, (u32, u32), f64), TrendCanvasError> {
        let (size, ratio) = self.size();
        if (self.0.width(), self.0.height()) != size {
            self.0.set_width(size.0);
            self.0.set_height(size.1);
        }
        let backend = CanvasBackend::with_canvas_object(self.0.clone()).ok_or(TrendCanvasError::NoContext)?;
        Ok((backend.into_drawing_area(), size, ratio))
    }

    /// What stands at `x` CSS pixels from the canvas's left edge: the time, and each pane's readings.
    pub fn readings_at(&self, trend: &Trend, x: f64) -> Option<(Time, Vec<PaneReadings>)> {
        let (size, ratio) = self.size();
        TrendFrame::new(trend, size, ratio)?.readings_at(trend, x * ratio)
    }

    /// The canvas's size on the screen in device pixels, and how many of them make a CSS pixel.
    fn size(&self) -> ((u32, u32), f64) {
        let ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let shown = self.0.get_bounding_client_rect();
        (((shown.width() * ratio).round() as u32, (shown.height() * ratio).round() as u32), ratio)
    }
}
