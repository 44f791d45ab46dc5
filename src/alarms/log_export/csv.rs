use std::fmt::Write;

use super::{LogClocks, Stamp};
use crate::{
    alarms::{Category, Condition, Episode, Inhibitor, LogEntry, Transition},
    model::{Span, Time},
};

const EPISODE_COLUMNS: &str = "alarm,began_utc,began_record_s,beginning_known,shown,priority,category,condition,text,unit,\
                               value,limit,peak,lasted_s,end,acknowledged_after_s,acknowledged_by,self_resolved,\
                               latched,inhibited_s,inhibited_by,reminders,escalations";
const STEP_COLUMNS: &str =
    "entry,at_utc,at_record_s,event,alarm,priority,category,condition,text,unit,value,limit,by,who";

/// One alarm a line, oldest first, as of `now` on the bed's clock; RFC 4180.
pub fn episodes_csv(episodes: &[Episode], clocks: &LogClocks, now: Time) -> String {
    let mut table = Table::new(EPISODE_COLUMNS);
    for episode in episodes {
        table.plain(episode.serial);
        table.stamp(clocks.stamp(episode.number, episode.began));
        table.plain(yes(!episode.cut));
        table.plain(yes(episode.shown.is_some()));
        table.plain(episode.priority.name());
        table.plain(category(episode.condition));
        table.plain(episode.condition.key());
        table.text(&episode.text);
        table.plain(unit(episode.condition));
        table.number(episode.value);
        table.number(episode.limit);
        table.number(episode.peak);
        table.number(episode.ended.map(|(at, _)| episode.lasted(at).secs()));
        table.plain(episode.ended.map_or("present", |(_, why)| why.name()));
        table.number(episode.acknowledged_after().map(Span::secs));
        table.text(who(episode));
        table.plain(yes(episode.self_resolved()));
        table.plain(yes(episode.latched.is_some()));
        let hidden = episode.inhibited.iter().map(|span| {
            let end = episode.ended.map_or(now, |(at, _)| at);
            (span.to.unwrap_or(end) - span.from).secs().max(0.0)
        });
        table.number(Some(hidden.sum()));
        table.text(&reasons(episode).join("; "));
        table.plain(episode.reminders);
        table.plain(episode.escalations.len());
        table.end_line();
    }
    table.text
}

/// One log entry a line, oldest first; RFC 4180.
pub fn steps_csv<'a>(entries: impl Iterator<Item = &'a LogEntry>, clocks: &LogClocks) -> String {
    let mut table = Table::new(STEP_COLUMNS);
    for entry in entries {
        table.plain(entry.number);
        table.stamp(clocks.stamp(entry.number, entry.at));
        let told = entry.told();
        if let Some(step) = told.step {
            alarm_columns(&mut table, step);
        } else {
            table.plain(told.event);
            table.empty(4);
            table.text(format!("{} {}", told.text, told.what).trim_end());
            table.empty(4);
        }
        table.text(told.who.unwrap_or_default());
        table.end_line();
    }
    table.text
}

fn alarm_columns(table: &mut Table, step: &Transition) {
    table.plain(step.to.name());
    table.plain(step.serial);
    table.plain(step.priority.name());
    table.plain(category(step.condition));
    table.plain(step.condition.key());
    table.text(&step.text());
    table.plain(unit(step.condition));
    table.number(step.value);
    table.number(step.limit);
    table.text(&step.by.map(Inhibitor::text).unwrap_or_default());
}

pub(super) const fn category(condition: Condition) -> &'static str {
    match condition.category() {
        Category::Physiological => "patient",
        Category::Technical => "equipment",
    }
}

pub(super) fn unit(condition: Condition) -> &'static str {
    condition.vital().map_or("", |vital| vital.unit())
}

pub(super) fn who(episode: &Episode) -> &str {
    episode.acknowledged.as_ref().and_then(|(_, who)| who.as_deref()).unwrap_or_default()
}

/// Why an alarm was not shown, each reason once.
pub(super) fn reasons(episode: &Episode) -> Vec<String> {
    let mut reasons: Vec<String> =
        episode.inhibited.iter().filter_map(|span| Some(span.by?.text())).collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}

const fn yes(told: bool) -> &'static str {
    if told { "yes" } else { "no" }
}

/// Comma-separated lines.
struct Table {
    text: String,
    begun: bool,
}

impl Table {
    fn new(columns: &str) -> Self {
        Self { text: format!("{columns}\r\n"), begun: false }
    }

    /// A field that has no comma, quote or line break in it, and is no person's text.
    fn plain(&mut self, field: impl std::fmt::Display) {
        if std::mem::replace(&mut self.begun, true) {
            self.text.push(',');
        }
        // Writing into a string fails never.
        let _ = write!(self.text, "{field}");
    }

    fn empty(&mut self, fields: usize) {
        for _ in 0..fields {
            self.plain("");
        }
    }

    fn number(&mut self, number: Option<f64>) {
        match number.filter(|number| number.is_finite()) {
            // Thousandths are finer than anything measured; whole numbers stay whole.
            Some(number) => self.plain((number * 1e3).round() / 1e3),
            None => self.plain(""),
        }
    }

    fn stamp(&mut self, stamp: Stamp) {
        self.plain(stamp.utc().unwrap_or_default());
        self.number(stamp.record_secs());
    }

    /// A field that may have anything in it. One that a spreadsheet would take for a formula (OWASP, "CSV
    /// injection") gets an apostrophe before it.
    fn text(&mut self, field: &str) {
        let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        let mark = if formula { "'" } else { "" };
        if field.contains([',', '"', '\r', '\n']) {
            self.plain(format_args!("\"{mark}{}\"", field.replace('"', "\"\"")));
        } else {
            self.plain(format_args!("{mark}{field}"));
        }
    }

    fn end_line(&mut self) {
        self.text.push_str("\r\n");
        self.begun = false;
    }
}
