use std::rc::Rc;

use super::clip::Clip;
use crate::charts::{CSS_PX_PER_MM, Scale, Sweep};
use crate::model::Time;

/// Where one strip stands and how it is written. Lengths are CSS pixels from the canvas's upper
/// left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct StripLayout {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// CSS colour of the ink.
    pub color: String,
    /// The value at the lower edge, in the waveform's unit.
    pub low: f64,
    /// The value at the upper edge. For an ECG at 10 mm/mV, `high - low` is
    /// `height / (10 * CSS_PX_PER_MM)` millivolts.
    pub high: f64,
    /// Sweep speed in millimetres per second.
    pub speed_mm_s: f64,
    /// Height of the calibration mark in the waveform's unit (1.0 mV for an ECG), if one stands at
    /// the strip's left.
    pub calibration: Option<f64>,
}

/// A strip on the grid of device pixels.
pub struct Strip {
    pub sweep: Sweep,
    pub scale: Scale,
    pub area: Clip,
    pub color: Rc<str>,
    /// Columns before this one bear ink.
    pub inked: i64,
    /// Columns before this one are erased for new ink.
    pub cleared: i64,
    /// Marks before this time are drawn.
    pub marked: Time,
}

impl Strip {
    /// `None` where there is nothing to draw on: no width, height, range or speed.
    pub fn new(layout: &StripLayout, ratio: f64, line: f64) -> Option<Self> {
        let edge = |css: f64| (css * ratio).round();
        let (left, top) = (edge(layout.x), edge(layout.y));
        let (right, bottom) = (edge(layout.x + layout.width), edge(layout.y + layout.height));
        let width = right - left;
        if !(width >= 1.0 && bottom - top >= 1.0) {
            return None;
        }
        let sweep = Sweep::new(width as u32, layout.speed_mm_s * CSS_PX_PER_MM * ratio)?;
        let area = Clip { left, top, width, height: bottom - top };
        Some(Self {
            sweep,
            scale: scale(layout.low, layout.high, &area, line)?,
            area,
            color: layout.color.as_str().into(),
            inked: i64::MIN,
            cleared: i64::MIN,
            marked: Time::ZERO,
        })
    }

    /// Maps values anew, from the pen on.
    pub fn set_range(&mut self, low: f64, high: f64, line: f64) {
        if let Some(scale) = scale(low, high, &self.area, line) {
            self.scale = scale;
        }
    }

    /// Whether both strips share pens and bars.
    pub fn in_step_with(&self, other: &Self) -> bool {
        self.sweep == other.sweep && (self.area.left - other.area.left).abs() < 0.5
    }
}

/// The whole line stays inside the area, so values at its ends stand half a line from the edges.
fn scale(low: f64, high: f64, area: &Clip, line: f64) -> Option<Scale> {
    let (top, bottom) = (area.top, area.top + area.height);
    let per_px = (high - low) / area.height;
    let half = (line / 2.0).min(area.height / 4.0);
    Scale::new(low + half * per_px, high - half * per_px, top + half, bottom - half)
}
