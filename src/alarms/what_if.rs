use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    AlarmConfig, AlarmSystem, Condition, Observation, Priority, Transition, TransitionKind, stale_after,
    threshold::{Threshold, thresholds},
    watch::Evidence,
};
use crate::model::{Quality, Reading, Span, Time, Vital};

/// What alarms there would have been.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WhatIf {
    /// Alarms that would have been shown, by condition.
    pub alarms: BTreeMap<Condition, usize>,
    /// The same by priority, in the order of [`Priority::ALL`]; the priority is the one it began with.
    pub priorities: [usize; 3],
    /// How much of the past was looked at.
    pub over: Span,
    /// Time with at least one alarm whose condition was true.
    pub in_alarm: Span,
    /// The longest alarm.
    pub longest: Option<(Condition, Span)>,
}

impl WhatIf {
    /// All alarms.
    pub fn total(&self) -> usize {
        self.priorities.iter().sum()
    }

    /// Alarms of one priority an hour; `None` of no time.
    pub fn per_hour(&self, priority: Priority) -> Option<f64> {
        let hours = self.over.secs() / 3_600.0;
        let place = Priority::ALL.iter().position(|known| *known == priority)?;
        (hours > 0.0).then(|| self.priorities[place] as f64 / hours)
    }
}

/// The alarms that `config` would have made of `history`, which is in order of time, with each reading
/// averaged over `averaging` first (zero: as it is). A whole run at once; [`WhatIfRun`] does it in parts.
pub fn what_if(config: &AlarmConfig, averaging: Span, history: &[Observation]) -> WhatIf {
    let mut run = WhatIfRun::new(config, averaging);
    for observation in history {
        run.hear(observation);
    }
    run.finish()
}

/// An alarm system of its own that goes through the past.
///
/// It is the same [`AlarmSystem`] as the bed's, with nobody there: nothing is acknowledged, and what latches
/// is reset at once, so that each time a condition becomes true counts as one alarm. Rules are left
/// out: their evaluation is elsewhere.
///
/// Readings that cannot change anything are not handed to it: once a vital has been well inside its
/// limits for longer than an alarm takes to end, each of its conditions is false, and another
/// such reading leaves it so; one is handed on now and then lest the vital grow stale. That makes a calm
/// patient's day as quick as reading it.
#[derive(Clone)]
pub struct WhatIfRun {
    system: AlarmSystem,
    lines: BTreeMap<Vital, Lines>,
    averaging: Span,
    averages: BTreeMap<Vital, VecDeque<(Time, f64)>>,
    began: Option<Time>,
    now: Time,
    /// Alarms that are shown and whose condition is true: serial number, condition, since when.
    present: BTreeMap<u64, (Condition, Time)>,
    /// Serial numbers of those that were counted.
    counted: BTreeSet<u64>,
    /// Since when there has been at least one.
    since: Option<Time>,
    found: WhatIf,
}

#[derive(Clone)]
struct Lines {
    thresholds: Vec<Threshold>,
    /// The longest that an alarm of it takes to end.
    settles: Span,
    /// The first of the readings well inside that came without a break, and the last one handed on.
    inside: Option<(Time, Time)>,
    /// The latest reading that was not handed on.
    left_out: Option<Reading>,
}

impl WhatIfRun {
    /// Nothing looked at yet.
    pub fn new(config: &AlarmConfig, averaging: Span) -> Self {
        let config = AlarmConfig { rules: BTreeMap::new(), ..config.clone() };
        let of = |vital| {
            let lines = thresholds(vital, &config.limits, config.age, &config.tuning);
            let clears = lines.iter().map(|line| config.tuning.policy(line.condition).clear_after);
            let settles = clears.max().unwrap_or(Span::ZERO);
            (vital, Lines { thresholds: lines, settles, inside: None, left_out: None })
        };
        let lines = Vital::ALL.into_iter().map(of).collect();
        Self {
            system: AlarmSystem::new(config),
            lines,
            averaging,
            averages: BTreeMap::new(),
            began: None,
            now: Time::ZERO,
            present: BTreeMap::new(),
            counted: BTreeSet::new(),
            since: None,
            found: WhatIf::default(),
        }
    }

    /// Looks at the next observation.
    pub fn hear(&mut self, observation: &Observation) {
        let at = observation.at();
        let before = self.now;
        self.now = if self.began.is_none() { at } else { self.now.max(at) };
        self.began = self.began.or(Some(at));
        self.keep_fresh();
        let averaged;
        let observation = if let Observation::Reading(reading) = observation {
            let reading = self.average(*reading);
            if self.changes_nothing(&reading) {
                return;
            }
            averaged = Observation::Reading(reading);
            &averaged
        } else {
            // A sensor that is lost takes its vitals along.
            self.lines.values_mut().for_each(|lines| lines.inside = None);
            observation
        };
        // First what fell due on the way here: what latched is reset before this can resume it. What falls
        // due at this very moment comes after it, as at the bed.
        if self.now > before {
            let due = self.system.tick(self.now - Span::from_micros(1));
            self.follow(&due);
        }
        let transitions = self.system.observe(observation, self.now);
        self.follow(&transitions);
    }

    fn follow(&mut self, transitions: &[Transition]) {
        self.note(transitions);
        if transitions.iter().any(|transition| transition.to == TransitionKind::Latched) {
            let reset = self.system.reset_latched("what if", self.now);
            self.note(&reset);
        }
    }

    /// What was found.
    pub fn finish(mut self) -> WhatIf {
        self.keep_fresh();
        let rest = self.system.tick(self.now);
        self.follow(&rest);
        for (condition, since) in std::mem::take(&mut self.present).into_values() {
            self.ended(condition, since, self.now);
        }
        if let Some(since) = self.since {
            self.found.in_alarm = self.found.in_alarm + (self.now - since);
        }
        self.found.over = self.began.map_or(Span::ZERO, |began| self.now - began);
        self.found
    }

    /// The mean of the good values of the last moments. An unknown value ends it; a questionable one
    /// passes as it is.
    fn average(&mut self, reading: Reading) -> Reading {
        if self.averaging <= Span::ZERO || reading.vital.is_episodic() {
            return reading;
        }
        let values = self.averages.entry(reading.vital).or_default();
        let Some(value) = reading.value else {
            values.clear();
            return reading;
        };
        if reading.quality != Quality::Good {
            return reading;
        }
        values.push_back((reading.at, value));
        while values.front().is_some_and(|(at, _)| reading.at - *at >= self.averaging) {
            values.pop_front();
        }
        let sum: f64 = values.iter().map(|(_, value)| value).sum();
        // Never empty: an averaging that is not zero keeps the value that has just come.
        Reading { value: Some(sum / values.len().max(1) as f64), ..reading }
    }

    /// Whether the system need not hear of this reading, see [`WhatIfRun`].
    fn changes_nothing(&mut self, reading: &Reading) -> bool {
        let Some(known) = self.lines.get_mut(&reading.vital) else {
            return false;
        };
        known.left_out = None;
        let good = reading.quality == Quality::Good;
        if !good || known.thresholds.iter().any(|line| line.judge(reading) != Evidence::False) {
            known.inside = None;
            return false;
        }
        match &mut known.inside {
            Some((first, last)) => {
                // Both were handed on, and enough time lies between them for any alarm to be over.
                let calm = *last - *first >= known.settles && *last > *first;
                let soon = (reading.at - *last) * 2 < stale_after(reading.vital);
                if calm && soon {
                    known.left_out = Some(*reading);
                    return true;
                }
                *last = reading.at;
            }
            None => known.inside = Some((reading.at, reading.at)),
        }
        false
    }

    /// Hands on what was left out where the vital would otherwise seem older than it is.
    fn keep_fresh(&mut self) {
        let mut transitions = Vec::new();
        for (vital, known) in &mut self.lines {
            let Some((_, last)) = &mut known.inside else { continue };
            if (self.now - *last) * 2 < stale_after(*vital) {
                continue;
            }
            if let Some(reading) = known.left_out.take() {
                *last = reading.at;
                transitions.extend(self.system.observe(&Observation::Reading(reading), self.now));
            }
        }
        self.follow(&transitions);
    }

    fn note(&mut self, transitions: &[Transition]) {
        for transition in transitions {
            let (serial, at) = (transition.serial, transition.at);
            match transition.to {
                TransitionKind::Active | TransitionKind::Resumed => {
                    if self.counted.insert(serial) {
                        *self.found.alarms.entry(transition.condition).or_default() += 1;
                        let place = Priority::ALL.iter().position(|known| *known == transition.priority);
                        self.found.priorities[place.unwrap_or_default()] += 1;
                    }
                    self.present.entry(serial).or_insert((transition.condition, at));
                    self.since = self.since.or(Some(at));
                }
                TransitionKind::Inhibited | TransitionKind::Latched | TransitionKind::Cleared => {
                    if let Some((condition, since)) = self.present.remove(&serial) {
                        self.ended(condition, since, at);
                    }
                    if self.present.is_empty()
                        && let Some(since) = self.since.take()
                    {
                        self.found.in_alarm = self.found.in_alarm + (at - since);
                    }
                }
                TransitionKind::Acknowledged | TransitionKind::Reminder | TransitionKind::Escalated => {}
            }
        }
    }

    fn ended(&mut self, condition: Condition, since: Time, at: Time) {
        let lasted = at - since;
        if self.found.longest.is_none_or(|(_, longest)| lasted > longest) {
            self.found.longest = Some((condition, lasted));
        }
    }
}
