//! Alarm conditions, evaluated as the signals change.

use leptos::prelude::*;

use super::{LiveBed, Settings, bed::set_changed};
use crate::{model::Time, sources::Clock};

/// Evaluates alarm conditions from now on: whenever something was observed, limits were changed, or
/// a second has passed (delays run out, pauses end).
pub fn watch(live: LiveBed) {
    Effect::new(move |_| {
        let now = live.clock().now();
        live.observed.with(|observed| live.with_bed(|bed| bed.judge(observed, now)));
        // Evaluated; taking them away is no news to anyone.
        live.observed.update_untracked(Vec::clear);
        show(live, now);
    });
    let age = live.settings.part(Settings::age);
    Effect::new(move |_| {
        let (limits, age) = (live.limits.get(), age.get());
        let now = live.clock().now();
        live.with_bed(|bed| {
            bed.alarms.set_age(age, now);
            bed.alarms.set_limits(limits, now);
        });
        show(live, now);
    });
    Effect::new(move |_| {
        let now = live.now.get();
        live.with_bed(|bed| bed.alarms.tick(now));
        show(live, now);
    });
}

/// Brings the alarm system's state to the signals.
pub fn show(live: LiveBed, now: Time) {
    live.with_bed(|bed| {
        set_changed(live.alarms, bed.alarms.active().to_vec());
        set_changed(live.sounding, bed.alarms.sounding(now));
        set_changed(live.audio_paused_until, bed.alarms.audio_paused_until());
        set_changed(live.log_version, bed.alarms.log().written());
    });
}
