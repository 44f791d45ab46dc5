use std::{
    fmt,
    ops::{Add, AddAssign, Mul, Sub, SubAssign},
};

use serde::{Deserialize, Serialize};

/// A point on a bed's clock: microseconds since that clock's zero.
///
/// The zero is the moment monitoring began for a live bed and the first sample for a recording.
/// Wall-clock time of day is added only where it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Time(i64);

/// A length of time in microseconds; may be negative where it is a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span(i64);

impl Time {
    /// The clock's zero.
    pub const ZERO: Self = Self(0);

    /// From whole microseconds since the clock's zero.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From milliseconds since the clock's zero.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// From seconds since the clock's zero, rounded to the nearest microsecond (`NaN` gives zero).
    pub fn from_secs(secs: f64) -> Self {
        Self((secs * 1e6).round() as i64)
    }

    /// Whole microseconds since the clock's zero.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Seconds since the clock's zero.
    pub fn secs(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// How long ago `earlier` was; negative when `earlier` is in fact later.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// From whole microseconds.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// From seconds, rounded to the nearest microsecond (`NaN` gives zero).
    pub fn from_secs(secs: f64) -> Self {
        Self((secs * 1e6).round() as i64)
    }

    /// Whole microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole milliseconds, rounded down.
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Seconds.
    pub fn secs(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// This length times `factor`, rounded to the nearest microsecond.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self((self.0 as f64 * factor).round() as i64)
    }
}

impl Add<Span> for Time {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub<Span> for Time {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl SubAssign<Span> for Time {
    fn sub_assign(&mut self, span: Span) {
        *self = *self - span;
    }
}

impl Sub for Time {
    type Output = Span;

    fn sub(self, earlier: Self) -> Span {
        self.since(earlier)
    }
}

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<i64> for Span {
    type Output = Self;

    fn mul(self, times: i64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

/// `m:ss` under an hour, `h:mm:ss` from there on; what a countdown or an alarm's age shows.
impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.0.max(0) / 1_000_000;
        let (hours, minutes, seconds) = (total / 3_600, total / 60 % 60, total % 60);
        if hours > 0 {
            write!(out, "{hours}:{minutes:02}:{seconds:02}")
        } else {
            write!(out, "{minutes}:{seconds:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_of_times_added_back_gives_the_later_time() {
        let (start, end) = (Time::from_millis(1_250), Time::from_secs(86_400.5));
        assert_eq!(start + (end - start), end);
        assert!((start - end).micros() < 0);
    }

    #[test]
    fn arithmetic_at_the_edges_saturates() {
        let last = Time::from_micros(i64::MAX);
        assert_eq!(last + Span::from_secs(1.0), last);
        assert_eq!(Time::from_secs(f64::NAN), Time::ZERO);
    }

    #[test]
    fn spans_read_as_clocks() {
        assert_eq!(Span::from_secs(0.9).to_string(), "0:00");
        assert_eq!(Span::from_secs(72.0).to_string(), "1:12");
        assert_eq!(Span::from_secs(3_723.0).to_string(), "1:02:03");
        assert_eq!(Span::from_secs(-5.0).to_string(), "0:00");
    }
}
