use super::{
    Rule, RuleEvaluator, Verdict,
    evaluator::{Stand, Tri},
};
use crate::model::{Reading, Span, Time};

/// A rule that begins or ceases to fire.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTurn {
    /// Whether it fires from now on.
    pub on: bool,
    /// Since when, in sample time.
    pub at: Time,
    /// Why, in words.
    pub explanation: String,
}

/// A rule as it goes through readings and time, firing and not.
///
/// It begins to fire when its verdict becomes true, and ceases when that becomes false. What is unknown
/// changes nothing.
#[derive(Clone, Debug)]
pub struct RuleRun {
    evaluator: RuleEvaluator,
    on: bool,
    /// Turns up to here were told.
    told: Option<Time>,
}

impl RuleRun {
    /// Nothing heard yet, not firing.
    pub fn new(rule: &Rule) -> Self {
        Self { evaluator: RuleEvaluator::new(rule), on: false, told: None }
    }

    /// Whether it fires.
    pub const fn on(&self) -> bool {
        self.on
    }

    /// What is evaluated.
    pub const fn evaluator(&self) -> &RuleEvaluator {
        &self.evaluator
    }

    /// Takes in a reading; what turned before it goes to `turns`.
    pub fn hear(&mut self, reading: &Reading, turns: &mut Vec<RuleTurn>) {
        // Readings of one moment belong together: what holds between two of them never was.
        if self.evaluator.clock().is_some_and(|clock| reading.at > clock) {
            self.look(reading.at - Span::from_micros(1), turns);
        }
        self.evaluator.hear(reading);
    }

    /// Looks back: hears what was measured before anybody asked, oldest first. That it fired then is no
    /// turn; that it still does is the first one.
    pub fn look_back(rule: &Rule, readings: impl Iterator<Item = Reading>) -> Self {
        let (mut run, mut turns) = (Self::new(rule), Vec::new());
        readings.for_each(|reading| run.hear(&reading, &mut turns));
        run.on = false;
        run.told = None;
        run
    }

    /// Lets time pass up to `now`; what turned goes to `turns`. When the clock was set back, everything
    /// is forgotten and a rule that fired ceases to.
    pub fn pass(&mut self, now: Time, turns: &mut Vec<RuleTurn>) {
        let verdict = self.evaluator.at(now);
        if self.evaluator.clock().is_none() {
            debug_assert_eq!(verdict, Verdict::Unknown);
            self.told = None;
            if std::mem::take(&mut self.on) {
                turns.push(RuleTurn { on: false, at: now, explanation: self.evaluator.explain(now) });
            }
            return;
        }
        self.look(now, turns);
    }

    /// When time must be told to it next, later than `now`.
    pub fn next_change(&self, now: Time) -> Option<Time> {
        self.evaluator.next_change_after(now)
    }

    fn look(&mut self, until: Time, turns: &mut Vec<RuleTurn>) {
        let (mut marks, mut root) = self.evaluator.state();
        let mut last: Option<RuleTurn> = None;
        let (on, told, evaluator) = (&mut self.on, self.told, &self.evaluator);
        let turn = |now: bool, stand: &Stand| now != (stand.tri == Tri::True) && stand.tri != Tri::Unknown;
        evaluator.settle(&mut marks, &mut root, until, &mut |at, stand, marks| {
            last = None;
            if turn(*on, &stand) {
                let turned =
                    RuleTurn { on: !*on, at: stand.since, explanation: evaluator.words_at(at, marks) };
                // What was told on the way is not told again, only what came of it.
                if told.is_none_or(|told| at > told) {
                    *on = turned.on;
                    turns.push(turned);
                } else {
                    last = Some(turned);
                }
            }
        });
        if let Some(last) = last {
            self.on = last.on;
            turns.push(last);
        }
        self.told = self.told.max(Some(until));
    }
}
