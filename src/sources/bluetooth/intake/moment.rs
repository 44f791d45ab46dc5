use super::super::DateTime;
use crate::model::{Span, Time};

/// The moment at which something arrived, on the clocks that matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// On the bed's clock.
    pub bed: Time,
    /// On the wall, in local time: seconds since 1970-01-01 00:00 as that clock shows it.
    pub local_secs: f64,
}

/// A device's clock may be so far ahead and still be right: nobody sets it to the second.
const AHEAD_SECS: f64 = 120.0;
/// Older than this, its clock is wrong, or the measurement is of no use at a bedside.
const OLDEST_SECS: f64 = 86_400.0;

impl Moment {
    /// When something was measured that the device stamped by its own calendar clock, on the bed's clock; and
    /// what to tell when that clock cannot be right, in which case it is taken to be from now.
    pub(super) fn of(self, taken: Option<DateTime>) -> (Time, Option<String>) {
        let Some(taken) = taken.filter(|taken| taken.is_complete()) else {
            return (self.bed, None);
        };
        let age = self.local_secs - secs(taken);
        if (-AHEAD_SECS..=OLDEST_SECS).contains(&age) {
            return (self.bed - Span::from_secs(age.max(0.0)), None);
        }
        (self.bed, Some(format!("the device's clock says {}", taken.to_string().replace('T', " "))))
    }
}

/// Seconds since 1970-01-01 of a complete date, by the Gregorian calendar: days of whole years, with a leap
/// day every 4, not every 100, but every 400 years, counted from March so that the leap day is the last.
fn secs(at: DateTime) -> f64 {
    let (year, month) = (i64::from(at.year), i64::from(at.month));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + i64::from(at.day)
        - 1
        - 719_468;
    days as f64 * 86_400.0
        + f64::from(u32::from(at.hour) * 3_600 + u32::from(at.minute) * 60 + u32::from(at.second))
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    const fn date(year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> DateTime {
        DateTime { year, month, day, hour, minute, second }
    }

    #[test]
    fn seconds_of_known_dates() {
        assert_eq!(secs(date(1970, 1, 1, 0, 0, 0)), 0.0);
        assert_eq!(secs(date(2000, 2, 29, 12, 0, 0)), 951_825_600.0);
        assert_eq!(secs(date(2024, 6, 15, 8, 30, 0)), 1_718_440_200.0);
        assert_eq!(secs(date(2100, 3, 1, 0, 0, 1)), 4_107_542_401.0);
    }

    #[test]
    fn a_measurement_keeps_its_own_time_unless_that_cannot_be() {
        let now = Moment { bed: Time::from_secs(100.0), local_secs: secs(date(2024, 6, 15, 8, 40, 0)) };
        assert_eq!(now.of(Some(date(2024, 6, 15, 8, 30, 0))), (Time::from_secs(-500.0), None));
        assert_eq!(now.of(Some(date(2024, 6, 15, 8, 41, 30))), (now.bed, None));
        assert_eq!(now.of(None), (now.bed, None));
        assert_eq!(now.of(Some(date(0, 6, 15, 8, 30, 0))), (now.bed, None), "a clock that was never set");
        let (at, why) = now.of(Some(date(2019, 1, 1, 0, 5, 0)));
        assert_eq!((at, why.as_deref()), (now.bed, Some("the device's clock says 2019-01-01 00:05:00")));
        assert!(now.of(Some(date(2024, 6, 15, 9, 40, 0))).1.is_some());
    }
}
