use super::grid::{Grid, PLACES};

/// Places of the grid before and after the centre of a beat that make its shape: 112 and 176 ms, the
/// widest ventricular complex and little of the T wave.
const BEFORE: usize = 14;
const AFTER: usize = 22;
const SHAPE: usize = BEFORE + AFTER + 1;
/// Places by which a shape may be shifted to fit another: 40 ms.
const SHIFT: usize = 5;
/// As many places, in eights.
const PADDED: usize = SHAPE.next_multiple_of(8);
/// Room for the shifts on both sides.
const WIDE: usize = SHAPE + 2 * SHIFT;
/// How far from the R peak the centre is looked for: 96 ms.
const CENTRE: u64 = 12;

/// What one beat looks like, around the centre of its steepness: an R peak that is found on another
/// side of a complex moves that centre by nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    wide: [f32; WIDE],
    /// Highest less lowest value, in the unit of the ECG.
    pub(super) height: f32,
    /// How far steepness spreads around its centre, in seconds: a measure of the width of the complex
    /// that needs no onset and no end. Narrow complexes have 0.015 to 0.03, ventricular ones 0.025 to 0.05.
    pub(super) spread: f32,
    /// How slowly it moves for its size: logarithm of its deviation over that of its steps from place to place.
    /// Sharp complexes have 0.5 to 1, ventricular ones 0.8 to 1.8.
    pub(super) slowness: f32,
}

/// How well one shape fits another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// Pearson's correlation, at the best shift.
    pub(super) correlation: f32,
    shift: usize,
}

impl Fit {
    pub(super) const NONE: Self = Self { correlation: -1.0, shift: SHIFT };
}

impl Shape {
    /// The shape around the R peak at `place` and its centre; `None` when not all of it is there `until` then.
    pub(super) fn cut(grid: &Grid, place: u64, until: u64) -> Option<(Self, u64)> {
        let centre = centre(grid, place, until)?;
        let from = centre.checked_sub((BEFORE + SHIFT) as u64)?;
        if from < grid.first() || from + WIDE as u64 > until {
            return None;
        }
        let mut wide = [0.0; WIDE];
        for (value, at) in wide.iter_mut().zip(from..) {
            *value = grid.at(at);
        }
        let core = &wide[SHIFT..SHIFT + SHAPE];
        let (low, high) = core.iter().fold((f32::MAX, f32::MIN), |(l, h), &x| (l.min(x), h.max(x)));
        let mean = core.iter().sum::<f32>() / SHAPE as f32;
        let size: f32 = core.iter().map(|x| (x - mean) * (x - mean)).sum();
        let steps: f32 = core.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0])).sum();
        let slowness = 0.5 * ((size + TINY) / (steps + TINY)).ln().clamp(0.0, 8.0);
        let (mut sum, mut first, mut second) = (TINY, 0.0, 0.0);
        for at in SHIFT..SHIFT + SHAPE {
            let steep = wide[at + 1] - wide[at - 1];
            let (weight, x) = (steep * steep, at as f32);
            sum += weight;
            first += weight * x;
            second += weight * x * x;
        }
        let middle = first / sum;
        let spread = (second / sum - middle * middle).max(0.0).sqrt() / PLACES as f32;
        Some((Self { wide, height: high - low, spread, slowness }, centre))
    }

    /// How well it fits `template`, at the best shift.
    pub(super) fn fit(&self, template: &Self) -> Fit {
        let count = SHAPE as f32;
        let core = &template.wide[SHIFT..SHIFT + SHAPE];
        let mean = core.iter().sum::<f32>() / count;
        let mut level = [0.0_f32; PADDED];
        for (value, x) in level.iter_mut().zip(core) {
            *value = x - mean;
        }
        let energy = dot(&level, &level);
        let mut best = Fit::NONE;
        let mut beat = [0.0_f32; WIDE + PADDED - SHAPE];
        beat[..WIDE].copy_from_slice(&self.wide);
        let (mut sum, mut squares) = (0.0, 0.0);
        for x in &self.wide[..SHAPE] {
            sum += x;
            squares += x * x;
        }
        for shift in 0..=2 * SHIFT {
            let scale = ((squares - sum * sum / count) * energy).max(0.0).sqrt();
            // The template has no mean, so that the beat's own does not matter; beyond it, it is 0.
            let product = dot(&beat[shift..shift + PADDED], &level);
            let correlation = if scale > TINY { (product / scale).clamp(-1.0, 1.0) } else { 0.0 };
            if correlation > best.correlation {
                best = Fit { correlation, shift };
            }
            if let (Some(leaves), Some(comes)) = (self.wide.get(shift), self.wide.get(shift + SHAPE)) {
                sum += comes - leaves;
                squares += comes * comes - leaves * leaves;
            }
        }
        best
    }

    /// Moves this template by a `part` of the way to `beat`, which fits as `fit` says.
    pub(super) fn follow(&mut self, beat: &Self, fit: Fit, part: f32) {
        for at in 0..SHAPE {
            let target = beat.wide[fit.shift + at];
            let value = &mut self.wide[SHIFT + at];
            *value += part * (target - *value);
        }
        self.height += part * (beat.height - self.height);
        self.spread += part * (beat.spread - self.spread);
    }
}

/// Keeps a division by the energy of a flat line from mattering.
const TINY: f32 = 1e-12;

/// Where the steepness around `place` has its centre.
fn centre(grid: &Grid, place: u64, until: u64) -> Option<u64> {
    let (from, to) = (place.checked_sub(CENTRE)?, place + CENTRE);
    if from <= grid.first() || to + 1 >= until {
        return None;
    }
    let (mut sum, mut first) = (0.0, 0.0);
    for at in from..=to {
        let steep = grid.at(at + 1) - grid.at(at - 1);
        sum += steep * steep;
        first += steep * steep * (at - from) as f32;
    }
    Some(if sum > TINY { from + (first / sum).round() as u64 } else { place })
}

/// Eight sums at a time: they need not wait for one another.
fn dot(a: &[f32], b: &[f32; PADDED]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for n in 0..8 {
            sums[n] += a[n] * b[n];
        }
    }
    sums.iter().sum()
}
