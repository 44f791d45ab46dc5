use super::{
    classify::{MEASURES, Measures},
    morphology::{Fit, Shape},
};

/// Beats of one patient, sorted by their looks into up to eight families.
///
/// The dominant family is the patient's own rhythm: many beats, in time, and the narrower the
/// rather (templates of many shapes are the idea of P. Hamilton's open source ECG analysis, 2002; the
/// choice of the dominant one is this project's). Wide beats at more than 100 /min never grow into
/// it, so that a tachycardia stays one however long it lasts.
#[derive(Clone, Debug, Default)]
pub(super) struct Families {
    list: Vec<Family>,
    /// Families founded so far.
    founded: u32,
}

#[derive(Clone, Debug)]
struct Family {
    template: Shape,
    /// How many of the last beats are of it, each beat counting a little less than the next one.
    weight: f32,
    /// How early its beats come: running mean of the interval before over the usual one.
    timing: f32,
    /// Running mean of what was measured of its beats.
    measures: Measures,
    beats: u32,
    /// How many of them came while the waveform was calm.
    calm: u32,
    number: u32,
    /// Whether it was ever seen at no more than 100 /min.
    slow: bool,
}

/// What the families say about one beat.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinship {
    /// Correlation with the dominant family, and how wide that one is.
    pub(super) likeness: f32,
    pub(super) model_spread: f32,
    /// Whether the dominant family was ever seen at no more than 100 /min.
    pub(super) model_slow: bool,
    /// Of the beat's own family before this beat: its share of the last beats, and how many of them
    /// came while the waveform was calm.
    pub(super) share: f32,
    pub(super) seen_calm: u32,
    /// Whether its own family is the dominant one.
    pub(super) at_home: bool,
    /// The place of its family in the list.
    family: usize,
}

const MOST: usize = 8;
/// Correlation from which a beat belongs to a family, and the factors by which its height and its
/// spread may differ (own choice, on DS1).
const ALIKE: f32 = 0.9;
const HEIGHT: f32 = 1.7;
const SPREAD: f32 = 1.25;
/// Templates, timing and measures follow their beats by these parts of the difference.
const FOLLOW: f32 = 0.125;
const TIMING: f32 = 0.05;
const MEAN: f32 = 0.1;
/// What the family counts beside the beat itself.
const OF_FAMILY: f32 = 0.75;
/// What a beat counts when the next one comes: families remember some 500 beats.
const FORGET: f32 = 0.998;
/// The weight of a family that is all there is, and what all weigh at least.
const ALL: f32 = 500.0;
const FEW: f32 = 30.0;
/// Weight from which a family can be the dominant one.
const SETTLED: f32 = 4.0;
/// Seconds between beats below which wide ones do not count.
const FAST: f32 = 0.6;

impl Families {
    /// Sorts a beat in that came `interval` seconds and `ratio` of the usual interval after the last, in a waveform that
    /// is `calm` or not. Returns the number of its family, and `None` while there is no dominant family yet.
    pub(super) fn sort(
        &mut self,
        beat: &Shape,
        ratio: f32,
        interval: Option<f32>,
        calm: bool,
    ) -> (u32, Option<Kinship>) {
        let dominant = self.dominant();
        let mut own = None;
        let mut best = Fit::NONE;
        let mut likeness = 0.0;
        for (at, family) in self.list.iter().enumerate() {
            let like = family.is_like(beat);
            if !like && dominant != Some(at) {
                continue;
            }
            let fit = beat.fit(&family.template);
            if dominant == Some(at) {
                likeness = fit.correlation;
            }
            if like && fit.correlation > ALIKE.max(best.correlation) {
                (own, best) = (Some(at), fit);
            }
        }
        let all: f32 = self.list.iter().map(|family| family.weight).sum();
        let kinship = dominant.map(|home| {
            let family = own.map(|at| &self.list[at]);
            Kinship {
                likeness,
                model_spread: self.list[home].template.spread,
                model_slow: self.list[home].slow,
                share: family.map_or(0.0, |family| family.weight / all.clamp(FEW, ALL)),
                seen_calm: family.map_or(0, |family| family.calm),
                at_home: own == Some(home),
                family: 0,
            }
        });
        let spread = own.map_or(beat, |at| &self.list[at].template).spread;
        let slow = interval.is_some_and(|interval| interval > FAST);
        let counts = slow
            || interval.is_none()
            || dominant.is_none_or(|home| spread < SPREAD * self.list[home].template.spread);
        if counts {
            self.list.iter_mut().for_each(|family| family.weight *= FORGET);
        }
        let place = own.unwrap_or_else(|| self.found(beat, ratio));
        let family = &mut self.list[place];
        if own.is_some() {
            family.template.follow(beat, best, FOLLOW);
            family.timing += TIMING * (ratio - family.timing);
            if counts {
                family.weight += 1.0;
            }
        }
        family.slow |= slow;
        family.calm = family.calm.saturating_add(u32::from(calm));
        let number = family.number;
        (number, kinship.map(|kinship| Kinship { family: place, ..kinship }))
    }

    /// Takes note of what was measured of a beat; returns it together with what its family shows by now.
    pub(super) fn blend(&mut self, kin: &Kinship, beat: &Measures) -> Measures {
        let family = &mut self.list[kin.family];
        family.beats = family.beats.saturating_add(1);
        let part = MEAN.max(1.0 / family.beats as f32);
        let mut blended = *beat;
        for (value, mean) in blended.iter_mut().zip(&mut family.measures) {
            *mean += part * (*value - *mean);
            *value += OF_FAMILY * (*mean - *value);
        }
        blended
    }

    /// A new family, in place of the smallest when there are too many.
    fn found(&mut self, beat: &Shape, ratio: f32) -> usize {
        if self.list.len() == MOST
            && let Some(least) =
                (0..MOST).min_by(|&a, &b| self.list[a].weight.total_cmp(&self.list[b].weight))
        {
            self.list.swap_remove(least);
        }
        self.founded = self.founded.wrapping_add(1);
        self.list.push(Family {
            template: *beat,
            weight: 1.0,
            timing: ratio,
            measures: [0.0; MEASURES.len()],
            beats: 0,
            calm: 0,
            number: self.founded,
            slow: false,
        });
        self.list.len() - 1
    }

    /// The family of the patient's own rhythm: early and wide ones stand back.
    fn dominant(&self) -> Option<usize> {
        let settled = |family: &&Family| family.weight > SETTLED;
        let narrowest = self
            .list
            .iter()
            .filter(|family| settled(family) && family.timing > 0.9)
            .map(|family| family.template.spread)
            .fold(1.0, f32::min);
        let standing = |family: &Family| {
            let in_time = (2.0 * family.timing - 1.0).clamp(0.1, 1.0);
            family.weight * in_time * (narrowest / family.template.spread.max(1e-3)).min(1.0).powi(3)
        };
        (0..self.list.len())
            .filter(|&at| settled(&&self.list[at]))
            .max_by(|&a, &b| standing(&self.list[a]).total_cmp(&standing(&self.list[b])))
    }
}

impl Family {
    /// Whether a beat has about its size and width.
    fn is_like(&self, beat: &Shape) -> bool {
        let height = beat.height / self.template.height.max(1e-6);
        let spread = beat.spread / self.template.spread.max(1e-3);
        (1.0 / HEIGHT..HEIGHT).contains(&height) && (1.0 / SPREAD..SPREAD).contains(&spread)
    }
}
