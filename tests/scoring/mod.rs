//! The maths of scoring a monitor against an annotated record, after ANSI/AAMI EC57 and the programs
//! `bxb` and `epicmp` of the WFDB library: shared by `examples/score.rs` and the tests.
//!
//! - Beats match within 150 ms, each at most once; the first five minutes are for learning; what lies in
//!   ventricular flutter or fibrillation is not scored.
//! - Ventricular beats are `V` and `E`, supraventricular ones `A a J S`, paced ones `/`. A fusion, paced or
//!   unclassifiable beat (`F / f Q`) that is called ventricular or supraventricular is no error.
//! - Fibrillation of the ventricles is scored from the first second on. Seconds of ventricular tachycardia and of
//!   noise do not count for specificity; alarms in them are counted by themselves.
//! - Fibrillation of the atria (`AFIB`; flutter `AFL` does not count) is scored by duration after the learning time.
//! - A beat is late by what had come of the record when it was told, less its own time.

use std::ops::Range;

/// Seconds at the start in which beats are not scored, and the match window.
const LEARNING: f64 = 300.0;
const WINDOW: f64 = 0.15;

/// What the record says, in seconds.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// Beats and their codes.
    pub beats: Vec<(f64, char)>,
    /// Ventricular fibrillation and flutter.
    pub fibrillation: Vec<Range<f64>>,
    /// Atrial fibrillation, and atrial flutter.
    pub atrial: Vec<Range<f64>>,
    pub flutter: Vec<Range<f64>>,
    /// Ventricular tachycardia and high-grade ectopy.
    pub tachycardia: Vec<Range<f64>>,
    /// Noise, as far as the record says so.
    pub noise: Vec<Range<f64>>,
}

/// What the monitor said, in seconds.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub beats: Vec<ToldBeat>,
    /// Ventricular fibrillation.
    pub fibrillation: Vec<Range<f64>>,
    /// Atrial fibrillation.
    pub atrial: Vec<Range<f64>>,
}

/// A beat as the monitor told it.
#[derive(Clone, Copy, Debug)]
pub struct ToldBeat {
    /// Its R peak, and how much had come of the record then, in seconds.
    pub at: f64,
    pub told: f64,
    pub class: Class,
}

/// What a beat was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Supraventricular,
    Ventricular,
    Paced,
    /// Normal, or not known.
    Other,
}

impl Truth {
    /// From annotations `(seconds, code, text)` in order of time, of a record that ends at `end`.
    pub fn new<'a>(notes: impl Iterator<Item = (f64, &'a str, bool, Option<&'a str>)>, end: f64) -> Self {
        let mut truth = Self::default();
        let mut marked: Option<f64> = None;
        let mut rhythms = Vec::new();
        for (at, code, beat, text) in notes {
            if beat {
                truth.beats.push((at, code.chars().next().unwrap_or(' ')));
            }
            match code {
                "[" => marked = marked.or(Some(at)),
                "]" => truth.fibrillation.extend(marked.take().map(|from| from..at)),
                "+" => rhythms.push((at, text.unwrap_or("").trim_start_matches('('))),
                _ => {}
            }
        }
        truth.fibrillation.extend(marked.map(|from| from..end));
        let has_marks = !truth.fibrillation.is_empty();
        for (place, (from, rhythm)) in rhythms.iter().enumerate() {
            let stretch = *from..rhythms.get(place + 1).map_or(end, |next| next.0);
            match *rhythm {
                // Where onset and end are marked, the names of rhythms repeat it or are less exact.
                "VF" | "VFIB" | "VFL" if !has_marks => truth.fibrillation.push(stretch),
                "AFIB" => truth.atrial.push(stretch),
                "AFL" => truth.flutter.push(stretch),
                "VT" | "HGEA" | "VER" => truth.tachycardia.push(stretch),
                "NOISE" => truth.noise.push(stretch),
                _ => {}
            }
        }
        truth
    }
}

fn inside(ranges: &[Range<f64>], at: f64) -> bool {
    ranges.iter().any(|range| range.contains(&at))
}

/// Which beat told is which beat of the record, of those that are scored; by their places in both lists.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    pub found: Vec<(usize, Option<usize>)>,
    /// Beats told that are none.
    pub extra: Vec<usize>,
}

impl Pairs {
    pub fn of(truth: &Truth, told: &Told) -> Self {
        let scored = |at: f64| at >= LEARNING && !inside(&truth.fibrillation, at);
        let mut free: Vec<(f64, usize)> = told.beats.iter().map(|beat| beat.at).zip(0..).collect();
        free.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut pairs = Self::default();
        for (place, &(at, _)) in truth.beats.iter().enumerate().filter(|(_, beat)| scored(beat.0)) {
            let from = free.partition_point(|beat| beat.0 < at - WINDOW);
            let near = free[from..].iter().take_while(|beat| beat.0 <= at + WINDOW).enumerate();
            let nearest = near.min_by(|a, b| (a.1.0 - at).abs().total_cmp(&(b.1.0 - at).abs()));
            let nearest = nearest.map(|(place, _)| from + place);
            pairs.found.push((place, nearest.map(|place| free.remove(place).1)));
        }
        pairs.extra = free.into_iter().filter(|beat| scored(beat.0)).map(|beat| beat.1).collect();
        pairs
    }
}

/// Right and wrong decisions of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub hits: usize,
    pub missed: usize,
    pub extra: usize,
}

impl Counts {
    /// Per cent; `NaN` when there was nothing to find.
    pub fn sensitivity(&self) -> f64 {
        100.0 * self.hits as f64 / (self.hits + self.missed) as f64
    }

    /// Per cent; `NaN` when nothing was found.
    pub fn predictivity(&self) -> f64 {
        100.0 * self.hits as f64 / (self.hits + self.extra) as f64
    }

    pub fn f1(&self) -> f64 {
        200.0 * self.hits as f64 / (2 * self.hits + self.missed + self.extra) as f64
    }

    fn add(&mut self, other: &Self) {
        self.hits += other.hits;
        self.missed += other.missed;
        self.extra += other.extra;
    }
}

/// All that is scored, of one record or of several.
#[derive(Clone, Debug, Default)]
pub struct Score {
    pub beats: Counts,
    /// Differences in time of the beats that match: their number, sum and sum of squares.
    timing: (f64, f64, f64),
    pub ventricular: Counts,
    pub supraventricular: Counts,
    /// Paced beats: called so and not.
    pub paced: Counts,
    /// The most that a beat was late, in seconds.
    pub latest: f64,
    /// Episodes of fibrillation: found, missed; alarms outside of fibrillation, tachycardia and noise.
    pub episodes: Counts,
    /// Seconds of fibrillation that were told and that were not; seconds told that are none, of all those.
    told: f64,
    untold: f64,
    wrong: f64,
    free: f64,
    /// Seconds of atrial fibrillation that were told and that were not; seconds told that are none, of all those.
    atrial: (f64, f64, f64, f64),
    /// Alarms in noise, and its seconds.
    pub noise_alarms: usize,
    noise: f64,
    /// Seconds from each onset to its alarm.
    pub delays: Vec<f64>,
}

impl Score {
    /// Scores one record of `end` seconds.
    pub fn of(truth: &Truth, told: &Told, end: f64) -> Self {
        let mut score = Self::default();
        score.beats(truth, told);
        score.fibrillation(truth, told, end);
        score.atrial(truth, told, end);
        score
    }

    pub fn add(&mut self, other: &Self) {
        self.beats.add(&other.beats);
        self.timing.0 += other.timing.0;
        self.timing.1 += other.timing.1;
        self.timing.2 += other.timing.2;
        self.ventricular.add(&other.ventricular);
        self.supraventricular.add(&other.supraventricular);
        self.paced.add(&other.paced);
        self.latest = self.latest.max(other.latest);
        self.atrial.0 += other.atrial.0;
        self.atrial.1 += other.atrial.1;
        self.atrial.2 += other.atrial.2;
        self.atrial.3 += other.atrial.3;
        self.episodes.add(&other.episodes);
        self.told += other.told;
        self.untold += other.untold;
        self.wrong += other.wrong;
        self.free += other.free;
        self.noise_alarms += other.noise_alarms;
        self.noise += other.noise;
        self.delays.extend(&other.delays);
    }

    fn beats(&mut self, truth: &Truth, told: &Told) {
        let Pairs { found, extra } = Pairs::of(truth, told);
        self.latest = told.beats.iter().map(|beat| beat.told - beat.at).fold(0.0, f64::max);
        for (place, found) in found {
            let (at, code) = truth.beats[place];
            let found = found.map(|place| told.beats[place]);
            if let Some(beat) = found {
                self.beats.hits += 1;
                let off = beat.at - at;
                self.timing = (self.timing.0 + 1.0, self.timing.1 + off, self.timing.2 + off * off);
            } else {
                self.beats.missed += 1;
            }
            let called = |class: Class| found.is_some_and(|beat| beat.class == class);
            let undecided = matches!(code, 'F' | '/' | 'f' | 'Q');
            let kinds = [
                (&mut self.ventricular, Class::Ventricular, matches!(code, 'V' | 'E')),
                (&mut self.supraventricular, Class::Supraventricular, matches!(code, 'A' | 'a' | 'J' | 'S')),
                (&mut self.paced, Class::Paced, code == '/'),
            ];
            for (counts, class, is) in kinds {
                match (is, called(class)) {
                    (true, true) => counts.hits += 1,
                    (true, false) => counts.missed += 1,
                    (false, true) if !undecided => counts.extra += 1,
                    (false, _) => {}
                }
            }
        }
        for place in extra {
            self.beats.extra += 1;
            match told.beats[place].class {
                Class::Ventricular => self.ventricular.extra += 1,
                Class::Supraventricular => self.supraventricular.extra += 1,
                Class::Paced => self.paced.extra += 1,
                Class::Other => {}
            }
        }
    }

    fn atrial(&mut self, truth: &Truth, told: &Told, end: f64) {
        for second in LEARNING as u64..end.max(LEARNING) as u64 {
            let at = second as f64;
            let alarm = inside(&told.atrial, at);
            if inside(&truth.atrial, at) {
                *(if alarm { &mut self.atrial.0 } else { &mut self.atrial.1 }) += 1.0;
            } else if !inside(&truth.flutter, at) && !inside(&truth.fibrillation, at) {
                self.atrial.3 += 1.0;
                self.atrial.2 += if alarm { 1.0 } else { 0.0 };
            }
        }
    }

    fn fibrillation(&mut self, truth: &Truth, told: &Told, end: f64) {
        for episode in &truth.fibrillation {
            let alarm = told.fibrillation.iter().find(|a| a.start < episode.end && a.end > episode.start);
            if let Some(alarm) = alarm {
                self.episodes.hits += 1;
                self.delays.push((alarm.start - episode.start).max(0.0));
            } else {
                self.episodes.missed += 1;
            }
        }
        let touches = |alarm: &Range<f64>, ranges: &[Range<f64>]| {
            ranges.iter().any(|range| alarm.start < range.end + SETTLING && alarm.end > range.start)
        };
        for alarm in &told.fibrillation {
            if touches(alarm, &truth.fibrillation) || touches(alarm, &truth.tachycardia) {
                continue;
            }
            if inside(&truth.noise, alarm.start) {
                self.noise_alarms += 1;
            } else {
                self.episodes.extra += 1;
            }
        }
        // Tenths of a second are exact enough.
        for tenth in 0..(end * 10.0) as u64 {
            let at = tenth as f64 / 10.0;
            let alarm = inside(&told.fibrillation, at);
            if inside(&truth.fibrillation, at) {
                *(if alarm { &mut self.told } else { &mut self.untold }) += 0.1;
            } else if inside(&truth.noise, at) {
                self.noise += 0.1;
            } else if !inside(&truth.tachycardia, at) {
                self.free += 0.1;
                self.wrong += if alarm { 0.1 } else { 0.0 };
            }
        }
    }

    /// Standard deviation of the times of beats that match, in milliseconds.
    pub fn timing_ms(&self) -> f64 {
        let (count, sum, squares) = self.timing;
        1e3 * (squares / count - (sum / count).powi(2)).max(0.0).sqrt()
    }

    /// Share of fibrillation that was told, in per cent.
    pub fn duration_sensitivity(&self) -> f64 {
        100.0 * self.told / (self.told + self.untold)
    }

    /// Share of the time without fibrillation, tachycardia and noise in which none was told, in per cent.
    pub fn specificity(&self) -> f64 {
        100.0 * (1.0 - self.wrong / self.free)
    }

    /// The same two for fibrillation of the atria.
    pub fn atrial_rates(&self) -> (f64, f64) {
        let (told, untold, wrong, free) = self.atrial;
        (100.0 * told / (told + untold), 100.0 * (1.0 - wrong / free))
    }

    /// Hours that are neither fibrillation nor tachycardia nor noise, and of noise.
    pub fn hours(&self) -> (f64, f64) {
        (self.free / 3600.0, self.noise / 3600.0)
    }

    /// The delay that this share of the episodes found stays below, in seconds.
    pub fn delay(&self, share: f64) -> f64 {
        let mut sorted = self.delays.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get((share * sorted.len() as f64) as usize).copied().unwrap_or(f64::NAN)
    }
}

/// An alarm that begins so soon after fibrillation, in seconds, belongs to it.
const SETTLING: f64 = 4.0;
