use std::{cell::RefCell, rc::Rc};

use futures_util::future::{FutureExt, LocalBoxFuture};

use super::{
    Cuff, CuffControl, FaultSwitch, Faulty, Thermometer, Waveforms, arterial, ecg, oximeter, respiration,
};
use crate::{
    model::{SensorId, Time},
    physiology::VirtualPatient,
    sources::{Arrival, Clock, Sensor, SourceError, supervise},
};

/// The one patient that all sensors of a bed are on.
pub type SharedPatient = Rc<RefCell<VirtualPatient>>;

/// A seed for a patient nobody has seen before.
///
/// # Errors
/// When the system gives no random numbers.
pub fn seed() -> Result<u64, SourceError> {
    getrandom::u64().map_err(|error| SourceError::Seed(error.to_string()))
}

/// A simulated patient with all sensors, and the handles to both. Clones are the same bed.
#[derive(Clone)]
pub struct SimulatedBed {
    seed: u64,
    patient: SharedPatient,
    cuff: CuffControl,
    faults: [FaultSwitch; SensorId::SIMULATED.len()],
}

impl SimulatedBed {
    /// The bed that grows from `seed`; the same one each time.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            patient: Rc::new(RefCell::new(VirtualPatient::new(seed))),
            cuff: CuffControl::default(),
            faults: Default::default(),
        }
    }

    /// The seed it grew from.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The patient. Borrow it only between two awaits: the sensors borrow it when they are read.
    pub const fn patient(&self) -> &SharedPatient {
        &self.patient
    }

    /// The buttons of the cuff.
    pub const fn cuff(&self) -> &CuffControl {
        &self.cuff
    }

    /// The fault switch of a sensor; `None` for one that a simulated patient does not have.
    pub fn fault(&self, id: SensorId) -> Option<&FaultSwitch> {
        SensorId::SIMULATED.iter().position(|&known| known == id).map(|place| &self.faults[place])
    }

    fn switch(&self, id: SensorId) -> FaultSwitch {
        self.fault(id).cloned().unwrap_or_default()
    }

    /// Opens the ECG.
    pub fn open_ecg(&self, now: Time) -> Faulty<Waveforms<1>> {
        let fault = self.switch(SensorId::Ecg);
        Faulty::new(ecg(Rc::clone(&self.patient), fault.clone(), now), fault)
    }

    /// Opens the oximeter.
    pub fn open_oximeter(&self, now: Time) -> Faulty<Waveforms<2>> {
        let fault = self.switch(SensorId::Oximeter);
        Faulty::new(oximeter(Rc::clone(&self.patient), fault.clone(), now), fault)
    }

    /// Opens the arterial line.
    pub fn open_arterial(&self, now: Time) -> Faulty<Waveforms<1>> {
        let fault = self.switch(SensorId::Arterial);
        Faulty::new(arterial(Rc::clone(&self.patient), fault.clone(), now), fault)
    }

    /// Opens the breath sensor.
    pub fn open_respiration(&self, now: Time) -> Faulty<Waveforms<1>> {
        let fault = self.switch(SensorId::Resp);
        Faulty::new(respiration(Rc::clone(&self.patient), fault.clone(), now), fault)
    }

    /// Opens the cuff.
    pub fn open_cuff(&self, now: Time) -> Faulty<Cuff> {
        let fault = self.switch(SensorId::Cuff);
        let cuff = Cuff::new(Rc::clone(&self.patient), self.cuff.clone(), fault.clone(), self.seed, now);
        Faulty::new(cuff, fault)
    }

    /// Opens the thermometer.
    pub fn open_thermometer(&self, now: Time) -> Faulty<Thermometer> {
        let fault = self.switch(SensorId::Thermometer);
        Faulty::new(Thermometer::new(Rc::clone(&self.patient), fault.clone(), now), fault)
    }

    /// The supervised task of each sensor, to be spawned; each delivers to a clone of `sink`.
    pub fn tasks<C: Clock>(
        &self,
        clock: &C,
        sink: impl FnMut(Arrival) + Clone + 'static,
    ) -> Vec<(SensorId, LocalBoxFuture<'static, ()>)> {
        let task = |id| Some((id, self.task_of(id, clock, sink.clone())?));
        SensorId::SIMULATED.into_iter().filter_map(task).collect()
    }

    /// The supervised task of one sensor; `None` for one that a simulated patient does not have.
    pub fn task_of<C: Clock>(
        &self,
        id: SensorId,
        clock: &C,
        sink: impl FnMut(Arrival) + 'static,
    ) -> Option<LocalBoxFuture<'static, ()>> {
        Some(match id {
            SensorId::Ecg => self.task(id, Self::open_ecg, clock, sink),
            SensorId::Oximeter => self.task(id, Self::open_oximeter, clock, sink),
            SensorId::Arterial => self.task(id, Self::open_arterial, clock, sink),
            SensorId::Resp => self.task(id, Self::open_respiration, clock, sink),
            SensorId::Cuff => self.task(id, Self::open_cuff, clock, sink),
            SensorId::Thermometer => self.task(id, Self::open_thermometer, clock, sink),
            SensorId::Recording => return None,
        })
    }

    fn task<C: Clock, S: Sensor>(
        &self,
        id: SensorId,
        open: fn(&Self, Time) -> S,
        clock: &C,
        sink: impl FnMut(Arrival) + 'static,
    ) -> LocalBoxFuture<'static, ()> {
        let bed = self.clone();
        supervise(clock.clone(), id, move |now| Ok(open(&bed, now)), sink).boxed_local()
    }
}
