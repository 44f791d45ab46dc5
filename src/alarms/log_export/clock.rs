use crate::model::{Span, Time};

/// What the times of log entries mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LogClock {
    /// The bed's zero was at this wall time, milliseconds since 1970.
    WallZero(f64),
    /// Time within the recording.
    Record,
}

/// A moment of the log for somebody who knows nothing of the bed's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stamp {
    /// Wall time, whole milliseconds since 1970.
    Wall(i64),
    /// Time within the recording.
    Record(Span),
}

/// From which log entry on which clock counts: a bed that changes from a simulated patient to a recording,
/// and a computer that slept, have several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogClocks(Vec<(u64, LogClock)>);

impl LogClocks {
    /// From these, in the order of the log.
    pub fn new(clocks: impl IntoIterator<Item = (u64, LogClock)>) -> Self {
        Self(clocks.into_iter().collect())
    }

    /// The moment `at` of log entry `number`. Before the first clock is known it is a recording's time, which
    /// claims the least.
    pub fn stamp(&self, number: u64, at: Time) -> Stamp {
        let clock = self.0.iter().rev().find(|(from, _)| *from <= number).map(|(_, clock)| *clock);
        match clock {
            Some(LogClock::WallZero(zero_ms)) => {
                Stamp::Wall((zero_ms.round() as i64).saturating_add((at - Time::ZERO).millis()))
            }
            Some(LogClock::Record) | None => Stamp::Record(at - Time::ZERO),
        }
    }
}

impl Stamp {
    /// Wall time as ISO 8601 in UTC: `2026-03-01T23:05:09.250Z`.
    pub fn utc(self) -> Option<String> {
        let Self::Wall(millis) = self else { return None };
        let (seconds, fraction) = (millis.div_euclid(1_000), millis.rem_euclid(1_000));
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:03}Z"))
    }

    /// Seconds since the first sample of the recording.
    pub fn record_secs(self) -> Option<f64> {
        match self {
            Self::Wall(_) => None,
            Self::Record(span) => Some(span.secs()),
        }
    }
}

/// Year, month and day of a number of days since 1970, in the Gregorian calendar: Howard Hinnant's
/// `civil_from_days` (<https://howardhinnant.github.io/date_algorithms.html>).
const fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + era * 400 + (month <= 2) as i64, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wall_times_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399, "2000-02-28T23:59:59.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_772_322_309, "2026-02-28T23:45:09.000Z"),
            (1_772_323_200, "2026-03-01T00:00:00.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(Stamp::Wall(seconds * 1_000).utc().as_deref(), Some(text));
        }
    }

    #[test]
    fn each_entry_is_told_by_the_clock_of_its_time() {
        let clocks = LogClocks::new([
            (0, LogClock::WallZero(1_000_000.0)),
            (5, LogClock::Record),
            (9, LogClock::WallZero(9_000_000.4)),
        ]);
        let at = Time::from_millis(1_250);
        assert_eq!(clocks.stamp(4, at), Stamp::Wall(1_001_250));
        assert_eq!(clocks.stamp(5, at), Stamp::Record(Span::from_millis(1_250)));
        assert_eq!(clocks.stamp(8, at).record_secs(), Some(1.25));
        assert_eq!(clocks.stamp(9, at).utc().as_deref(), Some("1970-01-01T02:30:01.250Z"));
        assert_eq!(clocks.stamp(8, at).utc(), None);
        assert_eq!(LogClocks::default().stamp(0, at), Stamp::Record(Span::from_millis(1_250)));
    }
}
