use serde::{Deserialize, Serialize};

use super::{Origin, Span, Time};

/// What the time between two heartbeats says about the sinus node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum IntervalKind {
    /// Between two beats of the sinus node, as far as is known: an NN interval.
    #[default]
    Normal,
    /// It begins or ends with a beat that came early, late or from elsewhere in the heart.
    Ectopic,
    /// A beat was missed, or something was taken for one.
    Artefact,
}

/// The time between two heartbeats (RR interval), as a strap tells it or as beats found in an ECG give it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// When the beat was that ends it. From a device that tells no times: when it was told.
    pub at: Time,
    /// Its length in milliseconds.
    pub millis: f64,
    /// Where it comes from.
    pub origin: Origin,
    /// What it says about the sinus node.
    pub kind: IntervalKind,
    /// Whether it begins with the beat that ended the interval before; `false` after a gap.
    pub joined: bool,
}

impl Interval {
    /// Shortest and longest that is taken for one, in milliseconds: 300 to 20 beats a minute. This project's
    /// choice: a newborn's tachycardia is inside, and what is longer is a pause or a missed beat.
    pub const PLAUSIBLE: (f64, f64) = (200.0, 3_000.0);

    /// An interval that follows the one before, of beats about which nothing speaks against the sinus node.
    pub const fn new(at: Time, millis: f64, origin: Origin) -> Self {
        Self { at, millis, origin, kind: IntervalKind::Normal, joined: true }
    }

    /// Whether its length is one that an interval can have; `NaN` is not.
    pub fn is_plausible(&self) -> bool {
        (Self::PLAUSIBLE.0..=Self::PLAUSIBLE.1).contains(&self.millis)
    }

    /// Whether it lies between two beats of the sinus node.
    pub fn is_normal(&self) -> bool {
        self.kind == IntervalKind::Normal
    }

    /// Its length; zero for `NaN`.
    pub fn span(&self) -> Span {
        Span::from_secs(self.millis / 1e3)
    }

    /// When the beat was that begins it.
    pub fn begins(&self) -> Time {
        self.at - self.span()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_heart_can_do_is_plausible() {
        let plausible = |millis| Interval::new(Time::ZERO, millis, Origin::Simulated).is_plausible();
        assert!([200.0, 812.5, 3_000.0].into_iter().all(plausible));
        assert!(![f64::NAN, f64::INFINITY, -800.0, 0.0, 199.9, 3_000.1, 64_000.0].into_iter().any(plausible));
    }

    #[test]
    fn it_begins_its_length_before_its_end() {
        let interval = Interval::new(Time::from_millis(2_000), 812.5, Origin::Simulated);
        assert_eq!(interval.begins(), Time::from_micros(1_187_500));
    }
}
