use crate::charts::CSS_PX_PER_MM;
use crate::platform::StripLayout;

/// Black glass and green ink, as at night.
pub const PAPER: &str = "#000000";
pub const INK: &str = "#3ddc84";

/// What the query asks for, each within reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setup {
    /// 1 to 1024.
    pub strips: usize,
    /// CSS pixels, 50 to 4000.
    pub width: f64,
    /// CSS pixels, 20 to 1000.
    pub height: f64,
    /// Seconds across one strip, 1 to 60.
    pub seconds: f64,
    /// At least one.
    pub columns: usize,
    /// Whether plotters redraws everything each frame.
    pub plotters: bool,
}

impl Setup {
    /// Reads `name=value` pairs joined by `&`; what is absent or unreadable keeps its default.
    pub fn read(query: &str) -> Self {
        let value = |name: &str| {
            let mut pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let number = |name: &str, default: f64, low: f64, high: f64| {
            let read = value(name).and_then(|text| text.parse::<f64>().ok()).filter(|read| read.is_finite());
            read.unwrap_or(default).clamp(low, high)
        };
        Self {
            strips: number("strips", 4.0, 1.0, 1024.0) as usize,
            width: number("width", 600.0, 50.0, 4_000.0),
            height: number("height", 80.0, 20.0, 1_000.0),
            seconds: number("seconds", 8.0, 1.0, 60.0),
            columns: number("columns", 1.0, 1.0, 64.0) as usize,
            plotters: value("draw") == Some("plotters"),
        }
    }

    /// Width and height of all strips together, in CSS pixels.
    pub fn size(&self) -> (f64, f64) {
        let columns = self.columns.min(self.strips);
        (columns as f64 * self.width, self.strips.div_ceil(self.columns) as f64 * self.height)
    }

    /// The strips, row by row.
    pub fn layout(&self) -> Vec<StripLayout> {
        let strip = |n: usize| StripLayout {
            x: (n % self.columns) as f64 * self.width,
            y: (n / self.columns) as f64 * self.height,
            width: self.width,
            height: self.height,
            color: INK.to_owned(),
            low: -0.7,
            high: 1.5,
            speed_mm_s: self.width / self.seconds / CSS_PX_PER_MM,
            calibration: None,
        };
        (0..self.strips).map(strip).collect()
    }
}
