use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc};

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{SessionView, SettingsSignal, SourceView, Strip, sound::FindingsHook};
use crate::{
    alarms::{
        Alarm, AlarmState, Condition, Inactivation, Inactive, Observation, Priority, RuleAlarm, RuleId,
        Sounding,
    },
    model::{
        LimitSet, News2, NotScored, Reading, SensorId, SensorState, ShockIndex, Span, Time, Vital, Weight,
    },
    monitor::{Bed, Cuff},
    physiology::Targets,
    platform::{BrowserClock, BrowserFile},
    record::formats::wfdb::Recording,
    sources::{Arrival, Clock, ScaledClock, simulated::SimulatedBed},
};

/// What runs behind the signals.
pub(super) struct Core {
    pub bed: Rc<RefCell<Bed>>,
    pub clock: ScaledClock<BrowserClock>,
    pub simulated: Option<SimulatedBed>,
    pub recording: Option<Rc<Recording<BrowserFile>>>,
    pub tasks: BTreeMap<SensorId, AbortHandle>,
    /// Devices that stand in for sensors, by name; they stay while patients come and go.
    pub placed: BTreeMap<SensorId, Arc<str>>,
    /// How often the bed was handed another clock.
    pub era: u32,
    /// Stops the opening of a recording.
    pub opening: Option<AbortHandle>,
    /// From which log entry on which clock counts.
    pub log_clocks: Vec<(u64, LogClock)>,
    /// What is wrong with the equipment around the bed, and more about it.
    pub surroundings: BTreeMap<Condition, Option<Arc<str>>>,
}

pub(super) use crate::alarms::log_export::LogClock;

impl Drop for Core {
    fn drop(&mut self) {
        self.tasks.values().chain(&self.opening).for_each(AbortHandle::abort);
    }
}

/// One bed as the screen sees it. A handle: copies are the same bed.
#[derive(Clone, Copy)]
pub struct LiveBed {
    pub(super) core: StoredValue<Core, LocalStorage>,
    /// Told of everything that is found.
    pub(super) findings_hook: StoredValue<Option<FindingsHook>, LocalStorage>,
    pub(super) settings: SettingsSignal,
    pub(super) readings: [RwSignal<Option<Reading>>; Vital::ALL.len()],
    /// What the numbers on the screen show of them.
    pub(super) numbers: [RwSignal<Option<Reading>>; Vital::ALL.len()],
    /// Every reading of the last refresh, in the order of their times; a signal keeps only the last of each.
    pub(super) fresh: StoredValue<Vec<Reading>>,
    /// The rules that are on, as the alarm system needs to know them.
    pub(super) rule_alarms: RwSignal<BTreeMap<RuleId, RuleAlarm>>,
    /// What was observed and not evaluated yet; alarm conditions are evaluated whenever it changes.
    pub(super) observed: RwSignal<Vec<Observation>>,
    /// The bed's clock, once a second.
    pub now: RwSignal<Time>,
    /// Present alarms, the most urgent first.
    pub alarms: RwSignal<Vec<Alarm>>,
    /// The alarm that must be heard now.
    pub sounding: RwSignal<Option<Sounding>>,
    /// Which of the four inactivations are in force.
    pub inactive: RwSignal<Vec<Inactive>>,
    /// Grows with each reminder; each asks for a soft sound.
    pub reminders: RwSignal<u64>,
    /// Grows with each log entry.
    pub log_version: RwSignal<u64>,
    /// Limits in force.
    pub limits: Memo<LimitSet>,
    /// The waves that are there.
    pub strips: RwSignal<Vec<Strip>>,
    /// How each sensor is doing.
    pub sensors: RwSignal<BTreeMap<SensorId, SensorState>>,
    /// How full the batteries of sensors are that tell it, per cent.
    pub batteries: RwSignal<BTreeMap<SensorId, u8>>,
    /// Devices that stand in for sensors, by name.
    pub devices: RwSignal<BTreeMap<SensorId, Arc<str>>>,
    /// Whether nothing is simulated beside them.
    pub devices_alone: RwSignal<bool>,
    /// How far the waves are drawn behind the bed's clock, beyond what drawing takes: devices send theirs in
    /// pieces.
    pub wave_delay: RwSignal<Span>,
    /// What a scale showed last.
    pub weight: RwSignal<Option<Weight>>,
    /// The session with a strap, if there is one.
    pub session: RwSignal<Option<SessionView>>,
    /// The early-warning score, or why there is none.
    pub news2: RwSignal<Option<Result<News2, NotScored>>>,
    /// The shock index, from the bed's first moment on.
    pub shock_index: RwSignal<Option<ShockIndex>>,
    /// From the R peak to the pulse in the finger.
    pub pulse_transit: RwSignal<Option<Span>>,
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
    /// The present reading of `vital`.
    pub fn reading(self, vital: Vital) -> RwSignal<Option<Reading>> {
        self.readings[place(vital)]
    }

    /// The reading of `vital` that its number shows. Numbers change together, once a second, since each
    /// change costs the page a layout; one that becomes known, unknown or doubtful does so at once.
    pub fn shown(self, vital: Vital) -> RwSignal<Option<Reading>> {
        self.numbers[place(vital)]
    }

    /// Brings the readings to the numbers.
    pub(super) fn show_numbers(self, second_turned: bool) {
        let sort =
            |reading: &Option<Reading>| reading.map(|reading| (reading.value.is_some(), reading.quality));
        for (reading, number) in self.readings.into_iter().zip(self.numbers) {
            let reading = reading.get_untracked();
            if second_turned || number.with_untracked(|number| sort(number) != sort(&reading)) {
                set_changed(number, reading);
            }
        }
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

    /// Whether `what` is in force; tracked.
    pub fn is_inactive(self, what: Inactivation) -> bool {
        self.inactive.with(|inactive| inactive.iter().any(|inactive| inactive.what == what))
    }

    pub(super) fn with_bed<T>(self, see: impl FnOnce(&mut Bed) -> T) -> T {
        let bed = self.core.with_value(|core| Rc::clone(&core.bed));
        see(&mut bed.borrow_mut())
    }

    pub(super) fn clock(self) -> ScaledClock<BrowserClock> {
        self.core.with_value(|core| core.clock.clone())
    }

    /// Blanks every signal, for another source.
    pub(super) fn blank(self) {
        for reading in self.readings.into_iter().chain(self.numbers) {
            reading.set(None);
        }
        self.strips.set(Vec::new());
        self.sensors.set(BTreeMap::new());
        self.now.set(self.clock().now());
        self.frozen.set(false);
    }

    /// Has `hook` told of everything that is found from now on, as it is found.
    pub(super) fn hook(self, hook: FindingsHook) {
        self.findings_hook.set_value(Some(hook));
    }

    /// Stops every task that feeds the bed.
    pub(super) fn stop_feeding(self) {
        self.core.update_value(|core| std::mem::take(&mut core.tasks).values().for_each(AbortHandle::abort));
    }

    /// Starts a task that feeds the bed.
    pub(super) fn feed(self, id: SensorId, task: impl Future<Output = ()> + 'static) {
        let (task, handle) = abortable(task);
        spawn_local(async move {
            // An aborted task was replaced: nothing to tell.
            let _ = task.await;
        });
        self.core.update_value(|core| {
            if let Some(before) = core.tasks.insert(id, handle) {
                before.abort();
            }
        });
    }

    /// Where the sensors' tasks of this moment deliver.
    pub(super) fn sink(self) -> impl FnMut(Arrival) + Clone + 'static {
        let bed = self.core.with_value(|core| Rc::clone(&core.bed));
        move |arrival| bed.borrow_mut().arrive(arrival)
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

fn place(vital: Vital) -> usize {
    Vital::ALL.iter().position(|known| *known == vital).unwrap_or_default()
}
