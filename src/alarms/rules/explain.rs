//! Verdicts in words: `HR 96 → 121 (+26 %) in 10 min, NIBP SYS 94 < 100 for 1:00`.

use super::{
    Bound, Expression, Measure, Quantity, RuleEvaluator, Test,
    evaluator::{Mark, Tri},
    expression::Duration,
};
use crate::model::Time;

impl RuleEvaluator {
    /// Why the verdict at `now` is what it is: the conditions that make it so, with their numbers; or
    /// what is unknown.
    pub fn explain(&self, now: Time) -> String {
        let (mut marks, mut root) = self.state();
        let mut words = self.words_at(now, &marks);
        self.settle(&mut marks, &mut root, now, &mut |at, _, marks| words = self.words_at(at, marks));
        words
    }

    /// The same for a moment on the way.
    pub(super) fn words_at(&self, at: Time, marks: &[Mark]) -> String {
        Words { of: self, marks, next: 0, test: 0, at }.of(&self.expression).1
    }

    fn named(&self, of: Measure, at: Time) -> Option<String> {
        self.value(of, at).map(|(vital, value, _)| format!("{vital} {}", vital.text(Some(value))))
    }

    /// A quantity with its value: `HR 96`, `HR 96 − PR 50 = 46`.
    fn quantity_words(&self, quantity: Quantity, at: Time) -> Option<String> {
        let first = self.named(quantity.of, at)?;
        let Some(minus) = quantity.minus else { return Some(first) };
        let (other, value) = (self.named(minus, at)?, self.quantity(quantity, at)?);
        Some(format!("{first} − {other} = {}", quantity.of.first().text(Some(value))))
    }

    fn test_words(&self, number: usize, test: &Test, tri: Tri, at: Time) -> String {
        let shown = match test {
            _ if tri == Tri::Unknown => None,
            Test::Compare { left, relation, right } => self.quantity_words(*left, at).and_then(|left| {
                let right = match right {
                    Bound::Number(number) => number.to_string(),
                    Bound::Of(other) => self.quantity_words(*other, at)?,
                };
                Some(format!("{left} {} {right}", relation.sign(tri == Tri::True)))
            }),
            Test::Between { of, low, high } => self.quantity_words(*of, at).map(|value| {
                let not = if tri == Tri::True { "" } else { "not " };
                format!("{value} {not}between {low} and {high}")
            }),
            Test::Trend { of, percent, window, .. } => self.value(*of, at).and_then(|(vital, ..)| {
                let change = self.change(number, *of, at)?;
                let risen = change.now - change.before;
                let (by, unit) = if *percent {
                    (format!("{:+.0}", risen / change.before * 100.0), " %")
                } else {
                    (format!("{risen:+.*}", vital.decimals()), "")
                };
                let (before, now) = (vital.text(Some(change.before)), vital.text(Some(change.now)));
                let over = if change.over == *window {
                    Duration(*window).to_string()
                } else {
                    change.over.to_string()
                };
                Some(format!("{vital} {before} → {now} ({}{unit}) in {over}", by.replace('-', "−")))
            }),
            Test::Unknown(of) => match tri {
                Tri::True => Some(format!("{} unknown", of.label())),
                _ => self.named(*of, at),
            },
        };
        shown.unwrap_or_else(|| self.unknown_words(test, at))
    }

    /// What is missing.
    fn unknown_words(&self, test: &Test, at: Time) -> String {
        let mut missing: Vec<String> = Vec::new();
        test.each_measure(&mut |measure| {
            if self.value(measure, at).is_none() {
                missing.push(format!("{} unknown", measure.label()));
            }
        });
        match test {
            Test::Trend { of, window, .. } if missing.is_empty() => {
                format!("{} known for too little of {}", of.label(), Duration(*window))
            }
            // Held on a doubtful reading, of which only the text is left.
            _ if missing.is_empty() => test.to_string(),
            _ => missing.join(", "),
        }
    }
}

/// One look at every part, in the order of the text.
struct Words<'a> {
    of: &'a RuleEvaluator,
    marks: &'a [Mark],
    next: usize,
    test: usize,
    at: Time,
}

impl Words<'_> {
    fn of(&mut self, expression: &Expression) -> (Tri, String) {
        match expression {
            Expression::Test(test) => {
                let tri = self.mark();
                let words = self.of.test_words(self.test, test, tri, self.at);
                self.test += 1;
                (tri, words)
            }
            Expression::Not(of) => {
                let (tri, words) = self.of(of);
                (tri.not(), words)
            }
            Expression::All(parts) => self.joined(parts, |tris| tris.min()),
            Expression::Any(parts) => self.joined(parts, |tris| tris.max()),
            Expression::For(of, span) => {
                let tri = self.mark();
                let (inside, words) = self.of(of);
                let words = match (tri, inside) {
                    (Tri::True, _) => format!("{words} for {span}"),
                    (_, Tri::True) => format!("{words} for less than {span}"),
                    _ => words,
                };
                (tri, words)
            }
        }
    }

    fn joined(
        &mut self,
        parts: &[Expression],
        whole: fn(&mut dyn Iterator<Item = Tri>) -> Option<Tri>,
    ) -> (Tri, String) {
        let told: Vec<_> = parts.iter().map(|part| self.of(part)).collect();
        let tri = whole(&mut told.iter().map(|(tri, _)| *tri)).unwrap_or(Tri::Unknown);
        let that: Vec<_> =
            told.into_iter().filter(|(part, _)| *part == tri).map(|(_, words)| words).collect();
        (tri, that.join(", "))
    }

    fn mark(&mut self) -> Tri {
        let mark = self.marks.get(self.next).map_or(Tri::Unknown, |mark| mark.tri);
        self.next += 1;
        mark
    }
}
