//! One effect per rule that is on.

use std::{collections::BTreeMap, sync::Arc};

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::RulesSignal;
use crate::{
    alarms::{
        Condition, Observation, RuleAlarm, RuleId,
        rules::{Firing, Rule, RuleRun, RuleTurn, merged},
    },
    live::LiveBed,
    model::{Reading, Time},
    sources::Clock,
};

/// A rule under watch, and what owns its effect.
struct Watched {
    rule: Rule,
    owner: Owner,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

/// A timer that is given up when it is no longer held.
struct Timer(AbortHandle);

impl Drop for Timer {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl RulesSignal {
    /// Keeps one effect for each rule that is on.
    pub(super) fn watch(self) {
        let around = Owner::current().unwrap_or_default();
        let watched = StoredValue::new_local(BTreeMap::<RuleId, Watched>::new());
        Effect::new(move |_| {
            let on: BTreeMap<_, _> =
                self.rules().into_iter().filter(Rule::on).map(|rule| (rule.id(), rule)).collect();
            // The alarm system learns of a rule before anything of it is observed.
            let alarms = on
                .values()
                .map(|rule| (rule.id(), RuleAlarm { priority: rule.priority(), latching: rule.latching() }));
            super::super::bed::set_changed(self.bed.rule_alarms, alarms.collect());
            watched.update_value(|watched| {
                watched.retain(|id, known| {
                    let stays = on.get(id).is_some_and(|rule| rule.says_the_same(&known.rule));
                    if !stays {
                        self.cease(*id);
                    }
                    stays
                });
                for (id, rule) in on {
                    watched.entry(id).or_insert_with(|| {
                        let owner = around.child();
                        owner.with(|| self.watch_one(rule.clone()));
                        Watched { rule, owner }
                    });
                }
            });
        });
    }

    fn watch_one(self, rule: Rule) {
        let (bed, id) = (self.bed, rule.id());
        let vitals = rule.vitals();
        let wake = RwSignal::new(0_u32);
        let timer = StoredValue::new_local(None::<Timer>);
        let run = StoredValue::new_local(None::<RuleRun>);
        self.evaluated.update_value(|evaluated| {
            evaluated.insert(id, 0);
        });
        Effect::new(move |_| {
            wake.track();
            let latest: Vec<Reading> = vitals.iter().filter_map(|vital| bed.reading(*vital).get()).collect();
            self.evaluated.update_value(|evaluated| *evaluated.entry(id).or_default() += 1);
            let now = bed.clock().now();
            let mut turns = Vec::new();
            let mut next = None;
            run.update_value(|run| {
                if latest.is_empty() {
                    // Another patient, or another moment of a recording.
                    if run.take().is_some_and(|run| run.on()) {
                        turns.push(RuleTurn { on: false, at: now, explanation: String::new() });
                    }
                    self.forget(id);
                    return;
                }
                let run = run.get_or_insert_with(|| {
                    let from = now - rule.expression().reach();
                    RuleRun::look_back(&rule, merged(&bed.trends(&vitals, from)).into_iter())
                });
                bed.fresh.with_value(|fresh| {
                    for reading in fresh.iter().filter(|reading| vitals.contains(&reading.vital)) {
                        run.hear(reading, &mut turns);
                    }
                });
                // What did not come by the way of the refresh: the end of a recording.
                for reading in &latest {
                    run.hear(reading, &mut turns);
                }
                run.pass(now, &mut turns);
                next = run.next_change(now);
            });
            for turn in turns {
                self.tell(&rule, &turn);
            }
            timer.set_value(next.map(|next| wake_at(bed, next, wake)));
        });
    }

    fn tell(self, rule: &Rule, turn: &RuleTurn) {
        let id = rule.id();
        self.fired.update(|fired| {
            if turn.on {
                let explanation = turn.explanation.clone();
                fired.insert(id, Firing { from: turn.at, to: turn.at, going_on: true, explanation });
            } else if let Some(last) = fired.get_mut(&id).filter(|last| last.going_on) {
                last.to = turn.at;
                last.going_on = false;
            }
        });
        let detail = turn.on.then(|| Arc::from(format!("{}: {}", rule.name(), turn.explanation)));
        self.observe(id, turn.on, detail, turn.at);
    }

    /// A rule is no longer watched, or not as it was.
    fn cease(self, id: RuleId) {
        self.forget(id);
        self.observe(id, false, None, self.bed.clock().now());
    }

    fn forget(self, id: RuleId) {
        if self.fired.with_untracked(|fired| fired.contains_key(&id)) {
            self.fired.update(|fired| drop(fired.remove(&id)));
        }
    }

    fn observe(self, id: RuleId, on: bool, detail: Option<Arc<str>>, at: Time) {
        let condition = Condition::Rule(id);
        self.bed.observed.update(|waiting| waiting.push(Observation::Switch { condition, on, detail, at }));
    }
}

/// Wakes through `wake` when the bed's clock shows `at`.
fn wake_at(bed: LiveBed, at: Time, wake: RwSignal<u32>) -> Timer {
    let sleep = bed.clock().sleep_until(at);
    let (task, handle) = abortable(async move {
        sleep.await;
        // The rule may have been switched off meanwhile.
        let _ = wake.try_update(|wake| *wake += 1);
    });
    spawn_local(async move {
        // Given up: the rule was evaluated meanwhile.
        let _ = task.await;
    });
    Timer(handle)
}
