use super::{
    Imported, Refusal, Rule, RuleError, RuleFileError,
    exchange::{read_file, read_rule},
};
use crate::alarms::RuleId;

/// The rules of this device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleBook(Vec<Rule>);

impl RuleBook {
    /// Most rules. This project's choice: each one costs attention.
    pub const MOST: usize = 50;

    /// The rules, in the order in which they were added.
    pub fn rules(&self) -> &[Rule] {
        &self.0
    }

    /// The rule with that number.
    pub fn get(&self, id: RuleId) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.id() == id)
    }

    /// A number that no rule has.
    pub fn free_id(&self) -> RuleId {
        let highest = self.0.iter().map(|rule| rule.id().0).max().unwrap_or(0);
        let free = highest.checked_add(1).map(RuleId);
        free.or_else(|| (1..=u32::MAX).map(RuleId).find(|id| self.get(*id).is_none())).unwrap_or(RuleId(0))
    }

    fn named(&self, name: &str) -> Option<&Rule> {
        let name = name.to_lowercase();
        self.0.iter().find(|rule| rule.name().to_lowercase() == name)
    }

    /// Adds `rule`, or puts it in the place of the one with its number.
    ///
    /// # Errors
    /// When another rule has its name, or there are too many; nothing is changed then.
    pub fn put(&mut self, rule: Rule) -> Result<(), RuleError> {
        if self.named(rule.name()).is_some_and(|other| other.id() != rule.id()) {
            return Err(RuleError::NameTaken(rule.name().to_owned()));
        }
        if let Some(place) = self.0.iter_mut().find(|known| known.id() == rule.id()) {
            *place = rule;
        } else if self.0.len() < Self::MOST {
            self.0.push(rule);
        } else {
            return Err(RuleError::TooMany);
        }
        Ok(())
    }

    /// Takes a rule out; what it was and in which place.
    pub fn remove(&mut self, id: RuleId) -> Option<(usize, Rule)> {
        let place = self.0.iter().position(|rule| rule.id() == id)?;
        Some((place, self.0.remove(place)))
    }

    /// Puts a rule that was taken out back into its place.
    ///
    /// # Errors
    /// As [`RuleBook::put`].
    pub fn restore(&mut self, place: usize, rule: Rule) -> Result<(), RuleError> {
        let rule = if self.get(rule.id()).is_some() { rule.numbered(self.free_id()) } else { rule };
        self.put(rule)?;
        if place < self.0.len() {
            let last = self.0.len() - 1;
            self.0[place..=last].rotate_right(1);
        }
        Ok(())
    }

    /// Takes in the rules of a JSON text. A rule with the name of one that is here takes its place and
    /// keeps its number; the others are added, under a number of their own. Whatever is new or changed
    /// is off. A rule that cannot be taken in changes nothing and is told in the answer.
    ///
    /// # Errors
    /// When the text as a whole is no file of rules; nothing is changed then.
    pub fn import(&mut self, text: &str) -> Result<Imported, RuleFileError> {
        let mut told = Imported::default();
        for (place, value) in read_file(text)?.iter().enumerate() {
            let refused = match read_rule(value, place) {
                Ok(rule) => {
                    let rule = rule.switched(false);
                    let name = rule.name().to_owned();
                    let known = self.named(&name).cloned();
                    match known {
                        Some(known) if known.says_the_same(&rule) => {
                            told.unchanged.push(name);
                            None
                        }
                        Some(known) => {
                            let outcome = self.put(rule.numbered(known.id()));
                            outcome.map(|()| told.replaced.push(name)).err()
                        }
                        None => {
                            let free = self.get(rule.id()).is_none();
                            let id = if free { rule.id() } else { self.free_id() };
                            let outcome = self.put(rule.numbered(id));
                            outcome.map(|()| told.added.push(name)).err()
                        }
                    }
                    .map(|error| Refusal { path: format!("rules[{place}]"), reason: error.to_string() })
                }
                Err(refusal) => Some(refusal),
            };
            told.refused.extend(refused);
        }
        Ok(told)
    }
}
