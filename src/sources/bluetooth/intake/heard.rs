use std::sync::Arc;

use super::super::{DecodeError, Uuid};
use crate::model::Packet;

/// What one value that a device sent means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// For the bed.
    pub packets: Vec<Packet>,
    /// What the device must be told next.
    pub writes: Vec<Write>,
    /// The value in words, if it has any that a person would read.
    pub words: Option<String>,
    /// Why it was refused; it then changed nothing.
    pub refused: Option<DecodeError>,
}

/// Bytes for a characteristic of the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// Which.
    pub to: Uuid,
    /// What.
    pub bytes: Vec<u8>,
}

impl Heard {
    pub(super) fn words(words: String) -> Self {
        Self { words: Some(words), ..Self::default() }
    }

    pub(super) fn refused(why: DecodeError) -> Self {
        Self { refused: Some(why), ..Self::default() }
    }
}

/// What is known of a device beside what it measures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeviceFacts {
    /// Charge left, per cent.
    pub battery: Option<u8>,
    /// Who made it.
    pub maker: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// Its firmware.
    pub firmware: Option<String>,
    /// Where on the body it is worn.
    pub worn: Option<&'static str>,
    /// How much it moves, in thousandths of the earth's acceleration (root mean square of a second).
    pub movement_mg: Option<f64>,
    /// Energy spent since it was reset, kilojoules.
    pub energy_kj: Option<u16>,
    /// What a person should know, such as a stream that was refused, and why.
    pub notes: Vec<Arc<str>>,
    /// Frames of a waveform that came.
    pub frames: u64,
    /// Frames of a waveform that the device's own time shows to be missing.
    pub lost: u64,
}
