//! From text to [`Expression`]: recursive descent.
//!
//! ```text
//! any  := all ("or" all)*
//! all  := part ("and" part)*
//! part := "not" part | unit ("for" ["at least"] duration)*
//! unit := "(" any ")" | condition
//! ```

use std::{ops::Range, str::FromStr};

use thiserror::Error;

use super::{
    Bound, Expression, Measure, Quantity, Relation, Test,
    token::{Token, tokens},
};
use crate::model::{Span, Vital};

/// Why a text is no rule, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ParseError {
    /// The place in the text, in bytes and on the borders of characters; empty where something is missing.
    pub at: Range<usize>,
    /// What is wrong, in words for the screen.
    pub message: String,
}

/// Most bytes of a text; the longest canonical text is shorter.
const LONGEST: usize = 8_000;
/// Most conditions, nots and fors in one rule. This project's choice: nobody reads more.
const MOST_PARTS: usize = 60;
/// Most parentheses inside each other.
const DEEPEST: usize = 60;
/// The longest duration and window.
const DAY: i64 = 86_400;
/// The shortest window of a trend, seconds: the medians at its ends need room.
const SHORTEST_WINDOW: i64 = 10;
/// The window of a trend that names none, seconds. This project's choice.
const USUAL_WINDOW: i64 = 600;

const OVER: &str = "over, under, at least, at most, between, up, down or unknown";
const A_CONDITION: &str = "a vital such as HR, SpO2 or systolic, 'not' or '('";

/// What may follow a vital, and what it means.
enum Verb {
    Is(Relation),
    Between,
    Up(bool),
    Unknown(bool),
}

const VERBS: [(&str, Verb); 36] = [
    (">", Verb::Is(Relation::Over)),
    ("over", Verb::Is(Relation::Over)),
    ("above", Verb::Is(Relation::Over)),
    ("more than", Verb::Is(Relation::Over)),
    ("greater than", Verb::Is(Relation::Over)),
    ("higher than", Verb::Is(Relation::Over)),
    ("<", Verb::Is(Relation::Under)),
    ("under", Verb::Is(Relation::Under)),
    ("below", Verb::Is(Relation::Under)),
    ("less than", Verb::Is(Relation::Under)),
    ("lower than", Verb::Is(Relation::Under)),
    (">=", Verb::Is(Relation::AtLeast)),
    ("≥", Verb::Is(Relation::AtLeast)),
    ("at least", Verb::Is(Relation::AtLeast)),
    ("<=", Verb::Is(Relation::AtMost)),
    ("≤", Verb::Is(Relation::AtMost)),
    ("at most", Verb::Is(Relation::AtMost)),
    ("between", Verb::Between),
    ("up", Verb::Up(true)),
    ("rises", Verb::Up(true)),
    ("rose", Verb::Up(true)),
    ("risen", Verb::Up(true)),
    ("rising", Verb::Up(true)),
    ("increased", Verb::Up(true)),
    ("increases", Verb::Up(true)),
    ("down", Verb::Up(false)),
    ("falls", Verb::Up(false)),
    ("fell", Verb::Up(false)),
    ("fallen", Verb::Up(false)),
    ("falling", Verb::Up(false)),
    ("drops", Verb::Up(false)),
    ("dropped", Verb::Up(false)),
    ("decreased", Verb::Up(false)),
    ("decreases", Verb::Up(false)),
    ("unknown", Verb::Unknown(true)),
    ("known", Verb::Unknown(false)),
];

/// Units as they are typed, and the unit of the vital that each is.
const UNITS: [(&str, &str); 8] = [
    ("%", "%"),
    ("percent", "%"),
    ("/min", "/min"),
    ("bpm", "/min"),
    ("mmhg", "mmHg"),
    ("°c", "°C"),
    ("°", "°C"),
    ("c", "°C"),
];

impl FromStr for Expression {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        if text.len() > LONGEST {
            return Err(ParseError { at: 0..0, message: "this text is too long for a rule".to_owned() });
        }
        let names: Vec<_> = Measure::names().collect();
        let mut parser =
            Parser { text, tokens: tokens(text)?, next: 0, last: 0..0, parts: 0, depth: 0, names };
        let expression = parser.any()?;
        if parser.next < parser.tokens.len() {
            return Err(parser.expected("and, or, for, or the end", &["and", "or", "for"]));
        }
        Ok(expression)
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The token that comes next.
    next: usize,
    /// What was understood last.
    last: Range<usize>,
    parts: usize,
    depth: usize,
    names: Vec<(String, Measure)>,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Expression, ParseError> {
        let first = self.all()?;
        self.joined(first, "or", Self::all, Expression::Any)
    }

    fn all(&mut self) -> Result<Expression, ParseError> {
        let first = self.part()?;
        self.joined(first, "and", Self::part, Expression::All)
    }

    fn joined(
        &mut self,
        first: Expression,
        word: &str,
        one: fn(&mut Self) -> Result<Expression, ParseError>,
        of: fn(Vec<Expression>) -> Expression,
    ) -> Result<Expression, ParseError> {
        if !self.take(word) {
            return Ok(first);
        }
        let mut parts = vec![first, one(self)?];
        while self.take(word) {
            parts.push(one(self)?);
        }
        Ok(of(parts))
    }

    fn part(&mut self) -> Result<Expression, ParseError> {
        if self.take("not") {
            self.count()?;
            return Ok(Expression::Not(Box::new(self.part()?)));
        }
        let mut part = self.unit()?;
        while self.take("for") {
            self.count()?;
            let _ = self.take("at least");
            part = Expression::For(Box::new(part), self.duration(0)?);
        }
        Ok(part)
    }

    fn unit(&mut self) -> Result<Expression, ParseError> {
        if !self.take("(") {
            return self.condition();
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.refuse(self.last.clone(), "too many parentheses inside each other"));
        }
        let inside = self.any()?;
        if !self.take(")") {
            return Err(self.expected("and, or, for, or ')'", &["and", "or", "for"]));
        }
        self.depth -= 1;
        Ok(inside)
    }

    fn condition(&mut self) -> Result<Expression, ParseError> {
        let Some(of) = self.measure() else {
            let names: Vec<_> = self.names.iter().map(|(name, _)| name.as_str()).chain(["not"]).collect();
            return Err(self.expected(A_CONDITION, &names));
        };
        self.count()?;
        let minus = if self.minus() {
            let Some(other) = self.measure() else {
                return Err(self.expected("the vital to subtract", &[]));
            };
            Some(other)
        } else {
            None
        };
        let quantity = Quantity { of, minus };
        let _ = self.take("is");
        let Some(verb) = VERBS.iter().find(|(words, _)| self.take(words)) else {
            let words: Vec<_> = VERBS.iter().map(|(words, _)| *words).collect();
            return Err(self.expected(OVER, &words));
        };
        let at = self.last.clone();
        match &verb.1 {
            Verb::Is(relation) => {
                let right = self.bound(quantity)?;
                Ok(Expression::Test(Test::Compare { left: quantity, relation: *relation, right }))
            }
            Verb::Between => {
                let low = self.value(quantity)?;
                if !self.take("and") {
                    return Err(self.expected("'and' with the upper number", &["and"]));
                }
                let high = self.value(quantity)?;
                if low >= high {
                    return Err(self.refuse(self.last.clone(), "the first number must be the lower one"));
                }
                Ok(Expression::Test(Test::Between { of: quantity, low, high }))
            }
            Verb::Up(_) | Verb::Unknown(_) if minus.is_some() => Err(self
                .refuse(at, "a difference can only be compared: over, under, at least, at most or between")),
            Verb::Up(up) => self.trend(of, *up),
            Verb::Unknown(unknown) => {
                let test = Expression::Test(Test::Unknown(of));
                if *unknown {
                    return Ok(test);
                }
                self.count()?;
                Ok(Expression::Not(Box::new(test)))
            }
        }
    }

    fn trend(&mut self, of: Measure, up: bool) -> Result<Expression, ParseError> {
        let _ = self.take("by");
        let _ = self.take("at least");
        let by = self.number("how much, such as 'by 20 %' or 'by 5'")?;
        let at = self.last.clone();
        let vital = of.first();
        let percent = self.take("%") || self.take("percent");
        if percent && vital == Vital::SpO2 {
            let message = "SpO2 is in per cent itself: write 'by 5' for five points, without %";
            return Err(self.refuse(self.last.clone(), message));
        }
        if !percent {
            self.unit_of(vital)?;
        }
        let (low, high) = vital.plausible();
        let most = match (percent, up) {
            (true, true) => 1_000.0,
            (true, false) => 100.0,
            (false, _) => high - low,
        };
        if !(by > 0.0 && by <= most) {
            return Err(self.refuse(at, &format!("must be more than 0 and at most {most}")));
        }
        let window = if self.take("in") || self.take("within") {
            let _ = self.take("the last") || self.take("the");
            self.duration(SHORTEST_WINDOW)?
        } else {
            seconds(USUAL_WINDOW)
        };
        Ok(Expression::Test(Test::Trend { of, up, by, percent, window }))
    }

    fn bound(&mut self, left: Quantity) -> Result<Bound, ParseError> {
        if let Some(of) = self.measure() {
            let minus = if self.minus() {
                let Some(other) = self.measure() else {
                    return Err(self.expected("the vital to subtract", &[]));
                };
                Some(other)
            } else {
                None
            };
            return Ok(Bound::Of(Quantity { of, minus }));
        }
        self.value(left).map(Bound::Number)
    }

    /// A number in the unit and range of `quantity`.
    fn value(&mut self, quantity: Quantity) -> Result<f64, ParseError> {
        let negative = self.minus();
        let start = self.last.start;
        let number = self.number("a number")?;
        let number = if negative && number != 0.0 { -number } else { number };
        let at = if negative { start..self.last.end } else { self.last.clone() };
        let vital = quantity.of.first();
        let (low, high) = vital.plausible();
        let (low, high) = if quantity.minus.is_some() { (low - high, high - low) } else { (low, high) };
        if !(low..=high).contains(&number) {
            let message = format!("{} lies between {low} and {high} {}", quantity, vital.unit());
            return Err(self.refuse(at, &message));
        }
        self.unit_of(vital)?;
        Ok(number)
    }

    /// Passes over the unit of `vital`, if one is given.
    fn unit_of(&mut self, vital: Vital) -> Result<(), ParseError> {
        match UNITS.iter().find(|(typed, _)| self.take(typed)) {
            Some((_, unit)) if *unit != vital.unit() => {
                let message = format!("{} is measured in {}", vital.label(), vital.unit());
                Err(self.refuse(self.last.clone(), &message))
            }
            _ => Ok(()),
        }
    }

    fn duration(&mut self, shortest: i64) -> Result<Span, ParseError> {
        const EXPECTED: &str = "a time such as 60 s, 10 min or 2 h";
        let number = self.number(EXPECTED)?;
        let at = self.last.start;
        let units: [(&[&str], f64); 3] = [
            (&["s", "sec", "secs", "second", "seconds"], 1.0),
            (&["min", "mins", "minute", "minutes", "m"], 60.0),
            (&["h", "hour", "hours", "hr", "hrs"], 3_600.0),
        ];
        let unit = units.iter().find(|(words, _)| words.iter().any(|word| self.take(word)));
        let Some((_, factor)) = unit else {
            return Err(self.expected("s, min or h", &["s", "min", "h"]));
        };
        let exact = number * factor;
        let whole = exact.round();
        let at = at..self.last.end;
        if (exact - whole).abs() > 1e-6 {
            return Err(self.refuse(at, "times are in whole seconds"));
        }
        if !(shortest as f64..=DAY as f64).contains(&whole) {
            return Err(self.refuse(at, &format!("must be between {shortest} s and 24 h")));
        }
        Ok(seconds(whole as i64))
    }

    fn number(&mut self, expected: &str) -> Result<f64, ParseError> {
        let Some(number) = self.tokens.get(self.next).and_then(|token| token.number) else {
            return Err(self.expected(expected, &[]));
        };
        self.pass(1);
        Ok(number)
    }

    fn minus(&mut self) -> bool {
        self.take("-") || self.take("−") || self.take("–") || self.take("minus")
    }

    /// The longest name of something that is measured.
    fn measure(&mut self) -> Option<Measure> {
        let longest = self.names.iter().filter(|(name, _)| self.is_next(name));
        let (name, measure) = longest.max_by_key(|(name, _)| name.len())?;
        let (words, measure) = (name.split(' ').count(), *measure);
        self.pass(words);
        Some(measure)
    }

    /// Passes over these words, if they are next.
    fn take(&mut self, words: &str) -> bool {
        let is_next = self.is_next(words);
        if is_next {
            self.pass(words.split(' ').count());
        }
        is_next
    }

    fn is_next(&self, words: &str) -> bool {
        let there = self.tokens.get(self.next..).unwrap_or_default();
        let mut words = words.split(' ').enumerate();
        words.all(|(place, word)| there.get(place).is_some_and(|token| token.word == word))
    }

    fn pass(&mut self, tokens: usize) {
        let passed = self.tokens.get(self.next..self.next + tokens).unwrap_or_default();
        if let (Some(first), Some(last)) = (passed.first(), passed.last()) {
            self.last = first.at.start..last.at.end;
        }
        self.next += tokens;
    }

    fn count(&mut self) -> Result<(), ParseError> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(self.refuse(self.last.clone(), "this rule has too many parts; make two of it"));
        }
        Ok(())
    }

    fn refuse(&self, at: Range<usize>, message: &str) -> ParseError {
        let what = self.text.get(at.clone()).unwrap_or_default();
        ParseError { at, message: format!("'{what}': {message}") }
    }

    /// Something else was expected here; `words` are those that a typing error may be of.
    fn expected(&self, expected: &str, words: &[&str]) -> ParseError {
        let mut message = match self.text.get(self.last.clone()) {
            Some(last) if !last.is_empty() => format!("after '{last}' I expected {expected}"),
            _ => format!("I expected {expected}"),
        };
        let Some(token) = self.tokens.get(self.next) else {
            // At the end, something is missing.
            return ParseError { at: self.text.len()..self.text.len(), message };
        };
        let typed = self.text.get(token.at.clone()).unwrap_or_default();
        message.push_str(", not '");
        message.push_str(typed);
        message.push('\'');
        if token.word == "=" {
            message.push_str(" (measured numbers are hardly ever equal: say between)");
        } else if let Some(near) = nearest(&token.word, words) {
            message.push_str("; did you mean '");
            message.push_str(near);
            message.push_str("'?");
        }
        ParseError { at: token.at.clone(), message }
    }
}

fn seconds(seconds: i64) -> Span {
    Span::from_millis(seconds * 1_000)
}

/// The word that `typed` is most likely a slip of, if it is near to one.
fn nearest<'a>(typed: &str, words: &[&'a str]) -> Option<&'a str> {
    let most = match typed.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let far = |word: &str| {
        let first = word.split(' ').next().unwrap_or_default();
        distance(typed, word).min(distance(typed, first))
    };
    words.iter().map(|word| (far(word), *word)).filter(|(far, _)| *far <= most).min().map(|(_, word)| word)
}

/// How many letters must be put in, left out, changed or swapped with their neighbour to make one
/// word of the other (Damerau 1964, in the form without overlapping swaps).
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
                let mut best = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[one.len()][other.len()]
}
