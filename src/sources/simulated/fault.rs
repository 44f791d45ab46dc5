use std::{cell::Cell, future::pending, rc::Rc};

use crate::{
    model::{Packet, SensorId, Span, Time},
    sources::{Sensor, SensorError},
};

/// What is wrong with a sensor, on purpose: for teaching and for tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// It is not on the patient: samples are missing, the cuff leaks.
    SensorOff,
    /// Every read gives an error.
    Fails,
    /// A read never comes back.
    Hangs,
    /// It answers, and delivers nothing.
    Silent,
}

impl Fault {
    /// Every fault, and none first.
    pub const ALL: [Self; 5] = [Self::None, Self::SensorOff, Self::Fails, Self::Hangs, Self::Silent];

    /// The name in the page.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SensorOff => "sensor-off",
            Self::Fails => "fails",
            Self::Hangs => "hangs",
            Self::Silent => "silent",
        }
    }

    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "no trouble",
            Self::SensorOff => "not on the patient",
            Self::Fails => "reports an error",
            Self::Hangs => "does not answer",
            Self::Silent => "delivers nothing",
        }
    }
}

/// Sets the fault of one sensor; clones are the same switch, and it outlives the sensor.
#[derive(Clone, Debug, Default)]
pub struct FaultSwitch(Rc<Cell<Fault>>);

impl FaultSwitch {
    /// The fault now.
    pub fn get(&self) -> Fault {
        self.0.get()
    }

    /// Sets the fault, from the next read on.
    pub fn set(&self, fault: Fault) {
        self.0.set(fault);
    }
}

/// A sensor whose line can be made to fail, hang or fall silent.
///
/// [`Fault::SensorOff`] is not the line's but the sensor's own: only it knows what it senses then.
pub struct Faulty<S> {
    sensor: S,
    fault: FaultSwitch,
}

impl<S: Sensor> Faulty<S> {
    /// `sensor`, as good as `fault` says.
    pub const fn new(sensor: S, fault: FaultSwitch) -> Self {
        Self { sensor, fault }
    }
}

impl<S: Sensor> Sensor for Faulty<S> {
    fn id(&self) -> SensorId {
        self.sensor.id()
    }

    fn due(&self) -> Option<Time> {
        self.sensor.due()
    }

    fn patience(&self) -> Span {
        self.sensor.patience()
    }

    async fn read(&mut self, now: Time) -> Result<Vec<Packet>, SensorError> {
        match self.fault.get() {
            Fault::None | Fault::SensorOff => self.sensor.read(now).await,
            Fault::Fails => Err(SensorError("sensor failed".to_owned())),
            Fault::Hangs => pending().await,
            Fault::Silent => self.sensor.read(now).await.map(|_lost| Vec::new()),
        }
    }
}
