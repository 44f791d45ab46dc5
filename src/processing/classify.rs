use super::{
    BeatClass,
    families::{Families, Kinship},
    grid::Grid,
    morphology::Shape,
    surroundings::{Surroundings, Usual},
    witness::CALM,
};

/// What is measured of a beat: the more of each, the rather is it ventricular.
pub(super) const MEASURES: [&str; 8] = [
    "sudden",
    "early and unlike",
    "wider and unlike",
    "slow",
    "rare",
    "without P wave",
    "other T wave",
    "clean",
];
pub(super) type Measures = [f32; MEASURES.len()];

/// How the measures are weighed: log odds that a beat is ventricular.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Weights {
    /// What is assumed of a beat of which all measures are zero.
    pub(super) bias: f32,
    pub(super) of: Measures,
}

pub(super) const WEIGHTS: Weights =
    Weights { bias: -16.09, of: [6.06, 6.61, 1.44, 3.27, 9.05, 3.37, 4.46, 5.15] };

/// Gives each beat its class, as soon as the beat is known.
///
/// A beat is ventricular when a weighted sum of what speaks for it is above zero ([`MEASURES`]): it comes suddenly early;
/// it is unlike the patient's dominant beat (`families`), and early or wide besides; it is slow for its size; its like is
/// rare; the usual P wave is missing and the T wave is another one (`surroundings`); and the waveform around it is
/// clean. Three quarters of each measure are the running mean of its family, beats that look like it. The weights are
/// those of a logistic regression with no weight below zero, fitted by `examples/fit` on the first leads of the
/// 22 DS1 records of the MIT-BIH Arrhythmia Database, each record and class weighing the square root of its size. The
/// idea follows P. de Chazal, M. O'Dwyer and R. Reilly, IEEE TBME 51:1196, 2004, less what needs the next beat. What looks
/// nearly like the dominant beat is not ventricular. In a restless waveform more must speak for it, the more so when its
/// like was not seen while it was calm. A beat that a pacemaker's pulse called forth is paced, whatever it looks like
/// (`pacer`). A supraventricular beat looks normal and is early against the patient's own rhythm.
///
/// Measured on those 22 records after minute five. Ventricular beats: sensitivity 97.1 %, predictivity 95.7 % with the
/// weights above; 96.7 % and 95.4 % when each record is judged by weights that were fitted on all others (`examples/fit`).
/// What is measured and where it saturates was chosen by that second figure, too, so records of other patients will do
/// somewhat worse. Supraventricular beats 60 % and 82 %, of which nothing was fitted but one threshold. Aberrant
/// supraventricular beats (201), bundle branch blocks that change (207) and single odd beats in a restless waveform
/// (203) are what it gets wrong. Tried, and no gain for others than the records fitted on: the pause after earlier beats
/// of the family, how large a beat is, the beginning of the complex by itself, its polarity against the T wave, the
/// restlessness as a measure, products of more measures. It judges by what is there when the beat is found, which
/// makes no beat later.
#[derive(Clone, Debug)]
pub(super) struct Classifier {
    weights: Weights,
    /// What was weighed of the last beat, if it could be.
    weighed: Option<Measures>,
    families: Families,
    /// What usually lies around the beats of the dominant family.
    around: Usual,
    all: Intervals,
    /// Intervals between beats of the dominant family.
    home: Intervals,
    /// Intervals between normal beats.
    own: Intervals,
    last: Option<u64>,
    was_home: bool,
    was: Option<BeatClass>,
    /// Supraventricular beats in a row.
    early: u32,
}

/// What is known of one beat.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    pub(super) class: BeatClass,
    /// Whether it looks like the patient's dominant beat.
    pub(super) at_home: bool,
    /// Number of the family of beats that look like it.
    pub(super) family: Option<u32>,
}

impl Verdict {
    const UNKNOWN: Self = Self { class: BeatClass::Unknown, at_home: false, family: None };
}

/// Spread from which beats that were never seen below 100 /min count as ventricular, in seconds (own
/// choice: wide and fast is ventricular until the contrary is shown).
const WIDE: f32 = 0.034;
const FAST: f32 = 0.6;
/// A supraventricular beat looks normal and comes earlier than this part of the interval between normal beats, and
/// of the one before or after another such beat (own choice).
const EARLY: f32 = 0.85;
/// More of them in a row are the patient's own rhythm, grown faster (own choice).
const LONGEST_RUN: u32 = 30;
/// A beat that correlates so well with the dominant one is not ventricular, whatever lies around it; a sharp one,
/// slower by no more than this, need not correlate so well (own choice: sinus beats on the T wave before, and the
/// first ones of atrial fibrillation, have neither the usual P wave nor the usual T wave).
const LIKE: f32 = 0.97;
const SHARP: (f32, f32) = (0.7, 0.93);
/// How rough the waveform around a beat counts as, at most, as a share of its height: hum must not outweigh a
/// tachycardia (own choice).
const MOST_ROUGH: f32 = 0.05;
/// Log odds of beats that were never seen slow, at least.
const NEVER_SLOW: f32 = 3.0;
/// By how much log odds must be above zero for each unit by which the waveform is more restless than calm, and the
/// most of that; twice as much for beats of which no two were seen while it was calm (own choice, on `nstdb`).
const DOUBT: f32 = 15.0;
const MOST_RESTLESS: f32 = 0.5;
const KNOWN: u32 = 2;

impl Default for Classifier {
    fn default() -> Self {
        Self {
            weights: WEIGHTS,
            weighed: None,
            families: Families::default(),
            around: Usual::default(),
            all: Intervals::default(),
            home: Intervals::default(),
            own: Intervals::default(),
            last: None,
            was_home: false,
            was: None,
            early: 0,
        }
    }
}

impl Classifier {
    /// Judges by other weights from now on.
    pub(super) const fn weigh_by(&mut self, weights: Weights) {
        self.weights = weights;
    }

    /// What was weighed of the last beat; `None` when it was not enough to judge it.
    pub(super) const fn weighed(&self) -> Option<Measures> {
        self.weighed
    }

    /// The interval from the last beat to the next says nothing.
    pub(super) fn interrupt(&mut self) {
        self.last = None;
        self.was_home = false;
        self.was = None;
    }

    /// Judges the beat whose R peak is `sample`, at `rate` samples a second, by what is known `until` a place of the
    /// grid. The more restless the waveform is (`unrest`), the more must speak for a ventricular beat. Where the rhythm
    /// is irregular throughout, no beat is early.
    pub(super) fn judge(
        &mut self,
        (grid, until): (&Grid, u64),
        sample: u64,
        rate: f64,
        unrest: f32,
        irregular: bool,
    ) -> Verdict {
        let interval = self.last.map(|last| (sample.saturating_sub(last) as f64 / rate) as f32);
        self.last = Some(sample);
        self.weighed = None;
        let was_home = std::mem::take(&mut self.was_home);
        let was = self.was.take();
        let (usual, before) = (self.all.median(), self.all.latest());
        let own_pace = self.home.median().or(usual);
        if let Some(interval) = interval {
            self.all.push(interval);
        }
        let over = |other: Option<f32>| match (interval, other) {
            (Some(interval), Some(other)) if other > 0.0 => interval / other,
            _ => 1.0,
        };
        let cut = grid.place(sample).and_then(|place| Shape::cut(grid, place, until));
        let Some((shape, centre)) = cut else { return Verdict::UNKNOWN };
        let Some(around) = Surroundings::cut(grid, centre, until) else { return Verdict::UNKNOWN };
        let pace = over(own_pace).clamp(0.3, 1.5);
        let calm = unrest < CALM;
        let (number, kin) = self.families.sort(&shape, pace, interval, calm);
        let Some(kin) = kin else {
            return Verdict { family: Some(number), ..Verdict::UNKNOWN };
        };
        if let Some(interval) = interval
            && was_home
            && kin.at_home
        {
            self.home.push(interval);
        }
        self.was_home = kin.at_home;
        let (ratio, step) = (over(usual), over(before));
        let measures = measure(&shape, &kin, ratio, step, &self.around, &around);
        if kin.at_home {
            self.around.learn(&around);
        }
        let measures = self.families.blend(&kin, &measures);
        self.weighed = Some(measures);
        let odds = self.weights.odds(&measures);
        let odds = if kin.at_home
            && !kin.model_slow
            && kin.model_spread > WIDE
            && interval.is_some_and(|interval| interval < FAST)
        {
            odds.max(NEVER_SLOW)
        } else if kin.likeness > if shape.slowness < SHARP.0 { SHARP.1 } else { LIKE } {
            odds.min(0.0)
        } else {
            odds
        };
        let strange = kin.seen_calm < KNOWN;
        let restless = (unrest - CALM).clamp(0.0, MOST_RESTLESS);
        let doubt = DOUBT * restless * if strange { 2.0 } else { 1.0 };
        let early = over(self.own.median().or(usual)) < EARLY;
        // The first of several is sudden; those after it are as early as that one.
        let sudden = step < EARLY || was == Some(BeatClass::Supraventricular);
        let class = if odds > doubt {
            BeatClass::Ventricular
        } else if odds > 0.0 {
            BeatClass::Unknown
        } else if early && sudden && !irregular && self.early < LONGEST_RUN {
            // What comes early in noise, and looks like nothing that came without, may be noise.
            if strange && doubt > 0.0 { BeatClass::Unknown } else { BeatClass::Supraventricular }
        } else {
            BeatClass::Normal
        };
        self.early = if class == BeatClass::Supraventricular { self.early + 1 } else { 0 };
        if let Some(interval) = interval
            && class == BeatClass::Normal
            && was == Some(BeatClass::Normal)
        {
            self.own.push(interval);
        }
        self.was = Some(class);
        Verdict { class, at_home: kin.at_home, family: Some(number) }
    }
}

impl Weights {
    /// Log odds that a beat is ventricular.
    fn odds(&self, measures: &Measures) -> f32 {
        self.bias + self.of.iter().zip(measures).map(|(weight, measure)| weight * measure).sum::<f32>()
    }
}

/// What speaks for a ventricular beat, in the beat itself.
fn measure(
    shape: &Shape,
    kin: &Kinship,
    ratio: f32,
    step: f32,
    usual: &Usual,
    around: &Surroundings,
) -> Measures {
    let early = (1.0 - ratio).clamp(0.0, 0.5);
    let sudden = (1.0 - step).clamp(0.0, 0.5);
    let unlike = (1.0 - kin.likeness).clamp(0.0, 1.0).sqrt();
    let wider = (shape.spread / kin.model_spread.max(0.005)).max(1e-3).ln().clamp(0.0, 0.8);
    let rough = around.roughness / shape.height.max(f32::MIN_POSITIVE);
    [
        sudden,
        early * unlike,
        wider * unlike,
        shape.slowness,
        0.5 - kin.share.clamp(0.0, 0.5),
        usual.missing(around),
        usual.unlike(around),
        1.0 - (rough / MOST_ROUGH).clamp(0.0, 1.0),
    ]
}

/// The last eight intervals, in seconds.
#[derive(Clone, Copy, Debug, Default)]
struct Intervals {
    values: [f32; 8],
    known: usize,
}

impl Intervals {
    fn push(&mut self, interval: f32) {
        self.values.rotate_left(1);
        self.values[7] = interval;
        self.known = (self.known + 1).min(8);
    }

    fn latest(&self) -> Option<f32> {
        (self.known > 0).then_some(self.values[7])
    }

    /// Their median; `None` while fewer than three are known.
    fn median(&self) -> Option<f32> {
        if self.known < 3 {
            return None;
        }
        let mut sorted = self.values;
        let sorted = &mut sorted[8 - self.known..];
        sorted.sort_unstable_by(f32::total_cmp);
        Some(f32::midpoint(sorted[(self.known - 1) / 2], sorted[self.known / 2]))
    }
}
