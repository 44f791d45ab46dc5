use super::grid::Grid;

/// What lies around a complex: where a P wave is before it, and ST segment and T wave after it.
///
/// A ventricular beat has no P wave of its own, and repolarises in another way than the patient's usual beat;
/// noise on a usual beat, aberration and a bundle branch block that comes and goes leave P waves where they were.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings {
    before: [f32; POINTS],
    after: [f32; POINTS],
    /// How rough the waveform is there: root mean square of its bends, in the unit of the ECG.
    pub(super) roughness: f32,
}

/// The same around the patient's usual beats, and how it varies from beat to beat.
#[derive(Clone, Debug, Default)]
pub(super) struct Usual {
    mean: Option<([f32; POINTS], [f32; POINTS])>,
    /// Mean square of what is other before the complex, and mean of how other it is after.
    before: f32,
    after: f32,
    beats: u32,
}

/// Points of two places each, and where they begin before and after the centre of the complex: 240 to 80 ms
/// before, 96 to 256 ms after.
const POINTS: usize = 10;
const BEFORE: u64 = 30;
const AFTER: u64 = 12;
/// Where bends are looked at: 248 to 120 ms before, 168 to 248 ms after.
const ROUGH_BEFORE: (u64, u64) = (31, 15);
const ROUGH_AFTER: (u64, u64) = (21, 31);
/// How fast the usual is learnt, and its variation.
const FOLLOW: f32 = 0.125;
const VARY: f32 = 0.1;
/// The most that counts of how other the T wave is, a natural logarithm: from 2.7 times as other as usual on it is
/// another one, and how much says no more (own choice).
const MOST: f32 = 1.0;
/// Keeps a flat line from mattering.
const TINY: f32 = 1e-12;

impl Surroundings {
    /// What lies around the complex that has its `centre` there; `None` when what is before is not known. What comes after
    /// `until` is taken to be what is there.
    pub(super) fn cut(grid: &Grid, centre: u64, until: u64) -> Option<Self> {
        let from = centre.checked_sub(ROUGH_BEFORE.0 + 1).filter(|from| *from >= grid.first())?;
        let last = until.checked_sub(1).filter(|last| *last > from)?;
        let points = |from: u64| {
            let mut points = [0.0; POINTS];
            for (point, at) in points.iter_mut().zip((from..).step_by(2)) {
                *point = f32::midpoint(grid.at(at.min(last)), grid.at((at + 1).min(last)));
            }
            let mean = points.iter().sum::<f32>() / POINTS as f32;
            points.map(|point| point - mean)
        };
        let rough = |from: u64, to: u64| {
            let to = to.min(last);
            let bend = |at: u64| grid.at(at + 1) - 2.0 * grid.at(at) + grid.at(at - 1);
            let sum: f32 = (from..to).map(|at| bend(at) * bend(at)).sum();
            (sum / to.saturating_sub(from).max(1) as f32).sqrt()
        };
        let before = rough(centre - ROUGH_BEFORE.0, centre - ROUGH_BEFORE.1);
        let after = rough(centre + ROUGH_AFTER.0, centre + ROUGH_AFTER.1);
        Some(Self {
            before: points(centre - BEFORE),
            after: points(centre + AFTER),
            roughness: before.max(after),
        })
    }
}

impl Usual {
    /// Takes note of a usual beat.
    pub(super) fn learn(&mut self, beat: &Surroundings) {
        let Some((before, after)) = &mut self.mean else {
            self.mean = Some((beat.before, beat.after));
            return;
        };
        let others = [difference(&beat.before, before), difference(&beat.after, after).sqrt()];
        self.beats = self.beats.saturating_add(1);
        let part = if self.beats == 1 { 1.0 } else { VARY };
        self.before += part * (others[0] - self.before);
        self.after += part * (others[1] - self.after);
        for (mean, now) in before.iter_mut().chain(after).zip(beat.before.iter().chain(&beat.after)) {
            *mean += FOLLOW * (now - *mean);
        }
    }

    /// Whether the usual P wave is missing, 0 to 1: as far as there is one that stands out from how the waveform
    /// varies there.
    pub(super) fn missing(&self, beat: &Surroundings) -> f32 {
        let Some((usual, _)) = self.mean.as_ref().filter(|_| self.beats > 0) else { return 0.0 };
        let power = mean_product(usual, usual);
        let there = mean_product(usual, &beat.before) / (power + TINY);
        (1.0 - there).clamp(0.0, 1.0) * power / (power + self.before + TINY)
    }

    /// How much more the T wave differs from the usual one than T waves usually do: a logarithm, 0 to 1.
    pub(super) fn unlike(&self, beat: &Surroundings) -> f32 {
        let Some((_, usual)) = self.mean.as_ref().filter(|_| self.beats > 0) else { return 0.0 };
        let other = difference(&beat.after, usual).sqrt();
        ((other + TINY) / (self.after + TINY)).ln().clamp(0.0, MOST)
    }
}

/// Mean square of the difference.
fn difference(a: &[f32; POINTS], b: &[f32; POINTS]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>() / POINTS as f32
}

fn mean_product(a: &[f32; POINTS], b: &[f32; POINTS]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>() / POINTS as f32
}
