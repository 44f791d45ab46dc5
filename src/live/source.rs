use std::sync::Arc;

use crate::model::{Origin, Span, Time};

/// What feeds the bed, as the screen tells it.
#[derive(Clone, Debug, PartialEq)]
pub enum SourceView {
    /// A simulated patient.
    Simulated {
        /// The number that makes this patient the same again.
        seed: u64,
    },
    /// A recording.
    Recording(Playing),
}

impl SourceView {
    /// Where its numbers come from.
    pub const fn origin(&self) -> Origin {
        match self {
            Self::Simulated { .. } => Origin::Simulated,
            Self::Recording(_) => Origin::Replay,
        }
    }

    /// The recording that is open, if one is.
    pub const fn recording(&self) -> Option<&Playing> {
        match self {
            Self::Simulated { .. } => None,
            Self::Recording(playing) => Some(playing),
        }
    }

    /// The simulated patient's number, if it is one.
    pub const fn seed(&self) -> Option<u64> {
        match self {
            Self::Simulated { seed } => Some(*seed),
            Self::Recording(_) => None,
        }
    }

    /// The badge in the header; `devices` tells whether some stand in for sensors, `alone` whether nothing is
    /// simulated beside them.
    pub fn badge(&self, devices: bool, alone: bool) -> String {
        match self {
            Self::Simulated { .. } if devices && alone => "DEVICES".to_owned(),
            Self::Simulated { .. } if devices => "DEVICES + SIMULATED".to_owned(),
            Self::Simulated { .. } => "SIMULATED".to_owned(),
            Self::Recording(playing) if playing.paused => "REPLAY PAUSED".to_owned(),
            Self::Recording(playing) => format!("REPLAY {}×", playing.speed),
        }
    }
}

/// A recording that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Playing {
    /// The record's name.
    pub name: Arc<str>,
    /// Its length.
    pub length: Span,
    /// Where it was last started from.
    pub from: Time,
    /// Times as fast as it was recorded.
    pub speed: u32,
    /// Whether it stands still.
    pub paused: bool,
    /// Whether it came to its end.
    pub ended: bool,
    /// What of it cannot be shown, in words; empty when everything is.
    pub left_out: Arc<str>,
}

impl Playing {
    /// The speeds on offer.
    pub const SPEEDS: [u32; 6] = [1, 2, 5, 10, 30, 60];
}
