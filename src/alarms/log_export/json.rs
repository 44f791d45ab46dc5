use serde::Serialize;

use super::{
    LogClocks, Stamp,
    csv::{category, reasons, unit, who},
};
use crate::{
    alarms::{Burden, Episode, LogEntry, LogEvent, Priority},
    model::{Span, Time},
};

/// The version of the JSON; another one when a field gets another meaning or goes.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    version: u32,
    exported_utc: Option<String>,
    burden: Measures,
    episodes: Vec<Line<'a>>,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct When {
    utc: Option<String>,
    record_s: Option<f64>,
}

impl From<Stamp> for When {
    fn from(stamp: Stamp) -> Self {
        Self { utc: stamp.utc(), record_s: stamp.record_secs() }
    }
}

#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent columns of a table")]
struct Line<'a> {
    alarm: u64,
    began: When,
    beginning_known: bool,
    shown: bool,
    priority: Priority,
    category: &'static str,
    condition: String,
    text: &'a str,
    unit: &'static str,
    value: Option<f64>,
    limit: Option<f64>,
    peak: Option<f64>,
    lasted_s: Option<f64>,
    end: &'static str,
    acknowledged_after_s: Option<f64>,
    acknowledged_by: &'a str,
    self_resolved: bool,
    latched: bool,
    inhibited_by: Vec<String>,
    reminders: u32,
    escalations: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(rename = "entry")]
    number: u64,
    at: When,
    event: &'a LogEvent,
}

/// [`Burden`] in plain numbers.
#[derive(Serialize)]
struct Measures {
    monitored_s: f64,
    alarms: usize,
    by_priority: Vec<ByPriority>,
    per_hour: Option<f64>,
    per_day: Option<f64>,
    each_hour: Vec<usize>,
    in_alarm_s: f64,
    median_duration_s: Option<f64>,
    median_acknowledge_s: Option<f64>,
    self_resolved_share: Option<f64>,
    floods: usize,
    most_in_a_flood: usize,
    never_shown: usize,
    inhibited: std::collections::BTreeMap<String, usize>,
    conditions: Vec<(String, usize)>,
    audio_paused_s: f64,
    audio_off_s: f64,
    alarm_paused_s: f64,
    alarm_off_s: f64,
}

#[derive(Serialize)]
struct ByPriority {
    priority: Priority,
    patient: usize,
    equipment: usize,
    acknowledged_in_time_share: Option<f64>,
}

impl Measures {
    fn of(burden: &Burden) -> Self {
        let [audio_paused_s, audio_off_s, alarm_paused_s, alarm_off_s] =
            burden.inactive.map(|(_, span)| span.secs());
        let by_priority = Priority::ALL.into_iter().zip(burden.alarms.0);
        let in_time = |priority| {
            burden.in_time.iter().find(|(of, _)| *of == priority).and_then(|(_, share)| share.share())
        };
        let secs = |span: Option<Span>| span.map(Span::secs);
        Self {
            monitored_s: (burden.over.end - burden.over.start).secs(),
            alarms: burden.alarms.total(),
            by_priority: by_priority
                .map(|(priority, [patient, equipment])| ByPriority {
                    priority,
                    patient,
                    equipment,
                    acknowledged_in_time_share: in_time(priority),
                })
                .collect(),
            per_hour: burden.per_hour,
            per_day: burden.per_day,
            each_hour: burden.hours.iter().map(|hour| hour.total()).collect(),
            in_alarm_s: burden.in_alarm.secs(),
            median_duration_s: secs(burden.median_duration),
            median_acknowledge_s: secs(burden.median_acknowledge),
            self_resolved_share: burden.self_resolved.share(),
            floods: burden.floods.len(),
            most_in_a_flood: burden.floods.iter().map(|flood| flood.alarms).max().unwrap_or_default(),
            never_shown: burden.never_shown,
            inhibited: burden.inhibited.clone(),
            conditions: burden
                .conditions
                .iter()
                .map(|(condition, count)| (condition.key(), *count))
                .collect(),
            audio_paused_s,
            audio_off_s,
            alarm_paused_s,
            alarm_off_s,
        }
    }
}

/// The whole log: its alarms, every entry, and the burden of the present patient. `exported` is the wall
/// time, milliseconds since 1970.
///
/// # Errors
/// Only what cannot be written as JSON at all, which nothing in a log is.
pub fn log_json<'a>(
    entries: impl Iterator<Item = &'a LogEntry>,
    episodes: &'a [Episode],
    burden: &Burden,
    clocks: &LogClocks,
    exported: f64,
) -> Result<String, serde_json::Error> {
    let line = |episode: &'a Episode| Line {
        alarm: episode.serial,
        began: clocks.stamp(episode.number, episode.began).into(),
        beginning_known: !episode.cut,
        shown: episode.shown.is_some(),
        priority: episode.priority,
        category: category(episode.condition),
        condition: episode.condition.key(),
        text: &episode.text,
        unit: unit(episode.condition),
        value: episode.value,
        limit: episode.limit,
        peak: episode.peak,
        lasted_s: episode.ended.map(|(at, _): (Time, _)| episode.lasted(at).secs()),
        end: episode.ended.map_or("present", |(_, why)| why.name()),
        acknowledged_after_s: episode.acknowledged_after().map(Span::secs),
        acknowledged_by: who(episode),
        self_resolved: episode.self_resolved(),
        latched: episode.latched.is_some(),
        inhibited_by: reasons(episode),
        reminders: episode.reminders,
        escalations: episode.escalations.len(),
    };
    let entry = |entry: &'a LogEntry| Entry {
        number: entry.number,
        at: clocks.stamp(entry.number, entry.at).into(),
        event: &entry.event,
    };
    let file = File {
        format: "bedside-alarm-log",
        version: VERSION,
        exported_utc: Stamp::Wall(exported as i64).utc(),
        burden: Measures::of(burden),
        episodes: episodes.iter().map(line).collect(),
        entries: entries.map(entry).collect(),
    };
    serde_json::to_string(&file)
}
