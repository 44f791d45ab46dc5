use thiserror::Error;

use crate::model::Span;

/// Why a source refused or could not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SourceError {
    /// The cuff cannot measure that often, or that seldom.
    #[error("the automatic cuff interval is {from} to {to} min, not {asked} (h:mm:ss)",
        from = .shortest.micros() / 60_000_000, to = .longest.micros() / 60_000_000)]
    Interval {
        /// What was asked for.
        asked: Span,
        /// The shortest interval.
        shortest: Span,
        /// The longest interval.
        longest: Span,
    },
    /// The system has no random numbers to give.
    #[error("no seed for a simulated patient: {0}")]
    Seed(String),
}
