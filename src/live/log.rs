//! The alarm log as the screen reads it and a person takes it away.

use std::sync::Arc;

use leptos::prelude::*;

use super::{LiveBed, SourceView};
use crate::{
    alarms::{
        AlarmLog, Burden, Episode, LogEntry, LogEvent, Stretch, episodes,
        log_export::{LogClocks, Stamp, episodes_csv, log_json, steps_csv},
    },
    model::{Span, Time},
    monitor::AlarmStrip,
    platform::time_of_day,
    sources::Clock,
};

/// A file that the log can be taken away as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFile {
    /// One alarm a line.
    Alarms,
    /// One log entry a line.
    Steps,
    /// Everything, and the burden.
    Json,
}

impl LiveBed {
    /// The latest log entries, newest first.
    pub fn recent_log(self, most: usize) -> Vec<LogEntry> {
        self.with_log(|log| log.entries().rev().take(most).cloned().collect())
    }

    /// Reads the log.
    pub fn with_log<T>(self, see: impl FnOnce(&AlarmLog) -> T) -> T {
        self.with_bed(|bed| see(bed.alarms.log()))
    }

    /// Every alarm of the log, oldest first.
    pub fn episodes(self) -> Vec<Episode> {
        self.with_log(episodes)
    }

    /// What the log says of one alarm, oldest first.
    pub fn steps_of(self, serial: u64) -> Vec<LogEntry> {
        let of = |entry: &&LogEntry| matches!(&entry.event, LogEvent::Alarm(step) if step.serial == serial);
        self.with_log(|log| log.entries().filter(of).cloned().collect())
    }

    /// When a log entry was written: time of day, or time within the recording.
    pub fn log_time(self, entry: &LogEntry) -> String {
        self.moment(entry.number, entry.at)
    }

    /// The moment `at` of log entry `number`: time of day, or time within the recording.
    pub fn moment(self, number: u64, at: Time) -> String {
        match self.log_clocks().stamp(number, at) {
            Stamp::Wall(millis) => time_of_day(Span::from_millis(millis) - wall_now()),
            Stamp::Record(span) => span.to_string(),
        }
    }

    /// How long ago the moment `at` of log entry `number` was, on the clock of its time; `None` for a
    /// recording that is no longer played on.
    pub fn ago(self, number: u64, at: Time) -> Option<Span> {
        match self.log_clocks().stamp(number, at) {
            Stamp::Wall(millis) => Some(wall_now() - Span::from_millis(millis)),
            Stamp::Record(_) => (number >= self.clock_began()).then(|| self.clock().now() - at),
        }
    }

    /// The time of day at the zero of the clock that log entry `number` was written by, since midnight;
    /// `None` for time within a recording.
    pub fn midnight_to_zero(self, number: u64) -> Option<Span> {
        let Stamp::Wall(zero) = self.log_clocks().stamp(number, Time::ZERO) else { return None };
        let date = js_sys::Date::new(&(zero as f64).into());
        let seconds = date.get_hours() * 3_600 + date.get_minutes() * 60 + date.get_seconds();
        Some(Span::from_secs(f64::from(seconds)))
    }

    /// What the alarms of the present patient or source asked of people, in the last `window`.
    pub fn burden(self, window: Option<Span>) -> Burden {
        let (now, began) = (self.clock().now(), self.source_began());
        self.with_log(|log| Stretch::present(log, began).burden(now, window))
    }

    /// The waves around an alarm, if they are kept.
    pub fn alarm_strip(self, serial: u64) -> Option<Arc<AlarmStrip>> {
        self.with_bed(|bed| bed.strips.of(serial).cloned())
    }

    /// Whether the waves around an alarm are still being taken.
    pub fn is_taking_strip(self, serial: u64) -> bool {
        self.with_bed(|bed| bed.strips.is_taking(serial))
    }

    /// The whole log as a file: its name, its type and its text.
    ///
    /// # Errors
    /// Why it cannot be written, in words.
    pub fn log_file(self, file: LogFile) -> Result<(String, &'static str, String), String> {
        let (clocks, told) = (self.log_clocks(), self.episodes());
        let exported = js_sys::Date::now();
        let (ending, mime, text) = match file {
            LogFile::Alarms => (".csv", "text/csv", episodes_csv(&told, &clocks, self.clock().now())),
            LogFile::Steps => {
                ("-steps.csv", "text/csv", self.with_log(|log| steps_csv(log.entries(), &clocks)))
            }
            LogFile::Json => {
                let burden = self.burden(None);
                let text = self.with_log(|log| log_json(log.entries(), &told, &burden, &clocks, exported));
                (".json", "application/json", text.map_err(|error| error.to_string())?)
            }
        };
        let day = Stamp::Wall(exported as i64).utc().and_then(|utc| Some(utc.get(..10)?.to_owned()));
        Ok((format!("bedside-alarms-{}{ending}", day.unwrap_or_default()), mime, text))
    }

    fn log_clocks(self) -> LogClocks {
        self.core.with_value(|core| LogClocks::new(core.log_clocks.iter().copied()))
    }

    /// The first log entry by the present clock.
    fn clock_began(self) -> u64 {
        self.core.with_value(|core| core.log_clocks.last().map_or(0, |(from, _)| *from))
    }

    /// When the present source began, on its clock.
    fn source_began(self) -> Time {
        self.source.with_untracked(|source| match source {
            SourceView::Recording(playing) => playing.from,
            SourceView::Simulated { .. } => Time::ZERO,
        })
    }
}

fn wall_now() -> Span {
    Span::from_millis(js_sys::Date::now() as i64)
}
