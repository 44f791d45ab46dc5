use super::grid::{Grid, PLACES};

/// Tells ventricular fibrillation and flutter from everything else, on the last four seconds, once a
/// second.
///
/// Six measures are weighed against each other:
/// - the leakage of the waveform through a filter tuned to its own mean frequency (S. Kuo and
///   R. Dillman, Computers in Cardiology 1978, as in A. Amann, R. Tratnig and K. Unterkofler, `BioMed`
///   Eng `OnLine` 4:60, 2005): fibrillation is nearly a sine;
/// - how long the waveform is quiet, its slope below a tenth of the steepest: fibrillation never is;
/// - whether it repeats itself at the pace of beats rather than at that of fibrillation
///   (autocorrelation at 0.36 to 1.04 s less that at 0.14 to 0.35 s);
/// - the number and the share of beats that look like the patient's dominant one;
/// - its size, as far as it is below 0.05 mV.
///
/// The weights are those of a logistic regression with no weight of the wrong sign, fitted on
/// windows of `cudb`, `vfdb`, `mitdb` and `nstdb`, each record and class weighing the square root of its
/// size. Even beats that look alike, up to 223 /min, are a tachycardia whatever the sum says. The sum is
/// smoothed, begins fibrillation above 1 and ends it after four seconds below -1.
///
/// Measured by `examples/score.rs` (docs/accuracy.md), with these weights: `cudb` 22 of 23 episodes, 82 % of
/// the duration, specificity 97.0 %; `vfdb` 66 of 76 episodes (most of those missed last two seconds), 92 %,
/// 95.6 %; `mitdb` and `nstdb` 6 of 6 episodes, specificity 99.9 % and 100 %, no false alarm in noise. Fitted
/// on five sixths of the records and measured on the last one, all four together: 88 % of the duration at
/// 98.4 %. The median alarm comes 4.2 s after the onset in `cudb`, nine of ten within 5.7 s.
#[derive(Clone, Debug, Default)]
pub(super) struct Fibrillation {
    /// The latest beats.
    beats: [Heard; BEATS],
    heard: usize,
    /// Smoothed log odds.
    odds: f32,
    /// Windows in a row that spoke against it.
    against: u32,
    active: bool,
    /// The last second that was judged.
    second: u64,
}

/// What the ventricles do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ventricles {
    /// They beat, or stand still.
    Beat,
    /// They may fibrillate: what looks like beats or like silence may be neither.
    Doubtful,
    /// They fibrillate or flutter.
    Fibrillate,
}

#[derive(Clone, Copy, Debug, Default)]
struct Heard {
    place: u64,
    /// Whether it looked like the dominant beat, and the number of its family.
    at_home: bool,
    family: Option<u32>,
}

/// Places of one window: four seconds.
const WINDOW: usize = 500;
/// The most beats that are remembered: 4.5 s at 300 /min.
const BEATS: usize = 24;
/// Places that a beat counts for: four seconds and what it takes to be known.
const BEAT_COUNTS: u64 = 562;
/// Root mean square below which a waveform is a flat line, in millivolts (own choice: fibrillation
/// under 0.1 mV counts as asystole).
const FLAT: f32 = 0.03;
const SMOOTHING: f32 = 0.6;
const BEGIN: f32 = 1.0;
const END: f32 = -1.0;
/// Windows in a row below `END` that end it.
const PATIENCE: u32 = 4;
/// What is assumed before the first window.
const DOUBT: f32 = -8.0;
/// Log odds from which nothing more is looked at.
const SURE: f32 = -3.0;
/// Smoothed log odds from which single beats are not believed any more (own choice).
const SUSPICION: f32 = -3.0;

impl Fibrillation {
    pub(super) fn new() -> Self {
        Self { odds: DOUBT, ..Self::default() }
    }

    /// Nothing is known any more.
    pub(super) fn interrupt(&mut self) {
        *self = Self::new();
    }

    pub(super) const fn active(&self) -> bool {
        self.active
    }

    /// Whether it may be on its way: what is found then may be its waves.
    pub(super) fn suspected(&self) -> bool {
        self.odds > SUSPICION
    }

    pub(super) fn ventricles(&self) -> Ventricles {
        match (self.active, self.suspected()) {
            (true, _) => Ventricles::Fibrillate,
            (false, true) => Ventricles::Doubtful,
            (false, false) => Ventricles::Beat,
        }
    }

    /// Takes note of a beat, at a place of the grid.
    pub(super) fn beat(&mut self, place: u64, at_home: bool, family: Option<u32>) {
        self.beats.rotate_left(1);
        self.beats[BEATS - 1] = Heard { place, at_home, family };
        self.heard = (self.heard + 1).min(BEATS);
    }

    /// Judges the window that ends here, when a second has passed since the last.
    pub(super) fn advance(&mut self, grid: &Grid) {
        let second = grid.next() / PLACES as u64;
        if second == self.second {
            return;
        }
        self.second = second;
        let Some(odds) = self.judge(grid) else { return };
        self.odds += SMOOTHING * (odds.clamp(-6.0, 6.0) - self.odds);
        self.against = if self.odds < END { self.against + 1 } else { 0 };
        if self.odds > BEGIN {
            self.active = true;
        } else if self.against >= PATIENCE {
            self.active = false;
        }
    }

    /// Log odds of the last four seconds; `None` when they are not there.
    fn judge(&self, grid: &Grid) -> Option<f32> {
        let from = grid.next().checked_sub(WINDOW as u64).filter(|from| *from >= grid.first())?;
        let mut x = [0.0_f32; WINDOW];
        for (value, at) in x.iter_mut().zip(from..) {
            *value = grid.at(at);
        }
        let mean = x.iter().sum::<f32>() / WINDOW as f32;
        for value in &mut x {
            *value -= mean;
        }
        let power = x.iter().map(|value| value * value).sum::<f32>() / WINDOW as f32;
        let size = power.sqrt();
        if size.is_nan() || size < FLAT {
            return Some(-6.0);
        }
        let heard = &self.beats[BEATS - self.heard..];
        let recent = &heard[heard.partition_point(|beat| beat.place + BEAT_COUNTS <= grid.next())..];
        if tachycardia(recent) {
            return Some(-6.0);
        }
        let homes = recent.iter().filter(|beat| beat.at_home).count() as f32;
        let odds = 10.04
            - 11.07 * leakage(&x)
            - 5.66 * quietness(&x)
            - 0.69 * homes.min(4.0)
            - 1.74 * homes / (recent.len() as f32).max(1.0)
            - 1.03 * (0.05 / size).ln().clamp(0.0, 2.0);
        // Repetition can only speak against it, and is looked for where the rest leaves a doubt.
        Some(if odds < SURE { odds } else { odds - 3.55 * organisation(&x) })
    }
}

/// Whether beats follow one another so evenly, and look so much alike, that they are a tachycardia,
/// however close to a sine it is.
fn tachycardia(beats: &[Heard]) -> bool {
    let alike = |family| beats.iter().filter(|beat| beat.family == family).count();
    let most = beats.iter().filter(|beat| beat.family.is_some()).map(|beat| alike(beat.family)).max();
    let intervals = || beats.windows(2).map(|pair| pair[1].place.saturating_sub(pair[0].place));
    let (least, longest) = intervals().fold((u64::MAX, 0), |(l, m), one| (l.min(one), m.max(one)));
    beats.len() >= ORGANISED
        && 5 * most.unwrap_or(0) >= 4 * beats.len()
        && least >= FLUTTER
        && longest as f32 <= EVEN * least as f32
}

/// Beats from which a tachycardia is recognised; four fifths of them must look alike.
const ORGANISED: usize = 6;
/// By what factor their intervals may differ.
const EVEN: f32 = 1.2;
/// Faster than one beat in this many places is flutter (223 /min).
const FLUTTER: u64 = 33;

/// Share of the waveform that a filter lets through which takes away its mean frequency.
fn leakage(x: &[f32]) -> f32 {
    let size: f32 = x.iter().map(|value| value.abs()).sum();
    let way: f32 = x.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum();
    let half = ((std::f32::consts::PI * size / way.max(1e-9)).round() as usize).clamp(2, 125);
    let pairs = || x[half..].iter().zip(x);
    let left: f32 = pairs().map(|(now, before)| (now + before).abs()).sum();
    let whole: f32 = pairs().map(|(now, before)| now.abs() + before.abs()).sum();
    left / whole.max(1e-9)
}

/// Share of the time in which the slope is below a tenth of the steepest.
fn quietness(x: &[f32]) -> f32 {
    let slopes = || x.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let steepest = slopes().fold(0.0, f32::max);
    slopes().filter(|slope| *slope < 0.1 * steepest).count() as f32 / (x.len() - 1) as f32
}

/// How much more the waveform repeats itself at the pace of beats than at that of fibrillation, 0 to 1.
fn organisation(x: &[f32; WINDOW]) -> f32 {
    // Every other place is enough for what is below 10 Hz.
    let mut half = [0.0_f32; WINDOW / 2];
    for (value, pair) in half.iter_mut().zip(x.chunks_exact(2)) {
        *value = f32::midpoint(pair[0], pair[1]);
    }
    let power = dot(&half, &half) / half.len() as f32;
    let repeats = |lag: usize| {
        let count = half.len() - lag;
        dot(&half[lag..], &half[..count]) / (count as f32 * power.max(1e-12))
    };
    let fast = (9..=22).map(repeats).fold(-1.0, f32::max);
    let slow = (23..=65).map(repeats).fold(-1.0, f32::max);
    (slow - fast).clamp(0.0, 1.0)
}

/// Four sums at a time: they need not wait for one another.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 4];
    for (a, b) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
        for n in 0..4 {
            sums[n] += a[n] * b[n];
        }
    }
    sums.iter().sum()
}
