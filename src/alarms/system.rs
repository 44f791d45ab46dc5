mod intake;
mod settle;

use std::collections::{BTreeMap, BTreeSet};

use intake::Facts;

use super::{
    Alarm, AlarmLog, AlarmState, Condition, LogEvent, Observation, Priority, Sounding, Transition,
    TransitionKind,
    policy::{AUDIO_PAUSE, REMINDER, stale_after},
    threshold::thresholds,
    watch::Watch,
};
use crate::model::{AgeBand, Channel, LimitSet, Quality, Reading, Time, Vital};

/// Times beyond this (73,000 years) are taken for it, so that adding a delay never saturates.
const HORIZON: Time = Time::from_micros(i64::MAX / 4);

/// The alarms of one bed. See the [room's contract](super).
#[derive(Clone, Debug)]
pub struct AlarmSystem {
    limits: LimitSet,
    age: AgeBand,
    watches: BTreeMap<Condition, Watch>,
    /// The latest reading of each vital.
    readings: BTreeMap<Vital, Held>,
    /// Channels that were good at least once.
    seen: BTreeSet<Channel>,
    pause: Option<Pause>,
    begun: u64,
    now: Time,
    shown: Vec<Alarm>,
    log: AlarmLog,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    reading: Reading,
    /// Its value can still be taken for the present one.
    fresh: bool,
}

#[derive(Clone, Copy, Debug)]
struct Pause {
    until: Time,
    /// Alarms from this serial number on began during the pause.
    next: u64,
}

impl AlarmSystem {
    /// Without any alarm, for a patient of that age.
    pub fn new(limits: LimitSet, age: AgeBand) -> Self {
        let watches = Condition::all().into_iter().map(|condition| (condition, Watch::new(condition)));
        Self {
            limits,
            age,
            watches: watches.collect(),
            readings: BTreeMap::new(),
            seen: BTreeSet::new(),
            pause: None,
            begun: 0,
            now: Time::ZERO,
            shown: Vec::new(),
            log: AlarmLog::default(),
        }
    }

    /// The limits in force.
    pub const fn limits(&self) -> &LimitSet {
        &self.limits
    }

    /// The age group that clamps the extreme limits.
    pub const fn age(&self) -> AgeBand {
        self.age
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

    /// The alarm whose sound is due now: the newest of the highest priority that nobody has acknowledged.
    /// While audio is paused only a high alarm that began after the pause did.
    pub fn sounding(&self, now: Time) -> Option<Sounding> {
        let pause = self.pause.filter(|pause| now < pause.until);
        self.shown
            .iter()
            .filter(|alarm| alarm.state != AlarmState::Acknowledged)
            .filter(|alarm| {
                pause.is_none_or(|pause| alarm.priority == Priority::High && alarm.serial >= pause.next)
            })
            .max_by_key(|alarm| (alarm.priority, alarm.serial))
            .map(Sounding::from)
    }

    /// When the audio pause ends by itself.
    pub fn audio_paused_until(&self) -> Option<Time> {
        self.pause.map(|pause| pause.until)
    }

    /// When [`Self::tick`] has something to do at the latest.
    pub fn next_tick(&self) -> Option<Time> {
        let watches = self.watches.values().flat_map(|watch| {
            let delay = if watch.condition.vital().is_none() { watch.deadline() } else { None };
            [delay, watch.alarm.as_ref().and_then(|alarm| alarm.remind_at)]
        });
        let stale = self.readings.values().map(|held| held.fresh.then(|| held.stale_at()));
        let pause = self.pause.map(|pause| pause.until);
        watches.chain(stale).flatten().chain(pause).min()
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
            Observation::Event { kind, active, at: _ } => {
                self.switch(kind.condition(), *active, at, None, &mut out);
            }
            Observation::Sensor { id, state, at: _ } => self.sensor(*id, state, at, &mut out),
            Observation::Quality { channel, quality, off, at: _ } => {
                self.switch(Condition::SensorOff(*channel), *off, at, None, &mut out);
                let low = *quality != Quality::Good && !off;
                self.switch(Condition::LowQuality(*channel), low, at, None, &mut out);
            }
            Observation::CuffFailed { reason, at: _ } => {
                self.switch(Condition::CuffFailed, true, at, Some(reason), &mut out);
            }
            Observation::Sound { blocked, at: _ } => {
                self.switch(Condition::SoundBlocked, *blocked, at, None, &mut out);
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

    /// Somebody has noticed every alarm of this moment, the inhibited ones along with what inhibits
    /// them: these sound no more. Where the condition is true the alarm stays, acknowledged, until it
    /// ends; latched ones whose cause is gone are over. An alarm that begins later sounds.
    pub fn acknowledge(&mut self, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let now = self.now;
        self.advance(now, &mut out);
        for watch in self.watches.values_mut() {
            let present = watch.is_present();
            let Some(alarm) = watch.alarm.as_mut().filter(|alarm| alarm.state != AlarmState::Acknowledged)
            else {
                continue;
            };
            alarm.state = AlarmState::Acknowledged;
            alarm.remind_at = (alarm.priority > Priority::Low).then(|| now + REMINDER);
            emit(&mut self.log, &mut out, Transition::of(alarm, TransitionKind::Acknowledged, now));
            if !present && let Some(alarm) = watch.drop_alarm() {
                emit(&mut self.log, &mut out, Transition::of(&alarm, TransitionKind::Cleared, now));
            }
        }
        self.settle(now, &mut out);
        out
    }

    /// Nothing sounds for two minutes from now, except a high alarm that begins meanwhile.
    pub fn pause_audio(&mut self, now: Time) {
        self.enter(now);
        let until = self.now + AUDIO_PAUSE;
        self.pause = Some(Pause { until, next: self.begun });
        self.log.write(self.now, LogEvent::AudioPaused { until });
    }

    /// Ends the audio pause before its time.
    pub fn resume_audio(&mut self, now: Time) {
        self.enter(now);
        if self.pause.take().is_some() {
            self.log.write(self.now, LogEvent::AudioResumed);
        }
    }

    /// The patient is of another age group: its extreme limits count from now on.
    pub fn set_age(&mut self, age: AgeBand, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let now = self.now;
        self.advance(now, &mut out);
        if self.age != age {
            self.age = age;
            for vital in Vital::ALL {
                for line in thresholds(vital, &self.limits, age) {
                    self.judge_again(vital, &line, now, &mut out);
                }
            }
        }
        self.settle(now, &mut out);
        out
    }

    /// Puts other limits in force and judges the latest readings by them. An alarm whose value is
    /// inside the new limits ends at once.
    pub fn set_limits(&mut self, limits: LimitSet, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let now = self.now;
        self.advance(now, &mut out);
        let old = std::mem::replace(&mut self.limits, limits);
        for vital in Vital::ALL {
            let limits = self.limits.get(vital);
            if old.get(vital) == limits {
                continue;
            }
            self.log.write(now, LogEvent::Limits { vital, limits });
            for line in thresholds(vital, &self.limits, self.age) {
                self.judge_again(vital, &line, now, &mut out);
            }
        }
        self.settle(now, &mut out);
        out
    }

    /// The bed turns to another patient or source: every alarm ends, everything that was known is
    /// forgotten; limits and log stay.
    pub fn discharge(&mut self, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        self.advance(self.now, &mut out);
        self.resume_audio(now);
        self.log.write(self.now, LogEvent::Discharged);
        for watch in self.watches.values_mut() {
            if let Some(alarm) = watch.alarm.take() {
                emit(&mut self.log, &mut out, Transition::of(&alarm, TransitionKind::Cleared, self.now));
            }
            watch.reset();
        }
        self.readings.clear();
        self.seen.clear();
        self.settle(self.now, &mut out);
        out
    }

    /// Notes what time it is. A clock that was set back must not leave anything waiting for a time
    /// that is now far ahead, nor make new readings look old.
    fn enter(&mut self, now: Time) {
        let now = now.min(HORIZON).max(Time::from_micros(-HORIZON.micros()));
        if now < self.now {
            for watch in self.watches.values_mut() {
                watch.rewind(now);
            }
            for held in self.readings.values_mut() {
                held.reading.at = held.reading.at.min(now);
            }
            if let Some(pause) = &mut self.pause {
                pause.until = pause.until.min(now + AUDIO_PAUSE);
            }
        }
        self.now = now;
    }

    /// Does everything that falls due up to `until`, in order of time.
    fn advance(&mut self, until: Time, out: &mut Vec<Transition>) {
        while let Some(due) = self.next_tick().filter(|due| *due <= until) {
            if self.pause.is_some_and(|pause| pause.until <= due) {
                self.pause = None;
                self.log.write(due, LogEvent::AudioResumed);
            }
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
            self.settle(due, out);
        }
    }

    /// Brings acknowledged alarms to mind, once however long nobody looked.
    fn remind(&mut self, due: Time, until: Time, out: &mut Vec<Transition>) {
        for alarm in self.watches.values_mut().filter_map(|watch| watch.alarm.as_mut()) {
            let Some(at) = alarm.remind_at.filter(|at| *at <= due) else {
                continue;
            };
            let missed = (until - at).micros() / REMINDER.micros();
            alarm.remind_at = Some(at + REMINDER * (missed + 1));
            if alarm.inhibited_by.is_none() {
                emit(&mut self.log, out, Transition::of(alarm, TransitionKind::Reminder, due));
            }
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
