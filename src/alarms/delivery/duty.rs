use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::Time;

/// The days of a week as they are numbered here.
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MINUTES_PER_DAY: u16 = 24 * 60;

/// Time of day where the monitor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// 0 is Monday.
    pub weekday: u8,
    /// Minutes since midnight.
    pub minute: u16,
}

/// A moment as deliveries need it: wall time, and what the clock on the wall shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Since 1970.
    pub at: Time,
    /// The same where the monitor stands.
    pub local: LocalTime,
}

/// Hours of one day on duty, from a minute of the day until another. An end that is not after the start is
/// on the next day; the same minute means a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(u16, u16)", into = "(u16, u16)")]
pub struct Shift {
    from: u16,
    to: u16,
}

/// Hours that are no hours.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ShiftError {
    /// Not a time of day.
    #[error("{0:?} is no time of day: write it as 07:30")]
    NotATime(String),
    /// A minute that no day has.
    #[error("a day has {MINUTES_PER_DAY} minutes: there is no minute {0}")]
    NoSuchMinute(u16),
}

impl Shift {
    /// A whole day, from midnight to midnight.
    pub const ALL_DAY: Self = Self { from: 0, to: 0 };

    /// From a minute of the day until another.
    ///
    /// # Errors
    /// When a day has no such minute.
    pub const fn new(from: u16, to: u16) -> Result<Self, ShiftError> {
        if from >= MINUTES_PER_DAY {
            return Err(ShiftError::NoSuchMinute(from));
        }
        if to >= MINUTES_PER_DAY {
            return Err(ShiftError::NoSuchMinute(to));
        }
        Ok(Self { from, to })
    }

    /// From two times of day as a time field gives them, `07:30`.
    ///
    /// # Errors
    /// When one of them is none.
    pub fn parse(from: &str, to: &str) -> Result<Self, ShiftError> {
        Self::new(minute_of_day(from)?, minute_of_day(to)?)
    }

    /// Its start, `07:30`.
    pub fn start(self) -> String {
        clock(self.from)
    }

    /// Its end, `15:00`.
    pub fn end(self) -> String {
        clock(self.to)
    }

    const fn crosses_midnight(self) -> bool {
        self.to <= self.from
    }
}

impl TryFrom<(u16, u16)> for Shift {
    type Error = ShiftError;

    fn try_from((from, to): (u16, u16)) -> Result<Self, ShiftError> {
        Self::new(from, to)
    }
}

impl From<Shift> for (u16, u16) {
    fn from(shift: Shift) -> Self {
        (shift.from, shift.to)
    }
}

impl fmt::Display for Shift {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to && self.from == 0 {
            return out.write_str("all day");
        }
        write!(out, "{}–{}", self.start(), self.end())
    }
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minute_of_day(text: &str) -> Result<u16, ShiftError> {
    let read = || {
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    read().ok_or_else(|| ShiftError::NotATime(text.to_owned()))
}

/// The hours of a week on duty: at most one shift begins on each day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty(pub [Option<Shift>; 7]);

impl Duty {
    /// Always on duty.
    pub const ALWAYS: Self = Self([Some(Shift::ALL_DAY); 7]);

    /// Whether it is on duty then. A shift begins with its first minute and ends before its last.
    pub fn covers(&self, now: LocalTime) -> bool {
        let today = usize::from(now.weekday % 7);
        let begun = self.0[today].is_some_and(|shift| {
            now.minute >= shift.from && (shift.crosses_midnight() || now.minute < shift.to)
        });
        let since_yesterday =
            self.0[(today + 6) % 7].is_some_and(|shift| shift.crosses_midnight() && now.minute < shift.to);
        begun || since_yesterday
    }
}

/// Runs of days with the same hours: `Mon–Fri 07:00–15:30, Sun all day`.
impl fmt::Display for Duty {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALWAYS {
            return out.write_str("always");
        }
        if self.0 == [None; 7] {
            return out.write_str("never");
        }
        let mut day = 0;
        let mut separator = "";
        while day < 7 {
            let last = (day..7).take_while(|other| self.0[*other] == self.0[day]).last().unwrap_or(day);
            if let Some(shift) = self.0[day] {
                write!(out, "{separator}{}", WEEKDAYS[day])?;
                if last > day {
                    write!(out, "–{}", WEEKDAYS[last])?;
                }
                write!(out, " {shift}")?;
                separator = ", ";
            }
            day = last + 1;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(weekday: u8, time: &str) -> LocalTime {
        LocalTime { weekday, minute: minute_of_day(time).unwrap() }
    }

    #[test]
    fn a_night_shift_lasts_into_the_next_morning_and_over_the_end_of_the_week() {
        let mut duty = Duty([None; 7]);
        duty.0[6] = Some(Shift::parse("22:00", "06:30").unwrap());
        assert!(!duty.covers(at(6, "21:59")));
        assert!(duty.covers(at(6, "22:00")));
        assert!(duty.covers(at(0, "06:29")));
        assert!(!duty.covers(at(0, "06:30")));
        assert!(!duty.covers(at(0, "22:00")));
        assert_eq!(duty.to_string(), "Sun 22:00–06:30");
    }

    #[test]
    fn whole_days_and_runs_of_days_are_read_as_such() {
        assert_eq!(Duty::ALWAYS.to_string(), "always");
        assert!(
            (0..7).all(|day| Duty::ALWAYS.covers(at(day, "00:00")) && Duty::ALWAYS.covers(at(day, "23:59")))
        );
        let early = Some(Shift::parse("07:00", "15:00").unwrap());
        let duty = Duty([early, early, early, None, None, Some(Shift::ALL_DAY), None]);
        assert_eq!(duty.to_string(), "Mon–Wed 07:00–15:00, Sat all day");
        assert_eq!(Duty([None; 7]).to_string(), "never");
        assert!(!duty.covers(at(6, "00:00")), "a whole day ends at midnight");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        assert_eq!(Shift::parse("24:00", "06:00"), Err(ShiftError::NotATime("24:00".to_owned())));
        assert!(Shift::parse("7", "8").is_err());
        assert_eq!(Shift::new(0, 1_440), Err(ShiftError::NoSuchMinute(1_440)));
        assert!(serde_json::from_str::<Shift>("[1500, 3]").is_err());
    }
}
