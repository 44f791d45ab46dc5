mod configure;
mod intake;
mod people;
mod settle;
mod withhold;

use std::collections::{BTreeMap, BTreeSet};

pub use configure::{AlarmConfig, RuleAlarm};
use intake::Facts;

use super::{
    Alarm, AlarmLog, Condition, Inactivation, Inactive, LogEvent, Observation, Priority, Sounding,
    Transition, TransitionKind, area::Area, policy::stale_after, watch::Watch,
};
use crate::model::{Channel, LimitSet, Quality, Reading, Time, Vital};

/// Times beyond this (73,000 years) are taken for it, so that adding a delay never saturates.
const HORIZON: Time = Time::from_micros(i64::MAX / 4);

/// The alarms of one bed. See the [room's contract](super).
#[derive(Clone, Debug)]
pub struct AlarmSystem {
    config: AlarmConfig,
    watches: BTreeMap<Condition, Watch>,
    /// The latest reading of each vital.
    readings: BTreeMap<Vital, Held>,
    /// For the smart delay of low saturation.
    area: Area,
    /// Channels that were good at least once.
    seen: BTreeSet<Channel>,
    /// Audio paused or off.
    audio: Option<Inactive>,
    /// Alarm paused or off.
    alarm: Option<Inactive>,
    begun: u64,
    voices: u64,
    reminders: u64,
    now: Time,
    shown: Vec<Alarm>,
    /// When each condition was last recognised and not alarmed.
    withheld: BTreeMap<Condition, Time>,
    log: AlarmLog,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    reading: Reading,
    /// Its value can still be taken for the present one.
    fresh: bool,
}

impl AlarmSystem {
    /// Without any alarm.
    pub fn new(config: AlarmConfig) -> Self {
        let mut system = Self {
            config,
            watches: BTreeMap::new(),
            readings: BTreeMap::new(),
            area: Area::default(),
            seen: BTreeSet::new(),
            audio: None,
            alarm: None,
            begun: 0,
            voices: 0,
            reminders: 0,
            now: Time::ZERO,
            shown: Vec::new(),
            withheld: BTreeMap::new(),
            log: AlarmLog::default(),
        };
        system.watches = system
            .conditions()
            .map(|(condition, policy)| (condition, Watch::new(condition, policy)))
            .collect();
        system
    }

    /// What is in force.
    pub const fn config(&self) -> &AlarmConfig {
        &self.config
    }

    /// The limits in force.
    pub const fn limits(&self) -> &LimitSet {
        &self.config.limits
    }

    /// What happened so far.
    pub const fn log(&self) -> &AlarmLog {
        &self.log
    }

    /// Every alarm that is to be shown: highest priority first, newest first within a priority.
    pub fn active(&self) -> &[Alarm] {
        &self.shown
    }

    /// Alarms that are not shown because something else tells the same.
    pub fn inhibited(&self) -> impl Iterator<Item = &Alarm> {
        self.watches
            .values()
            .filter_map(|watch| watch.alarm.as_ref())
            .filter(|alarm| alarm.inhibited_by.is_some())
    }

    /// The alarm whose sound is due now: the newest of the highest priority among all that nobody has
    /// acknowledged. While audio is paused only a high alarm that began after the pause did; while it is
    /// off only what may never be off.
    pub fn sounding(&self, now: Time) -> Option<Sounding> {
        let audio = self.audio.filter(|audio| audio.until.is_none_or(|until| now < until));
        let heard = |alarm: &&Alarm| match audio {
            None => true,
            Some(Inactive { what: Inactivation::AudioOff, .. }) => alarm.condition.is_vital(),
            Some(pause) => alarm.priority == Priority::High && alarm.voice >= pause.next_voice,
        };
        self.shown
            .iter()
            .filter(|alarm| !alarm.state.is_acknowledged())
            .filter(heard)
            .max_by_key(|alarm| (alarm.priority, alarm.voice))
            .map(|alarm| Sounding {
                priority: alarm.priority,
                condition: alarm.condition,
                serial: alarm.voice,
            })
    }

    /// Which inactivations are in force, the sound's first.
    pub fn inactive(&self) -> impl Iterator<Item = &Inactive> {
        self.audio.iter().chain(&self.alarm)
    }

    /// How many reminders there were: each asks for a soft sound, see [`TransitionKind::Reminder`] and
    /// [`LogEvent::StillInactive`].
    pub const fn reminders(&self) -> u64 {
        self.reminders
    }

    /// When [`Self::tick`] has something to do at the latest.
    pub fn next_tick(&self) -> Option<Time> {
        let watches = self.watches.values().flat_map(|watch| {
            let delay = if watch.condition.vital().is_none() { watch.deadline() } else { None };
            let alarm = watch.alarm.as_ref();
            let due = alarm.map_or([None; 3], |alarm| [alarm.remind_at, alarm.escalate_at, alarm.held_until]);
            let [remind, escalate, held] = due;
            [delay, remind, escalate, held]
        });
        let stale = self.readings.values().map(|held| held.fresh.then(|| held.stale_at()));
        let inactive = self.inactive().flat_map(|inactive| [inactive.until, inactive.remind_at]);
        watches.chain(stale).chain(inactive).flatten().min()
    }

    /// Takes in one observation that arrived at `now`.
    ///
    /// Its own time decides: delays count from sample to sample, so a batch that was held back has the
    /// same effect as one delivered in time. What is older than the last of its kind is ignored, what
    /// claims to be from the future counts as from now.
    pub fn observe(&mut self, observation: &Observation, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let at = observation.at().min(self.now).max(Time::from_micros(-HORIZON.micros()));
        self.advance(at, &mut out);
        match observation {
            Observation::Reading(reading) => self.read(&Reading { at, ..*reading }, &mut out),
            Observation::Switch { condition, on, detail, at: _ } => {
                if condition.vital().is_none() {
                    self.switch(*condition, *on, at, detail.as_ref(), &mut out);
                }
            }
            Observation::Sensor { id, state, device, at: _ } => {
                self.sensor(*id, state, device.as_ref(), at, &mut out);
            }
            Observation::Placed { id, at: _ } => self.placed(*id, at, &mut out),
            Observation::Quality { channel, quality, off, at: _ } => {
                self.switch(Condition::SensorOff(*channel), *off, at, None, &mut out);
                let low = *quality != Quality::Good && !off;
                self.switch(Condition::LowQuality(*channel), low, at, None, &mut out);
            }
            Observation::Withheld { condition, why, at: _ } => self.withhold(*condition, why, at),
            Observation::CuffFailed { reason, at: _ } => {
                self.switch(Condition::CuffFailed, true, at, Some(reason), &mut out);
            }
        }
        self.settle(at, &mut out);
        out
    }

    /// Time passes: delays run out, readings grow stale, the audio pause ends, reminders fall due. How
    /// often this is called does not matter for what is active afterwards.
    ///
    /// Call it after what has arrived was observed: it believes the last word on every sensor.
    pub fn tick(&mut self, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        self.advance(self.now, &mut out);
        out
    }

    /// The bed turns to another patient or source: every alarm ends, everything that was known is
    /// forgotten; limits and log stay.
    pub fn discharge(&mut self, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        self.advance(self.now, &mut out);
        for slot in [self.audio.take(), self.alarm.take()].into_iter().flatten() {
            self.log.write(self.now, LogEvent::Active { what: slot.what, who: None });
        }
        self.log.write(self.now, LogEvent::Discharged);
        for watch in self.watches.values_mut() {
            if let Some(alarm) = watch.alarm.take() {
                emit(&mut self.log, &mut out, Transition::of(&alarm, TransitionKind::Cleared, self.now));
            }
            watch.reset();
        }
        self.readings.clear();
        self.withheld.clear();
        self.area = Area::default();
        self.seen.clear();
        self.settle(self.now, &mut out);
        out
    }

    /// Notes what time it is. A clock that was set back must not leave anything waiting for a time
    /// that is now far ahead, nor make new readings look old.
    fn enter(&mut self, now: Time) {
        let now = now.min(HORIZON).max(Time::from_micros(-HORIZON.micros()));
        if now < self.now {
            let (pause, reminder) = (self.config.tuning.pause(), self.config.tuning.reminder());
            for watch in self.watches.values_mut() {
                watch.rewind(now, reminder);
            }
            for held in self.readings.values_mut() {
                held.reading.at = held.reading.at.min(now);
            }
            for slot in self.audio.iter_mut().chain(&mut self.alarm) {
                slot.until = slot.until.map(|until| until.min(now + pause));
                slot.remind_at = slot.remind_at.map(|at| at.min(now + reminder));
            }
        }
        self.now = now;
    }

    /// Does everything that falls due up to `until`, in order of time.
    fn advance(&mut self, until: Time, out: &mut Vec<Transition>) {
        while let Some(due) = self.next_tick().filter(|due| *due <= until) {
            self.end_pauses(due);
            let stale: Vec<Vital> = self
                .readings
                .iter()
                .filter(|(_, held)| held.fresh && held.stale_at() <= due)
                .map(|(vital, _)| *vital)
                .collect();
            for vital in stale {
                self.lose(vital, due, out);
            }
            let ripe: Vec<Condition> = self
                .watches
                .values()
                .filter(|watch| watch.condition.vital().is_none())
                .filter(|watch| watch.deadline().is_some_and(|deadline| deadline <= due))
                .map(|watch| watch.condition)
                .collect();
            for condition in ripe {
                self.step(condition, due, Facts::default(), out, |watch| watch.pass(due));
            }
            self.remind(due, until, out);
            self.escalate(due, out);
            self.settle(due, out);
        }
    }
}

impl Held {
    fn stale_at(&self) -> Time {
        self.reading.at + stale_after(self.reading.vital)
    }
}

fn emit(log: &mut AlarmLog, out: &mut Vec<Transition>, transition: Transition) {
    log.write(transition.at, LogEvent::Alarm(transition.clone()));
    out.push(transition);
}
