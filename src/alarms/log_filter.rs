use super::{Category, Episode, Priority};
use crate::model::Span;

/// Which alarms of the log a person wants to see; by default every one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LogFilter {
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only patient, or only equipment.
    pub category: Option<Category>,
    /// Only where the name of the condition or the text has this in it, in any case.
    pub search: String,
    /// Only what nobody has acknowledged.
    pub unacknowledged: bool,
    /// Only what began, or still was there, within the last so much time.
    pub within: Option<Span>,
}

impl LogFilter {
    /// Whether `episode` is wanted. `ago` is how long ago it ended, zero while it is there, and `None`
    /// when that cannot be said (it happened on the clock of an earlier recording).
    pub fn wants(&self, episode: &Episode, ago: Option<Span>) -> bool {
        let recent = |within| ago.is_some_and(|ago| ago <= within);
        let search = self.search.trim().to_lowercase();
        let says = |text: &str| text.to_lowercase().contains(&search);
        self.priority.is_none_or(|priority| episode.priority == priority)
            && self.category.is_none_or(|category| episode.condition.category() == category)
            && (!self.unacknowledged || episode.acknowledged.is_none())
            && self.within.is_none_or(recent)
            && (search.is_empty() || says(&episode.text) || says(&episode.condition.title()))
    }
}
