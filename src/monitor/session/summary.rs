use super::Zone;
use crate::{
    model::Span,
    processing::variability::{Measures, NotMeasured},
};

/// What a session comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// From start to end, or to now.
    pub duration: Span,
    /// Mean heart rate over the time in which it was known, /min.
    pub mean_rate: Option<f64>,
    /// Lowest and highest heart rate that was read, /min.
    pub rate_range: Option<(f64, f64)>,
    /// Time in each zone, lightest first.
    pub in_zones: [Span; 5],
    /// Time with a known rate below the first zone.
    pub below_zones: Span,
    /// Time without a known rate.
    pub rate_unknown: Span,
    /// Variability over all of it, up to twelve hours.
    pub variability: Result<Measures, NotMeasured>,
    /// RR intervals kept.
    pub intervals: usize,
    /// Share of the intervals that are artefacts, ectopic or impossible, 0 to 1; 0 without any.
    pub left_out: f64,
    /// Gaps between intervals, and how long they are together.
    pub gaps: (usize, Span),
    /// Time with an ECG that can be exported.
    pub ecg: Span,
    /// Whether there was more ECG than is kept.
    pub ecg_cut: bool,
    /// Samples of an ECG that came at another rate than the first, and are not kept.
    pub ecg_refused: usize,
    /// Mean and highest movement, thousandths of the earth's gravity.
    pub movement: Option<(f64, f64)>,
    /// Energy spent as the device tells it, kJ.
    pub energy: Option<f64>,
}

impl Summary {
    /// Time in a zone.
    pub const fn time_in(&self, zone: Zone) -> Span {
        self.in_zones[zone as usize]
    }
}
