use std::{collections::BTreeMap, sync::Arc};

use super::{AlarmStrips, Monitor, Scores, Session, Wave, observation};
use crate::{
    alarms::{AlarmConfig, AlarmSystem, Condition, Observation, Transition},
    model::{Battery, BatteryWatch, Channel, CuffPhase, Packet, Reading, SensorId, Time},
    processing::{Finding, QualityReason, variability::Tachogram},
    sources::Arrival,
};

/// A bed and its alarms.
///
/// [`Bed::advance`] runs both, one after the other. A caller that evaluates alarms by itself (the
/// reactive layer) takes the parts: [`Bed::take_sensor_changes`], then
/// [`Monitor::advance`], then [`Bed::observe`], then [`Bed::judge`].
pub struct Bed {
    /// What is sensed.
    pub monitor: Monitor,
    /// What is alarming.
    pub alarms: AlarmSystem,
    /// The early-warning score.
    pub scores: Scores,
    /// The waves around each alarm.
    pub strips: AlarmStrips,
    /// The times between heartbeats of the last hour, as a strap or the ECG gives them.
    pub tachogram: Tachogram,
    /// What a person started; stays until it is put away, whoever comes into the bed.
    pub session: Option<Session>,
    batteries: BTreeMap<SensorId, BatteryWatch>,
    /// Sensor states, batteries and failures of the cuff that the alarm system has not heard of yet.
    unheard: Vec<Observation>,
}

impl Bed {
    /// A bed on which nothing was sensed yet.
    pub fn new(config: AlarmConfig) -> Self {
        Self {
            monitor: Monitor::new(),
            alarms: AlarmSystem::new(config),
            scores: Scores::default(),
            batteries: BTreeMap::new(),
            strips: AlarmStrips::default(),
            tachogram: Tachogram::default(),
            session: None,
            unheard: Vec::new(),
        }
    }

    /// Takes in what a sensor's task delivered.
    pub fn arrive(&mut self, arrival: Arrival) {
        match &arrival {
            Arrival::Sensor { id, state, at } => {
                if *id == SensorId::Ecg && state.is_lost() {
                    self.miss_beats();
                }
                let device = self.monitor.devices().get(id).cloned();
                self.unheard.push(Observation::Sensor { id: *id, state: state.clone(), device, at: *at });
            }
            Arrival::Packet(Packet::Cuff(report)) => {
                if let CuffPhase::Failed(reason) = &report.phase {
                    self.unheard.push(Observation::CuffFailed { at: report.at, reason: reason.clone() });
                }
            }
            Arrival::Packet(Packet::Battery(battery)) => self.battery(*battery),
            Arrival::Packet(Packet::Interval(interval)) => {
                self.tachogram.interval(*interval);
                if let Some(session) = &mut self.session {
                    session.interval(*interval);
                }
            }
            Arrival::Packet(Packet::Waveform(packet)) => {
                if packet.channel == Channel::Ecg {
                    self.tachogram.waveform(packet);
                }
                if let Some(session) = &mut self.session {
                    session.waveform(packet);
                }
            }
            Arrival::Placed { id, at, .. } => {
                if *id == SensorId::Ecg {
                    // Another heart, or the same one seen by another eye.
                    self.miss_beats();
                    self.tachogram = Tachogram::default();
                }
                self.batteries.remove(id);
                self.unheard.push(Observation::Placed { id: *id, at: *at });
            }
            Arrival::Packet(_) => {}
        }
        self.monitor.arrive(arrival);
    }

    fn battery(&mut self, Battery { id, percent, at }: Battery) {
        self.unheard.push(Observation::Switch {
            condition: Condition::LowBattery(id),
            on: self.batteries.entry(id).or_default().hear(f64::from(percent)),
            detail: Some(format!("{percent} %").into()),
            at,
        });
    }

    /// Beats may be missed from here on: what comes next does not follow.
    fn miss_beats(&mut self) {
        self.tachogram.interrupt();
        if let Some(session) = &mut self.session {
            session.interrupt();
        }
    }

    /// What a beat, a rate or a lost electrode means to the intervals and to the session.
    fn follow_heart(&mut self, finding: &Finding) {
        match finding {
            Finding::Beat(beat) if beat.channel == Channel::Ecg => {
                let Some(origin) = self.monitor.wave(beat.channel).map(Wave::origin) else { return };
                self.tachogram.beat(*beat, origin);
                if let Some(session) = &mut self.session {
                    session.beat(*beat, origin);
                }
            }
            Finding::Quality { channel: Channel::Ecg, reason: Some(QualityReason::SensorOff), .. } => {
                self.miss_beats();
            }
            Finding::Reading(reading) => {
                if let Some(session) = &mut self.session {
                    session.reading(reading);
                }
            }
            _ => {}
        }
    }

    /// What happened to sensors since this was asked last.
    pub fn take_sensor_changes(&mut self) -> Vec<Observation> {
        std::mem::take(&mut self.unheard)
    }

    /// What was found up to `now`, and what follows for the early-warning score, as the alarm system should
    /// hear it.
    pub fn observe(&mut self, findings: &[Finding], now: Time) -> Vec<Observation> {
        let age = self.alarms.config().age;
        let mut observed = Vec::new();
        for finding in findings {
            self.follow_heart(finding);
            observed.extend(observation(finding));
            if let Finding::Reading(reading) = finding {
                self.scores.read(reading, age, &mut observed);
                observed.extend(self.withheld(reading));
            }
        }
        if let Some(session) = &mut self.session {
            session.advance(now);
        }
        self.scores.advance(now, age, &mut observed);
        observed
    }

    /// What a reading in doubt would alarm if it were not.
    fn withheld(&self, reading: &Reading) -> impl Iterator<Item = Observation> {
        let channels = reading.vital.sensor().channels();
        let reason = channels.iter().find_map(|channel| self.monitor.wave(*channel)?.quality().1);
        let why: Arc<str> = reason.map_or("value in doubt", QualityReason::text).into();
        let at = reading.at;
        let withhold = move |condition| Observation::Withheld { condition, why: Arc::clone(&why), at };
        self.alarms.in_doubt(reading).into_iter().map(withhold)
    }

    /// Evaluates the alarm conditions.
    pub fn judge(&mut self, observed: &[Observation], now: Time) -> Vec<Transition> {
        let mut transitions = Vec::new();
        for observation in observed {
            transitions.extend(self.alarms.observe(observation, now));
        }
        transitions.extend(self.alarms.tick(now));
        // By the log, as alarms also begin by what a person does.
        self.strips.follow(self.alarms.log());
        self.strips.advance(now, &self.monitor);
        transitions
    }

    /// Makes room for another patient: what was sensed is forgotten, the alarms end, the log stays.
    pub fn discharge(&mut self, now: Time) {
        self.alarms.discharge(now);
        self.strips.follow(self.alarms.log());
        self.strips.finish(now, &self.monitor);
        if let Some(session) = &mut self.session {
            session.end(now);
        }
        self.tachogram = Tachogram::default();
        let ecg_filter = self.monitor.ecg_filter();
        self.monitor = Monitor::new();
        self.monitor.show_ecg_through(ecg_filter);
        self.scores = Scores::default();
        self.batteries.clear();
        self.unheard.clear();
    }

    /// Lets time pass: what was found, and what became of the alarms.
    pub fn advance(&mut self, now: Time) -> (Vec<Finding>, Vec<Transition>) {
        let mut observed = self.take_sensor_changes();
        let findings = self.monitor.advance(now);
        observed.extend(self.observe(&findings, now));
        let transitions = self.judge(&observed, now);
        (findings, transitions)
    }
}
