use std::f64::consts::PI;

use thiserror::Error;

use crate::model::Span;

/// Paces slow breathing: a pure function of time.
///
/// At about six breaths a minute heart and breathing swing together, and the interval from beat to beat varies
/// most (P. M. Lehrer and R. Gevirtz, Front Psychol 5:756, 2014).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pacer {
    per_minute: f64,
    share_in: f64,
}

/// A moment of the pacer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PacedBreath {
    /// How far the breath has got, 0 to 1; it begins with breathing in.
    pub phase: f64,
    /// Whether to breathe in.
    pub breathing_in: bool,
    /// How full the chest is, 0 to 1: half a cosine in, half a cosine out, so it rests where it turns.
    pub fullness: f64,
    /// How long until it turns.
    pub until_turn: Span,
}

/// Why a pacer was refused.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum PacerError {
    /// Too slow, too fast, or no number.
    #[error("{0} breaths a minute: 4 to 10 can be paced")]
    Rate(f64),
    /// Breathing in takes too little or too much of the breath.
    #[error("breathing in for {0} % of a breath: 30 to 50 % can be paced")]
    Share(f64),
}

impl Default for Pacer {
    /// Six breaths a minute, four seconds in and six out.
    fn default() -> Self {
        Self { per_minute: 6.0, share_in: 0.4 }
    }
}

impl Pacer {
    /// Slowest and fastest, breaths a minute.
    pub const RATES: (f64, f64) = (4.0, 10.0);
    /// Least and greatest part of a breath that is breathing in.
    pub const SHARES: (f64, f64) = (0.3, 0.5);

    /// A pacer of so many breaths a minute, of which `share_in` is breathing in.
    ///
    /// # Errors
    /// When one of them is outside [`Self::RATES`] or [`Self::SHARES`].
    pub fn new(per_minute: f64, share_in: f64) -> Result<Self, PacerError> {
        if !(Self::RATES.0..=Self::RATES.1).contains(&per_minute) {
            return Err(PacerError::Rate(per_minute));
        }
        if !(Self::SHARES.0..=Self::SHARES.1).contains(&share_in) {
            return Err(PacerError::Share(share_in * 100.0));
        }
        Ok(Self { per_minute, share_in })
    }

    /// Breaths a minute.
    pub const fn per_minute(self) -> f64 {
        self.per_minute
    }

    /// The part of a breath that is breathing in.
    pub const fn share_in(self) -> f64 {
        self.share_in
    }

    /// Where the breath is, `elapsed` after the pacer began; time before that is its beginning.
    pub fn at(self, elapsed: Span) -> PacedBreath {
        let length = 60.0 / self.per_minute;
        let phase = (elapsed.max(Span::ZERO).secs() / length).fract();
        let breathing_in = phase < self.share_in;
        let (share, turn) = if breathing_in {
            (phase / self.share_in, self.share_in)
        } else {
            (1.0 - (phase - self.share_in) / (1.0 - self.share_in), 1.0)
        };
        PacedBreath {
            phase,
            breathing_in,
            fullness: 0.5 - 0.5 * (PI * share).cos(),
            until_turn: Span::from_secs((turn - phase) * length),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn six_a_minute_are_four_seconds_in_and_six_out() {
        let at = |secs: f64| Pacer::default().at(Span::from_secs(secs));
        assert!(at(0.0).breathing_in && at(0.0).fullness < 1e-9);
        assert!((at(2.0).fullness - 0.5).abs() < 1e-9 && at(2.0).until_turn == Span::from_secs(2.0));
        assert!(at(3.999).breathing_in && !at(4.001).breathing_in);
        assert!(at(4.0).fullness > 1.0 - 1e-9 && at(7.0).until_turn == Span::from_secs(3.0));
        assert!((at(7.0).fullness - 0.5).abs() < 1e-9);
        assert!((at(12.0).phase - at(2.0).phase).abs() < 1e-9);
        assert_eq!(at(-5.0), at(0.0));
    }

    #[test]
    fn what_nobody_should_follow_is_refused() {
        assert_eq!(Pacer::new(3.9, 0.4), Err(PacerError::Rate(3.9)));
        let told = Pacer::new(6.0, 0.6).unwrap_err().to_string();
        assert_eq!(told, "breathing in for 60 % of a breath: 30 to 50 % can be paced");
        assert!(Pacer::new(f64::NAN, 0.4).is_err() && Pacer::new(6.0, f64::NAN).is_err());
    }

    proptest! {
        #[test]
        fn it_never_jumps(rate in 4.0..=10.0_f64, share in 0.3..=0.5_f64, secs in 0.0..100_000.0_f64) {
            let pacer = Pacer::new(rate, share).unwrap();
            let (here, next) = (pacer.at(Span::from_secs(secs)), pacer.at(Span::from_secs(secs + 0.02)));
            prop_assert!((0.0..=1.0).contains(&here.fullness) && (0.0..1.0).contains(&here.phase));
            prop_assert!(here.until_turn >= Span::ZERO && here.until_turn <= Span::from_secs(60.0 / rate));
            // Half a cosine over at least 1.8 s is nowhere steeper than 0.9 a second.
            prop_assert!((next.fullness - here.fullness).abs() < 0.02);
        }
    }
}
