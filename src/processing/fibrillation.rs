use super::grid::{Grid, PLACES};

/// Tells ventricular fibrillation and flutter from everything else, on the last four seconds, twice a
/// second.
///
/// Five measures are weighed against each other:
/// - the leakage of the waveform through a filter tuned to its own mean frequency (S. Kuo and
///   R. Dillman, Computers in Cardiology 1978, as in A. Amann, R. Tratnig and K. Unterkofler, `BioMed`
///   Eng `OnLine` 4:60, 2005): fibrillation is nearly a sine;
/// - how long the waveform is quiet, its slope below a tenth of the steepest, in the last two seconds:
///   fibrillation never is;
/// - whether it repeats itself at the pace of beats rather than at that of fibrillation
///   (autocorrelation at 0.36 to 1.04 s less that at 0.14 to 0.35 s);
/// - the share of beats that look like the patient's dominant one;
/// - its size, as far as it is below 0.05 mV.
///
/// The weights are those of a logistic regression, fitted on windows of `cudb`, `vfdb`, `mitdb` and
/// `nstdb`, each record and class weighing the square root of its size. Even beats that look alike, up to
/// 223 /min, are a tachycardia whatever the sum says. The sum is smoothed over two windows, begins
/// fibrillation above 1.5, after two seconds there when a tachycardia is told, and ends it below -1.
///
/// Measured by `examples/score.rs`: see docs/accuracy.md, which has these weights. With weights fitted on all
/// records but the one that is scored, `cudb` and `vfdb` together: 88 % of the episodes, 85 % of the duration,
/// specificity 97.3 %, one alarm in an hour of noise. More measures (spectrum, kurtosis, irregularity, a second
/// window) did better on the records they were fitted on and worse on others. What is missing to a specificity
/// of 98 % is one record in which flutter comes and goes every few seconds (418), and tachycardia that `cudb`
/// does not name. An alarm comes 2 s after the onset in the middle, nine of ten within 5 s. Some
/// 4 µs a window.
#[derive(Clone, Debug, Default)]
pub(super) struct Fibrillation {
    /// The latest beats.
    beats: [Heard; BEATS],
    heard: usize,
    /// Smoothed log odds.
    odds: f32,
    /// Windows in a row that spoke for it.
    lasting: u32,
    active: bool,
    /// The last half second that was judged.
    half: u64,
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
/// Fewer beats than that have no say in full: those from before fibrillation began are home beats (own choice).
const FEW: f32 = 4.0;
/// Root mean square below which a waveform is a flat line, in millivolts (own choice: fibrillation
/// under 0.1 mV counts as asystole).
const FLAT: f32 = 0.03;
/// Places at its end in which it may be quiet.
const LATELY: usize = 250;
const SMOOTHING: f32 = 0.7;
const BEGIN: f32 = 1.5;
const END: f32 = -1.0;
/// Windows in a row above the first that begin it, and while a tachycardia of the ventricles is told: one that
/// begins looks like it for a second, and is as much an alarm (own choice).
const LASTING: (u32, u32) = (1, 4);
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

    /// The last place that it must know to judge the next window.
    pub(super) const fn next(&self) -> u64 {
        ((self.half + 1) * PLACES as u64).div_ceil(2) - 1
    }

    /// Judges the window that ends here, when half a second has passed since the last; `tachycardia` is whether the
    /// ventricles are known to beat fast.
    pub(super) fn advance(&mut self, grid: &Grid, tachycardia: bool) {
        let half = 2 * grid.next() / PLACES as u64;
        if half == self.half {
            return;
        }
        self.half = half;
        let Some(odds) = self.judge(grid) else { return };
        self.odds += SMOOTHING * (odds.clamp(-6.0, 6.0) - self.odds);
        self.lasting = if self.odds > BEGIN { self.lasting + 1 } else { 0 };
        let needed = if tachycardia { LASTING.1 } else { LASTING.0 };
        self.active = if self.active { self.odds > END } else { self.lasting >= needed };
    }

    /// Log odds of the last four seconds; `None` when they are not there.
    fn judge(&self, grid: &Grid) -> Option<f32> {
        let from = grid.next().checked_sub(WINDOW as u64).filter(|from| *from >= grid.first())?;
        let mut x = [0.0_f32; WINDOW];
        grid.copy(from, &mut x);
        let mean = total(&x, &x, |value, _| value) / WINDOW as f32;
        for value in &mut x {
            *value -= mean;
        }
        let power = dot(&x, &x) / WINDOW as f32;
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
        let odds = 10.7
            - 12.7 * leakage(&x)
            - 5.0 * quietness(&x[WINDOW - LATELY..])
            - 9.4 * homes / (recent.len() as f32).max(FEW)
            - 1.6 * (0.05 / size).ln().clamp(0.0, 2.0);
        // Repetition can only speak against it, and is looked for where the rest leaves a doubt.
        Some(if odds < SURE { odds } else { odds - 3.6 * organisation(&x) })
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
    let size = total(x, x, |value, _| value.abs());
    let way = total(&x[1..], x, |now, before| (now - before).abs());
    let half = ((std::f32::consts::PI * size / way.max(1e-9)).round() as usize).clamp(2, 125);
    let left = total(&x[half..], x, |now, before| (now + before).abs());
    let whole = total(&x[half..], x, |now, before| now.abs() + before.abs());
    left / whole.max(1e-9)
}

/// Share of the time in which the slope is below a tenth of the steepest.
fn quietness(x: &[f32]) -> f32 {
    let slopes = || x[1..].iter().zip(x).map(|(now, before)| (now - before).abs());
    let steepest = slopes().fold(0.0, |most, slope| if slope > most { slope } else { most });
    let quiet: u32 = slopes().map(|slope| u32::from(slope < 0.1 * steepest)).sum();
    quiet as f32 / (x.len() - 1) as f32
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

fn dot(a: &[f32], b: &[f32]) -> f32 {
    total(a, b, |a, b| a * b)
}

/// The sum of `of` over pairs, as far as both go: eight at a time, which need not wait for one another.
#[inline]
fn total(a: &[f32], b: &[f32], of: impl Fn(f32, f32) -> f32) -> f32 {
    let mut sums = [0.0_f32; 8];
    let (a, b) = (&a[..a.len().min(b.len())], &b[..a.len().min(b.len())]);
    let (eights, rest) = (a.chunks_exact(8).zip(b.chunks_exact(8)), a.len() / 8 * 8);
    for (a, b) in eights {
        for n in 0..8 {
            sums[n] += of(a[n], b[n]);
        }
    }
    sums.iter().sum::<f32>() + a[rest..].iter().zip(&b[rest..]).map(|(a, b)| of(*a, *b)).sum::<f32>()
}
