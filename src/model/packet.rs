use std::sync::Arc;

use super::{Channel, Interval, Origin, Quality, Rate, SensorId, Span, Time, Vital};

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
    /// Whether a sensor that sends numbers and no waveform is on the patient.
    Contact(Contact),
    /// The time between two heartbeats, as a strap tells it.
    Interval(Interval),
    /// What a scale shows.
    Weight(Weight),
}

impl Packet {
    /// The place on the bed that it speaks for; `None` for a scale, which has none.
    pub const fn sensor(&self) -> Option<SensorId> {
        match self {
            Self::Waveform(waveform) => Some(waveform.channel.sensor()),
            Self::Measured(measured) => Some(measured.vital.sensor()),
            Self::Mark(mark) => Some(mark.channel.sensor()),
            Self::Cuff(_) => Some(SensorId::Cuff),
            Self::Label { channel, .. } => Some(channel.sensor()),
            Self::Battery(battery) => Some(battery.id),
            Self::Contact(contact) => Some(contact.channel.sensor()),
            Self::Interval(_) => Some(SensorId::Ecg),
            Self::Weight(_) => None,
        }
    }
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

/// Whether a sensor touches the patient, as it tells itself. Where it sends a waveform, missing samples tell
/// it instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The channel that it would be on if it sent one.
    pub channel: Channel,
    /// Whether it touches the patient.
    pub on: bool,
    /// Since when.
    pub at: Time,
}

/// What a person weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Kilograms, above zero.
    pub kilograms: f64,
    /// When.
    pub at: Time,
    /// Where it comes from.
    pub origin: Origin,
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
    /// How far the source itself trusts it; [`Quality::Invalid`] is no value.
    pub quality: Quality,
    /// How long it speaks for the patient: in doubt from half of that on, then unknown. Has no meaning for
    /// a cuff's pressures, which stay true of their moment.
    pub lasts: Span,
    /// Where it comes from.
    pub origin: Origin,
}

impl Measured {
    /// How long a number that comes every second or so stays true.
    pub const CONTINUOUS: Span = Span::from_millis(10_000);
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
    /// A device measured and evaluated by itself; its pressures come as numbers. What it remarks on them, in
    /// words for the screen; empty when nothing.
    Measured(Arc<str>),
    /// No measurement runs. `next` is when the automatic cycle starts one, if it is on.
    Idle {
        /// The next automatic measurement.
        next: Option<Time>,
    },
}
