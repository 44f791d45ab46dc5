use std::collections::VecDeque;

use super::marking::{DELAY, Marking};
use crate::{
    model::{Interval, IntervalKind, Origin, Span, Time, WaveformPacket},
    processing::{Beat, BeatClass},
};

/// The RR intervals of the last hour, or of another reach.
///
/// Feed it the intervals of one device ([`Self::interval`]) and the beats of one ECG ([`Self::beat`]), in order.
/// While a device tells intervals, beats are left aside: a strap counts in 1/1024 s, finer than most ECGs are
/// sampled. The kinds of the last five intervals are not final: measures leave them out until they are.
///
/// **Times.** A strap tells intervals and no times; they arrive in batches, up to a second or so late. So the
/// tachogram counts on from the beat before by the intervals' own lengths, as long as that agrees with the
/// times given to [`Self::JITTER`]. Intervals never overlap, and their times never go back; a clock that goes
/// back by more than [`Self::BACK`] (a seek) empties it.
///
/// **Gaps.** After [`Self::interrupt`], a refused interval, or a time that does not agree, the next interval
/// does not follow the last one ([`Interval::joined`] is `false`). Between beats on both sides of a hole in the
/// ECG there is no interval, if [`Self::waveform`] was shown it. A single interval that a device swallows
/// while the link stands cannot be told from jitter.
///
/// Memory: 40 bytes an interval, at most [`Self::MOST`] of them. Each costs some 10 µs.
#[derive(Clone, Debug)]
pub struct Tachogram {
    reach: Span,
    intervals: VecDeque<Interval>,
    /// How many of them, from the oldest on, have their final kind.
    settled: usize,
    joined: bool,
    /// The last beat of [`Self::beat`], and whether the sinus node made it.
    beat: Option<(Time, bool)>,
    /// The last valid sample of the ECG, and the last stretch without any: beats may be missing in it.
    seen: Option<Time>,
    unseen: Option<(Time, Time)>,
    /// When a device told its last interval.
    device: Option<Time>,
    marking: Marking,
    refused: VecDeque<Time>,
}

impl Default for Tachogram {
    /// One that keeps an hour.
    fn default() -> Self {
        Self::reaching(Span::from_secs(3_600.0))
    }
}

impl Tachogram {
    /// Most intervals kept, whatever the reach: a day at 76 beats a minute, 4.4 MB.
    pub const MOST: usize = 110_000;
    /// How far the time of a device's interval may be from where its length puts it: notifications come once
    /// a second, radio and page add to it (this project's choice).
    pub const JITTER: Span = Span::from_millis(1_500);
    /// Going back further than this is another run of the clock (this project's choice).
    pub const BACK: Span = Span::from_millis(10_000);
    /// What detectors bridge without starting afresh, see `processing`.
    pub const BRIDGED: Span = Span::from_millis(50);
    /// Later than this no beat is told any more: detection takes half a second at most.
    const NEAR: Span = Span::from_millis(3_000);
    /// How long beats are left aside after an interval of a device (this project's choice: two of the longest).
    pub const DEVICE_FIRST: Span = Span::from_millis(6_000);
    /// Refused intervals whose times are kept.
    const MOST_REFUSED: usize = Self::MOST / 20;

    /// One that keeps the last `reach`.
    pub fn reaching(reach: Span) -> Self {
        Self {
            reach,
            intervals: VecDeque::new(),
            settled: 0,
            joined: false,
            beat: None,
            seen: None,
            unseen: None,
            device: None,
            marking: Marking::default(),
            refused: VecDeque::new(),
        }
    }

    /// Takes an interval from a device. `false` when it was refused: it is no length that an interval can have,
    /// or had not the time to pass.
    pub fn interval(&mut self, mut given: Interval) -> bool {
        if self.beat.take().is_some() {
            self.part();
        }
        if self.intervals.back().is_some_and(|last| given.at < last.at - Self::BACK) {
            self.forget();
        }
        self.device = Some(given.at);
        if !given.is_plausible() {
            self.refuse(given.at);
            return false;
        }
        let mut joined = self.joined && given.joined;
        if let Some(last) = self.intervals.back() {
            let expected = last.at + given.span();
            if expected > given.at + Self::JITTER {
                self.refuse(given.at);
                return false;
            }
            joined &= given.at <= expected + Self::JITTER;
            given.at = if joined { expected } else { given.at.max(expected) };
        }
        given.joined = joined;
        self.keep(given);
        true
    }

    /// Takes a beat that was found in an ECG; `origin` is that of the ECG.
    ///
    /// The interval before it and the one after it are ectopic unless its class is normal or unknown.
    pub fn beat(&mut self, beat: Beat, origin: Origin) {
        if let Some(told) = self.device {
            if (told - Self::BACK..told + Self::DEVICE_FIRST).contains(&beat.at) {
                return;
            }
            self.device = None;
            self.part();
        }
        let latest = self.beat.map(|(at, _)| at).max(self.intervals.back().map(|last| last.at));
        if latest.is_some_and(|latest| beat.at < latest - Self::BACK) {
            self.forget();
        } else if latest.is_some_and(|latest| beat.at <= latest) {
            return;
        }
        let sinus = matches!(beat.class, BeatClass::Normal | BeatClass::Unknown);
        let across = |before: Time| self.unseen.is_some_and(|(from, to)| before < to && beat.at > from);
        let before = self.beat.replace((beat.at, sinus));
        let Some((before, was_sinus)) = before.filter(|(before, _)| !across(*before)) else {
            self.part();
            return;
        };
        let mut interval = Interval::new(beat.at, (beat.at - before).micros() as f64 / 1e3, origin);
        if !interval.is_plausible() {
            self.refuse(beat.at);
            return;
        }
        interval.joined = self.joined;
        if !(sinus && was_sinus) {
            interval.kind = IntervalKind::Ectopic;
        }
        self.keep(interval);
    }

    /// Is shown the ECG in which [`Self::beat`] finds beats, before they are told: where samples are missing for
    /// more than [`Self::BRIDGED`], a beat may be missing too.
    pub fn waveform(&mut self, packet: &WaveformPacket) {
        let bridged = Self::BRIDGED.max(Span::from_secs(1.5 / packet.rate.hz()));
        for (n, _) in packet.samples.iter().enumerate().filter(|(_, sample)| sample.is_finite()) {
            let at = packet.rate.time_of(packet.epoch, packet.index.saturating_add(n as u64));
            if let Some(seen) = self.seen.replace(at)
                && at - seen > bridged
            {
                // Beats are told late, so an earlier hole may still matter: two near each other are one.
                let near = self.unseen.filter(|(_, to)| (Span::ZERO..Self::NEAR).contains(&(seen - *to)));
                self.unseen = Some((near.map_or(seen, |(from, _)| from), at));
            }
        }
    }

    /// Beats may have been missed here (electrode off, lost link): what comes next does not follow.
    pub fn interrupt(&mut self) {
        self.beat = None;
        self.part();
    }

    fn refuse(&mut self, at: Time) {
        if self.refused.len() == Self::MOST_REFUSED {
            self.refused.pop_front();
        }
        self.refused.push_back(at);
        self.part();
    }

    /// The next interval does not follow the last one, which is judged by what is there.
    fn part(&mut self) {
        self.joined = false;
        self.settle(0);
    }

    fn forget(&mut self) {
        *self = Self::reaching(self.reach);
    }

    fn keep(&mut self, interval: Interval) {
        self.intervals.push_back(interval);
        self.joined = true;
        self.settle(DELAY);
        let oldest = interval.at - self.reach;
        while self.intervals.len() > Self::MOST
            || self.intervals.front().is_some_and(|first| first.at <= oldest)
        {
            self.intervals.pop_front();
            self.settled = self.settled.saturating_sub(1);
        }
        while self.refused.front().is_some_and(|at| *at <= oldest) {
            self.refused.pop_front();
        }
    }

    /// Gives all but the last `but` intervals their final kind.
    fn settle(&mut self, but: usize) {
        while self.settled + but < self.intervals.len() {
            let kind = self.marking.judge(&self.intervals, self.settled);
            if let Some(interval) = self.intervals.get_mut(self.settled)
                && interval.is_normal()
            {
                interval.kind = kind;
            }
            self.settled += 1;
        }
    }

    /// The intervals that end after `from`, oldest first. The kinds of the last five may still change.
    pub fn intervals(&self, from: Time) -> impl ExactSizeIterator<Item = &Interval> {
        self.intervals.range(self.place(from)..)
    }

    /// The latest interval.
    pub fn latest(&self) -> Option<&Interval> {
        self.intervals.back()
    }

    /// How many intervals were refused after `from`.
    pub fn refused(&self, from: Time) -> usize {
        self.refused.len() - self.refused.partition_point(|at| *at <= from)
    }

    /// The gaps between intervals that end after `from`: where each begins and ends.
    pub fn gaps(&self, from: Time) -> impl Iterator<Item = (Time, Time)> {
        let first = self.place(from);
        let pairs =
            self.intervals.range(first..).zip(self.intervals.range((first + 1).min(self.intervals.len())..));
        pairs.filter(|(_, next)| !next.joined).map(|(before, next)| (before.at, next.begins()))
    }

    /// The intervals with a final kind that end after `from`, up to and including `to`.
    pub(super) fn settled(&self, from: Time, to: Time) -> impl Iterator<Item = &Interval> + Clone {
        let first = self.place(from).min(self.settled);
        let last = self.place(to).clamp(first, self.settled);
        self.intervals.range(first..last)
    }

    /// The number of the first interval that ends after `at`.
    fn place(&self, at: Time) -> usize {
        self.intervals.partition_point(|interval| interval.at <= at)
    }
}

#[cfg(test)]
#[path = "tachogram_tests.rs"]
mod tests;
