//! When a rule would have fired: over the bed's trend, over the open recording.

use std::collections::BTreeSet;

use super::RulesSignal;
use crate::{
    alarms::{
        rules::{Backtest, Firing, Past, Rule, backtest},
        stale_after,
    },
    live::LiveBed,
    model::{Span, Time, Vital},
    processing::Finding,
    sources::{Clock, SensorError},
};

/// How far back a rule is tried on the bed's trend.
pub const TRIED: Span = Span::from_millis(4 * 3_600_000);

/// What a rule would have done over the last hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// How far back that could be seen.
    pub over: Span,
    /// When it would have fired.
    pub firings: Vec<Firing>,
}

impl LiveBed {
    /// The trends of these vitals from `from` on.
    pub(super) fn trends(self, vitals: &BTreeSet<Vital>, from: Time) -> Vec<Past> {
        self.with_bed(|bed| {
            let trend = bed.monitor.trend();
            let points = |vital: Vital| {
                // A cuff pressure from before may still stand.
                let from = if vital.is_episodic() { from - stale_after(vital) } else { from };
                trend.points(vital, from).into_iter().map(|point| (point.at, point.value)).collect()
            };
            vitals.iter().map(|vital| (*vital, points(*vital))).collect()
        })
    }
}

impl RulesSignal {
    /// Tries `rule` on the last hours of this bed.
    pub fn try_out(self, rule: &Rule) -> Tried {
        let now = self.bed.clock().now();
        let start = now - TRIED;
        let history = self.bed.trends(&rule.vitals(), start - rule.expression().reach());
        let oldest = history.iter().filter_map(|(_, points)| points.first().map(|(at, _)| *at)).min();
        let over = oldest.map_or(Span::ZERO, |oldest| now - oldest.max(start));
        let mut firings = backtest(rule, &history);
        firings.retain(|firing| firing.to >= start);
        Tried { over, firings }
    }

    /// Whether a recording is open on which [`RulesSignal::try_on_recording`] could try a rule; tracked.
    pub fn has_recording(self) -> bool {
        self.bed.is_replaying()
    }

    /// Tries `rule` on the open recording from its beginning to its end, through the same processing as
    /// the bed's. Lets the page live on meanwhile; `progress` hears how much is done, 0 to 1, and answers
    /// whether to go on. `None` when it did not, or no recording is open.
    ///
    /// # Errors
    /// When the recording's files cannot be read any more.
    pub async fn try_on_recording(
        self,
        rule: Rule,
        progress: impl FnMut(f64) -> bool,
    ) -> Result<Option<Vec<Firing>>, SensorError> {
        let vitals = rule.vitals();
        let mut test = Backtest::new(&rule);
        let hear = |findings: &[Finding]| {
            let mut readings: Vec<_> = findings
                .iter()
                .filter_map(|finding| match finding {
                    Finding::Reading(reading) if vitals.contains(&reading.vital) => Some(*reading),
                    _ => None,
                })
                .collect();
            readings.sort_by_key(|reading| reading.at);
            for reading in &readings {
                test.hear(reading);
            }
        };
        let whole = self.bed.play_recording(hear, progress).await?;
        Ok(whole.map(|()| test.finish()))
    }
}
