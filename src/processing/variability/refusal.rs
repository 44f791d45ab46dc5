use thiserror::Error;

use crate::model::Span;

/// Why there is no number, in words for the screen.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum NotMeasured {
    /// Too little time with heartbeats.
    #[error("needs {needed} of heartbeats, has {heard}")]
    TooShort {
        /// How long the usable intervals are together.
        heard: Span,
        /// How long they have to be.
        needed: Span,
    },
    /// Too few intervals that follow each other.
    #[error("needs {needed} heartbeats in a row, has {pairs}")]
    TooFew {
        /// Pairs of usable intervals that follow each other.
        pairs: usize,
        /// How many there have to be.
        needed: usize,
    },
    /// Too many intervals are artefacts or ectopic.
    #[error("{} % of the beats are artefacts or ectopic, more than 5 %", (share * 100.0).round())]
    TooManyLeftOut {
        /// Their share, 0 to 1.
        share: f64,
    },
    /// Too much is missing in between.
    #[error("heartbeats are missing for {missing}")]
    Interrupted {
        /// For how long.
        missing: Span,
    },
}
