//! A bed comes alive, and what it finds reaches the signals.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use futures_util::future::abortable;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    LiveBed, SettingsSignal, SourceView, Strip,
    bed::{Core, LogClock, set_changed},
    connect::fresh_seed,
    evaluate,
};
use crate::{
    model::{Span, Time, Vital},
    monitor::{Bed, STEP},
    physiology::Targets,
    platform::{BrowserClock, wall_time},
    processing::Finding,
    sources::{Clock, ScaledClock, Speed},
};

/// The least and the most time between two looks at what was found, milliseconds. A look is due when a
/// step of the monitor is: an alarm must not wait for a clock of its own.
const REFRESH_MS: (f64, f64) = (4.0, STEP.micros() as f64 / 1e3);

/// How far the wall clock may go its own way before it is followed, milliseconds.
const WALL_DRIFT_MS: f64 = 2_000.0;

impl LiveBed {
    /// A bed with a simulated patient, alive from now on and for as long as its reactive owner.
    pub fn start(settings: SettingsSignal) -> Self {
        let limits = settings.part(|settings| settings.limits.clone());
        let seed = fresh_seed();
        let first = settings.peek();
        let bed = Bed::new(first.alarm_config());
        let cuff = bed.monitor.cuff().clone();
        let live = Self {
            core: StoredValue::new_local(Core {
                bed: Rc::new(RefCell::new(bed)),
                clock: ScaledClock::new(BrowserClock::new(), Time::ZERO, Speed::REAL),
                simulated: None,
                recording: None,
                tasks: BTreeMap::new(),
                placed: BTreeMap::new(),
                era: 0,
                opening: None,
                log_clocks: Vec::new(),
                surroundings: BTreeMap::new(),
            }),
            findings_hook: StoredValue::new_local(None),
            settings,
            readings: Vital::ALL.map(|_| RwSignal::new(None)),
            numbers: Vital::ALL.map(|_| RwSignal::new(None)),
            fresh: StoredValue::new(Vec::new()),
            rule_alarms: RwSignal::new(BTreeMap::new()),
            observed: RwSignal::new(Vec::new()),
            now: RwSignal::new(Time::ZERO),
            alarms: RwSignal::new(Vec::new()),
            sounding: RwSignal::new(None),
            inactive: RwSignal::new(Vec::new()),
            reminders: RwSignal::new(0),
            log_version: RwSignal::new(0),
            limits,
            strips: RwSignal::new(Vec::new()),
            sensors: RwSignal::new(BTreeMap::new()),
            batteries: RwSignal::new(BTreeMap::new()),
            devices: RwSignal::new(BTreeMap::new()),
            devices_alone: RwSignal::new(false),
            wave_delay: RwSignal::new(Span::ZERO),
            weight: RwSignal::new(None),
            session: RwSignal::new(None),
            news2: RwSignal::new(None),
            shock_index: RwSignal::new(None),
            pulse_transit: RwSignal::new(None),
            cuff: RwSignal::new(cuff),
            source: RwSignal::new(SourceView::Simulated { seed }),
            targets: RwSignal::new(Targets::default()),
            frozen: RwSignal::new(false),
            opening: RwSignal::new(false),
            refused: RwSignal::new(None),
        };
        evaluate::watch(live);
        let filter = settings.part(|settings| settings.ecg_filter);
        Effect::new(move |_| live.with_bed(|bed| bed.monitor.show_ecg_through(filter.get())));
        live.simulate(seed);
        let minutes = settings.part(|settings| settings.cuff_minutes);
        Effect::new(move |_| live.follow_cuff_interval(minutes.get()));
        let (refreshing, stop) = abortable(async move {
            loop {
                live.refresh();
                TimeoutFuture::new(live.until_next_step()).await;
            }
        });
        on_cleanup(move || stop.abort());
        spawn_local(async move {
            // Ends only when the bed is taken down.
            let _ = refreshing.await;
        });
        live
    }

    /// Milliseconds until the next step of the monitor can be taken.
    fn until_next_step(self) -> u32 {
        let clock = self.clock();
        let reached = self.with_bed(|bed| bed.monitor.reached()).unwrap_or_default();
        let left = (reached + STEP - clock.now()).secs() * 1e3 / clock.speed().factor();
        left.clamp(REFRESH_MS.0, REFRESH_MS.1).ceil() as u32
    }

    /// The page's clock stands still while the computer sleeps; log entries after that have another
    /// wall time.
    fn follow_wall_clock(self, now: Time) {
        let zero = js_sys::Date::now() - now.secs() * 1e3;
        self.core.update_value(|core| {
            if let Some((_, LogClock::WallZero(known))) = core.log_clocks.last()
                && (zero - known).abs() > WALL_DRIFT_MS
            {
                let next = core.bed.borrow().alarms.log().written();
                core.log_clocks.push((next, LogClock::WallZero(zero)));
            }
        });
    }

    /// Brings what the sensors delivered to the signals.
    pub(super) fn refresh(self) {
        let now = self.clock().now();
        self.follow_wall_clock(now);
        let by_hand = self.settings.peek_part(|settings| settings.by_hand).on_clock(wall_time(), now);
        let (findings, observed) = self.with_bed(|bed| {
            bed.scores.enter(by_hand);
            let mut observed = bed.take_sensor_changes();
            let findings = bed.monitor.advance(now);
            observed.extend(bed.observe(&findings, now));
            (findings, observed)
        });
        self.findings_hook.with_value(|hook| hook.iter().for_each(|hook| hook(&findings)));
        let readings = findings.iter().filter_map(|finding| match finding {
            Finding::Reading(reading) => Some(*reading),
            _ => None,
        });
        let latest: BTreeMap<_, _> = readings.clone().map(|reading| (reading.vital, reading)).collect();
        let mut fresh: Vec<_> = readings.collect();
        fresh.sort_by_key(|reading| reading.at);
        self.fresh.set_value(fresh);
        for (vital, reading) in latest {
            self.reading(vital).set(Some(reading));
        }
        self.with_bed(|bed| {
            set_changed(self.sensors, bed.monitor.sensors().clone());
            set_changed(self.batteries, bed.monitor.batteries().clone());
            set_changed(self.devices, bed.monitor.devices().clone());
            set_changed(self.weight, bed.monitor.weight());
            set_changed(self.news2, bed.scores.news2().cloned());
            set_changed(self.shock_index, bed.scores.shock_index());
            set_changed(self.pulse_transit, bed.monitor.pulse_transit());
            set_changed(self.cuff, bed.monitor.cuff().clone());
            set_changed(self.strips, bed.monitor.waves().map(Strip::of).collect());
        });
        let second_turned = now.secs().floor() as i64 != self.now.get_untracked().secs().floor() as i64;
        if second_turned {
            self.now.set(now);
            self.show_session();
        }
        self.show_numbers(second_turned);
        // A delay that runs out is told in the step in which it does.
        let due = self.with_bed(|bed| bed.alarms.next_tick()).is_some_and(|due| due <= now);
        if due || !observed.is_empty() {
            self.observed.update(|waiting| waiting.extend(observed));
        }
        self.notice_end();
    }
}
