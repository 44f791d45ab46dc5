use super::{Rule, RuleRun, RuleTurn};
use crate::model::{Origin, Quality, Reading, Time, Vital};

/// A time for which a rule would have fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Firing {
    /// From.
    pub from: Time,
    /// Until; the end of what was looked at when it went on beyond.
    pub to: Time,
    /// Whether it went on beyond what was looked at.
    pub going_on: bool,
    /// Why it began, in words.
    pub explanation: String,
}

/// A vital's trend: its values, oldest first, `None` where it was unknown.
pub type Past = (Vital, Vec<(Time, Option<f64>)>);

/// A rule tried on readings of the past, which are handed to it in the order of their times.
#[derive(Clone, Debug)]
pub struct Backtest {
    run: RuleRun,
    turns: Vec<RuleTurn>,
    firings: Vec<Firing>,
    end: Option<Time>,
}

impl Backtest {
    /// Nothing looked at yet.
    pub fn new(rule: &Rule) -> Self {
        Self { run: RuleRun::new(rule), turns: Vec::new(), firings: Vec::new(), end: None }
    }

    /// Looks at the next reading.
    pub fn hear(&mut self, reading: &Reading) {
        self.run.hear(reading, &mut self.turns);
        self.end = self.end.max(Some(reading.at));
        self.note();
    }

    /// Lets time pass after the last reading.
    pub fn pass(&mut self, now: Time) {
        self.end = self.end.max(Some(now));
        self.run.pass(now, &mut self.turns);
        self.note();
    }

    fn note(&mut self) {
        for turn in self.turns.drain(..) {
            if turn.on {
                self.firings.push(Firing {
                    from: turn.at,
                    to: turn.at,
                    going_on: true,
                    explanation: turn.explanation,
                });
            } else if let Some(last) = self.firings.last_mut() {
                last.to = turn.at;
                last.going_on = false;
            }
        }
    }

    /// What was found.
    pub fn finish(mut self) -> Vec<Firing> {
        if let Some(end) = self.end {
            self.pass(end);
            if let Some(last) = self.firings.last_mut().filter(|last| last.going_on) {
                last.to = end.max(last.from);
            }
        }
        self.firings
    }
}

/// When `rule` would have fired over these readings, which are in the order of their times.
pub fn backtest_readings(rule: &Rule, readings: impl Iterator<Item = Reading>) -> Vec<Firing> {
    let mut test = Backtest::new(rule);
    readings.for_each(|reading| test.hear(&reading));
    test.finish()
}

/// When `rule` would have fired over these trends.
///
/// A trend has one value every two seconds, so a firing may begin or end two seconds later than it would
/// have at the bedside, and what lasted less than that is missed. It does not remember which values were
/// questionable; they count as good.
pub fn backtest(rule: &Rule, history: &[Past]) -> Vec<Firing> {
    backtest_readings(rule, merged(history).into_iter())
}

/// The trends, as [`backtest`] takes them, as readings in the order of their times.
pub fn merged(history: &[Past]) -> Vec<Reading> {
    let mut readings: Vec<_> = history
        .iter()
        .flat_map(|(vital, points)| {
            points.iter().map(|(at, value)| match value {
                Some(value) => Reading::new(*vital, *value, *at, Quality::Good, Origin::Simulated),
                None => Reading::unknown(*vital, *at, Origin::Simulated),
            })
        })
        .collect();
    readings.sort_by_key(|reading| reading.at);
    readings
}
