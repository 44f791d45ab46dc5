use super::{LogEntry, LogEvent, Transition};

/// A log entry in words, as the screen and the exports tell it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<'a> {
    /// The step of an alarm, if it is one.
    pub step: Option<&'a Transition>,
    /// What happened: the name in exports.
    pub event: &'static str,
    /// What it is about.
    pub text: String,
    /// What became of it: `inhibited by Asystole`, `for 2:00`.
    pub what: String,
    /// Who did it, if a person did.
    pub who: Option<&'a str>,
}

impl LogEntry {
    /// This entry in words.
    pub fn told(&self) -> Told<'_> {
        let told = |event, text: String, what: String, who| Told { step: None, event, text, what, who };
        match &self.event {
            LogEvent::Alarm(step) => {
                let to = step.to.name();
                let what = step.by.map_or_else(|| to.to_owned(), |by| format!("{to} by {}", by.text()));
                Told { step: Some(step), event: to, text: step.text(), what, who: step.who.as_deref() }
            }
            LogEvent::Inactive { what, until, who } => {
                let lasts = until
                    .map_or_else(|| "until resumed".to_owned(), |until| format!("for {}", until - self.at));
                told("inactive", what.name().to_owned(), lasts, Some(&**who))
            }
            LogEvent::Active { what, who } => {
                told("active-again", what.name().to_owned(), "ended".to_owned(), who.as_deref())
            }
            LogEvent::StillInactive { what } => {
                told("still-inactive", what.name().to_owned(), "reminder".to_owned(), None)
            }
            LogEvent::Limits { vital, limits } => {
                let side =
                    |limit: Option<f64>| limit.map_or("off".to_owned(), |limit| vital.text(Some(limit)));
                let text = format!("{vital} limits {} to {}", side(limits.low()), side(limits.high()));
                told("limits", text, "changed".to_owned(), None)
            }
            LogEvent::Condition { condition, .. } => {
                told("condition", condition.title(), "behaviour changed".to_owned(), None)
            }
            LogEvent::Withheld { condition, why } => {
                told("withheld", condition.title(), format!("withheld: {why}"), None)
            }
            LogEvent::Changed(text) => told("changed", text.clone(), "changed".to_owned(), None),
            LogEvent::Discharged => {
                told("discharged", "Another patient or source".to_owned(), String::new(), None)
            }
        }
    }
}
