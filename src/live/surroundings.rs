//! What can go wrong around the bed: the page, the device, its storage and its loudspeaker.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_timers::callback::Interval;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::VisibilityState;

use super::{LiveBed, Sound};
use crate::{
    alarms::Condition,
    model::BatteryWatch,
    platform::{Listener, WakeWorker, is_storage_full, monotonic_ms},
};

/// How often the device is looked at.
const LOOK_MS: u32 = 1_000;
/// How often the browser is asked how full its storage is.
const ESTIMATE_MS: f64 = 60_000.0;
/// More than this share of the storage in use is as good as full: this project's choice.
const NEARLY_FULL: f64 = 0.95;
/// So long after its start a monitor that cannot be heard is an alarm; the header says it at once.
const UNHEARD_MS: f64 = 60_000.0;

/// Watches the equipment around `bed` for as long as the reactive owner lives.
pub fn watch_surroundings(bed: LiveBed, sound: Sound) {
    follow_visibility(bed, sound);
    let device = Rc::new(Device::default());
    Rc::clone(&device).find_battery();
    let began = monotonic_ms();
    let looking = Interval::new(LOOK_MS, move || {
        device.look(bed);
        if !sound.open.get_untracked() && monotonic_ms() - began >= UNHEARD_MS {
            bed.observe_condition(Condition::SoundBlocked, true);
        }
    });
    let looking = StoredValue::new_local(Some(looking));
    on_cleanup(move || looking.update_value(|looking| drop(looking.take())));
}

/// A hidden page is an alarm, and is kept awake by a worker.
fn follow_visibility(bed: LiveBed, sound: Sound) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let seen = document.clone();
    let worker = RefCell::new(None);
    let follow = move || {
        let hidden = seen.visibility_state() == VisibilityState::Hidden;
        bed.observe_surrounding(
            Condition::TabHidden,
            hidden,
            hidden.then_some("numbers and alarms may come late"),
        );
        *worker.borrow_mut() = hidden.then(|| keep_awake(bed, sound)).flatten();
    };
    follow();
    let listener = Listener::new(&document, "visibilitychange", move |_| follow());
    let listener = StoredValue::new_local(Some(listener));
    on_cleanup(move || listener.update_value(|listener| drop(listener.take())));
}

/// Numbers, alarms and their sound go on while the browser holds the page's timers back.
fn keep_awake(bed: LiveBed, sound: Sound) -> Option<WakeWorker> {
    let worker = WakeWorker::start(move || {
        bed.refresh();
        sound.wake();
    });
    worker.map_err(|error| log::warn!("a hidden page may be late: no worker ({error:?})")).ok()
}

/// What the browser tells of the device; older ones tell nothing of it.
#[derive(Default)]
struct Device {
    battery: RefCell<Option<JsValue>>,
    battery_watch: Cell<BatteryWatch>,
    /// Share of the storage in use.
    used: Cell<f64>,
    asked_at: Cell<Option<f64>>,
}

impl Device {
    fn look(self: &Rc<Self>, bed: LiveBed) {
        let now = monotonic_ms();
        if self.asked_at.get().is_none_or(|asked| now - asked >= ESTIMATE_MS) {
            self.asked_at.set(Some(now));
            Rc::clone(self).ask_storage();
        }
        let nearly = self.used.get() > NEARLY_FULL;
        let why = match (is_storage_full(), nearly) {
            (true, _) => Some("settings could not be kept".to_owned()),
            (false, true) => Some(format!("{:.0} % used", self.used.get() * 100.0)),
            (false, false) => None,
        };
        bed.observe_surrounding(Condition::StorageFull, why.is_some(), why.as_deref());
        let charge = self.charge();
        let why = charge.map(|percent| format!("{percent:.0} %"));
        bed.observe_surrounding(Condition::MonitorBattery, why.is_some(), why.as_deref());
    }

    /// The charge in per cent, when it is low and nothing charges it.
    fn charge(&self) -> Option<f64> {
        let battery = self.battery.borrow();
        let battery = battery.as_ref()?;
        let percent = number(battery, "level")? * 100.0;
        let charging = Reflect::get(battery, &"charging".into()).is_ok_and(|charging| charging.is_truthy());
        let mut watch = self.battery_watch.get();
        let low = if charging {
            watch.charging();
            false
        } else {
            watch.hear(percent)
        };
        self.battery_watch.set(watch);
        low.then_some(percent)
    }

    fn find_battery(self: Rc<Self>) {
        let Some(asked) = navigator().and_then(|navigator| ask(&navigator, "getBattery")) else {
            return;
        };
        spawn_local(async move {
            // Refused where a policy forbids it: as good as absent.
            *self.battery.borrow_mut() = JsFuture::from(asked).await.ok();
        });
    }

    fn ask_storage(self: Rc<Self>) {
        let storage = navigator().and_then(|navigator| Reflect::get(&navigator, &"storage".into()).ok());
        let Some(asked) = storage.and_then(|storage| ask(&storage, "estimate")) else {
            return;
        };
        spawn_local(async move {
            let Ok(estimate) = JsFuture::from(asked).await else { return };
            if let (Some(usage), Some(quota)) = (number(&estimate, "usage"), number(&estimate, "quota"))
                && quota > 0.0
            {
                self.used.set(usage / quota);
            }
        });
    }
}

fn navigator() -> Option<JsValue> {
    web_sys::window().map(|window| window.navigator().into())
}

/// Calls a method that takes nothing and promises something; `None` where the browser does not have it.
fn ask(of: &JsValue, method: &str) -> Option<Promise> {
    let method: Function = Reflect::get(of, &method.into()).ok()?.dyn_into().ok()?;
    method.call0(of).ok()?.dyn_into().ok()
}

fn number(of: &JsValue, name: &str) -> Option<f64> {
    Reflect::get(of, &name.into()).ok()?.as_f64()
}
