//! Which of the alarms are shown.

use std::cmp::Reverse;

use super::{AlarmSystem, emit};
use crate::{
    alarms::{
        AlarmState, Condition, Inhibitor, Priority, Transition, TransitionKind,
        inhibit::{better_vital, blinds, inhibits},
        policy::policy,
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
            let unseen = watch.is_unseen() && !policy(watch.condition).latching;
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
            // A latched alarm tells of something that was; what is true now does not make it needless.
            let inhibitor = if alarm.state == AlarmState::Latched {
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
