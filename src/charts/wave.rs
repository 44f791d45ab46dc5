use std::ops::Range;

use super::{Columns, Scale, Step, Sweep};
use crate::model::Ring;

/// The columns that can be inked for good: every sample that touches them, with `margin` columns
/// for the width of the line, is held by the ring or came before all it holds.
pub fn inkable(ring: &Ring, sweep: Sweep, margin: i64) -> Range<i64> {
    let first = sweep.column(ring.time_of(ring.start()));
    match ring.end().checked_sub(2) {
        Some(last) if last >= ring.start() => first..sweep.column(ring.time_of(last)) - margin,
        _ => first..first,
    }
}

/// The wave over `columns`, as steps of a pen: `x` in device pixels from time zero (subtract the
/// page's left column), `y` in device pixels from the upper edge.
///
/// Where several samples share a column, the first, lowest, highest and last of them are kept, each
/// at its own moment, so that a spike of one sample stays and the picture equals that of all samples.
/// The wave goes `margin` columns and one sample further on both sides: clipped to `columns`, two
/// neighbouring stretches then join without a seam, however steep the line. Missing samples
/// (`NaN`) lift the pen; a lone sample between two gaps is a dot of one pixel.
pub fn trace(
    ring: &Ring,
    sweep: Sweep,
    scale: Scale,
    columns: Range<i64>,
    margin: i64,
    pen: impl FnMut(Step),
) {
    let first = ring.index_at(sweep.time_of(columns.start - margin)).saturating_sub(1).max(ring.start());
    let last = (ring.index_at(sweep.time_of(columns.end + margin)) + 1).min(ring.end());
    let origin = sweep.position(ring.time_of(first));
    let spacing = sweep.px_per_s() / ring.rate().hz();
    let mut line = Columns::new(pen);
    for index in first..last {
        let x = origin + (index - first) as f64 * spacing;
        line.point(x, scale.y(f64::from(ring.get(index))));
    }
    line.gap();
}

/// The calibration mark of an ECG strip: a square pulse as high as `value` units (1 mV by
/// convention), 5 mm wide, as a line of six points in pixels, its feet on `y` of zero.
///
/// IEC 60601-2-25 and every paper recorder use 1 mV; 5 mm is 200 ms at 25 mm/s.
pub fn calibration_mark(scale: Scale, value: f64, left: f64, px_per_mm: f64) -> [(f64, f64); 6] {
    let (foot, roof) = (scale.y(0.0), scale.y(value));
    let x = |mm: f64| left + mm * px_per_mm;
    [(x(0.0), foot), (x(1.0), foot), (x(1.0), roof), (x(6.0), roof), (x(6.0), foot), (x(7.0), foot)]
}

#[cfg(test)]
#[path = "wave_tests.rs"]
mod tests;
