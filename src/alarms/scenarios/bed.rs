use crate::{
    alarms::{
        AlarmConfig, AlarmState, AlarmSystem, Condition, Inactivation, Observation, Priority, Transition,
        TransitionKind,
    },
    model::{AgeBand, Channel, Origin, Quality, Reading, SensorId, SensorState, Time, Vital},
};

pub const HR_HIGH: Condition = Condition::LimitHigh(Vital::HeartRate);
pub const HR_LOW: Condition = Condition::LimitLow(Vital::HeartRate);
pub const SPO2_LOW: Condition = Condition::LimitLow(Vital::SpO2);

/// An alarm system and everything that has come out of it.
pub struct Bed {
    pub system: AlarmSystem,
    pub heard: Vec<Transition>,
}

pub fn at(secs: f64) -> Time {
    Time::from_secs(secs)
}

impl Bed {
    pub fn new() -> Self {
        let system = AlarmSystem::new(AlarmConfig::defaults(AgeBand::Adult));
        Self { system, heard: Vec::new() }
    }

    pub fn observe(&mut self, observation: &Observation) {
        let out = self.system.observe(observation, observation.at());
        self.heard.extend(out);
    }

    pub fn reading(&mut self, vital: Vital, value: f64, secs: f64) {
        self.read(vital, value, secs, Quality::Good);
    }

    pub fn read(&mut self, vital: Vital, value: f64, secs: f64, quality: Quality) {
        self.observe(&Observation::Reading(Reading::new(vital, value, at(secs), quality, Origin::Simulated)));
    }

    /// One reading a second, first and last second included.
    pub fn hold(&mut self, vital: Vital, value: f64, from: i32, to: i32) {
        for second in from..=to {
            self.reading(vital, value, f64::from(second));
        }
    }

    pub fn event(&mut self, condition: Condition, on: bool, secs: f64) {
        self.observe(&Observation::switch(condition, on, at(secs)));
    }

    pub fn sensor(&mut self, id: SensorId, state: SensorState, secs: f64) {
        self.observe(&Observation::Sensor { id, state, device: None, at: at(secs) });
    }

    pub fn quality(&mut self, channel: Channel, quality: Quality, off: bool, secs: f64) {
        self.observe(&Observation::Quality { channel, quality, off, at: at(secs) });
    }

    pub fn tick(&mut self, secs: f64) {
        let out = self.system.tick(at(secs));
        self.heard.extend(out);
    }

    pub fn acknowledge(&mut self, secs: f64) {
        let out = self.system.acknowledge(None, "Nurse", at(secs));
        self.heard.extend(out);
    }

    pub fn reset(&mut self, secs: f64) {
        let out = self.system.reset_latched("Nurse", at(secs));
        self.heard.extend(out);
    }

    pub fn configure(&mut self, secs: f64, change: impl FnOnce(&mut AlarmConfig)) -> Vec<Transition> {
        let mut config = self.system.config().clone();
        change(&mut config);
        let out = self.system.configure(config, at(secs));
        self.heard.extend(out.clone());
        out
    }

    pub fn inactivate(&mut self, what: Inactivation, secs: f64) {
        let out = self.system.inactivate(what, "Nurse", at(secs));
        self.heard.extend(out);
    }

    pub fn reactivate(&mut self, what: Inactivation, secs: f64) {
        let out = self.system.reactivate(what, "Nurse", at(secs));
        self.heard.extend(out);
    }

    pub fn inactive(&self) -> Vec<Inactivation> {
        self.system.inactive().map(|inactive| inactive.what).collect()
    }

    pub fn active(&self) -> Vec<(Condition, AlarmState)> {
        self.system.active().iter().map(|alarm| (alarm.condition, alarm.state)).collect()
    }

    pub fn sounding(&self, secs: f64) -> Option<Priority> {
        self.system.sounding(at(secs)).map(|sounding| sounding.priority)
    }

    /// When `condition` went through which steps.
    pub fn story(&self, condition: Condition) -> Vec<(f64, TransitionKind)> {
        let mine = self.heard.iter().filter(|transition| transition.condition == condition);
        mine.map(|transition| (transition.at.secs(), transition.to)).collect()
    }
}
