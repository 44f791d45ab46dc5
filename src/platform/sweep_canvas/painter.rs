use std::ops::Range;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{WaveSource, clip::Clip, layout::Strip};
use crate::charts::{Step, inkable, trace};
use crate::model::{Span, Time};

/// Width of a wave's line in CSS pixels.
const LINE: f64 = 1.5;

/// Size of the text of marks, and how far one of its letters reaches, in CSS pixels.
const MARK_TEXT: f64 = 11.0;
const MARK_LETTER: f64 = 7.0;

/// A stretch of columns of one strip whose ink is due.
pub struct Due {
    pub strip: usize,
    pub columns: Range<i64>,
}

/// The canvas all strips share, in device pixels.
pub struct Painter {
    canvas: HtmlCanvasElement,
    ink: CanvasRenderingContext2d,
    ratio: f64,
    paper: String,
}

impl Painter {
    /// `None` when the browser gives no 2D context for the canvas.
    pub fn new(canvas: HtmlCanvasElement, paper: &str) -> Option<Self> {
        let opaque = Object::new();
        Reflect::set(&opaque, &"alpha".into(), &JsValue::FALSE).ok()?;
        let ink = canvas.get_context_with_context_options("2d", &opaque).ok()??;
        Some(Self { canvas, ink: ink.dyn_into().ok()?, ratio: 1.0, paper: paper.to_owned() })
    }

    /// Device pixels per CSS pixel.
    pub const fn ratio(&self) -> f64 {
        self.ratio
    }

    pub fn paper(&self) -> &str {
        &self.paper
    }

    pub fn set_paper(&mut self, paper: &str) {
        paper.clone_into(&mut self.paper);
    }

    /// Width of a line in device pixels.
    pub fn line(&self) -> f64 {
        LINE * self.ratio
    }

    /// How many columns beyond its own a line's width and joins reach into.
    fn margin(&self) -> i64 {
        self.line().ceil() as i64 + 1
    }

    /// Gives the canvas as many pixels as the screen has at its place, and clears it.
    pub fn fit(&mut self, ratio: f64) {
        self.ratio = ratio;
        let shown = self.canvas.get_bounding_client_rect();
        // Setting a size clears a canvas and forgets its styles, even when the size is the same.
        self.canvas.set_width((shown.width() * ratio).round() as u32);
        self.canvas.set_height((shown.height() * ratio).round() as u32);
        self.ink.set_line_width(self.line());
        self.ink.set_line_join("bevel");
        self.ink.set_font(&format!("{}px system-ui, sans-serif", MARK_TEXT * ratio));
        self.ink.set_text_baseline("top");
        self.ink.set_text_align("center");
        self.clear();
    }

    /// Back to plain paper.
    pub fn clear(&self) {
        self.take_paper();
        self.ink.fill_rect(0.0, 0.0, self.canvas.width().into(), self.canvas.height().into());
    }

    /// To be called once before [`Painter::erase`].
    pub fn take_paper(&self) {
        self.ink.set_fill_style_str(&self.paper);
    }

    /// Clears `columns` of a strip.
    pub fn erase(&self, strip: &Strip, columns: Range<i64>) {
        for page in strip.sweep.pages(columns) {
            let left = strip.area.left + (page.columns.start - page.left) as f64;
            let width = (page.columns.end - page.columns.start) as f64;
            self.ink.fill_rect(left, strip.area.top, width, strip.area.height);
        }
    }

    /// The columns of a strip whose samples are there.
    pub fn inkable(&self, source: &dyn WaveSource, index: usize, strip: &Strip) -> Range<i64> {
        let mut columns = 0..0;
        source.strip(index, &mut |ring| columns = inkable(ring, strip.sweep, self.margin()));
        columns
    }

    /// Inks strips that are in step and due for the same columns: one clip, one path and one stroke
    /// per colour. `batch` is sorted by colour.
    pub fn ink(&self, source: &dyn WaveSource, strips: &[Option<Strip>], batch: &[Due]) {
        let Some(first) = batch.first() else { return };
        let known = |due: &Due| strips.get(due.strip).and_then(Option::as_ref);
        let Some(area) = batch.iter().filter_map(known).map(|strip| strip.area).reduce(Clip::around) else {
            return;
        };
        let Some(sweep) = known(first).map(|strip| strip.sweep) else { return };
        for page in sweep.pages(first.columns.clone()) {
            let left = area.left + (page.columns.start - page.left) as f64;
            let width = (page.columns.end - page.columns.start) as f64;
            self.ink.save();
            self.ink.begin_path();
            self.ink.rect(left, area.top, width, area.height);
            self.ink.clip();
            let shift = area.left - page.left as f64;
            let color = |due: &Due| known(due).map(|strip| strip.color.clone());
            for same in batch.chunk_by(|one, other| color(one) == color(other)) {
                self.ink.begin_path();
                for (due, strip) in same.iter().filter_map(|due| known(due).map(|strip| (due, strip))) {
                    source.strip(due.strip, &mut |ring| {
                        trace(
                            ring,
                            sweep,
                            strip.scale,
                            page.columns.clone(),
                            self.margin(),
                            |step| match step {
                                Step::Move(x, y) => self.ink.move_to(x + shift, y),
                                Step::Line(x, y) => self.ink.line_to(x + shift, y),
                            },
                        );
                    });
                }
                if let Some(color) = same.first().and_then(color) {
                    self.ink.set_stroke_style_str(&color);
                    self.ink.stroke();
                }
            }
            self.ink.restore();
        }
    }

    /// Draws the marks of a strip that became known and lie wholly on laid ink.
    pub fn mark(&self, source: &dyn WaveSource, index: usize, strip: &mut Strip) {
        let oldest = strip.sweep.time_of(strip.cleared - strip.sweep.width());
        let from = strip.marked.max(oldest);
        let inked = strip.sweep.time_of(strip.inked);
        let (sweep, area, color) = (strip.sweep, strip.area, strip.color.clone());
        let mut marked = from;
        let mut styled = false;
        source.marks(index, from, inked, &mut |at, label| {
            let reach = label.chars().count() as f64 * MARK_LETTER / 2.0 * self.ratio;
            if at + Span::from_secs(reach / sweep.px_per_s()) >= inked {
                return;
            }
            if !styled {
                self.ink.set_fill_style_str(&color);
                styled = true;
            }
            let x = area.left + sweep.pen(at).clamp(reach, (area.width - reach).max(reach));
            if label.is_empty() {
                self.ink.fill_rect(
                    (x - self.ratio / 2.0).round(),
                    area.top,
                    self.ratio.ceil(),
                    5.0 * self.ratio,
                );
            } else {
                let _ = self.ink.fill_text(label, x, area.top + self.ratio);
            }
            marked = at + Span::from_micros(1);
        });
        strip.marked = marked.max(Time::ZERO);
    }
}
