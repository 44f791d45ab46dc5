use super::{Fault, FaultSwitch, SharedPatient, schedule::Schedule};
use crate::{
    model::{Measured, Origin, Packet, Quality, Rate, SensorId, Span, Time, Vital},
    sources::{Sensor, SensorError},
};

/// Core temperature once a second; no value while its fault is [`Fault::SensorOff`].
pub struct Thermometer {
    schedule: Schedule,
    patient: SharedPatient,
    fault: FaultSwitch,
}

impl Thermometer {
    /// A thermometer whose first reading is at `now`.
    pub fn new(patient: SharedPatient, fault: FaultSwitch, now: Time) -> Self {
        Self { schedule: Schedule::new(now, Rate::constant(1.0), 1), patient, fault }
    }
}

impl Sensor for Thermometer {
    fn id(&self) -> SensorId {
        SensorId::Thermometer
    }

    fn due(&self) -> Option<Time> {
        Some(self.schedule.due())
    }

    fn patience(&self) -> Span {
        Span::from_millis(5_000)
    }

    async fn read(&mut self, now: Time) -> Result<Vec<Packet>, SensorError> {
        let off = self.fault.get() == Fault::SensorOff;
        let taken = self.schedule.take(now);
        let mut patient = self.patient.borrow_mut();
        let readings = taken.map(|index| {
            let at = self.schedule.time_of(index);
            let value = (!off).then(|| f64::from(patient.temperature(at)));
            Packet::Measured(Measured {
                vital: Vital::Temperature,
                value,
                at,
                quality: Quality::Good,
                lasts: Measured::CONTINUOUS,
                origin: Origin::Simulated,
            })
        });
        Ok(readings.collect())
    }
}
