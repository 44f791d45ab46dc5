use super::{Burst, SoundCategory, SoundStyle, burst};
use crate::{
    alarms::{Priority, Sounding},
    model::{Span, Time},
};

/// Sounds begin this long after they are asked for, so that the first rise is not cut off.
pub const LEAD: Span = Span::from_millis(20);

/// What is to be done now.
#[derive(Clone, Debug, PartialEq)]
pub enum Cue {
    /// Nothing new.
    Nothing,
    /// A burst in progress must not go on.
    Cut,
    /// A burst begins; one in progress ends.
    Play(Burst),
}

/// When bursts begin and end: one at a time, however many alarms there are.
///
/// A new alarm does not wait for the pause between bursts: it begins a burst at once, unless one of its
/// priority is in progress. An alarm that is acknowledged or paused ends the burst that is in progress.
/// Times are on the page's own clock, as the bed's may stand still or run fast.
#[derive(Clone, Copy, Debug, Default)]
pub struct BurstPlan {
    present: Option<Present>,
    /// The newest alarm that was heard.
    newest: Option<u64>,
    /// Since when high alarms sound without a break.
    high_since: Option<Time>,
}

#[derive(Clone, Copy, Debug)]
struct Present {
    priority: Priority,
    ends: Time,
    due: Option<Time>,
}

impl BurstPlan {
    /// What is to be done when `sounding` must be heard at `now`.
    pub fn cue(&mut self, sounding: Option<Sounding>, style: SoundStyle, now: Time) -> Cue {
        let Some(sounding) = sounding else {
            let cut = self.in_progress(now);
            self.present = None;
            self.high_since = None;
            return if cut { Cue::Cut } else { Cue::Nothing };
        };
        if sounding.priority == Priority::High {
            self.high_since.get_or_insert(now);
        } else {
            self.high_since = None;
        }
        let new = self.newest.is_none_or(|newest| sounding.serial > newest);
        self.newest = self.newest.max(Some(sounding.serial));
        let begins = self.present.is_none_or(|present| {
            sounding.priority > present.priority
                || present.due.is_some_and(|due| now >= due)
                || new && (now >= present.ends || sounding.priority < present.priority)
        });
        if begins {
            let burst = burst(sounding.priority, style, SoundCategory::of(sounding.condition));
            self.present = Some(Present {
                priority: sounding.priority,
                ends: now + LEAD + burst.heard(),
                due: burst.period().map(|period| now + period),
            });
            return Cue::Play(burst);
        }
        // The higher alarm is answered: the rest of its burst would be about nothing.
        if let Some(present) = self.present.as_mut().filter(|present| sounding.priority < present.priority)
            && now < present.ends
        {
            present.ends = now;
            return Cue::Cut;
        }
        Cue::Nothing
    }

    /// When [`BurstPlan::cue`] must be asked next if nothing changes.
    pub fn next(&self) -> Option<Time> {
        self.present.and_then(|present| present.due)
    }

    /// Whether a burst can be heard at `now`.
    pub fn in_progress(&self, now: Time) -> bool {
        self.present.is_some_and(|present| now < present.ends)
    }

    /// For how long high alarms have sounded without anybody's answer.
    pub fn unanswered(&self, now: Time) -> Span {
        self.high_since.map_or(Span::ZERO, |since| now - since)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::alarms::Condition;

    fn alarm(priority: Priority, serial: u64) -> Sounding {
        Sounding { priority, condition: Condition::Asystole, serial }
    }

    fn at(ms: i64) -> Time {
        Time::from_millis(ms)
    }

    /// A plan, and which priorities it began or cut, when.
    #[derive(Default)]
    struct Heard(BurstPlan);

    impl Heard {
        /// `"play 10"` with the number of pulses, `"cut"` or `""`.
        fn cue(&mut self, sounding: Option<Sounding>, ms: i64) -> String {
            match self.0.cue(sounding, SoundStyle::Plain, at(ms)) {
                Cue::Nothing => String::new(),
                Cue::Cut => "cut".to_owned(),
                Cue::Play(burst) => format!("play {}", burst.pulses.len()),
            }
        }
    }

    #[test]
    fn a_burst_repeats_when_it_is_due_and_not_before() {
        let mut heard = Heard::default();
        let low = Some(alarm(Priority::Low, 1));
        assert_eq!(heard.cue(low, 0), "play 2");
        let due = heard.0.next().map_or(0, |due| due.micros() / 1_000);
        assert!(due > 30_000, "{due}");
        for early in [1, 500, 700, 20_000, due - 1] {
            assert_eq!(heard.cue(low, early), "");
        }
        assert_eq!(heard.cue(low, due), "play 2");
        assert_eq!(heard.0.next(), Some(at(2 * due)));
    }

    #[test]
    fn a_new_alarm_waits_for_no_pause_but_for_a_burst_of_its_own_priority() {
        let mut heard = Heard::default();
        assert_eq!(heard.cue(Some(alarm(Priority::Medium, 1)), 0), "play 3");
        assert_eq!(
            heard.cue(Some(alarm(Priority::Medium, 2)), 300),
            "",
            "the burst in progress tells it too"
        );
        assert_eq!(heard.cue(Some(alarm(Priority::Medium, 2)), 2_000), "");
        assert_eq!(heard.cue(Some(alarm(Priority::Medium, 3)), 2_001), "play 3");
        assert_eq!(heard.cue(Some(alarm(Priority::High, 4)), 2_002), "play 10", "higher: at once");
        // The older one alone is left: it is known.
        assert_eq!(heard.cue(Some(alarm(Priority::Medium, 3)), 8_000), "");
        // A lower one that nobody heard yet is news when the higher one ends.
        assert_eq!(heard.cue(Some(alarm(Priority::Low, 5)), 8_500), "play 2");
    }

    #[test]
    fn an_answer_ends_the_burst_in_progress() {
        let mut heard = Heard::default();
        heard.cue(Some(alarm(Priority::High, 1)), 0);
        assert_eq!(heard.cue(None, 1_000), "cut");
        assert_eq!(heard.cue(None, 1_001), "");
        assert_eq!(heard.cue(Some(alarm(Priority::High, 1)), 1_002), "play 10", "the pause is over");
        assert_eq!(heard.cue(None, 9_000), "", "between two bursts there is nothing to cut");
        // High answered, medium known: its burst comes no earlier than the next would have come.
        heard.cue(Some(alarm(Priority::Medium, 2)), 10_000);
        heard.cue(Some(alarm(Priority::High, 3)), 12_000);
        assert_eq!(heard.cue(Some(alarm(Priority::Medium, 2)), 12_500), "cut");
        assert_eq!(heard.cue(Some(alarm(Priority::Medium, 2)), 12_600), "");
        let due = heard.0.next().map_or(0, |due| due.micros() / 1_000);
        assert_eq!(heard.cue(Some(alarm(Priority::Medium, 2)), due), "play 3");
    }

    #[test]
    fn nobody_answers_for_as_long_as_high_alarms_sound() {
        let mut plan = BurstPlan::default();
        plan.cue(Some(alarm(Priority::High, 1)), SoundStyle::Plain, at(0));
        plan.cue(Some(alarm(Priority::High, 2)), SoundStyle::Plain, at(50_000));
        assert_eq!(plan.unanswered(at(60_000)), Span::from_secs(60.0));
        plan.cue(Some(alarm(Priority::Medium, 3)), SoundStyle::Plain, at(61_000));
        assert_eq!(plan.unanswered(at(62_000)), Span::ZERO);
    }

    fn priority() -> impl Strategy<Value = Priority> {
        prop_oneof![Just(Priority::Low), Just(Priority::Medium), Just(Priority::High)]
    }

    proptest! {
        /// However alarms come and go: what must be heard is heard at once when it is new or higher, never
        /// twice at a time, and nothing sounds once nothing must.
        #[test]
        fn one_burst_at_a_time_and_news_at_once(
            steps in prop::collection::vec((1_i64..9_000, prop::option::of((priority(), 0_u64..3))), 1..80),
        ) {
            let (mut plan, mut now, mut serial) = (BurstPlan::default(), 0, 0);
            let mut last: Option<(Priority, i64)> = None;
            for (wait, next) in steps {
                now += wait;
                let sounding = next.map(|(priority, newer)| {
                    serial += newer;
                    alarm(priority, serial)
                });
                let free = !plan.in_progress(at(now));
                let known = plan.newest;
                match (plan.cue(sounding, SoundStyle::Icon, at(now)), sounding) {
                    (Cue::Play(burst), Some(sounding)) => {
                        // Never into a burst of the same priority.
                        let replaced = last.filter(|_| !free).map(|(priority, _)| priority);
                        prop_assert_ne!(replaced, Some(sounding.priority));
                        last = Some((sounding.priority, now));
                        prop_assert!(plan.in_progress(at(now)));
                        prop_assert_eq!(plan.next(), burst.period().map(|period| at(now) + period));
                    }
                    (Cue::Play(_), None) => prop_assert!(false, "nothing must be heard"),
                    (_, Some(sounding)) => {
                        let new = known.is_none_or(|known| sounding.serial > known);
                        let same = last.is_some_and(|(priority, _)| priority == sounding.priority);
                        prop_assert!(!new || (same && plan.in_progress(at(now))), "news waits");
                        prop_assert!(last.is_some_and(|(priority, _)| priority >= sounding.priority));
                        prop_assert!(plan.next().is_some_and(|due| due > at(now)));
                    }
                    (cue, None) => {
                        prop_assert_eq!(cue == Cue::Cut, !free);
                        prop_assert!(!plan.in_progress(at(now)) && plan.next().is_none());
                    }
                }
            }
        }
    }
}
