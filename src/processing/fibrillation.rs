use super::grid::{Grid, PLACES};

/// What is measured of the last four seconds, each from none to one: the more, the less are they fibrillation.
pub(super) const MEASURES: [&str; 4] = ["leakage", "rest", "home", "repetition"];
pub(super) type Measures = [f32; MEASURES.len()];

/// How the measures are weighed: log odds that the ventricles fibrillate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weights {
    /// What is assumed of a window of which all measures are zero.
    pub(super) bias: f32,
    /// None is above zero.
    pub(super) of: Measures,
}

pub(super) const WEIGHTS: Weights = Weights { bias: 14.49, of: [-12.88, -17.58, -7.08, -3.34] };

/// Tells ventricular fibrillation and flutter from everything else, on the last four seconds, twice a
/// second.
///
/// Where the last beat is one of the patient's own and the waveform rests beside it, or even beats that look alike follow at up to 223 /min, the
/// ventricles beat. Else four measures are weighed against each other:
/// - the leakage of the waveform through a filter tuned to its own mean frequency (S. Kuo and
///   R. Dillman, Computers in Cardiology 1978, as in A. Amann, R. Tratnig and K. Unterkofler, `BioMed`
///   Eng `OnLine` 4:60, 2005): fibrillation is nearly a sine;
/// - how long the waveform rests, its slope below half its mean, in the last two seconds: fibrillation never does, and
///   a spike of movement in it changes the mean little;
/// - the share of beats that look like the patient's dominant one;
/// - whether it repeats itself at the pace of beats rather than at that of fibrillation
///   (autocorrelation at 0.36 to 1.04 s less that at 0.14 to 0.35 s).
///
/// The weights are those of a logistic regression, fitted by `examples/fit` on windows of `cudb`, `vfdb`, `mitdb` and
/// `nstdb`, each record and class weighing the square root of its size. The sum begins fibrillation above 1.75, after
/// two seconds there when a tachycardia is told, or after three seconds above zero, and ends it below -2.
///
/// Measured by `examples/fit`, `cudb` and `vfdb` together: 94 % of the episodes, 87.5 % of the duration,
/// specificity 98.1 %, three alarms in an hour of noise; with weights fitted on all patients but the one that is scored
/// 99 %, 87.5 %, 97.9 % and two. The alarms in noise all are in one resuscitation. Three quarters of the episodes are
/// flutters of seconds in one record (418), which decide where between episodes and specificity one stands. What else is
/// told wrongly is mostly tachycardia that `cudb` does not name, and what is missed lies under artefacts of resuscitation
/// and below 0.05 mV. More measures (spectrum, kurtosis, complexity, size, a second window, time since the last own
/// beat), smoothing, and weights in which 418 has no say, did no better on patients left out or took tachycardia for
/// fibrillation as it begins. An alarm comes 2 s after the onset in the middle, nine of ten within 4 s. Some 0.2 µs a
/// window while the patient's own beats come, 4 µs in doubt.
#[derive(Clone, Debug)]
pub(super) struct Fibrillation {
    weights: Weights,
    /// Whether all is measured, even where less is enough to decide.
    thorough: bool,
    /// What was weighed of the last window, until it is asked for.
    weighed: Option<Measures>,
    /// The latest beats.
    beats: [Heard; BEATS],
    heard: usize,
    /// Log odds of the last window.
    odds: f32,
    /// Windows in a row that spoke for it, and that spoke rather for it than against it.
    lasting: u32,
    likely: u32,
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
/// What is measured lies below 30 Hz, and half as many values are enough for it.
const HALVES: usize = WINDOW / 2;
/// Those at its end in which it may rest.
const LATELY: usize = 125;
/// The most beats that are remembered: 4.5 s at 300 /min.
const BEATS: usize = 24;
/// Places that a beat counts for: four seconds and what it takes to be known.
const BEAT_COUNTS: u64 = 562;
/// Places after a home beat in which the ventricles do not fibrillate, unless another beat came: 1.5 s (own choice; 1
/// and 2 s do the same).
const HOME_COUNTS: u64 = 188;
/// The least rest beside such a beat: what never rests may be waves that were there from the start (own choice).
const RESTS: f32 = 0.35;
/// Fewer beats than that have no say in full: those from before fibrillation began are home beats (own choice).
const FEW: f32 = 4.0;
/// Root mean square below which a waveform is a flat line, in millivolts (own choice: fibrillation
/// under 0.1 mV counts as asystole).
const FLAT: f32 = 0.03;
/// Log odds above which it begins, and below which it ends (own choice, on patients that were left out).
const BEGIN: f32 = 1.75;
const END: f32 = -2.0;
/// Windows in a row above the first that begin it, and while a tachycardia of the ventricles is told: one that
/// begins looks like it for a second, and is as much an alarm (own choice).
const LASTING: (u32, u32) = (1, 4);
/// Windows in a row above zero that begin it, too (own choice: waves that are no beats and not quite a sine).
const LIKELY: u32 = 6;
/// Log odds from which single beats are not believed any more (own choice). Lower ones are all the same.
const SUSPICION: f32 = -3.0;
/// The log odds of what cannot be fibrillation, and before the first window.
const NONE: f32 = -8.0;

impl Fibrillation {
    pub(super) const fn new() -> Self {
        Self {
            weights: WEIGHTS,
            thorough: false,
            weighed: None,
            beats: [Heard { place: 0, at_home: false, family: None }; BEATS],
            heard: 0,
            odds: NONE,
            lasting: 0,
            likely: 0,
            active: false,
            half: 0,
        }
    }

    /// Judges by other weights from now on, and lays open what it weighs.
    pub(super) const fn weigh_by(&mut self, weights: Weights) {
        self.weights = weights;
        self.thorough = true;
    }

    /// What was weighed since this was last asked; `None` when nothing was, or did not have to be.
    pub(super) const fn weighed(&mut self) -> Option<Measures> {
        self.weighed.take()
    }

    /// Nothing is known any more.
    pub(super) fn interrupt(&mut self) {
        *self = Self { weights: self.weights, thorough: self.thorough, ..Self::new() };
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
        let Some(from) = grid.next().checked_sub(WINDOW as u64).filter(|from| *from >= grid.first()) else {
            return;
        };
        self.odds = self.judge(grid, from);
        self.lasting = if self.odds > BEGIN { self.lasting + 1 } else { 0 };
        self.likely = if self.odds > 0.0 && !tachycardia { self.likely + 1 } else { 0 };
        let needed = if tachycardia { LASTING.1 } else { LASTING.0 };
        let begins = self.lasting >= needed || self.likely >= LIKELY;
        self.active = if self.active { self.odds > END } else { begins };
    }

    /// Log odds of the four seconds that begin at `from`.
    fn judge(&mut self, grid: &Grid, from: u64) -> f32 {
        let heard = &self.beats[BEATS - self.heard..];
        let now = grid.next();
        let x = halves(grid, from);
        let own = heard.last().is_some_and(|last| last.at_home && last.place + HOME_COUNTS > now);
        if own && rest(&x) > RESTS {
            return NONE;
        }
        let recent = &heard[heard.partition_point(|beat| beat.place + BEAT_COUNTS <= now)..];
        if tachycardia(recent) {
            return NONE;
        }
        let size = (dot(&x, &x) / HALVES as f32).sqrt();
        if size.is_nan() || size < FLAT {
            return NONE;
        }
        let homes = recent.iter().filter(|beat| beat.at_home).count() as f32;
        let home = homes / (recent.len() as f32).max(FEW);
        let Weights { bias, of } = self.weights;
        let mut odds = bias + of[2] * home;
        let mut least = odds + of[0] + of[1] + of[3];
        let mut measures = [0.0, 0.0, home, 0.0];
        // What costs most is measured last, and nothing more where it could decide nothing.
        for (place, measure) in [(1, rest as fn(&[f32; HALVES]) -> f32), (0, leakage), (3, repetition)] {
            if !self.thorough && (odds <= SUSPICION || least > BEGIN) {
                return least;
            }
            measures[place] = measure(&x);
            odds += of[place] * measures[place];
            least += of[place] * (measures[place] - 1.0);
        }
        self.weighed = Some(measures);
        odds
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

/// Every pair of places as one, less the mean of all.
fn halves(grid: &Grid, from: u64) -> [f32; HALVES] {
    let mut places = [0.0_f32; WINDOW];
    grid.copy(from, &mut places);
    let mut halves = [0.0_f32; HALVES];
    for (half, pair) in halves.iter_mut().zip(places.chunks_exact(2)) {
        *half = f32::midpoint(pair[0], pair[1]);
    }
    let mean = total(&halves, &halves, |value, _| value) / HALVES as f32;
    halves.map(|half| half - mean)
}

/// Share of the waveform that a filter lets through which takes away its mean frequency.
fn leakage(x: &[f32; HALVES]) -> f32 {
    let size = total(x, x, |value, _| value.abs());
    let way = total(&x[1..], x, |now, before| (now - before).abs());
    let half = ((std::f32::consts::PI * size / way.max(1e-9)).round() as usize).clamp(1, HALVES / 4);
    let left = total(&x[half..], x, |now, before| (now + before).abs());
    let whole = total(&x[half..], x, |now, before| now.abs() + before.abs());
    left / whole.max(1e-9)
}

/// Share of the last two seconds in which the slope is below half its mean.
fn rest(x: &[f32; HALVES]) -> f32 {
    let x = &x[HALVES - LATELY..];
    let count = (LATELY - 1) as f32;
    let slope = |now: f32, before: f32| (now - before).abs();
    let mean = total(&x[1..], x, slope) / count;
    total(&x[1..], x, |now, before| if slope(now, before) < 0.5 * mean { 1.0 } else { 0.0 }) / count
}

/// How much more the waveform repeats itself at the pace of beats than at that of fibrillation, 0 to 1.
fn repetition(x: &[f32; HALVES]) -> f32 {
    let power = dot(x, x) / HALVES as f32;
    let repeats = |lag: usize| {
        let count = HALVES - lag;
        dot(&x[lag..], &x[..count]) / (count as f32 * power.max(1e-12))
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
