//! The life of one condition: from evidence to the turns of its alarm.

use super::{Alarm, AlarmState, Condition, Policy};
use crate::model::{Span, Time};

/// What was learned about a condition at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// It is true.
    True,
    /// Not true, but too near to count as better.
    Near,
    /// A value of doubtful quality: neither starts nor ends anything.
    Doubtful,
    /// It is false.
    False,
    /// It can no longer be seen.
    Unknown,
}

/// A step in the life of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The condition has been true for its delay. No alarm existed before.
    Began,
    /// The cause is gone or out of sight, the alarm stays.
    Latched,
    /// The cause of a latched alarm is back.
    Resumed,
    /// The alarm is over.
    Cleared,
}

/// Where the condition itself stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// False. With an alarm: that one is latched.
    Absent,
    /// True since then, for less than its delay.
    Rising(Time),
    /// True.
    Present,
    /// True before, false since then for less than it takes to end.
    Falling(Time),
    /// True when it was last seen.
    Unseen,
}

/// One condition under watch.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    pub condition: Condition,
    pub policy: Policy,
    pub alarm: Option<Alarm>,
    /// Time of the latest direct observation; what is older comes too late to count.
    pub heard: Option<Time>,
    /// What was told last of a condition that stands until told otherwise; kept while it is off.
    pub stands: bool,
    /// Until then the next alarm is only written down, see [`Policy::rearm`].
    pub rearmed_at: Option<Time>,
    cause: Cause,
}

impl Watch {
    pub const fn new(condition: Condition, policy: Policy) -> Self {
        Self {
            condition,
            policy,
            alarm: None,
            heard: None,
            stands: false,
            rearmed_at: None,
            cause: Cause::Absent,
        }
    }

    /// Whether the condition is true as far as is known.
    pub const fn is_present(&self) -> bool {
        matches!(self.cause, Cause::Present | Cause::Falling(_))
    }

    /// Whether the alarm only stays because its vital can no longer be seen.
    pub const fn is_unseen(&self) -> bool {
        matches!(self.cause, Cause::Unseen)
    }

    /// Takes in evidence from time `at`; nothing is heard of a condition that is off.
    pub fn hear(&mut self, evidence: Evidence, at: Time) -> Option<Turn> {
        if !self.policy.on {
            return None;
        }
        match (self.cause, evidence) {
            (Cause::Absent | Cause::Unseen, Evidence::True) if self.alarm.is_some() => {
                self.cause = Cause::Present;
                Some(Turn::Resumed)
            }
            (Cause::Absent, Evidence::True) => {
                self.cause = Cause::Rising(at);
                self.pass(at)
            }
            (Cause::Rising(_), Evidence::True) | (Cause::Falling(_), Evidence::False) => self.pass(at),
            (Cause::Falling(_), Evidence::True | Evidence::Near | Evidence::Doubtful) => {
                self.cause = Cause::Present;
                None
            }
            (Cause::Rising(_), Evidence::False | Evidence::Near | Evidence::Unknown) => {
                self.cause = Cause::Absent;
                None
            }
            (Cause::Present, Evidence::False) => {
                self.cause = Cause::Falling(at);
                self.pass(at)
            }
            (Cause::Present | Cause::Falling(_), Evidence::Unknown) => Some(self.lose()),
            (Cause::Unseen, Evidence::False) => self.end(),
            _ => None,
        }
    }

    /// Lets the evidence heard so far stand until `at`: the delay or the time to clear may run out.
    pub fn pass(&mut self, at: Time) -> Option<Turn> {
        let policy = self.policy;
        match self.cause {
            Cause::Rising(since) if at - since >= policy.delay => {
                self.cause = Cause::Present;
                Some(Turn::Began)
            }
            Cause::Falling(since) if at - since >= policy.clear_after => self.end(),
            _ => None,
        }
    }

    /// The condition need not wait any longer.
    pub fn ripen(&mut self) -> Option<Turn> {
        matches!(self.cause, Cause::Rising(_)).then(|| {
            self.cause = Cause::Present;
            Turn::Began
        })
    }

    /// When [`Self::pass`] would change something.
    pub fn deadline(&self) -> Option<Time> {
        let policy = self.policy;
        match self.cause {
            Cause::Rising(since) => Some(since + policy.delay),
            Cause::Falling(since) => Some(since + policy.clear_after),
            _ => None,
        }
    }

    /// The condition is false, and not by a measurement that could flicker. What somebody had
    /// acknowledged before is over with its cause.
    pub fn end(&mut self) -> Option<Turn> {
        self.cause = Cause::Absent;
        match &self.alarm {
            None => None,
            Some(alarm) if self.policy.latching && alarm.state != AlarmState::Acknowledged => {
                (!alarm.state.is_latched()).then_some(Turn::Latched)
            }
            Some(_) => Some(Turn::Cleared),
        }
    }

    /// Nothing is known any more. An alarm that somebody has acknowledged ends, as they know of it;
    /// any other stays until somebody does: losing the view of a condition is no proof that it ended.
    fn lose(&mut self) -> Turn {
        if self.alarm.as_ref().is_some_and(|alarm| alarm.state == AlarmState::Acknowledged) {
            self.cause = Cause::Absent;
            Turn::Cleared
        } else {
            self.cause = Cause::Unseen;
            Turn::Latched
        }
    }

    /// Forgets the alarm; a condition that is still true stays so and would not begin again.
    pub fn drop_alarm(&mut self) -> Option<Alarm> {
        if !self.is_present() {
            self.cause = Cause::Absent;
        }
        self.alarm.take()
    }

    /// The condition is not watched any more.
    pub fn forget(&mut self) {
        self.cause = Cause::Absent;
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        *self = Self::new(self.condition, self.policy);
    }

    /// The clock was set back to `now`: nothing can have happened later than that.
    pub fn rewind(&mut self, now: Time, reminder: Span) {
        self.heard = self.heard.map(|at| at.min(now));
        self.rearmed_at = self.rearmed_at.map(|at| at.min(now + self.policy.rearm));
        self.cause = match self.cause {
            Cause::Rising(since) => Cause::Rising(since.min(now)),
            Cause::Falling(since) => Cause::Falling(since.min(now)),
            other => other,
        };
        if let Some(alarm) = &mut self.alarm {
            alarm.since = alarm.since.min(now);
            alarm.remind_at = alarm.remind_at.map(|at| at.min(now + reminder));
            let longest = self.policy.escalate_after.unwrap_or(Span::ZERO);
            alarm.escalate_at = alarm.escalate_at.map(|at| at.min(now + longest));
            alarm.held_until = alarm.held_until.map(|at| at.min(now + self.policy.rearm));
        }
    }
}
