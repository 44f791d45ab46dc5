//! Composite alarm rules that a person can read and write: `HR up by 20 % in 10 min and systolic
//! under 100 for 60 s`. The language on one page: `docs/rules.md`.
//!
//! - An [`Expression`] is such a text, understood. It prints as canonical text that reads back as the
//!   same expression; a text that cannot be understood gives a [`ParseError`] with its place.
//! - A [`Rule`] is an expression with a name, a priority and a switch; a [`RuleBook`] holds at most
//!   [`RuleBook::MOST`] of them. [`export`] and [`RuleBook::import`] speak JSON, checked piece by piece.
//! - A [`RuleEvaluator`] hears readings and tells the [`Verdict`] at any moment. A [`RuleRun`] makes
//!   [`RuleTurn`]s of it, on and off, each with an explanation in words.
//! - [`backtest`] and [`Backtest`] tell when a rule would have fired.
//!
//! # What it promises
//! - Everything counts in sample time. Held-back or batched delivery of measured numbers gives the same
//!   turns at the same times.
//! - What is unknown makes a verdict unknown and never starts an alarm. It ends none either: losing sight
//!   of the patient is no proof of recovery.
//! - A questionable reading neither starts nor ends anything.
//! - No text and no reading makes it panic. A clock that is set back starts the evaluation anew.
//!
//! Units are those of [`Vital`](crate::model::Vital).

mod backtest;
mod book;
mod evaluator;
mod exchange;
mod explain;
mod expression;
mod history;
mod measure;
mod parse;
mod rule;
mod run;
mod token;

pub use backtest::{Backtest, Firing, Past, backtest, backtest_readings, merged};
pub use book::RuleBook;
pub use evaluator::{RuleEvaluator, Verdict};
pub use exchange::{Imported, Refusal, RuleFileError, export, read_rule, rule_value};
pub use expression::{Bound, Expression, Quantity, Relation, Test};
pub use measure::Measure;
pub use parse::ParseError;
pub use rule::{Rule, RuleError};
pub use run::{RuleRun, RuleTurn};
