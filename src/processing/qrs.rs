use super::{
    grid::PLACES,
    lead::{Lead, Peak},
    levels::Levels,
    witness::{Testimony, Witness},
};

/// Finds heartbeats in one ECG lead or two, place by place of the first one's grid.
///
/// Each lead is heard as two measures: an envelope of slopes, which any complex raises (Pan and
/// Tompkins; P. Hamilton, "Open source ECG analysis", Computers in Cardiology 29:101, 2002), and a filter
/// matched to how the patient's beats bend ([`super::patterns`]). Their sum, each weighed by how well it
/// tells beats from the rest lately ([`super::witness`]), is 1 at a usual beat; its peaks are judged by
/// Hamilton's rules: the levels of the last eight beats and the last eight other peaks, a blanking of
/// 200 ms, a check for baseline shifts, and a look back when a beat is overdue. Added are: a peak waits
/// while a higher one is on its way up (the P wave before its QRS), a gentle peak within 360 ms is
/// a T wave, and a peak that was left is a beat after all when nothing better follows in time. The R peak is sought
/// in the waveform itself, on the side to which R pointed lately. A second lead has a say while the first is restless;
/// where it is calm and shows nothing, there is no beat.
///
/// Measured by `tests/mitdb.rs` and `examples/score.rs` (docs/accuracy.md), 150 ms, after minute five. First
/// lead of the 22 DS1 records of the MIT-BIH Arrhythmia Database: sensitivity 99.75 %, predictivity
/// 99.89 %, F1 99.82 %, scatter of R peaks 10.8 ms; both leads: 99.71 %, 99.93 %, 99.82 %, 9.9 ms. Record 118 of
/// `nstdb`, one lead (two): at 12 dB 100 / 97.4 (100 / 99.5), at 6 dB 98.9 / 87.7 (99.8 / 98.3), at 0 dB
/// 89.9 / 78.3 (95.6 / 92.0). What this project chose, it chose on these same records. A beat is given out
/// within 0.5 s of its R peak; one that only a longer look back finds counts for rate and rhythm, and is not told. Detection,
/// classes, rhythm and quality together cost some 50 ns a sample of 360 Hz (`examples/speed.rs`).
#[derive(Clone, Debug)]
pub(super) struct QrsDetector {
    witnesses: [Witness; 2],
    crest: Crest,
    /// The highest peak of the last 200 ms, not judged yet.
    pending: Option<Summit>,
    /// Peaks that were not beats.
    noise: Levels,
    intervals: Levels,
    /// The highest envelope so far, while the first seconds are listened to.
    learning: Option<f32>,
    begun: u64,
    last: Option<Judged>,
    /// The best peak since the last beat that was not taken for one.
    spare: Option<Judged>,
    /// Whether that one was old enough to be a beat, and was none.
    passed_by: bool,
    /// Whether the first lead is so restless that the second one has a say.
    joint: bool,
    /// The side to which R pointed lately in each lead, -1 to 1.
    polarity: [f32; 2],
    /// Whether smaller beats than usual are looked for, and when that changes next.
    faded: bool,
    fade_at: u64,
}

/// What is listened to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leads<'a> {
    pub(super) first: &'a Lead,
    /// The second lead, and how many places its grid is ahead of the first one's.
    pub(super) second: Option<(&'a Lead, i64)>,
}

impl<'a> Leads<'a> {
    /// Each lead and the place in it that is `place` in the first.
    fn each(self, place: u64) -> [Option<(&'a Lead, u64)>; 2] {
        let second = self.second.and_then(|(lead, ahead)| {
            let there = place.checked_add_signed(ahead)?;
            (there >= lead.grid.origin() && there < lead.grid.next()).then_some((lead, there))
        });
        [Some((self.first, place)), second]
    }
}

/// An R peak that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// The lead, 0 or 1, and its sample.
    pub(super) lead: usize,
    pub(super) sample: u64,
    /// Whether it took longer than half a second: such a beat counts, but is not told.
    pub(super) late: bool,
}

/// A local maximum of the sum.
#[derive(Clone, Copy, Debug)]
struct Summit {
    height: f32,
    at: u64,
    said: [Option<Testimony>; 2],
}

#[derive(Clone, Copy, Debug)]
struct Judged {
    summit: Summit,
    peak: Peak,
    /// The lead that the peak was found in.
    lead: usize,
}

/// Shares of the way from noise to the threshold that a peak needs to be taken for a beat after all: when the beat
/// is overdue; when nothing better followed, and it came in time; the same, but early, and how much more in noise.
struct Left {
    overdue: f32,
    timely: f32,
    early: (f32, f32),
}

/// Places of so many seconds.
const fn places(secs: f64) -> u64 {
    (secs * PLACES + 0.5) as u64
}

/// After a beat the heart cannot beat again for so long.
const BLANKING: u64 = places(0.2);
/// After a beat a gentler peak is taken for its T wave for so long (Pan and Tompkins).
const T_WINDOW: u64 = places(0.36);
/// Where the threshold stands between the level of noise and that of beats, for one lead (Hamilton: 0.3
/// to 0.4), and for two, where a beat shows in both (own choice, on DS1).
const THRESHOLD: [f32; 2] = [0.33, 0.46];
/// The most that noise can be of beats.
const DROWNED: f32 = 0.9;
/// How many mean intervals after the last beat the next one is overdue (Hamilton).
const LATE: f32 = 1.5;
/// How long after its R peak one that was left may be taken for a beat after all: a beat is told within 0.5 s.
const LATEST: u64 = places(0.48);
/// A beat is timely from this share of the mean interval on (own choice, on DS1).
const TIMELY: f32 = 0.85;
/// What such a peak needs, for one lead and for two (own choice, on DS1 and `nstdb`).
const LEFT: [Left; 2] = [
    Left { overdue: 0.6, timely: 0.7, early: (0.5, 2.0) },
    Left { overdue: 0.4, timely: 0.7, early: (0.7, 1.0) },
];
/// Unrest of the first lead from which the second one has a say, and down to which it keeps it (own
/// choice, on DS1 and `nstdb`).
const UNREST: (f32, f32) = (0.22, 0.18);
/// After such a silence smaller beats are looked for, down to half the threshold: what is
/// smaller still may be the P waves of a heart whose ventricles stand still (own choice).
const FADE_AFTER: u64 = places(2.5);
const FADED: f32 = 0.5;
/// After such a silence anything is, by this factor a second (own choice).
const FORGET_AFTER: u64 = places(20.0);
const FADE: f32 = 0.7;
const SECOND: u64 = places(1.0);
/// What is heard before the first beat is told from noise.
pub(super) const LEARN: u64 = places(2.0);
/// A peak that was left so long ago is one (Hamilton).
const PATIENCE: u64 = places(0.095);
/// By how much R may be smaller on the side to which it pointed lately.
const LEAN: f32 = 0.3;
/// How fast that side is learnt.
const FOLLOW: f32 = 0.125;
/// Places by which the same beat may lie apart in two leads: 96 ms.
const APART: u64 = places(0.096);
/// Share of the first lead's belief below which R peaks are sought in the second.
const TRUSTED: f32 = 0.25;

impl QrsDetector {
    pub(super) fn new() -> Self {
        Self {
            witnesses: Default::default(),
            crest: Crest::default(),
            pending: None,
            noise: Levels::default(),
            intervals: Levels::default(),
            learning: Some(0.0),
            begun: 0,
            last: None,
            spare: None,
            passed_by: false,
            joint: false,
            polarity: [0.0; 2],
            faded: false,
            fade_at: 0,
        }
    }

    /// The first lead is interrupted and goes on at `place`; levels learnt so far are kept.
    pub(super) fn interrupt(&mut self, place: u64) {
        self.begun = place;
        self.crest = Crest::default();
        self.pending = None;
        self.spare = None;
        self.last = None;
        self.faded = false;
        self.fade_at = place + FADE_AFTER;
    }

    /// Takes the next place of the first lead; tells of an R peak when it has become certain that it is one.
    #[inline]
    pub(super) fn step(&mut self, now: u64, leads: Leads) -> Option<Found> {
        if let Some(highest) = self.learning {
            self.learn(highest, now, leads.first);
            return None;
        }
        let height = self.height(now, leads);
        let mut found = None;
        if let Some(summit) = self.pending
            && now - summit.at >= BLANKING
        {
            self.pending = None;
            // A higher peak is on its way up: this one was the P wave of it.
            if self.crest.highest <= summit.height {
                found = self.judge(summit, leads);
            }
        }
        if let Some((height, at)) = self.crest.step(height, now)
            && self.pending.is_none_or(|pending| height > pending.height)
        {
            self.pending = Some(self.examine(height, at, now, leads));
        }
        if found.is_none() {
            found = self.look_back(now, leads);
        }
        if now >= self.fade_at {
            self.fade(now);
        }
        found
    }

    /// The sum of what all measures say.
    #[inline]
    fn height(&mut self, now: u64, leads: Leads) -> f32 {
        let two = self.two(leads);
        let (mut sum, mut whole) = self.witnesses[0].say(leads.first, now, two);
        // It is listened to in any case: how restless it is must be known when it is needed.
        if leads.second.is_some()
            && let [_, Some((lead, there))] = leads.each(now)
        {
            let (more, weight) = self.witnesses[1].say(lead, there, true);
            if two {
                sum += more;
                whole += weight;
            }
        }
        sum / whole
    }

    /// Whether beats are hard to tell from noise in the first lead, and in the second when there are two.
    pub(super) fn noisy(&self, two: bool) -> bool {
        let noisy = self.learning.is_none() && self.witnesses[0].noisy();
        noisy && (!two || self.witnesses[1].noisy())
    }

    /// How near what is not beats comes to the height of beats in the first lead: 0 never, 1 all of it.
    pub(super) fn unrest(&self) -> f32 {
        self.witnesses[0].unrest()
    }

    fn learn(&mut self, highest: f32, now: u64, lead: &Lead) {
        let highest = highest.max(lead.height(now));
        self.learning = Some(highest);
        if now - self.begun >= LEARN {
            self.learning = None;
            self.witnesses[0].begin(highest.max(lead.floor()));
            self.intervals.fill(SECOND as f32);
            self.fade_at = now + SECOND;
        }
    }

    /// A second lead is heard (again), and has been for the time that it takes to learn.
    pub(super) fn begin_second(&mut self, lead: &Lead) {
        let last = lead.grid.next();
        let highest = (last.saturating_sub(LEARN)..last).map(|place| lead.height(place)).fold(0.0, f32::max);
        self.witnesses[1].begin(highest.max(lead.floor()));
    }

    fn fade(&mut self, now: u64) {
        if self.faded {
            self.witnesses.iter_mut().for_each(|witness| witness.fade(FADE));
            self.noise.scale(FADE);
            self.fade_at = now + SECOND;
        } else {
            self.faded = true;
            self.fade_at = now + FORGET_AFTER - FADE_AFTER;
        }
    }

    /// Whether both leads have a say.
    const fn two(&self, leads: Leads) -> bool {
        self.joint && leads.second.is_some()
    }

    /// Between the level of beats, 1, and the higher ones of other peaks.
    fn threshold(&self, two: bool) -> f32 {
        let noise = (self.noise.level() + self.noise.spread()).min(DROWNED);
        noise + THRESHOLD[usize::from(two)] * (1.0 - noise)
    }

    fn examine(&self, height: f32, at: u64, now: u64, leads: Leads) -> Summit {
        let [first, second] = leads.each(at);
        let testify = |place: Option<(&Lead, u64)>, witness: &Witness| {
            place.map(|(lead, there)| {
                witness.testify(lead, there, (there + now - at).min(lead.grid.next() - 1))
            })
        };
        Summit { height, at, said: [testify(first, &self.witnesses[0]), testify(second, &self.witnesses[1])] }
    }

    fn judge(&mut self, summit: Summit, leads: Leads) -> Option<Found> {
        self.joint = self.witnesses[0].unrest_now() > if self.joint { UNREST.1 } else { UNREST.0 };
        let judged = self.locate(summit, leads)?;
        let since = self.last.map(|last| summit.at.saturating_sub(last.summit.at));
        if since.is_some_and(|since| since < BLANKING) {
            return None;
        }
        let gentle =
            |last: Judged| last.lead == judged.lead && judged.peak.steepest < last.peak.steepest / 2.0;
        let t_wave = since.is_some_and(|since| since < T_WINDOW) && self.last.is_some_and(gentle);
        let share = if self.faded { FADED } else { 1.0 };
        if !t_wave
            && !self.contradicted(summit)
            && summit.height > share * self.threshold(self.two(leads))
            && summit.is_large(leads)
        {
            return Some(self.accept(judged, leads));
        }
        self.noise.push(summit.height.min(1.0));
        let late = since.is_none_or(|since| since >= T_WINDOW);
        let heard = self.witnesses.iter_mut().zip(summit.said).zip(leads.each(summit.at));
        for ((witness, said), from) in heard {
            if let (Some(said), Some((from, _))) = (said, from) {
                witness.reject(said, from, late);
            }
        }
        if late && self.spare.is_none_or(|spare| summit.height > spare.summit.height) {
            self.spare = Some(judged);
            self.passed_by = false;
        }
        None
    }

    /// Whether a calm second lead shows nothing where the first, restless one shows a peak. It is believed only while
    /// it shows beats: its electrode may have come off.
    fn contradicted(&self, summit: Summit) -> bool {
        let second = &self.witnesses[1];
        let alive = self.last.is_some_and(|last| summit.at.saturating_sub(last.summit.at) < FADE_AFTER);
        let nothing = |said: Testimony| second.calm() && second.shows_nothing(said);
        self.joint && alive && summit.said[1].is_some_and(nothing)
    }

    /// Finds the R peak, in the first lead where that one can be trusted.
    fn locate(&self, summit: Summit, leads: Leads) -> Option<Judged> {
        let [first, second] = &self.witnesses;
        let trusted = first.weight() >= TRUSTED * second.weight() && (second.noisy() || !first.noisy());
        let [_, other] = leads.each(summit.at);
        let (lead, (from, place)) = match other {
            Some(other) if !trusted => (1, other),
            _ => (0, (leads.first, summit.at)),
        };
        // Two leads need not peak together: each has its own place.
        let own = |near: &u64| from.height(*near);
        let place = if other.is_some() {
            (place.saturating_sub(APART)..=(place + APART).min(from.grid.next() - 1))
                .max_by(|a, b| own(a).total_cmp(&own(b)))
                .unwrap_or(place)
        } else {
            place
        };
        let peak = from.locate(place, LEAN * self.polarity[lead])?;
        Some(Judged { summit, peak, lead })
    }

    /// Takes the best peak that was left for a beat after all: when the next beat is overdue, or when nothing
    /// better followed for as long as can be waited. What is found later than that is late.
    fn look_back(&mut self, now: u64, leads: Leads) -> Option<Found> {
        let (last, spare) = (self.last?, self.spare?);
        let interval = self.intervals.level();
        // A peak that was found in the second lead has no place in the first: it may be as long ago as that.
        let peak = leads.first.grid.place(spare.peak.sample).filter(|_| spare.lead == 0);
        let age = now.saturating_sub(peak.unwrap_or(spare.summit.at.saturating_sub(2 * APART)));
        let overdue = now - last.summit.at >= (LATE * interval) as u64;
        let ripe = age >= LATEST && !self.passed_by;
        if !overdue && !ripe {
            return None;
        }
        let two = self.two(leads);
        let Left { overdue: late, timely, early } = LEFT[usize::from(two)];
        let share = if overdue {
            late
        } else if spare.summit.at.saturating_sub(last.summit.at) as f32 >= TIMELY * interval {
            timely
        } else {
            early.0 + early.1 * self.noise.level()
        };
        let noise = self.noise.level().min(DROWNED);
        let needed = noise + share * THRESHOLD[usize::from(two)] * (1.0 - noise);
        if spare.summit.height >= needed && spare.summit.is_large(leads) {
            return Some(Found { late: age > LATEST, ..self.accept(spare, leads) });
        }
        self.passed_by = ripe;
        None
    }

    fn accept(&mut self, judged: Judged, leads: Leads) -> Found {
        let Judged { summit, peak, lead } = judged;
        let heard = self.witnesses.iter_mut().zip(summit.said).zip(leads.each(summit.at));
        for ((witness, said), from) in heard {
            if let (Some(said), Some((from, _))) = (said, from) {
                witness.accept(said, from);
            }
        }
        if let Some(last) = self.last {
            self.intervals.push(summit.at.saturating_sub(last.summit.at) as f32);
        }
        let polarity = &mut self.polarity[lead];
        *polarity += FOLLOW * (if peak.up { 1.0 } else { -1.0 } - *polarity);
        self.last = Some(judged);
        self.spare = None;
        self.faded = false;
        self.fade_at = summit.at + FADE_AFTER;
        Found { lead, sample: peak.sample, late: false }
    }
}

impl Summit {
    /// Whether it is as large as the smallest complex to be counted, in any lead.
    fn is_large(&self, leads: Leads) -> bool {
        let large =
            |said: Option<Testimony>, lead: &Lead| said.is_some_and(|said| said.envelope() > lead.floor());
        large(self.said[0], leads.first) || leads.second.is_some_and(|(lead, _)| large(self.said[1], lead))
    }
}

/// Tells of each local maximum, once it has been left by half or for a while.
#[derive(Clone, Copy, Debug, Default)]
struct Crest {
    highest: f32,
    at: u64,
    before: f32,
}

impl Crest {
    #[inline]
    fn step(&mut self, x: f32, now: u64) -> Option<(f32, u64)> {
        let rising = x > self.before;
        self.before = x;
        if rising && x > self.highest {
            (self.highest, self.at) = (x, now);
            return None;
        }
        if self.highest > 0.0 && (x < self.highest / 2.0 || now - self.at > PATIENCE) {
            let summit = (self.highest, self.at);
            self.highest = 0.0;
            return Some(summit);
        }
        None
    }
}
