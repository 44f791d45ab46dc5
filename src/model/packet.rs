use std::sync::Arc;

use super::{Channel, Origin, Rate, SensorId, Time, Vital};

/// What a sensor hands over, whatever kind of source it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Packet {
    /// A stretch of samples.
    Waveform(WaveformPacket),
    /// A number that the source itself measured (a thermometer's temperature, a strap's heart rate).
    Measured(Measured),
    /// The source's own note on a moment of a waveform (an annotated beat of a recording).
    Mark(Mark),
    /// What the cuff is doing.
    Cuff(CuffReport),
    /// What the source calls a channel, sent before its first samples.
    Label {
        /// The channel.
        channel: Channel,
        /// The source's name for it, as it should stand on the screen.
        label: Arc<str>,
    },
    /// How full the battery of a sensor is.
    Battery(Battery),
}

/// How full the battery of a sensor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Battery {
    /// Which sensor.
    pub id: SensorId,
    /// Charge left, per cent, 0 to 100.
    pub percent: u8,
    /// When.
    pub at: Time,
}

/// A stretch of equally spaced samples of one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct WaveformPacket {
    /// Which waveform.
    pub channel: Channel,
    /// Where it comes from.
    pub origin: Origin,
    /// When sample 0 of this stream was taken.
    pub epoch: Time,
    /// Samples per second.
    pub rate: Rate,
    /// How many samples of this stream came before the first one in here. A jump means that
    /// samples were lost; a new stream (new `epoch`) starts at 0 again.
    pub index: u64,
    /// Values in the channel's unit; `NaN` where the source has no valid sample (electrode off,
    /// dropout).
    pub samples: Vec<f32>,
}

impl WaveformPacket {
    /// When the sample at `offset` of this packet was taken.
    pub fn time_of(&self, offset: usize) -> Time {
        self.rate.time_of(self.epoch, self.index + offset as u64)
    }

    /// When the next packet of this stream begins.
    pub fn end(&self) -> Time {
        self.time_of(self.samples.len())
    }
}

/// A number that arrived as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Which vital, and so which unit.
    pub vital: Vital,
    /// The value, `None` when the device says that it has none.
    pub value: Option<f64>,
    /// When it was true.
    pub at: Time,
    /// Where it comes from.
    pub origin: Origin,
}

/// A note of the source on one moment of one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The channel it belongs to.
    pub channel: Channel,
    /// When.
    pub at: Time,
    /// The code, as the recording's format prints it (`N`, `V`, `+`).
    pub code: Arc<str>,
    /// Whether the code marks a heartbeat.
    pub beat: bool,
}

/// What a cuff is doing; its pressure comes as samples of [`Channel::CuffPressure`].
#[derive(Clone, Debug, PartialEq)]
pub struct CuffReport {
    /// When it began to do so.
    pub at: Time,
    /// What it does.
    pub phase: CuffPhase,
    /// Where it comes from.
    pub origin: Origin,
}

/// The phases of one blood-pressure measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CuffPhase {
    /// The pump runs.
    Inflating,
    /// Air is let out step by step, with a pause on each to feel the pulse.
    Deflating,
    /// The cuff is empty; what was gathered can be evaluated.
    Done,
    /// The measurement ended without a result, and why, in words for the screen.
    Failed(Arc<str>),
    /// No measurement runs. `next` is when the automatic cycle starts one, if it is on.
    Idle {
        /// The next automatic measurement.
        next: Option<Time>,
    },
}
