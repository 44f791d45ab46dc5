use std::collections::BTreeMap;

use super::{
    Bound, Expression, Measure, Quantity, Rule, Test,
    history::{Change, History},
};
use crate::{
    alarms::{stale_after, threshold::shown},
    model::{Quality, Reading, Span, Time, Vital},
};

/// What a rule says at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is true.
    True {
        /// From this moment on; where a `for` ran out, that moment.
        since: Time,
    },
    /// It is not.
    False,
    /// Something that it needs is unknown; [`RuleEvaluator::explain`] says what.
    Unknown,
}

/// True, false or unknown, in the order of an "and": the least of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tri {
    False,
    Unknown,
    True,
}

impl Tri {
    pub const fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Tri {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// How a part of the rule stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    pub tri: Tri,
    /// Since when.
    pub since: Time,
    /// Whether that rests on a doubtful reading: it is as it was before.
    held: bool,
}

/// What is remembered of a condition or a `for`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub tri: Tri,
    since: Time,
    /// Of a `for`: since when its inside has been true, and whether for long enough.
    run: Option<(Time, bool)>,
}

impl Mark {
    const NEW: Self = Self { tri: Tri::Unknown, since: Time::from_micros(i64::MIN), run: None };

    fn set(&mut self, tri: Tri, since: Time) {
        if self.tri != tri {
            (self.tri, self.since) = (tri, since);
        }
    }
}

/// The latest reading of a vital.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// The latest trustworthy value; doubtful ones do not replace it.
    value: Option<f64>,
    doubtful: bool,
    at: Time,
}

/// A rule that hears readings.
///
/// Evaluation is in sample time. What was heard is a state at the time of the newest reading; asking
/// [`RuleEvaluator::at`] looks ahead from there and changes nothing, so that asking early, late or
/// often makes no difference.
///
/// A `for` about vitals that are measured all the time runs out only when a reading confirms it, not
/// while delivery is held back; one about cuff pressures, which stand, runs out by the clock.
#[derive(Clone, Debug)]
pub struct RuleEvaluator {
    pub(super) expression: Expression,
    standing: BTreeMap<Vital, Standing>,
    /// Of each condition in the order of the text; empty for those that look at the present only.
    histories: Vec<Vec<(Vital, History)>>,
    /// Of each condition and `for`.
    marks: Vec<Mark>,
    /// The whole.
    root: Mark,
    clock: Option<Time>,
}

/// How much earlier than what was heard a clock must show in order to count as set back.
const SET_BACK: Span = Span::from_millis(60_000);

impl RuleEvaluator {
    /// Nothing heard yet.
    pub fn new(rule: &Rule) -> Self {
        let expression = rule.expression().clone();
        let mut histories = Vec::new();
        expression.each_test(&mut |test| {
            histories.push(match test {
                Test::Trend { of, window, .. } => {
                    of.vitals().map(|vital| (vital, History::new(vital, *window))).collect()
                }
                _ => Vec::new(),
            });
        });
        let marks = vec![Mark::NEW; marks_in(&expression)];
        Self { expression, standing: BTreeMap::new(), histories, marks, root: Mark::NEW, clock: None }
    }

    /// Forgets everything that was heard.
    pub fn reset(&mut self) {
        self.standing.clear();
        for (_, history) in self.histories.iter_mut().flatten() {
            *history = history.cleared();
        }
        self.marks.fill(Mark::NEW);
        self.root = Mark::NEW;
        self.clock = None;
    }

    /// The time of the newest reading.
    pub(super) const fn clock(&self) -> Option<Time> {
        self.clock
    }

    /// Takes in a reading. Readings of one vital come in the order of their times; one that is older
    /// than the latest of its vital is passed over.
    pub fn hear(&mut self, reading: &Reading) {
        let at = reading.at;
        if self.standing.get(&reading.vital).is_some_and(|known| at < known.at) {
            return;
        }
        if !self.names(reading.vital) {
            return;
        }
        let value = shown(reading);
        if value.is_none() && reading.vital.is_episodic() {
            // The measurement before is still the latest that is known of the patient.
            return;
        }
        match self.clock {
            Some(clock) if at > clock => {
                let mut marks = std::mem::take(&mut self.marks);
                let mut root = self.root;
                self.settle(&mut marks, &mut root, at - Span::from_micros(1), &mut |_, _, _| {});
                (self.marks, self.root) = (marks, root);
                self.clock = Some(at);
            }
            Some(_) => {}
            None => self.clock = Some(at),
        }
        let doubtful = value.is_some() && reading.quality == Quality::Questionable;
        let standing = self.standing.entry(reading.vital).or_insert(Standing { value: None, doubtful, at });
        let gone = at - standing.at >= stale_after(reading.vital);
        *standing = if doubtful {
            Standing { value: standing.value.filter(|_| !gone), doubtful, at }
        } else {
            Standing { value, doubtful, at }
        };
        for (vital, history) in self.histories.iter_mut().flatten() {
            if *vital == reading.vital {
                history.hear(value.filter(|_| !doubtful), at);
            }
        }
    }

    fn names(&self, vital: Vital) -> bool {
        let mut named = false;
        self.expression.each_test(&mut |test| {
            test.each_measure(&mut |measure| named |= measure.vitals().any(|of| of == vital));
        });
        named
    }

    /// What the rule says at `now`. When `now` lies more than a minute before what was heard, the
    /// clock was set back: everything heard is forgotten.
    pub fn at(&mut self, now: Time) -> Verdict {
        if self.clock.is_some_and(|clock| now < clock - SET_BACK) {
            self.reset();
        }
        let (mut marks, mut root) = (self.marks.clone(), self.root);
        self.settle(&mut marks, &mut root, now, &mut |_, _, _| {});
        match root.tri {
            Tri::True => Verdict::True { since: root.since },
            Tri::False => Verdict::False,
            Tri::Unknown => Verdict::Unknown,
        }
    }

    /// When the verdict may change although nothing new is heard: a `for` or a reading's time runs
    /// out. Later than what was heard last.
    pub fn next_change(&self) -> Option<Time> {
        self.next_change_after(self.clock?)
    }

    /// As [`RuleEvaluator::next_change`], later than `now`.
    pub fn next_change_after(&self, now: Time) -> Option<Time> {
        let (mut marks, mut root) = (self.marks.clone(), self.root);
        self.settle(&mut marks, &mut root, now, &mut |_, _, _| {})
    }

    /// Goes from what was heard up to `until`, through every moment at which the clock alone may
    /// change something, and calls `see` at each with the whole and its parts. The moment after that.
    pub(super) fn settle(
        &self,
        marks: &mut [Mark],
        root: &mut Mark,
        until: Time,
        see: &mut dyn FnMut(Time, Stand, &[Mark]),
    ) -> Option<Time> {
        let mut at = self.clock?;
        loop {
            let mut walk = Walk { of: self, marks, next: 0, test: 0, at, wake: None };
            let stand = walk.judge(&self.expression);
            let mut wake = walk.wake;
            for (vital, standing) in &self.standing {
                wake = sooner(wake, standing.at + stale_after(*vital), at);
            }
            root.set(stand.tri, stand.since);
            see(at, Stand { since: root.since, ..stand }, marks);
            match wake {
                Some(next) if next <= until => at = next,
                later => return later,
            }
        }
    }

    /// The parts as they are at the time of the newest reading.
    pub(super) fn state(&self) -> (Vec<Mark>, Mark) {
        (self.marks.clone(), self.root)
    }

    /// The value of the first vital of `measure` that is known, and whether it is doubtful.
    pub(super) fn value(&self, measure: Measure, at: Time) -> Option<(Vital, f64, bool)> {
        measure.vitals().find_map(|vital| {
            let standing = self.standing.get(&vital)?;
            let fresh = at - standing.at < stale_after(vital);
            standing.value.filter(|_| fresh).map(|value| (vital, value, standing.doubtful))
        })
    }

    /// A quantity's value.
    pub(super) fn quantity(&self, quantity: Quantity, at: Time) -> Option<f64> {
        let (_, value, _) = self.value(quantity.of, at)?;
        match quantity.minus {
            None => Some(value),
            Some(minus) => self.value(minus, at).map(|(_, other, _)| value - other),
        }
    }

    /// The change that the trend number `test` looks at.
    pub(super) fn change(&self, test: usize, of: Measure, at: Time) -> Option<Change> {
        let (vital, ..) = self.value(of, at)?;
        let histories = self.histories.get(test)?;
        histories.iter().find(|(known, _)| *known == vital)?.1.change(at)
    }

    /// Up to when delivery is known to be complete for `inside`: the newest reading of a vital that is
    /// measured all the time. `None` where there is none: then the clock counts.
    fn confirmed(&self, inside: &Expression, at: Time) -> Option<Time> {
        let mut newest = None;
        inside.each_test(&mut |test| {
            test.each_measure(&mut |measure| {
                for vital in measure.vitals().filter(|vital| !vital.is_episodic()) {
                    let standing = self.standing.get(&vital);
                    let standing = standing.filter(|standing| at - standing.at < stale_after(vital));
                    newest = newest.max(standing.map(|standing| standing.at));
                }
            });
        });
        newest
    }

    fn hold(&self, test: usize, condition: &Test, at: Time) -> Option<bool> {
        match condition {
            Test::Compare { left, relation, right } => {
                let left = self.quantity(*left, at)?;
                let right = match right {
                    Bound::Number(number) => *number,
                    Bound::Of(other) => self.quantity(*other, at)?,
                };
                Some(relation.holds(left, right))
            }
            Test::Between { of, low, high } => {
                let value = self.quantity(*of, at)?;
                Some(
                    super::Relation::AtLeast.holds(value, *low)
                        && super::Relation::AtMost.holds(value, *high),
                )
            }
            Test::Trend { of, up, by, percent, .. } => {
                let change = self.change(test, *of, at)?;
                let risen = if *up { change.now - change.before } else { change.before - change.now };
                let risen = if *percent {
                    if change.before <= 0.0 {
                        return None;
                    }
                    risen / change.before * 100.0
                } else {
                    risen
                };
                Some(super::Relation::AtLeast.holds(risen, *by))
            }
            Test::Unknown(of) => Some(self.value(*of, at).is_none()),
        }
    }
}

fn marks_in(expression: &Expression) -> usize {
    match expression {
        Expression::Test(_) => 1,
        Expression::Not(of) => marks_in(of),
        Expression::For(of, _) => 1 + marks_in(of),
        Expression::All(parts) | Expression::Any(parts) => parts.iter().map(marks_in).sum(),
    }
}

/// The sooner of two moments, if `moment` is after `at`.
fn sooner(wake: Option<Time>, moment: Time, at: Time) -> Option<Time> {
    if moment <= at {
        return wake;
    }
    Some(wake.map_or(moment, |wake| wake.min(moment)))
}

/// One look at every part, in the order of the text.
struct Walk<'a> {
    of: &'a RuleEvaluator,
    marks: &'a mut [Mark],
    /// The mark that comes next.
    next: usize,
    /// The condition that comes next.
    test: usize,
    at: Time,
    wake: Option<Time>,
}

impl Walk<'_> {
    fn judge(&mut self, expression: &Expression) -> Stand {
        match expression {
            Expression::Test(test) => self.test(test),
            Expression::Not(of) => {
                let inside = self.judge(of);
                Stand { tri: inside.tri.not(), ..inside }
            }
            Expression::All(parts) => self.joined(parts, Tri::False),
            Expression::Any(parts) => self.joined(parts, Tri::True),
            Expression::For(of, span) => self.lasting(of, *span),
        }
    }

    /// An "and" is decided by one that is false, an "or" by one that is true: by the earliest, on
    /// trust if all that decide are. Otherwise all count: the latest, on trust if any is.
    fn joined(&mut self, parts: &[Expression], decisive: Tri) -> Stand {
        let mut whole: Option<Stand> = None;
        for part in parts {
            let part = self.judge(part);
            whole = Some(match whole {
                None => part,
                Some(whole) if whole.tri == part.tri && part.tri == decisive => {
                    Stand { tri: decisive, since: whole.since.min(part.since), held: whole.held && part.held }
                }
                Some(whole) if whole.tri == part.tri => {
                    Stand { tri: part.tri, since: whole.since.max(part.since), held: whole.held || part.held }
                }
                Some(whole) => {
                    let first_wins = (whole.tri < part.tri) == (decisive == Tri::False);
                    if first_wins { whole } else { part }
                }
            });
        }
        whole.unwrap_or(Stand { tri: Tri::Unknown, since: self.at, held: false })
    }

    fn test(&mut self, test: &Test) -> Stand {
        let (mark, number) = (self.next, self.test);
        self.next += 1;
        self.test += 1;
        let mut doubtful = false;
        test.each_measure(&mut |measure| {
            doubtful |= self.of.value(measure, self.at).is_some_and(|(_, _, doubtful)| doubtful);
        });
        if let Test::Trend { .. } = test {
            let histories = self.of.histories.get(number).into_iter().flatten();
            for moment in histories.filter_map(|(_, history)| history.next_change(self.at)) {
                self.wake = sooner(self.wake, moment, self.at);
            }
        }
        let mark = &mut self.marks[mark];
        if !doubtful {
            let holds = self.of.hold(number, test, self.at);
            mark.set(holds.map_or(Tri::Unknown, Tri::from), self.at);
        }
        Stand { tri: mark.tri, since: mark.since, held: doubtful }
    }

    fn lasting(&mut self, of: &Expression, span: Span) -> Stand {
        let place = self.next;
        self.next += 1;
        let inside = self.judge(of);
        let at = self.at;
        let mark = &mut self.marks[place];
        if inside.tri != Tri::True {
            mark.run = None;
            mark.set(inside.tri, at);
            return Stand { tri: inside.tri, since: mark.since, held: inside.held };
        }
        let (since, ripe) = *mark.run.get_or_insert((inside.since, false));
        let due = since + span;
        let confirmed = self.of.confirmed(of, at);
        if ripe || (!inside.held && confirmed.unwrap_or(at) >= due) {
            mark.run = Some((since, true));
            mark.set(Tri::True, due);
        } else {
            mark.set(Tri::False, at);
            if !inside.held && confirmed.is_none() {
                self.wake = sooner(self.wake, due, at);
            }
        }
        Stand { tri: mark.tri, since: mark.since, held: inside.held }
    }
}
