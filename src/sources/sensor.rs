use std::future::Future;

use thiserror::Error;

use crate::model::{Packet, SensorId, SensorState, Span, Time};

/// One sensor of a bed.
pub trait Sensor: 'static {
    /// Which one it is.
    fn id(&self) -> SensorId;

    /// When it should be read next; `None` when it has come to its end.
    fn due(&self) -> Option<Time>;

    /// How long one read may take, and how long it may go without delivering anything, before it
    /// counts as silent.
    fn patience(&self) -> Span;

    /// Everything taken since the last read, up to and including `now`, in order of sample time.
    ///
    /// # Errors
    /// When the sensor cannot go on; it is then dropped and opened anew.
    fn read(&mut self, now: Time) -> impl Future<Output = Result<Vec<Packet>, SensorError>>;
}

/// Why a sensor stopped, in words for the screen.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct SensorError(pub String);

/// What reaches a bed.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrival {
    /// Something was sensed.
    Packet(Packet),
    /// A sensor's task changed its state.
    Sensor {
        /// Which sensor.
        id: SensorId,
        /// Its state from now on.
        state: SensorState,
        /// Since when, on the bed's clock.
        at: Time,
    },
}
