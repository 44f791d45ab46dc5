use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use futures_util::future::{AbortHandle, abortable};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{SettingsSignal, SourceView, Strip, evaluate};
use crate::{
    alarms::{Alarm, AlarmState, LogEntry, Observation, Priority},
    model::{LimitSet, Reading, SensorId, SensorState, Time, Vital},
    monitor::{Bed, Cuff, observation},
    physiology::Targets,
    platform::{BrowserClock, BrowserFile, time_of_day},
    processing::Finding,
    record::formats::wfdb::Recording,
    sources::{Arrival, Clock, ScaledClock, Speed, simulated::SimulatedBed},
};

/// How often what was found is brought to the screen: numbers change at most 4 times a second.
const REFRESH_MS: u32 = 250;

/// What runs behind the signals.
pub(super) struct Core {
    pub bed: Rc<RefCell<Bed>>,
    pub clock: ScaledClock<BrowserClock>,
    pub simulated: Option<SimulatedBed>,
    pub recording: Option<Rc<Recording<BrowserFile>>>,
    tasks: Vec<AbortHandle>,
    /// Stops the opening of a recording.
    pub opening: Option<AbortHandle>,
    /// From which log entry on which clock counts.
    pub log_clocks: Vec<(u64, LogClock)>,
}

/// What the times of log entries mean.
#[derive(Clone, Copy)]
pub(super) enum LogClock {
    /// The bed's zero was at this wall time, milliseconds since 1970.
    WallZero(f64),
    /// Time within the recording.
    Record,
}

impl Drop for Core {
    fn drop(&mut self) {
        self.tasks.iter().chain(&self.opening).for_each(AbortHandle::abort);
    }
}

/// One bed as the screen sees it. A handle: copies are the same bed.
#[derive(Clone, Copy)]
pub struct LiveBed {
    pub(super) core: StoredValue<Core, LocalStorage>,
    pub(super) settings: SettingsSignal,
    readings: [RwSignal<Option<Reading>>; Vital::ALL.len()],
    /// What was observed and not evaluated yet; alarm conditions are evaluated whenever it changes.
    pub(super) observed: RwSignal<Vec<Observation>>,
    /// The bed's clock, once a second.
    pub now: RwSignal<Time>,
    /// Present alarms, the most urgent first.
    pub alarms: RwSignal<Vec<Alarm>>,
    /// The highest priority that must be heard now.
    pub sounding: RwSignal<Option<Priority>>,
    /// When the audio pause ends by itself, if there is one.
    pub audio_paused_until: RwSignal<Option<Time>>,
    /// Grows with each log entry.
    pub log_version: RwSignal<u64>,
    /// Limits in force.
    pub limits: Memo<LimitSet>,
    /// The waves that are there.
    pub strips: RwSignal<Vec<Strip>>,
    /// How each sensor is doing.
    pub sensors: RwSignal<BTreeMap<SensorId, SensorState>>,
    /// What the cuff is doing.
    pub cuff: RwSignal<Cuff>,
    /// What feeds the bed.
    pub source: RwSignal<SourceView>,
    /// What the simulated patient is asked to be.
    pub targets: RwSignal<Targets>,
    /// Whether the waves are frozen; numbers and alarms go on.
    pub frozen: RwSignal<bool>,
    /// Whether a recording is being opened.
    pub opening: RwSignal<bool>,
    /// Why the last recording was refused, in words.
    pub refused: RwSignal<Option<String>>,
}

impl LiveBed {
    /// A bed with a simulated patient, alive from now on and for as long as its reactive owner.
    pub fn start(settings: SettingsSignal) -> Self {
        let limits = settings.part(|settings| settings.limits.clone());
        let seed = super::connect::fresh_seed();
        let first = settings.peek();
        let bed = Bed::new(first.limits.clone(), first.age());
        let cuff = bed.monitor.cuff().clone();
        let live = Self {
            core: StoredValue::new_local(Core {
                bed: Rc::new(RefCell::new(bed)),
                clock: ScaledClock::new(BrowserClock::new(), Time::ZERO, Speed::REAL),
                simulated: None,
                recording: None,
                tasks: Vec::new(),
                opening: None,
                log_clocks: Vec::new(),
            }),
            settings,
            readings: Vital::ALL.map(|_| RwSignal::new(None)),
            observed: RwSignal::new(Vec::new()),
            now: RwSignal::new(Time::ZERO),
            alarms: RwSignal::new(Vec::new()),
            sounding: RwSignal::new(None),
            audio_paused_until: RwSignal::new(None),
            log_version: RwSignal::new(0),
            limits,
            strips: RwSignal::new(Vec::new()),
            sensors: RwSignal::new(BTreeMap::new()),
            cuff: RwSignal::new(cuff),
            source: RwSignal::new(SourceView::Simulated { seed }),
            targets: RwSignal::new(Targets::default()),
            frozen: RwSignal::new(false),
            opening: RwSignal::new(false),
            refused: RwSignal::new(None),
        };
        evaluate::watch(live);
        live.simulate(seed);
        let (refreshing, stop) = abortable(async move {
            loop {
                live.refresh();
                TimeoutFuture::new(REFRESH_MS).await;
            }
        });
        on_cleanup(move || stop.abort());
        spawn_local(async move {
            // Ends only when the bed is taken down.
            let _ = refreshing.await;
        });
        live
    }

    /// The present reading of `vital`.
    pub fn reading(self, vital: Vital) -> RwSignal<Option<Reading>> {
        let place = Vital::ALL.iter().position(|known| *known == vital).unwrap_or_default();
        self.readings[place]
    }

    /// The most urgent alarm on `vital`, if there is one.
    pub fn alarm_on(self, vital: Vital) -> Memo<Option<(Priority, AlarmState)>> {
        Memo::new(move |_| {
            self.alarms.with(|alarms| {
                alarms
                    .iter()
                    .find(|alarm| alarm.condition.number() == Some(vital))
                    .map(|alarm| (alarm.priority, alarm.state))
            })
        })
    }

    pub(super) fn with_bed<T>(self, see: impl FnOnce(&mut Bed) -> T) -> T {
        let bed = self.core.with_value(|core| Rc::clone(&core.bed));
        see(&mut bed.borrow_mut())
    }

    pub(super) fn clock(self) -> ScaledClock<BrowserClock> {
        self.core.with_value(|core| core.clock.clone())
    }

    /// Brings what the sensors delivered to the signals.
    fn refresh(self) {
        let now = self.clock().now();
        let mut arrivals = Vec::new();
        let findings = self.with_bed(|bed| {
            arrivals.extend(bed.take_sensor_changes());
            bed.monitor.advance(now)
        });
        let mut latest = BTreeMap::new();
        for finding in &findings {
            if let Finding::Reading(reading) = finding {
                latest.insert(reading.vital, *reading);
            }
        }
        let observed: Vec<_> = arrivals.into_iter().chain(findings.iter().filter_map(observation)).collect();
        for (vital, reading) in latest {
            self.reading(vital).set(Some(reading));
        }
        self.with_bed(|bed| {
            set_changed(self.sensors, bed.monitor.sensors().clone());
            set_changed(self.cuff, bed.monitor.cuff().clone());
            set_changed(self.strips, bed.monitor.waves().map(Strip::of).collect());
        });
        if now.secs().floor() as i64 != self.now.get_untracked().secs().floor() as i64 {
            self.now.set(now);
        }
        if !observed.is_empty() {
            self.observed.update(|waiting| waiting.extend(observed));
        }
        self.notice_end();
    }

    /// Blanks every signal, for another source.
    pub(super) fn blank(self) {
        for reading in self.readings {
            reading.set(None);
        }
        self.strips.set(Vec::new());
        self.sensors.set(BTreeMap::new());
        self.now.set(self.clock().now());
        self.frozen.set(false);
    }

    /// Replaces the tasks that feed the bed; those before are stopped.
    pub(super) fn feed(self, tasks: impl IntoIterator<Item = impl Future<Output = ()> + 'static>) {
        let handles: Vec<_> = tasks
            .into_iter()
            .map(|task| {
                let (task, handle) = abortable(task);
                spawn_local(async move {
                    // An aborted task was replaced: nothing to tell.
                    let _ = task.await;
                });
                handle
            })
            .collect();
        self.core.update_value(|core| {
            core.tasks.iter().for_each(AbortHandle::abort);
            core.tasks = handles;
        });
    }

    /// Where the sensors' tasks of this moment deliver.
    pub(super) fn sink(self) -> impl FnMut(Arrival) + Clone + 'static {
        let bed = self.core.with_value(|core| Rc::clone(&core.bed));
        move |arrival| bed.borrow_mut().arrive(arrival)
    }

    /// Stops the sound of the present alarms; resets latched ones whose cause is gone.
    pub fn acknowledge(self) {
        let now = self.clock().now();
        self.with_bed(|bed| bed.alarms.acknowledge(now));
        evaluate::show(self, now);
    }

    /// Pauses the alarm sound for its two minutes, or ends the pause.
    pub fn toggle_audio_pause(self) {
        let now = self.clock().now();
        self.with_bed(|bed| {
            if bed.alarms.audio_paused_until().is_some() {
                bed.alarms.resume_audio(now);
            } else {
                bed.alarms.pause_audio(now);
            }
        });
        evaluate::show(self, now);
    }

    /// Freezes the waves, or lets them go on. Numbers and alarms go on in any case.
    pub fn toggle_freeze(self) {
        self.frozen.update(|frozen| *frozen = !*frozen);
    }

    /// The latest log entries, newest first.
    pub fn recent_log(self, most: usize) -> Vec<LogEntry> {
        self.with_bed(|bed| bed.alarms.log().entries().rev().take(most).cloned().collect())
    }

    /// When a log entry was written: time of day, or time within the recording.
    pub fn log_time(self, entry: &LogEntry) -> String {
        let clock = self.core.with_value(|core| {
            core.log_clocks.iter().rev().find(|(from, _)| *from <= entry.number).map(|(_, clock)| *clock)
        });
        match clock {
            Some(LogClock::WallZero(zero_ms)) => {
                let now = Time::from_secs(js_sys::Date::now() / 1e3);
                time_of_day(Time::from_secs(zero_ms / 1e3 + entry.at.secs()) - now)
            }
            Some(LogClock::Record) | None => (entry.at - Time::ZERO).to_string(),
        }
    }

    /// Cuff results of the last day, newest first: when, and SYS, DIA, MEAN.
    pub fn cuff_results(self) -> Vec<(Time, [Option<f64>; 3])> {
        self.with_bed(|bed| {
            let trend = bed.monitor.trend();
            let [systolic, diastolic, mean] =
                [Vital::Systolic, Vital::Diastolic, Vital::MeanPressure].map(|vital| {
                    let points = trend.points(vital, Time::from_micros(i64::MIN));
                    points.into_iter().map(|point| (point.at, point.value)).collect::<BTreeMap<_, _>>()
                });
            let value = |of: &BTreeMap<Time, Option<f64>>, at| of.get(&at).copied().flatten();
            systolic
                .iter()
                .rev()
                .map(|(&at, &pressure)| (at, [pressure, value(&diastolic, at), value(&mean, at)]))
                .collect()
        })
    }
}

/// `set` wakes every reader, equal or not; this only when something changed.
pub(super) fn set_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|present| *present != value) {
        signal.set(value);
    }
}
