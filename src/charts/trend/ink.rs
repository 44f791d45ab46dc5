use plotters::style::RGBColor;

/// The colours of a trend beside those of its series, given by the caller's palette (day, night),
/// and its typeface.
#[derive(Clone, Debug, PartialEq)]
pub struct Ink {
    /// The ground.
    pub paper: RGBColor,
    /// Labels and numbers; contrast to the paper at least 4.5:1.
    pub text: RGBColor,
    /// Grid lines and frames; quiet.
    pub grid: RGBColor,
    /// The line of the crosshair.
    pub crosshair: RGBColor,
    /// CSS name of the typeface.
    pub font: String,
}
