use std::{collections::BTreeSet, fmt};

use super::Measure;
use crate::model::{Span, Vital};

/// A rule's text, understood: conditions joined by and, or, not and for.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// One condition.
    Test(Test),
    /// It is not so.
    Not(Box<Self>),
    /// All of these, at least two.
    All(Vec<Self>),
    /// One or more of these, at least two.
    Any(Vec<Self>),
    /// It has been so for this long without a break.
    For(Box<Self>, Span),
}

/// A condition about numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `HR over 120`, `HR over systolic`.
    Compare {
        /// What is compared.
        left: Quantity,
        /// How.
        relation: Relation,
        /// With what.
        right: Bound,
    },
    /// `HR between 50 and 60`, both included.
    Between {
        /// What must lie there.
        of: Quantity,
        /// The lowest value, in its unit.
        low: f64,
        /// The highest value, in its unit.
        high: f64,
    },
    /// `HR up by 20 % in 10 min`: at least so much, against the start of the window.
    Trend {
        /// What changes.
        of: Measure,
        /// Up, or down.
        up: bool,
        /// By at least how much; in the unit of the vital, or in per cent of the value before.
        by: f64,
        /// Whether `by` is in per cent.
        percent: bool,
        /// In how long.
        window: Span,
    },
    /// `RR unknown`.
    Unknown(Measure),
}

/// A number at the bedside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// The number.
    pub of: Measure,
    /// Taken from it, where a difference is meant: `HR - PR`.
    pub minus: Option<Measure>,
}

/// What a quantity is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// A number in the quantity's unit.
    Number(f64),
    /// Another quantity at the same moment.
    Of(Quantity),
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Greater.
    Over,
    /// Less.
    Under,
    /// Greater or equal.
    AtLeast,
    /// Less or equal.
    AtMost,
}

impl Relation {
    /// The words of the canonical text.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Under => "under",
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
        }
    }

    /// The sign in explanations: of the relation, or of its opposite where it does not hold.
    pub(super) const fn sign(self, holds: bool) -> &'static str {
        match (self, holds) {
            (Self::Over, true) | (Self::AtMost, false) => ">",
            (Self::Under, true) | (Self::AtLeast, false) => "<",
            (Self::AtLeast, true) | (Self::Under, false) => "≥",
            (Self::AtMost, true) | (Self::Over, false) => "≤",
        }
    }

    /// Whether it holds; numbers that differ by less than half of a millionth are equal, as binary
    /// fractions are not exact.
    pub(super) fn holds(self, left: f64, right: f64) -> bool {
        const EQUAL: f64 = 5e-7;
        match self {
            Self::Over => left - right > EQUAL,
            Self::Under => right - left > EQUAL,
            Self::AtLeast => left - right >= -EQUAL,
            Self::AtMost => right - left >= -EQUAL,
        }
    }
}

impl Quantity {
    pub(super) fn each(self, see: &mut dyn FnMut(Measure)) {
        see(self.of);
        self.minus.into_iter().for_each(see);
    }
}

impl Test {
    /// Calls `see` for everything that it is about.
    pub(super) fn each_measure(&self, see: &mut dyn FnMut(Measure)) {
        match self {
            Self::Compare { left, right, .. } => {
                left.each(see);
                if let Bound::Of(right) = right {
                    right.each(see);
                }
            }
            Self::Between { of, .. } => of.each(see),
            Self::Trend { of, .. } | Self::Unknown(of) => see(*of),
        }
    }
}

impl Expression {
    /// Every vital that it names, and those that a pressure without a place may be taken from.
    pub fn vitals(&self) -> BTreeSet<Vital> {
        let mut vitals = BTreeSet::new();
        self.each_test(&mut |test| test.each_measure(&mut |measure| vitals.extend(measure.vitals())));
        vitals
    }

    /// Calls `see` for every condition, in the order of the text.
    pub(super) fn each_test<'a>(&'a self, see: &mut dyn FnMut(&'a Test)) {
        match self {
            Self::Test(test) => see(test),
            Self::Not(of) | Self::For(of, _) => of.each_test(see),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each_test(see)),
        }
    }

    /// How much history an evaluation needs to know what it would have known all along.
    pub fn reach(&self) -> Span {
        match self {
            Self::Test(Test::Trend { window, .. }) => *window,
            Self::Test(_) => Span::ZERO,
            Self::Not(of) => of.reach(),
            Self::For(of, span) => of.reach() + *span,
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::reach).max().unwrap_or(Span::ZERO),
        }
    }

    /// How tightly it binds: what binds less than its place asks for stands in parentheses.
    fn binding(&self) -> u8 {
        match self {
            Self::Any(_) => 0,
            Self::All(_) => 1,
            Self::Not(_) if self.known().is_none() => 2,
            Self::For(..) => 3,
            Self::Not(_) | Self::Test(_) => 4,
        }
    }

    /// What it says to be known, if it is such a one: "RR known" reads better than "not RR unknown".
    fn known(&self) -> Option<Measure> {
        match self {
            Self::Not(of) => match **of {
                Self::Test(Test::Unknown(measure)) => Some(measure),
                _ => None,
            },
            _ => None,
        }
    }

    fn write(&self, out: &mut fmt::Formatter<'_>, at_least: u8) -> fmt::Result {
        let bare = self.binding() >= at_least;
        if !bare {
            out.write_str("(")?;
        }
        match self {
            Self::Test(test) => write!(out, "{test}")?,
            Self::Not(of) => {
                if let Some(measure) = self.known() {
                    return write!(out, "{measure} known");
                }
                out.write_str("not ")?;
                of.write(out, 2)?;
            }
            Self::For(of, span) => {
                of.write(out, 3)?;
                write!(out, " for {}", Duration(*span))?;
            }
            Self::All(parts) => join(parts, " and ", 2, out)?,
            Self::Any(parts) => join(parts, " or ", 1, out)?,
        }
        if bare { Ok(()) } else { out.write_str(")") }
    }
}

fn join(parts: &[Expression], word: &str, at_least: u8, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.write_str(word)?;
        }
        part.write(out, at_least)?;
    }
    Ok(())
}

/// The canonical text.
impl fmt::Display for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(out, 0)
    }
}

impl fmt::Display for Test {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare { left, relation, right } => {
                write!(out, "{left} {} ", relation.words())?;
                match right {
                    Bound::Number(number) => write!(out, "{number}"),
                    Bound::Of(other) => write!(out, "{other}"),
                }
            }
            Self::Between { of, low, high } => write!(out, "{of} between {low} and {high}"),
            Self::Trend { of, up, by, percent, window } => {
                let direction = if *up { "up" } else { "down" };
                let unit = if *percent { " %" } else { "" };
                write!(out, "{of} {direction} by {by}{unit} in {}", Duration(*window))
            }
            Self::Unknown(of) => write!(out, "{of} unknown"),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.of)?;
        match self.minus {
            Some(minus) => write!(out, " - {minus}"),
            None => Ok(()),
        }
    }
}

/// A length of time as rules say it, in the largest unit that divides it: `90 s`, `10 min`, `2 h`.
pub(super) struct Duration(pub Span);

impl fmt::Display for Duration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.micros() / 1_000_000;
        match seconds {
            1.. if seconds % 3_600 == 0 => write!(out, "{} h", seconds / 3_600),
            1.. if seconds % 60 == 0 => write!(out, "{} min", seconds / 60),
            _ => write!(out, "{seconds} s"),
        }
    }
}
