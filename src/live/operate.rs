//! What a person at the bed does about its alarms and waves.

use std::sync::Arc;

use leptos::prelude::*;

use super::{LiveBed, evaluate};
use crate::{
    alarms::{AlarmSystem, Condition, Inactivation, Observation, Transition},
    model::Time,
    sources::Clock,
};

/// Who acts at this screen, as the log names them.
pub const AT_THE_BED: &str = "at the bed";

impl LiveBed {
    /// Stops the sound of the present alarms; they stay until they are over, or reset.
    pub fn acknowledge(self) {
        self.operate(|alarms, now| alarms.acknowledge(None, AT_THE_BED, now));
    }

    /// Acknowledges the alarm with that serial number alone, on behalf of `who`.
    pub fn acknowledge_one(self, serial: u64, who: &str) {
        self.operate(|alarms, now| alarms.acknowledge(Some(serial), who, now));
    }

    /// Ends latched alarms.
    pub fn reset_latched(self) {
        self.operate(|alarms, now| alarms.reset_latched(AT_THE_BED, now));
    }

    /// Puts an inactivation in force, or ends it.
    pub fn toggle_inactivation(self, what: Inactivation) {
        let on = untrack(|| self.is_inactive(what));
        self.operate(|alarms, now| {
            if on {
                alarms.reactivate(what, AT_THE_BED, now)
            } else {
                alarms.inactivate(what, AT_THE_BED, now)
            }
        });
    }

    fn operate(self, act: impl FnOnce(&mut AlarmSystem, Time) -> Vec<Transition>) {
        let now = self.clock().now();
        self.with_bed(|bed| act(&mut bed.alarms, now));
        evaluate::show(self, now);
    }

    /// Takes note that a condition of the equipment around the bed began or ended.
    pub fn observe_condition(self, condition: Condition, on: bool) {
        self.observe_surrounding(condition, on, None);
    }

    /// The same, with more about it. It stands for every patient and recording to come.
    pub(super) fn observe_surrounding(self, condition: Condition, on: bool, detail: Option<&str>) {
        let detail: Option<Arc<str>> = detail.map(Arc::from);
        let present = on.then(|| detail.clone());
        let known = self.core.with_value(|core| core.surroundings.get(&condition).cloned());
        if known == present {
            return;
        }
        self.core.update_value(|core| {
            core.surroundings.remove(&condition);
            core.surroundings.extend(present.map(|detail| (condition, detail)));
        });
        let at = self.clock().now();
        self.observed.update(|waiting| waiting.push(Observation::Switch { condition, on, detail, at }));
    }

    /// Another patient lies in the bed; what is wrong around it still is.
    pub(super) fn surroundings_again(self, at: Time) {
        let standing = self.core.with_value(|core| core.surroundings.clone());
        let again = standing.into_iter().map(|(condition, detail)| Observation::Switch {
            condition,
            on: true,
            detail,
            at,
        });
        self.observed.update(|waiting| waiting.extend(again));
    }

    /// Freezes the waves, or lets them go on. Numbers and alarms go on in any case.
    pub fn toggle_freeze(self) {
        self.frozen.update(|frozen| *frozen = !*frozen);
    }
}
