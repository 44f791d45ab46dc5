use plotters::prelude::{DrawingBackend, RGBColor, ShapeStyle};
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::setup::Setup;
use crate::charts::{Scale, Sweep};
use crate::model::{Span, Time};
use crate::platform::WaveSource;

/// How it would be without drawing ahead: every strip whole in every frame, by plotters.
pub struct Peer {
    canvas: HtmlCanvasElement,
    setup: Setup,
    ratio: f64,
}

impl Peer {
    /// Gives the canvas its device pixels.
    pub fn new(canvas: HtmlCanvasElement, setup: Setup, ratio: f64) -> Self {
        let (width, height) = setup.size();
        canvas.set_width((width * ratio) as u32);
        canvas.set_height((height * ratio) as u32);
        Self { canvas, setup, ratio }
    }

    /// Draws all that is visible now; `None` when the canvas refused.
    pub fn draw(&self, source: &dyn WaveSource) -> Option<()> {
        let mut canvas = CanvasBackend::with_canvas_object(self.canvas.clone())?;
        let all = (self.canvas.width().cast_signed(), self.canvas.height().cast_signed());
        canvas.draw_rect((0, 0), all, &RGBColor(0, 0, 0), true).ok()?;
        let ink = ShapeStyle { color: RGBColor(61, 220, 132).into(), filled: false, stroke_width: 1 };
        let width = self.setup.width * self.ratio;
        let sweep = Sweep::new(width as u32, width / self.setup.seconds)?;
        let now = source.now();
        for (n, strip) in self.setup.layout().iter().enumerate() {
            let (x, y) = (strip.x * self.ratio, strip.y * self.ratio);
            let scale = Scale::new(strip.low, strip.high, y, y + strip.height * self.ratio)?;
            let (mut older, mut newer) = (Vec::new(), Vec::new());
            source.strip(n, &mut |ring| {
                let page_start = now - Span::from_secs(sweep.pen(now) / sweep.px_per_s());
                let first = now - Span::from_secs(self.setup.seconds * 0.95);
                for index in ring.index_at(first)..ring.end() {
                    let at: Time = ring.time_of(index);
                    let point = ((x + sweep.pen(at)) as i32, scale.y(f64::from(ring.get(index))) as i32);
                    if at < page_start { older.push(point) } else { newer.push(point) }
                }
            });
            canvas.draw_path(older, &ink).ok()?;
            canvas.draw_path(newer, &ink).ok()?;
        }
        Some(())
    }
}
