use super::{AlarmLog, Inactivation, LogEntry, LogEvent};
use crate::model::Time;

/// A stretch during which alarms or their sound were paused or off, as the log tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct InactiveSpan {
    /// Which of the four.
    pub what: Inactivation,
    /// Number of the log entry that it begins with.
    pub number: u64,
    /// Since when; where the log has dropped the beginning, the time of its oldest entry.
    pub from: Time,
    /// Until when; `None` while it goes on.
    pub to: Option<Time>,
    /// Who did it, if that is known.
    pub who: Option<String>,
}

/// What the log tells of alarms and sound being paused or off, in order.
pub fn inactive_spans(log: &AlarmLog) -> Vec<InactiveSpan> {
    inactive_spans_of(log.entries())
}

/// As [`inactive_spans`], from entries in their order.
pub fn inactive_spans_of<'a>(entries: impl Iterator<Item = &'a LogEntry>) -> Vec<InactiveSpan> {
    let mut found: Vec<InactiveSpan> = Vec::new();
    let mut oldest = None;
    for entry in entries {
        let (oldest_number, oldest_at) = *oldest.get_or_insert((entry.number, entry.at));
        match &entry.event {
            LogEvent::Inactive { what, until, who } => {
                // Of sound and alarm each at most one inactivation is in force.
                end(&mut found, entry.at, |other| other.what.is_audio() == what.is_audio());
                let from = entry.at;
                found.push(InactiveSpan {
                    what: *what,
                    number: entry.number,
                    from,
                    to: *until,
                    who: Some(who.clone()),
                });
            }
            LogEvent::Active { what, .. } => {
                let known = end(&mut found, entry.at, |other| other.what == *what);
                if !known && oldest_number > 0 && !found.iter().any(|other| other.what == *what) {
                    let to = Some(entry.at);
                    let cut =
                        InactiveSpan { what: *what, number: oldest_number, from: oldest_at, to, who: None };
                    found.push(cut);
                }
            }
            _ => {}
        }
    }
    found
}

/// Ends the latest span of that kind at `at`, unless it had ended before; whether there was one.
fn end(found: &mut [InactiveSpan], at: Time, of_kind: impl Fn(&InactiveSpan) -> bool) -> bool {
    let Some(open) = found.iter_mut().rev().find(|span| of_kind(span)) else { return false };
    open.to = Some(open.to.map_or(at, |to| to.min(at)).max(open.from));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u64, second: i64, event: LogEvent) -> LogEntry {
        LogEntry { number, at: Time::from_millis(second * 1_000), event }
    }

    fn begin(what: Inactivation, until: Option<i64>) -> LogEvent {
        let until = until.map(|second| Time::from_millis(second * 1_000));
        LogEvent::Inactive { what, until, who: "A. Nurse".to_owned() }
    }

    fn spans(entries: &[LogEntry]) -> Vec<(Inactivation, i64, Option<i64>)> {
        let seconds = |time: Time| time.micros() / 1_000_000;
        let found = inactive_spans_of(entries.iter());
        found.into_iter().map(|span| (span.what, seconds(span.from), span.to.map(seconds))).collect()
    }

    #[test]
    fn a_pause_ends_by_itself_or_before_its_time_and_off_lasts() {
        use Inactivation::{AlarmOff, AudioOff, AudioPaused};
        let ended = |what| LogEvent::Active { what, who: None };
        let log = [
            entry(0, 10, begin(AudioPaused, Some(130))),
            entry(1, 40, ended(AudioPaused)),
            entry(2, 50, begin(AudioPaused, Some(170))),
            // Another one takes its place.
            entry(3, 60, begin(AudioOff, None)),
            entry(4, 70, begin(AlarmOff, None)),
            entry(5, 90, ended(AudioOff)),
        ];
        let expected = [
            (AudioPaused, 10, Some(40)),
            (AudioPaused, 50, Some(60)),
            (AudioOff, 60, Some(90)),
            (AlarmOff, 70, None),
        ];
        assert_eq!(spans(&log), expected);
    }

    #[test]
    fn one_whose_beginning_was_dropped_counts_from_the_oldest_entry() {
        let log = [
            entry(500, 100, LogEvent::Discharged),
            entry(501, 130, LogEvent::Active { what: Inactivation::AudioOff, who: None }),
        ];
        assert_eq!(spans(&log), [(Inactivation::AudioOff, 100, Some(130))]);
    }
}
