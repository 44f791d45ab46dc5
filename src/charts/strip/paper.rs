use plotters::style::RGBColor;

use crate::{
    charts::{CSS_PX_PER_MM, TimeAxis},
    model::{Rate, Span, Time},
};

/// Heights of a row in millimetres of paper: an ECG of 2 mV at the usual gain, and any other wave.
const ECG_MM: f64 = 25.0;
const OTHER_MM: f64 = 15.0;
/// Gains of an ECG, millimetres a millivolt, the usual one first.
const GAINS: [f64; 3] = [10.0, 5.0, 2.5];
/// Room for the label of a row, and for the time axis, CSS pixels.
pub(super) const LABEL: f64 = 20.0;
pub(super) const BELOW: f64 = 22.0;

/// One wave of a strip.
#[derive(Clone, Debug, PartialEq)]
pub struct StripRow {
    /// Its name.
    pub label: String,
    /// The unit of its samples.
    pub unit: &'static str,
    /// Whether it is an ECG: drawn at a gain that can be measured on the paper.
    pub ecg: bool,
    /// Its colour.
    pub color: RGBColor,
    /// Samples a second.
    pub rate: Rate,
    /// When the first one was taken.
    pub begins: Time,
    /// The samples, `NaN` where they are missing.
    pub samples: Vec<f32>,
}

impl StripRow {
    /// Lowest and highest sample, `None` when all are missing.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let known = self.samples.iter().copied().filter(|sample| sample.is_finite());
        let low = known.clone().reduce(f32::min)?;
        Some((f64::from(low), f64::from(known.reduce(f32::max)?)))
    }

    /// The largest gain at which an ECG fits its row, millimetres a millivolt.
    pub(super) fn gain(&self) -> f64 {
        let span = self.range().map_or(0.0, |(low, high)| high - low);
        GAINS.into_iter().find(|gain| span * gain <= ECG_MM).unwrap_or(GAINS[2])
    }

    pub(super) const fn height_mm(&self) -> f64 {
        if self.ecg { ECG_MM } else { OTHER_MM }
    }
}

/// What a strip shows.
#[derive(Clone, Debug, PartialEq)]
pub struct StripChart {
    /// The waves, from top to bottom.
    pub rows: Vec<StripRow>,
    /// The time shown.
    pub from: Time,
    /// See [`Self::from`].
    pub to: Time,
    /// Moments that are marked, and what they are.
    pub marks: Vec<(Time, String)>,
    /// How times read.
    pub axis: TimeAxis,
}

/// The paper of a strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StripPaper {
    /// Millimetres a second.
    pub mm_per_s: f64,
    /// Device pixels to a CSS pixel.
    pub ratio: f64,
}

impl StripPaper {
    /// The size of a drawing of `chart`, CSS pixels.
    pub fn size(&self, chart: &StripChart) -> (f64, f64) {
        let height: f64 = chart.rows.iter().map(|row| row.height_mm() * CSS_PX_PER_MM + LABEL).sum();
        (
            ((chart.to - chart.from).max(Span::ZERO).secs() * self.mm_per_s * CSS_PX_PER_MM).ceil(),
            (height + BELOW).ceil(),
        )
    }

    /// `css` pixels in pixels of the drawing.
    pub(super) fn px(&self, css: f64) -> i32 {
        (css * self.ratio).round() as i32
    }

    /// Pixels of the drawing to a millimetre.
    pub(super) fn per_mm(&self) -> f64 {
        CSS_PX_PER_MM * self.ratio
    }

    /// Where a moment stands.
    pub(super) fn x_of(&self, chart: &StripChart, at: Time) -> f64 {
        (at - chart.from).secs() * self.mm_per_s * self.per_mm()
    }
}
