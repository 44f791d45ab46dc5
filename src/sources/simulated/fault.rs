use std::{cell::Cell, future::pending, rc::Rc};

use crate::{
    model::{Battery, Packet, SensorId, Span, Time},
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
    /// Its radio link is lost.
    LinkLost,
    /// Its battery runs low; it works.
    BatteryLow,
}

/// What a sensor tells of its battery while that runs low, per cent.
const LOW: u8 = 15;
/// What it tells once that is over.
const CHARGED: u8 = 90;

impl Fault {
    /// Every fault, and none first.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::SensorOff,
        Self::Fails,
        Self::Hangs,
        Self::Silent,
        Self::LinkLost,
        Self::BatteryLow,
    ];

    /// The name in the page.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SensorOff => "sensor-off",
            Self::Fails => "fails",
            Self::Hangs => "hangs",
            Self::Silent => "silent",
            Self::LinkLost => "link-lost",
            Self::BatteryLow => "battery-low",
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
            Self::LinkLost => "link lost",
            Self::BatteryLow => "battery low",
        }
    }
}

/// Sets the fault of one sensor; clones are the same switch, and it outlives the sensor.
#[derive(Clone, Debug, Default)]
pub struct FaultSwitch(Rc<Trouble>);

#[derive(Debug, Default)]
struct Trouble {
    fault: Cell<Fault>,
    /// What the sensor told of its battery last, per cent.
    battery: Cell<Option<u8>>,
}

impl FaultSwitch {
    /// The fault now.
    pub fn get(&self) -> Fault {
        self.0.fault.get()
    }

    /// Sets the fault, from the next read on.
    pub fn set(&self, fault: Fault) {
        self.0.fault.set(fault);
    }

    /// The charge that the sensor has to tell now; nothing as long as it was never low.
    fn battery_news(&self) -> Option<u8> {
        let told = self.0.battery.get();
        let charge = if self.get() == Fault::BatteryLow { LOW } else { CHARGED };
        let news = told != Some(charge) && (told.is_some() || charge == LOW);
        news.then(|| {
            self.0.battery.set(Some(charge));
            charge
        })
    }
}

/// A sensor whose line can be made to fail, hang, break or fall silent, and whose battery to run low.
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
            Fault::None | Fault::SensorOff | Fault::BatteryLow => {
                let mut packets = self.sensor.read(now).await?;
                if let Some(percent) = self.fault.battery_news() {
                    packets.push(Packet::Battery(Battery { id: self.id(), percent, at: now }));
                }
                Ok(packets)
            }
            Fault::Fails => Err(SensorError::Failed("sensor failed".to_owned())),
            Fault::LinkLost => Err(SensorError::LinkLost),
            Fault::Hangs => pending().await,
            Fault::Silent => self.sensor.read(now).await.map(|_lost| Vec::new()),
        }
    }
}
