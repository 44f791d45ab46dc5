use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Channel, Vital};

/// A sensor of a bed; each runs as a task of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SensorId {
    /// ECG electrodes.
    Ecg,
    /// Pulse oximeter.
    Oximeter,
    /// Arterial line: a catheter in an artery and its pressure transducer.
    Arterial,
    /// Impedance respiration.
    Resp,
    /// Blood-pressure cuff.
    Cuff,
    /// Thermometer.
    Thermometer,
    /// A recording that is replayed; carries every channel that the recording has.
    Recording,
}

impl SensorId {
    /// The sensors of a simulated patient.
    pub const SIMULATED: [Self; 6] =
        [Self::Ecg, Self::Oximeter, Self::Arterial, Self::Resp, Self::Cuff, Self::Thermometer];

    /// The name on the screen and in alarms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ecg => "ECG",
            Self::Oximeter => "SpO₂",
            Self::Arterial => "ABP",
            Self::Resp => "Resp",
            Self::Cuff => "NIBP",
            Self::Thermometer => "Temp",
            Self::Recording => "Recording",
        }
    }

    /// The waveforms it delivers.
    pub const fn channels(self) -> &'static [Channel] {
        match self {
            Self::Ecg => &[Channel::Ecg],
            Self::Oximeter => &[Channel::Pleth, Channel::PlethRed],
            Self::Arterial => &[Channel::Arterial],
            Self::Resp => &[Channel::Resp],
            Self::Cuff => &[Channel::CuffPressure],
            Self::Thermometer => &[],
            Self::Recording => {
                &[Channel::Ecg, Channel::EcgSecond, Channel::Pleth, Channel::Resp, Channel::Arterial]
            }
        }
    }

    /// The vitals that can no longer be trusted when this sensor stops.
    pub const fn vitals(self) -> &'static [Vital] {
        match self {
            Self::Ecg => &[Vital::HeartRate],
            Self::Oximeter => &[Vital::SpO2, Vital::PulseRate, Vital::Perfusion],
            Self::Arterial => &[Vital::ArterialSystolic, Vital::ArterialDiastolic, Vital::ArterialMean],
            Self::Resp => &[Vital::RespRate],
            // A blood pressure was true when it was measured and carries its time; losing the cuff
            // later does not make it false.
            Self::Cuff => &[],
            Self::Thermometer => &[Vital::Temperature],
            Self::Recording => &[
                Vital::HeartRate,
                Vital::PulseRate,
                Vital::Perfusion,
                Vital::ArterialSystolic,
                Vital::ArterialDiastolic,
                Vital::ArterialMean,
                Vital::RespRate,
            ],
        }
    }
}

impl fmt::Display for SensorId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// How a sensor's task is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SensorState {
    /// Opened, nothing received yet.
    Starting,
    /// Delivers.
    Running,
    /// Has not answered or not delivered for longer than it may; waited for, or opened anew.
    Silent,
    /// Reported an error; restarted after a while.
    Failed(Arc<str>),
    /// The radio link to it is lost; tried anew after a while.
    LinkLost,
    /// Came to its end (a recording played to its last sample).
    Ended,
}

impl SensorState {
    /// Whether nothing comes from it that should.
    pub const fn is_lost(&self) -> bool {
        matches!(self, Self::Silent | Self::Failed(_) | Self::LinkLost)
    }

    /// In words for the screen.
    pub fn text(&self) -> String {
        match self {
            Self::Starting => "starting".to_owned(),
            Self::Running => "running".to_owned(),
            Self::Silent => "not answering".to_owned(),
            Self::Failed(reason) => format!("failed: {reason}"),
            Self::LinkLost => "link lost".to_owned(),
            Self::Ended => "ended".to_owned(),
        }
    }
}
