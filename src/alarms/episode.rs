use super::{AlarmLog, Condition, Inhibitor, LogEntry, LogEvent, Priority, Transition, TransitionKind};
use crate::model::{Span, Time};

/// An alarm that ended within this time of being shown, and that nobody acknowledged, resolved by itself
/// (the list of measures in use for alarm fatigue counts those below 15 s).
pub const SELF_RESOLVED: Span = Span::from_millis(15_000);

/// Why an alarm ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its condition is false again.
    Resolved,
    /// Its vital can no longer be seen; this alarm stands in its place.
    Replaced(Condition),
    /// Somebody reset it after its cause was gone.
    Reset,
    /// Another patient or source came to the bed.
    Discharged,
}

impl End {
    /// The name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Replaced(_) => "replaced",
            Self::Reset => "reset",
            Self::Discharged => "discharged",
        }
    }
}

/// A stretch during which an alarm was not shown.
#[derive(Clone, Debug, PartialEq)]
pub struct InhibitedSpan {
    /// Since when.
    pub from: Time,
    /// Until when; `None` while it goes on.
    pub to: Option<Time>,
    /// Why.
    pub by: Option<Inhibitor>,
}

/// The whole life of one alarm, as the log tells it. Times are on the bed's clock of that moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// Which alarm, see [`super::Alarm::serial`].
    pub serial: u64,
    /// Number of the first log entry that tells of it.
    pub number: u64,
    /// What it is about.
    pub condition: Condition,
    /// The highest priority that it had.
    pub priority: Priority,
    /// When it began; when [`Self::cut`], the first that is still known of it.
    pub began: Time,
    /// Whether the log has dropped its beginning.
    pub cut: bool,
    /// When it was first shown; `None` for one that was inhibited all its life.
    pub shown: Option<Time>,
    /// What the alarm said when it was first shown (or began): name, value and limit.
    pub text: String,
    /// The value that it began with.
    pub value: Option<f64>,
    /// The limit that was crossed then.
    pub limit: Option<f64>,
    /// The worst value.
    pub peak: Option<f64>,
    /// When it was first acknowledged, and by whom if that is known.
    pub acknowledged: Option<(Time, Option<String>)>,
    /// When and why it ended; `None` while it is there.
    pub ended: Option<(Time, End)>,
    /// When its cause was first gone or out of sight while it stayed.
    pub latched: Option<Time>,
    /// When it was not shown, in order.
    pub inhibited: Vec<InhibitedSpan>,
    /// How often it was brought to mind after being acknowledged.
    pub reminders: u32,
    /// When its priority rose, and to what.
    pub escalations: Vec<(Time, Priority)>,
}

impl Episode {
    fn beginning(number: u64, step: &Transition) -> Self {
        Self {
            serial: step.serial,
            number,
            condition: step.condition,
            priority: step.priority,
            began: step.at,
            cut: !matches!(step.to, TransitionKind::Active | TransitionKind::Inhibited),
            shown: None,
            text: step.text(),
            value: step.value,
            limit: step.limit,
            peak: step.value,
            acknowledged: None,
            ended: None,
            latched: None,
            inhibited: Vec::new(),
            reminders: 0,
            escalations: Vec::new(),
        }
    }

    fn take(&mut self, step: &Transition, discharged: bool) {
        self.priority = self.priority.max(step.priority);
        self.peak = step.peak.or(self.peak);
        match step.to {
            TransitionKind::Active => {
                self.show_again(step.at);
                self.shown = self.shown.or(Some(step.at));
                (self.text, self.value, self.limit) = (step.text(), step.value, step.limit);
            }
            TransitionKind::Inhibited => {
                self.show_again(step.at);
                self.inhibited.push(InhibitedSpan { from: step.at, to: None, by: step.by });
            }
            TransitionKind::Resumed => {
                self.show_again(step.at);
                self.shown = self.shown.or(Some(self.began));
            }
            TransitionKind::Acknowledged => {
                self.acknowledged.get_or_insert_with(|| (step.at, step.who.clone()));
            }
            TransitionKind::Latched => {
                self.latched.get_or_insert(step.at);
            }
            TransitionKind::Reminder => self.reminders += 1,
            TransitionKind::Escalated => self.escalations.push((step.at, step.priority)),
            TransitionKind::Cleared => {
                self.show_again(step.at);
                let why = match (discharged, step.by, &step.who) {
                    (true, ..) => End::Discharged,
                    (_, _, Some(_)) => End::Reset,
                    (_, Some(Inhibitor::Alarm(other)), _) if self.condition.vital().is_some() => {
                        End::Replaced(other)
                    }
                    _ => End::Resolved,
                };
                self.ended = Some((step.at, why));
            }
        }
        // What the log still knows of a cut one happened to an alarm that was on the screen, unless it
        // says otherwise.
        if self.cut && self.inhibited.is_empty() {
            self.shown = self.shown.or(Some(self.began));
        }
    }

    fn show_again(&mut self, at: Time) {
        if let Some(open) = self.inhibited.last_mut().filter(|span| span.to.is_none()) {
            open.to = Some(at);
        }
    }

    /// How long it lasted, or has lasted until `now`.
    pub fn lasted(&self, now: Time) -> Span {
        (self.ended.map_or(now, |(at, _)| at) - self.began).max(Span::ZERO)
    }

    /// How long after being shown it was acknowledged; `None` when nobody did.
    pub fn acknowledged_after(&self) -> Option<Span> {
        let (at, _) = self.acknowledged.as_ref()?;
        Some((*at - self.shown.unwrap_or(self.began)).max(Span::ZERO))
    }

    /// Whether it was over within [`SELF_RESOLVED`] of being shown, with nobody's doing. One that
    /// was replaced, or whose beginning is not known, did not show that it resolved.
    pub fn self_resolved(&self) -> bool {
        let Some((ended, End::Resolved)) = self.ended else { return false };
        let short = self.shown.is_some_and(|shown| ended - shown <= SELF_RESOLVED);
        short && !self.cut && self.acknowledged.is_none()
    }

    /// The stretches in which it was on the screen, until `now` at the latest.
    pub fn visible(&self, now: Time) -> Vec<(Time, Time)> {
        let Some(shown) = self.shown else { return Vec::new() };
        let end = self.ended.map_or(now, |(at, _)| at);
        let (mut from, mut spans) = (shown, Vec::new());
        for hidden in self.inhibited.iter().filter(|hidden| hidden.to.is_none_or(|to| to > shown)) {
            spans.push((from, hidden.from));
            from = hidden.to.unwrap_or(end);
        }
        spans.push((from, end));
        spans.retain(|(from, to)| from < to);
        spans
    }
}

/// The alarms that the log tells of, in the order in which they began. Of one whose oldest entries were
/// dropped, what is left is told.
pub fn episodes(log: &AlarmLog) -> Vec<Episode> {
    episodes_of(log.entries())
}

/// As [`episodes`], from entries in their order.
pub fn episodes_of<'a>(entries: impl Iterator<Item = &'a LogEntry>) -> Vec<Episode> {
    let mut found: Vec<Episode> = Vec::new();
    let mut discharged = false;
    for entry in entries {
        match &entry.event {
            LogEvent::Discharged => discharged = true,
            LogEvent::Alarm(step) => {
                // Discharging clears every alarm right after it was written down.
                discharged &= step.to == TransitionKind::Cleared;
                // The one it belongs to is nearly always among the latest.
                let place = found.iter().rposition(|episode| episode.serial == step.serial);
                let place = place.unwrap_or_else(|| {
                    found.push(Episode::beginning(entry.number, step));
                    found.len() - 1
                });
                if let Some(episode) = found.get_mut(place) {
                    episode.take(step, discharged);
                }
            }
            _ => discharged = false,
        }
    }
    found
}

#[cfg(test)]
#[path = "episode_tests.rs"]
mod tests;
