//! From observations to the conditions that they bear on.

use std::{collections::BTreeSet, sync::Arc};

use super::{AlarmSystem, Held, emit};
use crate::{
    alarms::{
        Alarm, AlarmState, Condition, Priority, Transition, TransitionKind,
        inhibit::channels_of,
        policy::ends_quietly,
        threshold::{Threshold, shown, thresholds},
        watch::{Evidence, Turn, Watch},
    },
    model::{Channel, Quality, Reading, SensorId, SensorState, Span, Time, Vital},
};

/// What an alarm tells besides its condition.
#[derive(Default)]
pub(super) struct Facts {
    pub value: Option<f64>,
    pub limit: Option<f64>,
    pub detail: Option<Arc<str>>,
}

impl AlarmSystem {
    pub(super) fn read(&mut self, reading: &Reading, out: &mut Vec<Transition>) {
        let (vital, at) = (reading.vital, reading.at);
        if self.readings.get(&vital).is_some_and(|held| at < held.reading.at) {
            return;
        }
        let value = shown(reading);
        if value.is_none() && vital.is_episodic() {
            // The measurement before is still the latest that is known of the patient.
            return;
        }
        self.readings.insert(vital, Held { reading: *reading, fresh: value.is_some() });
        let good = value.filter(|_| reading.quality == Quality::Good);
        if good.is_some() {
            self.seen.extend(channels_of(vital));
            if vital.is_episodic() {
                self.switch(Condition::CuffFailed, false, at, None, out);
            }
        }
        for line in thresholds(vital, &self.config.limits, self.config.age, &self.config.tuning) {
            let evidence = line.judge(reading);
            self.note(&line, good);
            let ripe = line.condition == Condition::LimitLow(Vital::SpO2) && self.area_full(&line, good, at);
            let facts = Facts { value: good, limit: line.limit, detail: None };
            self.step(line.condition, at, facts, out, |watch| {
                let turn = watch.hear(evidence, at);
                if ripe { turn.or_else(|| watch.ripen()) } else { turn }
            });
        }
    }

    /// Whether low saturation has been deep and long enough for the smart delay, if there is one.
    fn area_full(&mut self, line: &Threshold, value: Option<f64>, at: Time) -> bool {
        let Some(needed) = self.config.tuning.smart_delay.points() else {
            return false;
        };
        if let Some(value) = value {
            self.area.hear(line.depth(value), at, needed)
        } else {
            self.area.lose(at);
            false
        }
    }

    /// Keeps the numbers of a present alarm up to date.
    fn note(&mut self, line: &Threshold, value: Option<f64>) {
        let Some(watch) = self.watches.get_mut(&line.condition).filter(|watch| watch.is_present()) else {
            return;
        };
        if let (Some(alarm), Some(value)) = (watch.alarm.as_mut(), value) {
            alarm.value = Some(value);
            alarm.limit = line.limit.or(alarm.limit);
            alarm.peak = Some(alarm.peak.map_or(value, |peak| line.worse(peak, value)));
        }
    }

    /// Judges the latest reading of `vital` by a limit that has just been changed.
    pub(super) fn judge_again(
        &mut self,
        vital: Vital,
        line: &Threshold,
        now: Time,
        out: &mut Vec<Transition>,
    ) {
        let Some(reading) = self.readings.get(&vital).filter(|held| held.fresh).map(|held| held.reading)
        else {
            return;
        };
        let evidence = line.judge(&reading);
        let value = shown(&reading);
        if evidence != Evidence::Doubtful {
            self.note(line, value);
        }
        let facts = Facts { value, limit: line.limit, detail: None };
        self.step(line.condition, now, facts, out, |watch| match evidence {
            Evidence::False | Evidence::Near if watch.is_present() => watch.end(),
            _ => watch.hear(evidence, now),
        });
    }

    pub(super) fn sensor(
        &mut self,
        id: SensorId,
        state: &SensorState,
        device: Option<&Arc<str>>,
        at: Time,
        out: &mut Vec<Transition>,
    ) {
        let (lost, ended, reason) = match state {
            // Being opened anew proves nothing: an alarm about it stands until it delivers.
            SensorState::Starting => return,
            SensorState::Running => (false, false, None),
            SensorState::Silent | SensorState::LinkLost => (true, false, None),
            SensorState::Failed(reason) => (true, false, Some(reason)),
            SensorState::Ended => (!ends_quietly(id), ends_quietly(id), None),
        };
        // A lost link is told as that, and as nothing else besides.
        let link_lost = *state == SensorState::LinkLost;
        self.switch(Condition::NoData(id), lost && !link_lost, at, reason.or(device), out);
        self.switch(Condition::LinkLost(id), link_lost, at, device, out);
        if ends_quietly(id) {
            self.switch(Condition::RecordingEnded, ended, at, None, out);
        }
        if lost || ended {
            for &vital in id.vitals() {
                self.lose(vital, at, out);
            }
        }
    }

    /// Another sensor is in the place of this one. It has not been good yet, so that its first "sensor off" is
    /// no news.
    pub(super) fn placed(&mut self, id: SensorId, at: Time, out: &mut Vec<Transition>) {
        let over: Vec<Condition> = self.watches.keys().copied().filter(|one| one.is_of(id)).collect();
        for condition in over {
            self.step(condition, at, Facts::default(), out, |watch| {
                watch.heard = Some(at);
                watch.stands = false;
                watch.end()
            });
        }
        for vital in Vital::ALL.into_iter().filter(|vital| vital.sensor() == id) {
            self.lose(vital, at, out);
        }
        self.seen.retain(|channel| !id.channels().contains(channel));
    }

    /// From `at` on, nobody knows this vital.
    pub(super) fn lose(&mut self, vital: Vital, at: Time, out: &mut Vec<Transition>) {
        let Some(held) = self.readings.get_mut(&vital).filter(|held| held.fresh && held.reading.at <= at)
        else {
            return;
        };
        held.fresh = false;
        held.reading.at = at;
        for line in thresholds(vital, &self.config.limits, self.config.age, &self.config.tuning) {
            self.step(line.condition, at, Facts::default(), out, |watch| {
                if vital.is_episodic() { watch.end() } else { watch.hear(Evidence::Unknown, at) }
            });
        }
    }

    /// A condition that stands until told otherwise was switched on or off.
    pub(super) fn switch(
        &mut self,
        condition: Condition,
        on: bool,
        at: Time,
        detail: Option<&Arc<str>>,
        out: &mut Vec<Transition>,
    ) {
        let evidence = if on { Evidence::True } else { Evidence::False };
        let facts = Facts { detail: detail.cloned(), ..Facts::default() };
        self.step(condition, at, facts, out, |watch| {
            if watch.heard.is_some_and(|heard| at < heard) {
                return None;
            }
            watch.heard = Some(at);
            watch.stands = on;
            if let (Some(alarm), Some(detail)) = (watch.alarm.as_mut(), detail) {
                alarm.detail = Some(detail.to_string());
            }
            watch.hear(evidence, at)
        });
    }

    /// Lets something happen to the watch of one condition and does what follows for its alarm.
    pub(super) fn step(
        &mut self,
        condition: Condition,
        at: Time,
        facts: Facts,
        out: &mut Vec<Transition>,
        happen: impl FnOnce(&mut Watch) -> Option<Turn>,
    ) {
        let Some(watch) = self.watches.get_mut(&condition) else {
            return;
        };
        let Some(turn) = happen(watch) else {
            return;
        };
        match (turn, watch.alarm.as_mut()) {
            (Turn::Began, _) => self.begin(condition, at, facts),
            // Latched before and hidden by a pause: nobody has seen it since, so it begins anew.
            (Turn::Resumed, Some(alarm)) if alarm.inhibited_by.is_some() => {
                emit(&mut self.log, out, Transition::of(alarm, TransitionKind::Cleared, at));
                self.begin(condition, at, facts);
            }
            // What a worse alarm covers has nothing to say of its own once its cause is gone.
            (Turn::Latched, Some(alarm)) if alarm.inhibited_by.is_none() => {
                emit(&mut self.log, out, Transition::of(alarm, TransitionKind::Latched, at));
                alarm.state = AlarmState::Latched;
                alarm.value = None;
            }
            (Turn::Resumed, Some(alarm)) => {
                if alarm.state == AlarmState::LatchedAcknowledged {
                    // It had been dealt with: what comes now is as new.
                    alarm.voice = self.voices;
                    self.voices += 1;
                    alarm.remind_at = None;
                }
                alarm.state = AlarmState::Active;
                alarm.value = facts.value;
                alarm.limit = facts.limit.or(alarm.limit);
                emit(&mut self.log, out, Transition::of(alarm, TransitionKind::Resumed, at));
            }
            (Turn::Cleared | Turn::Latched, _) => {
                if let Some(alarm) = watch.drop_alarm() {
                    emit(&mut self.log, out, Transition::of(&alarm, TransitionKind::Cleared, at));
                }
            }
            (Turn::Resumed, None) => {}
        }
    }

    /// The condition has outlasted its delay.
    fn begin(&mut self, condition: Condition, at: Time, facts: Facts) {
        let Some(watch) = self.watches.get_mut(&condition) else {
            return;
        };
        let policy = watch.policy;
        let held_until = watch.rearmed_at.filter(|until| at < *until);
        if held_until.is_none() {
            watch.rearmed_at = (policy.rearm > Span::ZERO).then(|| at + policy.rearm);
        }
        let priority = priority_now(condition, policy.priority, &self.seen);
        watch.alarm = Some(Alarm {
            condition,
            priority,
            state: AlarmState::Active,
            since: at,
            value: facts.value,
            limit: facts.limit,
            peak: facts.value,
            detail: facts.detail.map(|detail| detail.to_string()),
            inhibited_by: None,
            serial: self.begun,
            announced: false,
            remind_at: None,
            escalate_at: None,
            held_until,
            voice: self.voices,
        });
        self.begun += 1;
        self.voices += 1;
    }
}

/// The priority of an alarm that begins now.
fn priority_now(condition: Condition, priority: Priority, seen: &BTreeSet<Channel>) -> Priority {
    match condition {
        Condition::SensorOff(channel) if !seen.contains(&channel) => Priority::Low,
        _ => priority,
    }
}
