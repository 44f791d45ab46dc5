//! Which of the alarms are shown.

use std::cmp::Reverse;

use super::{AlarmSystem, emit};
use crate::{
    alarms::{
        Alarm, Category, Condition, Inactivation, Inactive, Inhibitor, Priority, Transition, TransitionKind,
        inhibit::{better_vital, blinds, inhibits},
    },
    model::{Quality, Time, Vital},
};

impl AlarmSystem {
    /// Decides which alarms are shown, after anything may have changed.
    pub(super) fn settle(&mut self, at: Time, out: &mut Vec<Transition>) {
        if self.watches.values().all(|watch| watch.alarm.is_none()) {
            // Nearly always.
            self.shown.clear();
            return;
        }
        let sources: Vec<(Condition, Priority)> = self
            .watches
            .values()
            .filter(|watch| watch.is_present())
            .filter_map(|watch| watch.alarm.as_ref().map(|alarm| (alarm.condition, alarm.priority)))
            .collect();
        let valid = |vital: Vital| {
            self.readings.get(&vital).is_some_and(|held| held.fresh && held.reading.quality == Quality::Good)
        };
        for watch in self.watches.values_mut() {
            let unseen = watch.is_unseen() && !watch.policy.latching;
            if let Some(alarm) = watch.alarm.as_mut()
                && alarm.held_until.is_some_and(|until| until <= at)
            {
                alarm.held_until = None;
                watch.rearmed_at = Some(at + watch.policy.rearm);
            }
            let Some(alarm) = watch.alarm.as_mut() else {
                continue;
            };
            let worthy = |source: &&(Condition, Priority)| source.1 >= alarm.priority;
            // Like other monitors: a vital that cannot be seen has no limit alarm, its sensor has one
            // instead, as long as that is told at least as loudly.
            let blinding =
                alarm.condition.vital().filter(|_| unseen).and_then(|vital| {
                    sources.iter().filter(worthy).find(|(source, _)| blinds(*source, vital))
                });
            if let Some((source, _)) = blinding {
                alarm.inhibited_by = Some(Inhibitor::Alarm(*source));
                if let Some(alarm) = watch.drop_alarm() {
                    emit(&mut self.log, out, Transition::of(&alarm, TransitionKind::Cleared, at));
                }
                continue;
            }
            let inhibitor = if let Some(what) = hidden(self.alarm, alarm) {
                Some(Inhibitor::Inactive(what))
            } else if alarm.held_until.is_some() {
                Some(Inhibitor::Rearm)
            } else if alarm.state.is_latched() {
                // It tells of something that was; what is true now does not make it needless.
                None
            } else {
                let worse = sources
                    .iter()
                    .filter(worthy)
                    .find(|(source, _)| inhibits(*source, alarm.condition))
                    .map(|(source, _)| Inhibitor::Alarm(*source));
                let better = better_vital(alarm.condition).filter(|vital| valid(*vital));
                worse.or(better.map(Inhibitor::Vital))
            };
            let news = match (inhibitor, alarm.inhibited_by, alarm.announced) {
                (None, _, false) => Some(TransitionKind::Active),
                (None, Some(_), true) => Some(TransitionKind::Resumed),
                (Some(_), None, _) => Some(TransitionKind::Inhibited),
                _ => None,
            };
            alarm.inhibited_by = inhibitor;
            alarm.announced |= inhibitor.is_none();
            // Counted from when it is shown: nobody could acknowledge it before.
            match news {
                Some(TransitionKind::Inhibited) => alarm.escalate_at = None,
                Some(_) if !alarm.state.is_acknowledged() && alarm.priority < Priority::High => {
                    alarm.escalate_at = watch.policy.escalate_after.map(|after| at + after);
                }
                _ => {}
            }
            if let Some(news) = news {
                emit(&mut self.log, out, Transition::of(alarm, news, at));
            }
        }
        self.shown.clear();
        let visible = self.watches.values().filter_map(|watch| watch.alarm.as_ref());
        self.shown.extend(visible.filter(|alarm| alarm.inhibited_by.is_none()).cloned());
        self.shown.sort_by_key(|alarm| Reverse((alarm.priority, alarm.since, alarm.serial)));
    }
}

/// Whether an alarm is kept from the screen because alarms are paused or off.
fn hidden(inactive: Option<Inactive>, alarm: &Alarm) -> Option<Inactivation> {
    let what = inactive?.what;
    let told = match what {
        Inactivation::AlarmOff => alarm.condition.is_vital() || alarm.category() == Category::Technical,
        _ => alarm.condition.breaks_through(),
    };
    (!told).then_some(what)
}
