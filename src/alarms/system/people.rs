//! What people do about alarms, and what reminds them of it.

use super::{AlarmSystem, emit};
use crate::{
    alarms::{
        AlarmState, Condition, Inactivation, Inactive, Inhibitor, LogEvent, Priority, Transition,
        TransitionKind,
    },
    model::Time,
};

impl AlarmSystem {
    /// Somebody has noticed alarms: the one with that serial number, or every alarm of this moment. The
    /// ones they inhibit are noticed along with them. These sound no more; each stays until its
    /// condition ends, or, latched, until it is reset. What is hidden by an alarm pause nobody could
    /// notice.
    pub fn acknowledge(&mut self, which: Option<u64>, who: &str, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let now = self.now;
        self.advance(now, &mut out);
        let reminder = self.config.tuning.reminder();
        let chosen: Option<Condition> = which
            .and_then(|which| self.shown.iter().find(|alarm| alarm.serial == which))
            .map(|alarm| alarm.condition);
        for watch in self.watches.values_mut() {
            let Some(alarm) = watch.alarm.as_mut().filter(|alarm| !alarm.state.is_acknowledged()) else {
                continue;
            };
            let noticed = match alarm.inhibited_by {
                Some(Inhibitor::Inactive(_)) => false,
                Some(Inhibitor::Alarm(by)) => which.is_none() || chosen == Some(by),
                _ => which.is_none_or(|which| which == alarm.serial),
            };
            if !noticed {
                continue;
            }
            alarm.state = match alarm.state {
                AlarmState::Latched | AlarmState::LatchedAcknowledged => AlarmState::LatchedAcknowledged,
                AlarmState::Active | AlarmState::Acknowledged => AlarmState::Acknowledged,
            };
            alarm.remind_at = (alarm.priority > Priority::Low).then(|| now + reminder);
            alarm.escalate_at = None;
            emit(
                &mut self.log,
                &mut out,
                Transition::by_person(alarm, TransitionKind::Acknowledged, now, who),
            );
        }
        self.settle(now, &mut out);
        out
    }

    /// Ends every latched alarm. Present ones go on as they were.
    pub fn reset_latched(&mut self, who: &str, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let now = self.now;
        self.advance(now, &mut out);
        for watch in self.watches.values_mut() {
            let latched = watch
                .alarm
                .as_ref()
                .is_some_and(|alarm| alarm.state.is_latched() && alarm.inhibited_by.is_none());
            if latched && let Some(alarm) = watch.drop_alarm() {
                emit(
                    &mut self.log,
                    &mut out,
                    Transition::by_person(&alarm, TransitionKind::Cleared, now, who),
                );
            }
        }
        self.settle(now, &mut out);
        out
    }

    /// Pauses alarms or their sound, or switches them off, in place of what was in force before. A pause
    /// lasts for [`AlarmTuning::pause_minutes`](crate::alarms::AlarmTuning) from now.
    pub fn inactivate(&mut self, what: Inactivation, who: &str, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let now = self.now;
        self.advance(now, &mut out);
        let tuning = &self.config.tuning;
        let until = what.is_pause().then(|| now + tuning.pause());
        let remind_at = (!what.is_pause()).then(|| now + tuning.reminder());
        let inactive = Inactive { what, until, remind_at, next_voice: self.voices };
        *self.slot(what) = Some(inactive);
        self.log.write(now, LogEvent::Inactive { what, until, who: who.to_owned() });
        self.settle(now, &mut out);
        out
    }

    /// Ends a pause before its time, or switches on again what was off.
    pub fn reactivate(&mut self, what: Inactivation, who: &str, now: Time) -> Vec<Transition> {
        let mut out = Vec::new();
        self.enter(now);
        let now = self.now;
        self.advance(now, &mut out);
        let slot = self.slot(what);
        if slot.is_some_and(|slot| slot.what == what) {
            *slot = None;
            self.log.write(now, LogEvent::Active { what, who: Some(who.to_owned()) });
            self.settle(now, &mut out);
        }
        out
    }

    const fn slot(&mut self, what: Inactivation) -> &mut Option<Inactive> {
        if what.is_audio() { &mut self.audio } else { &mut self.alarm }
    }

    /// Pauses end by themselves.
    pub(super) fn end_pauses(&mut self, due: Time) {
        for slot in [&mut self.audio, &mut self.alarm] {
            if let Some(pause) = slot.take_if(|slot| slot.until.is_some_and(|until| until <= due)) {
                self.log.write(due, LogEvent::Active { what: pause.what, who: None });
            }
        }
    }

    /// Brings acknowledged alarms and what is off to mind, once however long nobody looked.
    pub(super) fn remind(&mut self, due: Time, until: Time, out: &mut Vec<Transition>) {
        let reminder = self.config.tuning.reminder();
        let next = |at: Time| at + reminder * ((until - at).micros() / reminder.micros() + 1);
        for alarm in self.watches.values_mut().filter_map(|watch| watch.alarm.as_mut()) {
            let Some(at) = alarm.remind_at.filter(|at| *at <= due) else {
                continue;
            };
            alarm.remind_at = Some(next(at));
            if alarm.inhibited_by.is_none() {
                self.reminders += 1;
                emit(&mut self.log, out, Transition::of(alarm, TransitionKind::Reminder, due));
            }
        }
        for slot in [&mut self.audio, &mut self.alarm].into_iter().flatten() {
            if let Some(at) = slot.remind_at.filter(|at| *at <= due) {
                slot.remind_at = Some(next(at));
                self.reminders += 1;
                self.log.write(due, LogEvent::StillInactive { what: slot.what });
            }
        }
    }

    /// What nobody acknowledged in time becomes more urgent.
    pub(super) fn escalate(&mut self, due: Time, out: &mut Vec<Transition>) {
        for watch in self.watches.values_mut() {
            let (Some(alarm), Some(after)) = (watch.alarm.as_mut(), watch.policy.escalate_after) else {
                continue;
            };
            if alarm.escalate_at.is_none_or(|at| at > due) {
                continue;
            }
            alarm.priority = if alarm.priority == Priority::Low { Priority::Medium } else { Priority::High };
            alarm.escalate_at = (alarm.priority < Priority::High).then(|| due + after);
            alarm.voice = self.voices;
            self.voices += 1;
            emit(&mut self.log, out, Transition::of(alarm, TransitionKind::Escalated, due));
        }
    }
}
