use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    alarms::{
        RuleId,
        rules::{Firing, Imported, Rule, RuleBook, RuleError, RuleFileError, export, read_rule, rule_value},
    },
    live::LiveBed,
    platform::{self, StorageError},
};

/// Where the rules are kept on this device: a list in which each rule stands for itself, so that one that
/// cannot be read takes no other with it.
const KEY: &str = "bedside.rules";

/// The rules of this device as a signal that stores itself and watches the bed.
#[derive(Clone, Copy)]
pub struct RulesSignal {
    pub(super) bed: LiveBed,
    pub(super) book: RwSignal<RuleBook>,
    /// What was stored and cannot be read; it stays stored.
    unreadable: StoredValue<Vec<Value>>,
    /// How often each rule was evaluated.
    pub(super) evaluated: StoredValue<BTreeMap<RuleId, u64>>,
    /// When each rule fired last, on this bed.
    pub fired: RwSignal<BTreeMap<RuleId, Firing>>,
    /// The rule that was deleted last and can come back, with its place.
    pub deleted: RwSignal<Option<(usize, Rule)>>,
    /// Why rules could not be read or kept, in words for the screen.
    pub trouble: RwSignal<Option<String>>,
}

impl RulesSignal {
    /// Reads what this device remembers, and has those that are on watch `bed` for as long as the
    /// reactive owner lives.
    pub fn start(bed: LiveBed) -> Self {
        let (stored, mut trouble) = match platform::load::<Vec<Value>>(KEY) {
            Ok(stored) => (stored.unwrap_or_default(), None),
            // Nothing to tell: no rules are right where nothing can be stored.
            Err(StorageError::Unavailable) => (Vec::new(), None),
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
        let (mut book, mut unreadable, mut refused) = (RuleBook::default(), Vec::new(), Vec::new());
        for (place, value) in stored.into_iter().enumerate() {
            let read = read_rule(&value, place).map_err(|refusal| refusal.to_string());
            let put =
                read.and_then(|rule| book.put(rule).map_err(|error| format!("rules[{place}]: {error}")));
            if let Err(error) = put {
                refused.push(error);
                unreadable.push(value);
            }
        }
        if !refused.is_empty() {
            trouble =
                Some(format!("Stored rules that cannot be read are not watched: {}", refused.join("; ")));
        }
        let rules = Self {
            bed,
            book: RwSignal::new(book),
            unreadable: StoredValue::new(unreadable),
            evaluated: StoredValue::new(BTreeMap::new()),
            fired: RwSignal::new(BTreeMap::new()),
            deleted: RwSignal::new(None),
            trouble: RwSignal::new(trouble),
        };
        rules.watch();
        rules
    }

    /// The rules, tracked.
    pub fn rules(self) -> Vec<Rule> {
        self.book.with(|book| book.rules().to_vec())
    }

    /// One of them, tracked.
    pub fn get(self, id: RuleId) -> Option<Rule> {
        self.book.with(|book| book.get(id).cloned())
    }

    /// A number for a new rule.
    pub fn free_id(self) -> RuleId {
        self.book.with_untracked(RuleBook::free_id)
    }

    /// Adds a rule, or puts it in the place of the one with its number.
    ///
    /// # Errors
    /// When it cannot be taken in; nothing is changed then.
    pub fn put(self, rule: Rule) -> Result<(), RuleError> {
        self.change(|book| book.put(rule))
    }

    /// Switches a rule on or off.
    pub fn switch(self, id: RuleId, on: bool) {
        if let Some(rule) = self.book.with_untracked(|book| book.get(id).cloned()) {
            // It had its place already.
            let _ = self.put(rule.switched(on));
        }
    }

    /// Deletes a rule; [`RulesSignal::undo_delete`] brings it back.
    pub fn delete(self, id: RuleId) {
        let removed = self.change(|book| book.remove(id).ok_or(())).ok();
        if removed.is_some() {
            self.deleted.set(removed);
        }
    }

    /// Brings the rule that was deleted last back into its place, as it was.
    ///
    /// # Errors
    /// When its name was taken meanwhile or there are too many rules; it can still be brought back later.
    pub fn undo_delete(self) -> Result<(), RuleError> {
        if let Some((place, rule)) = self.deleted.get_untracked() {
            self.change(|book| book.restore(place, rule))?;
            self.deleted.set(None);
        }
        Ok(())
    }

    /// Takes in the rules of a JSON text, see [`RuleBook::import`].
    ///
    /// # Errors
    /// When it is no file of rules; nothing is changed then.
    pub fn import(self, text: &str) -> Result<Imported, RuleFileError> {
        self.change(|book| book.import(text))
    }

    /// The rules as a JSON text.
    pub fn export(self) -> String {
        self.book.with_untracked(|book| export(book.rules()))
    }

    /// How often the rule with that number was evaluated since it was switched on.
    pub fn evaluations(self, id: RuleId) -> u64 {
        self.evaluated.with_value(|evaluated| evaluated.get(&id).copied().unwrap_or_default())
    }

    fn change<T, E>(self, change: impl FnOnce(&mut RuleBook) -> Result<T, E>) -> Result<T, E> {
        let mut book = self.book.get_untracked();
        let outcome = change(&mut book)?;
        let mut values: Vec<_> = book.rules().iter().map(rule_value).collect();
        values.extend(self.unreadable.get_value());
        self.book.set(book);
        self.trouble.set(platform::store(KEY, &values).err().map(|error| error.to_string()));
        Ok(outcome)
    }
}
