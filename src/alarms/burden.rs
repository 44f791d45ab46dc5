use std::{collections::BTreeMap, ops::Range};

use super::{Category, Condition, End, Episode, Inactivation, InactiveSpan, Priority};
use crate::model::{Span, Time};

/// More than this many alarms that begin within [`FLOOD_WITHIN`] are a flood (ISA-18.2: more than 10 in
/// 10 minutes).
pub const FLOOD_OVER: usize = 10;
/// See [`FLOOD_OVER`].
pub const FLOOD_WITHIN: Span = Span::from_millis(600_000);

/// Within what time somebody should have acknowledged an alarm; low ones may wait. This project's choice
/// among the usual figures: the times after which an alarm is commonly sent on to the next person.
pub const fn acknowledge_within(priority: Priority) -> Option<Span> {
    match priority {
        Priority::High => Some(Span::from_millis(60_000)),
        Priority::Medium => Some(Span::from_millis(120_000)),
        Priority::Low => None,
    }
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// So many.
    pub met: usize,
    /// Of so many.
    pub of: usize,
}

impl Share {
    fn count(&mut self, met: bool) {
        self.of += 1;
        self.met += usize::from(met);
    }

    /// From 0 to 1; `None` of nothing.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.met as f64 / self.of as f64)
    }
}

/// Alarms by priority (in the order of [`Priority::ALL`]), those of the patient before those of the
/// equipment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts(pub [[usize; 2]; 3]);

impl Counts {
    fn count(&mut self, episode: &Episode) {
        let row = Priority::ALL.iter().position(|priority| *priority == episode.priority).unwrap_or_default();
        let technical = episode.condition.category() == Category::Technical;
        self.0[row][usize::from(technical)] += 1;
    }

    /// Of one priority, patient and equipment.
    pub fn of(self, priority: Priority) -> usize {
        let rows = Priority::ALL.iter().zip(self.0);
        rows.filter(|(row, _)| **row == priority).map(|(_, [patient, equipment])| patient + equipment).sum()
    }

    /// All of them.
    pub fn total(self) -> usize {
        self.0.iter().flatten().sum()
    }
}

/// More alarms in ten minutes than a person can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flood {
    /// When its first alarm was shown.
    pub from: Time,
    /// When its last alarm was shown.
    pub to: Time,
    /// How many alarms.
    pub alarms: usize,
}

/// What alarms asked of the people at one bed; each number is defined in `docs/alarm-log.md`.
#[derive(Clone, Debug, PartialEq)]
pub struct Burden {
    /// The time that it is about.
    pub over: Range<Time>,
    /// Alarms that were shown.
    pub alarms: Counts,
    /// The same for each hour of `over`, the last one cut short where `over` is.
    pub hours: Vec<Counts>,
    /// Alarms an hour.
    pub per_hour: Option<f64>,
    /// Alarms a day, at the rate of `over`.
    pub per_day: Option<f64>,
    /// Time with at least one alarm on the screen.
    pub in_alarm: Span,
    /// Median length of those that are over.
    pub median_duration: Option<Span>,
    /// Median time until somebody acknowledged, of those that somebody did.
    pub median_acknowledge: Option<Span>,
    /// High and medium alarms acknowledged in time, see [`acknowledge_within`].
    pub in_time: [(Priority, Share); 2],
    /// Alarms that resolved by themselves, of those that are over.
    pub self_resolved: Share,
    /// Floods.
    pub floods: Vec<Flood>,
    /// Alarms that were never shown.
    pub never_shown: usize,
    /// How often alarms were kept from the screen, by reason.
    pub inhibited: BTreeMap<String, usize>,
    /// How often each condition alarmed, the most frequent first.
    pub conditions: Vec<(Condition, usize)>,
    /// How long alarms or their sound were paused or off.
    pub inactive: [(Inactivation, Span); 4],
}

/// The four inactivations, as they are listed.
const INACTIVATIONS: [Inactivation; 4] =
    [Inactivation::AudioPaused, Inactivation::AudioOff, Inactivation::AlarmPaused, Inactivation::AlarmOff];

/// The burden of `episodes` over the time that was monitored. All times are on one clock: hand over only
/// episodes and inactivations of the same patient or source, see [`super::Stretch`].
pub fn burden(episodes: &[Episode], inactive: &[InactiveSpan], over: Range<Time>) -> Burden {
    let now = over.end;
    let length = (over.end - over.start).max(Span::ZERO);
    let mut begun: Vec<(Time, &Episode)> = episodes
        .iter()
        .filter_map(|episode| Some((episode.shown?, episode)))
        .filter(|(shown, _)| over.contains(shown))
        .collect();
    begun.sort_by_key(|(shown, _)| *shown);

    let mut alarms = Counts::default();
    let mut hours = vec![Counts::default(); hours_in(length)];
    let mut conditions: BTreeMap<Condition, usize> = BTreeMap::new();
    let mut self_resolved = Share::default();
    let mut in_time = [Priority::High, Priority::Medium].map(|priority| (priority, Share::default()));
    for (shown, episode) in &begun {
        alarms.count(episode);
        if let Some(hour) = hours.get_mut(((*shown - over.start).micros() / HOUR.micros()) as usize) {
            hour.count(episode);
        }
        *conditions.entry(episode.condition).or_default() += 1;
        if episode.ended.is_some_and(|(_, why)| why != End::Discharged) {
            self_resolved.count(episode.self_resolved());
        }
        for (priority, share) in &mut in_time {
            if episode.priority == *priority
                && let Some(met) = acknowledged_in_time(episode, now)
            {
                share.count(met);
            }
        }
    }
    let mut conditions: Vec<_> = conditions.into_iter().collect();
    conditions.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut inhibited: BTreeMap<String, usize> = BTreeMap::new();
    for span in episodes.iter().flat_map(|episode| &episode.inhibited) {
        if let (true, Some(by)) = (over.contains(&span.from), span.by) {
            *inhibited.entry(by.text()).or_default() += 1;
        }
    }
    let never_shown = |episode: &&Episode| episode.shown.is_none() && over.contains(&episode.began);
    let ended = begun.iter().filter(|(_, episode)| episode.ended.is_some());
    let per = |span: Span| (length > Span::ZERO).then(|| begun.len() as f64 * span.secs() / length.secs());
    Burden {
        alarms,
        hours,
        per_hour: per(HOUR),
        per_day: per(HOUR * 24),
        in_alarm: covered(episodes.iter().flat_map(|episode| episode.visible(now)), &over),
        median_duration: median(ended.map(|(_, episode)| episode.lasted(now)).collect()),
        median_acknowledge: median(
            begun.iter().filter_map(|(_, episode)| episode.acknowledged_after()).collect(),
        ),
        in_time,
        self_resolved,
        floods: floods(&begun.iter().map(|(shown, _)| *shown).collect::<Vec<_>>()),
        never_shown: episodes.iter().filter(never_shown).count(),
        inhibited,
        conditions,
        inactive: INACTIVATIONS.map(|what| {
            let spans = inactive.iter().filter(|span| span.what == what);
            (what, covered(spans.map(|span| (span.from, span.to.unwrap_or(now))), &over))
        }),
        over,
    }
}

const HOUR: Span = Span::from_millis(3_600_000);

/// Hours begun, at most what a year has.
fn hours_in(length: Span) -> usize {
    let whole = length.micros().saturating_add(HOUR.micros() - 1) / HOUR.micros();
    whole.clamp(0, 366 * 24) as usize
}

/// Whether it was acknowledged in time; `None` for one that ended or may still be acknowledged before its
/// time is over, and for one to which nobody needs to come in time.
fn acknowledged_in_time(episode: &Episode, now: Time) -> Option<bool> {
    let within = acknowledge_within(episode.priority)?;
    if let Some(after) = episode.acknowledged_after() {
        return Some(after <= within);
    }
    let until = episode.ended.map_or(now, |(at, _)| at);
    (until - episode.shown? > within).then_some(false)
}

/// How much of `over` lies in at least one of the spans.
fn covered(spans: impl Iterator<Item = (Time, Time)>, over: &Range<Time>) -> Span {
    let mut spans: Vec<_> = spans.collect();
    spans.sort_unstable();
    let mut reached = over.start;
    let mut total = Span::ZERO;
    for (from, to) in spans {
        let (from, to) = (from.max(reached), to.min(over.end));
        if from < to {
            total = total + (to - from);
            reached = to;
        }
    }
    total
}

/// The middle one, or the mean of the two in the middle.
fn median(mut spans: Vec<Span>) -> Option<Span> {
    spans.sort_unstable();
    let upper = *spans.get(spans.len() / 2)?;
    let lower = *spans.get((spans.len() - 1) / 2)?;
    Some(Span::from_micros(lower.micros() + (upper - lower).micros() / 2))
}

/// Floods among alarms shown at these times, earliest first: alarms belong to one where more than
/// [`FLOOD_OVER`] of them lie within [`FLOOD_WITHIN`]; such windows that share an alarm are one flood.
fn floods(shown: &[Time]) -> Vec<Flood> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for first in 0..shown.len().saturating_sub(FLOOD_OVER) {
        let last = first + FLOOD_OVER;
        if shown[last] - shown[first] <= FLOOD_WITHIN {
            match found.last_mut() {
                Some((_, end)) if *end >= first => *end = last,
                _ => found.push((first, last)),
            }
        }
    }
    let flood = |(first, last): (usize, usize)| Flood {
        from: shown[first],
        to: shown[last],
        alarms: last - first + 1,
    };
    found.into_iter().map(flood).collect()
}

#[cfg(test)]
#[path = "burden_tests.rs"]
mod tests;
