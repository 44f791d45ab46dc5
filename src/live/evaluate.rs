//! Alarm conditions, evaluated as the signals change.

use leptos::prelude::*;

use super::{LiveBed, Settings, bed::set_changed};
use crate::{
    alarms::{Transition, TransitionKind},
    model::Time,
    platform::{mark, monotonic_ms},
    sources::Clock,
};

/// Evaluates alarm conditions from now on: whenever something was observed, limits were changed, or
/// a second has passed (delays run out, pauses end).
pub fn watch(live: LiveBed) {
    Effect::new(move |_| {
        let now = live.clock().now();
        let transitions = live.observed.with(|observed| live.with_bed(|bed| bed.judge(observed, now)));
        if !transitions.is_empty() {
            mark_new(live, &transitions, now);
            // The alarm and its number are seen together.
            live.show_numbers(true);
        }
        // Evaluated; taking them away is no news to anyone.
        live.observed.update_untracked(Vec::clear);
        show(live, now);
    });
    let config = live.settings.part(Settings::alarm_config);
    Effect::new(move |_| {
        let mut config = config.get();
        config.rules = live.rule_alarms.get();
        let now = live.clock().now();
        live.with_bed(|bed| bed.alarms.configure(config, now));
        show(live, now);
    });
    Effect::new(move |_| {
        let now = live.now.get();
        live.with_bed(|bed| bed.alarms.tick(now));
        show(live, now);
    });
}

/// Notes in the browser's timeline when the sample was taken that made an alarm due.
fn mark_new(live: LiveBed, transitions: &[Transition], now: Time) {
    for new in transitions.iter().filter(|step| step.to == TransitionKind::Active) {
        let ago_ms = (now - new.at).secs() * 1e3 / live.clock().speed().factor();
        mark(&format!("alarm {}", new.condition.key()), monotonic_ms() - ago_ms);
    }
}

/// Brings the alarm system's state to the signals.
pub fn show(live: LiveBed, now: Time) {
    live.with_bed(|bed| {
        set_changed(live.alarms, bed.alarms.active().to_vec());
        set_changed(live.sounding, bed.alarms.sounding(now));
        set_changed(live.inactive, bed.alarms.inactive().copied().collect());
        set_changed(live.reminders, bed.alarms.reminders());
        set_changed(live.log_version, bed.alarms.log().written());
    });
}
