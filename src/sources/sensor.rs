use std::{future::Future, sync::Arc};

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

/// Why a sensor stopped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SensorError {
    /// It does not work, and why, in words for the screen.
    #[error("{0}")]
    Failed(String),
    /// The radio link to it is lost: it may be out of reach or switched off.
    #[error("the radio link is lost")]
    LinkLost,
}

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
    /// Another sensor takes this place on the bed; what the one before sent is forgotten.
    Placed {
        /// Which place.
        id: SensorId,
        /// The device's name; `None` for one that is simulated or for nobody.
        device: Option<Arc<str>>,
        /// When, on the bed's clock.
        at: Time,
    },
}
