use std::fmt::Write;

use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

use super::{StripLayout, layout::Strip};
use crate::charts::{CSS_PX_PER_MM, calibration_mark};

const SVG: &str = "http://www.w3.org/2000/svg";

/// The calibration marks of all strips that have one, on a layer of their own over the waves.
pub struct CalibrationMarks(Vec<Element>);

impl CalibrationMarks {
    /// Puts the marks into `overlay`; each is 5 mm of its strip's paper wide, in its colour.
    ///
    /// # Errors
    /// What the browser says when it refuses to make an element.
    pub fn new(
        overlay: &HtmlElement,
        layout: &[StripLayout],
        strips: &[Option<Strip>],
        ratio: f64,
    ) -> Result<Self, JsValue> {
        let document = overlay.owner_document().ok_or(JsValue::NULL)?;
        let mut marks = Self(Vec::new());
        for (place, strip) in layout.iter().zip(strips) {
            let (Some(strip), Some(value)) = (strip, place.calibration) else { continue };
            let mut points = String::new();
            for (x, y) in calibration_mark(strip.scale, value, 0.0, CSS_PX_PER_MM) {
                // Half pixels: a line of one pixel covers one row then, and not two by half.
                let y = ((y - strip.area.top) / ratio).floor() + 0.5;
                let _ = write!(points, "{},{y} ", x.floor() + 0.5);
            }
            let line = document.create_element_ns(Some(SVG), "polyline")?;
            line.set_attribute("points", &points)?;
            line.set_attribute("fill", "none")?;
            line.set_attribute("stroke", &place.color)?;
            line.set_attribute("stroke-opacity", "0.75")?;
            let svg = document.create_element_ns(Some(SVG), "svg")?;
            svg.set_attribute("width", "28")?;
            svg.set_attribute("height", &place.height.to_string())?;
            svg.set_attribute("aria-hidden", "true")?;
            svg.append_child(&line)?;
            let holder = super::bars::styled(
                &document,
                &[
                    ("position", "absolute"),
                    ("z-index", "1"),
                    ("pointer-events", "none"),
                    ("left", &format!("{}px", place.x)),
                    ("top", &format!("{}px", place.y)),
                ],
            )?;
            holder.append_child(&svg)?;
            overlay.append_child(&holder)?;
            marks.0.push(holder.into());
        }
        Ok(marks)
    }
}

impl Drop for CalibrationMarks {
    fn drop(&mut self) {
        for mark in &self.0 {
            mark.remove();
        }
    }
}
