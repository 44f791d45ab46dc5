use std::collections::BTreeSet;

use thiserror::Error;

use super::{Expression, ParseError};
use crate::{
    alarms::{Priority, RuleId},
    model::Vital,
};

/// An alarm condition that somebody wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    id: RuleId,
    name: String,
    expression: Expression,
    priority: Priority,
    latching: bool,
    on: bool,
}

/// Why a rule was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RuleError {
    /// It has no name.
    #[error("a rule needs a name")]
    NoName,
    /// Its name does not fit where alarms are shown.
    #[error("the name has {0} characters; {most} are the most", most = Rule::LONGEST_NAME)]
    LongName(usize),
    /// Another rule is called so.
    #[error("another rule is called {0:?}")]
    NameTaken(String),
    /// There are as many rules as there can be.
    #[error("there are {most} rules already, which is the most", most = super::RuleBook::MOST)]
    TooMany,
    /// Its text cannot be understood.
    #[error("{0}")]
    Text(#[from] ParseError),
}

impl Rule {
    /// Most characters of a name: what the alarm bar can show.
    pub const LONGEST_NAME: usize = 60;

    /// A rule that is not switched on.
    ///
    /// # Errors
    /// When the name is empty or too long, or the text cannot be understood.
    pub fn new(
        id: RuleId,
        name: &str,
        text: &str,
        priority: Priority,
        latching: bool,
    ) -> Result<Self, RuleError> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => return Err(RuleError::NoName),
            long if long > Self::LONGEST_NAME => return Err(RuleError::LongName(long)),
            _ => {}
        }
        Ok(Self { id, name, expression: text.parse()?, priority, latching, on: false })
    }

    /// The same rule, switched on or off.
    #[must_use]
    pub fn switched(mut self, on: bool) -> Self {
        self.on = on;
        self
    }

    /// The same rule under another number.
    #[must_use]
    pub(super) fn numbered(mut self, id: RuleId) -> Self {
        self.id = id;
        self
    }

    /// Its number on this device.
    pub const fn id(&self) -> RuleId {
        self.id
    }

    /// Its name, which the alarm shows.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it is true.
    pub const fn expression(&self) -> &Expression {
        &self.expression
    }

    /// How quickly somebody must respond.
    pub const fn priority(&self) -> Priority {
        self.priority
    }

    /// Whether its alarm stays until it is reset.
    pub const fn latching(&self) -> bool {
        self.latching
    }

    /// Whether it is switched on.
    pub const fn on(&self) -> bool {
        self.on
    }

    /// Every vital that bears on it.
    pub fn vitals(&self) -> BTreeSet<Vital> {
        self.expression.vitals()
    }

    /// Whether both say the same, apart from number and switch.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let told = |rule: &Self| (rule.priority, rule.latching);
        self.name == other.name && self.expression == other.expression && told(self) == told(other)
    }
}

/// The canonical text of its expression.
impl std::fmt::Display for Rule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.expression.fmt(out)
    }
}
