use std::{
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use futures_util::future::abortable;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;

use super::{DeviceView, PacketRow, device::Device};
use crate::{
    live::LiveBed,
    model::Span,
    platform::{
        self, BrowserClock, Listener,
        bluetooth::{self, BluetoothError, Peripheral},
    },
    sources::{
        Clock,
        bluetooth::{Advice, Environment, LinkEvent, advise, service},
        simulated,
    },
};

/// Where the paired devices are kept on this device.
const KEY: &str = "bedside.devices";

/// The services that are looked for, and used.
const SERVICES: [crate::sources::bluetooth::Uuid; 11] = [
    service::HEART_RATE,
    service::POLAR_MEASUREMENT_DATA,
    service::BLOOD_PRESSURE,
    service::HEALTH_THERMOMETER,
    service::PULSE_OXIMETER,
    service::WEIGHT_SCALE,
    service::NONIN_OXIMETRY,
    service::BERRYMED_OXIMETER,
    service::WELLUE_OXIMETER,
    service::BATTERY,
    service::DEVICE_INFORMATION,
];

/// What only goes with another service: no reason to offer a device.
const BESIDE: usize = 2;

/// Names of devices that do not advertise their service.
const NAMES: [&str; 5] = ["Polar ", "Nonin", "BerryMed", "O2Ring", "Checkme"];

/// How often links and cards are looked at.
const TICK: Span = Span::from_millis(500);

/// How often it is asked whether there is an adapter.
const ASK_ADAPTER_SECS: f64 = 5.0;

/// A device that was paired before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    id: String,
    name: String,
}

/// The Bluetooth devices of this page. A handle: copies are the same.
#[derive(Clone, Copy)]
pub struct Devices {
    pub(super) bed: LiveBed,
    held: StoredValue<BTreeMap<u32, Rc<Device>>, LocalStorage>,
    clock: StoredValue<BrowserClock>,
    pub(super) rows: StoredValue<VecDeque<PacketRow>>,
    /// Whether there was an adapter when it was asked for last.
    adapter: StoredValue<Option<bool>>,
    /// The paired devices of this page: key and view of each, in the order of pairing.
    pub list: RwSignal<Vec<(u32, RwSignal<DeviceView>)>>,
    /// Devices that were paired before and must be chosen again, by name.
    pub known: RwSignal<Vec<String>>,
    /// What can be paired here and now.
    pub advice: RwSignal<Advice>,
    /// Whether the browser's chooser is open.
    pub choosing: RwSignal<bool>,
    /// Why the last pairing came to nothing, in words.
    pub refused: RwSignal<Option<String>>,
    /// Grows when the packet view should look again.
    pub rows_version: RwSignal<u64>,
}

impl Devices {
    /// Devices for `bed`, for as long as the reactive owner lives. Those that the browser remembers for this
    /// page are reached for at once.
    pub fn start(bed: LiveBed) -> Self {
        let devices = Self {
            bed,
            held: StoredValue::new_local(BTreeMap::new()),
            clock: StoredValue::new(BrowserClock::new()),
            rows: StoredValue::new(VecDeque::new()),
            adapter: StoredValue::new(None),
            list: RwSignal::new(Vec::new()),
            known: RwSignal::new(Vec::new()),
            advice: RwSignal::new(advice(None)),
            choosing: RwSignal::new(false),
            refused: RwSignal::new(None),
            rows_version: RwSignal::new(0),
        };
        let changed = bluetooth::on_adapter_changed(move |there| devices.adapter_changed(there));
        // Best effort: the link drops at once when a page goes.
        let leaving =
            web_sys::window().map(|window| Listener::new(&window, "pagehide", move |_| devices.farewell()));
        let listeners = StoredValue::new_local(Some((changed, leaving)));
        let (ticking, stop) = abortable(async move {
            let mut at = devices.clock().now();
            let (mut second, mut asked) = (false, at);
            loop {
                at = (at + TICK).max(devices.clock().now());
                devices.clock().sleep_until(at).await;
                second = !second;
                devices.tick(second);
                let asks = at.secs() - asked.secs() >= ASK_ADAPTER_SECS;
                if asks {
                    asked = at;
                    devices.ask_adapter().await;
                }
                devices.rows_version.update(|version| *version += 1);
            }
        });
        let (beginning, stop_beginning) = abortable(async move {
            devices.ask_adapter().await;
            devices.return_to_known().await;
        });
        on_cleanup(move || {
            stop.abort();
            stop_beginning.abort();
            devices.farewell();
            listeners.update_value(|listeners| drop(listeners.take()));
            for device in devices.all() {
                device.peripheral.disconnect();
            }
        });
        spawn_local(async move {
            // Ends only when the page's bed is taken down.
            let _ = ticking.await;
        });
        spawn_local(async move {
            // Ends early when the bed is taken down.
            let _ = beginning.await;
        });
        devices
    }

    /// Whether the page still has its bed. Promises of the radio outlive it.
    pub(super) fn is_alive(self) -> bool {
        self.held.try_with_value(|_| ()).is_some()
    }

    pub(super) fn clock(self) -> BrowserClock {
        self.clock.get_value()
    }

    pub(super) fn all(self) -> Vec<Rc<Device>> {
        self.held.with_value(|held| held.values().cloned().collect())
    }

    pub(super) fn device(self, key: u32) -> Option<Rc<Device>> {
        self.held.with_value(|held| held.get(&key).cloned())
    }

    /// Opens the browser's chooser; `name` narrows it to one device. Must be called from a tap or key press.
    pub fn pair(self, name: Option<&str>) {
        self.refused.set(None);
        self.choosing.set(true);
        // Before anything is awaited, or the browser no longer takes it for a tap.
        let chosen = bluetooth::choose_device(&SERVICES, SERVICES.len() - BESIDE, &NAMES, name);
        spawn_local(async move {
            let chosen = chosen.await;
            if !self.is_alive() {
                return;
            }
            match chosen {
                Ok(peripheral) => {
                    let device = self.adopt(peripheral);
                    self.remember();
                    self.tell(&device, LinkEvent::Wanted);
                }
                Err(error) => self.refused.set(Some(why_not(&error))),
            }
            self.choosing.set(false);
        });
    }

    /// Connects a device again, or at once instead of after its pause.
    pub fn connect(self, key: u32) {
        if let Some(device) = self.device(key) {
            self.tell(&device, LinkEvent::Wanted);
        }
    }

    /// Ends the link to a device; it stays in the list.
    pub fn disconnect(self, key: u32) {
        if let Some(device) = self.device(key) {
            self.tell(&device, LinkEvent::Unwanted);
        }
    }

    /// Ends the link and forgets the device.
    pub fn forget(self, key: u32) {
        let Some(device) = self.device(key) else { return };
        self.tell(&device, LinkEvent::Unwanted);
        self.held.update_value(|held| {
            held.remove(&key);
        });
        self.list.update(|list| list.retain(|(known, _)| *known != key));
        self.known.update(|known| known.retain(|name| **name != *device.name));
        self.remember();
        spawn_local(async move {
            // After the device was told to stop.
            gloo_timers::future::TimeoutFuture::new(2_000).await;
            device.peripheral.forget().await;
        });
    }

    /// Forgets a device that was paired before.
    pub fn forget_known(self, name: &str) {
        self.known.update(|known| known.retain(|other| other != name));
        self.remember();
    }

    /// The latest values that devices sent, newest first.
    pub fn packets(self) -> Vec<PacketRow> {
        self.rows.with_value(|rows| rows.iter().rev().cloned().collect())
    }

    fn adopt(self, peripheral: Peripheral) -> Rc<Device> {
        let id = peripheral.id();
        if let Some(device) = self.all().into_iter().find(|device| device.peripheral.id() == id) {
            return device;
        }
        let key = self.held.with_value(|held| held.keys().last().map_or(0, |last| last + 1));
        let seed = simulated::seed().unwrap_or(u64::from(key));
        let device = Device::new(
            key,
            peripheral.name().map_or_else(|| "Unnamed device".into(), Into::into),
            peripheral,
            seed,
        );
        let told = Rc::downgrade(&device);
        *device.listener.borrow_mut() = Some(device.peripheral.on_disconnected(move || {
            if let Some(device) = told.upgrade() {
                self.tell(&device, LinkEvent::Dropped);
            }
        }));
        self.held.update_value(|held| {
            held.insert(key, Rc::clone(&device));
        });
        self.list.update(|list| list.push((key, device.view)));
        self.known.update(|known| known.retain(|name| **name != *device.name));
        device
    }

    fn remember(self) {
        let paired = self
            .all()
            .into_iter()
            .map(|device| Remembered { id: device.peripheral.id(), name: device.name.to_string() });
        let known = self.known.get_untracked().into_iter().map(|name| Remembered { id: String::new(), name });
        let all: Vec<Remembered> = paired.chain(known).collect();
        if let Err(error) = platform::store(KEY, &all) {
            log::warn!("{error}");
        }
    }

    /// Reaches for the devices that the browser remembers; the others can be chosen again.
    async fn return_to_known(self) {
        // What cannot be read was set aside; the devices must be paired again.
        let stored: Vec<Remembered> = platform::load(KEY).ok().flatten().unwrap_or_default();
        if stored.is_empty() {
            return;
        }
        let mut remembered = bluetooth::remembered_devices().await;
        remembered.retain(|device| stored.iter().any(|known| known.id == device.id()));
        let back: Vec<String> = remembered.iter().map(Peripheral::id).collect();
        let lost = stored.into_iter().filter(|known| !back.contains(&known.id)).map(|known| known.name);
        self.known.set(lost.collect());
        for peripheral in remembered {
            let device = self.adopt(peripheral);
            self.tell(&device, LinkEvent::Wanted);
        }
        self.remember();
    }

    /// Chromium does not tell when the adapter comes or goes: it must be asked.
    async fn ask_adapter(self) {
        let there = bluetooth::ask_adapter().await;
        if there != self.adapter.get_value() {
            match there {
                Some(there) => self.adapter_changed(there),
                None => self.adapter.set_value(None),
            }
        }
    }

    fn adapter_changed(self, there: bool) {
        self.adapter.set_value(Some(there));
        self.advice.set(advice(Some(there)));
        for device in self.all() {
            self.tell(&device, LinkEvent::Adapter(there));
        }
    }

    fn farewell(self) {
        for device in self.all() {
            for write in device.intake.borrow().farewell() {
                device.peripheral.write_last(write.to, &write.bytes);
            }
        }
    }
}

fn advice(adapter: Option<bool>) -> Advice {
    let window = web_sys::window();
    let user_agent =
        window.as_ref().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    advise(&Environment {
        user_agent: &user_agent,
        has_bluetooth: bluetooth::has_bluetooth(),
        secure: window.is_some_and(|window| window.is_secure_context()),
        framed_without_permission: !bluetooth::may_use_bluetooth(),
        adapter,
    })
}

/// Why nothing was chosen, in words.
fn why_not(error: &BluetoothError) -> String {
    let text = error.text.as_str();
    match error.name.as_str() {
        "NotFoundError" if text.contains("cancelled") || text.contains("canceled") => {
            "No device was chosen. Wake the device (put the strap on, moisten it), then pair again."
                .to_owned()
        }
        "NotFoundError" if text.contains("adapter") => {
            "This computer's Bluetooth is off or missing. Turn it on, then pair again.".to_owned()
        }
        "SecurityError" if text.contains("gesture") => {
            "The browser opens its list only after a tap or key press on this page. Press Pair a device."
                .to_owned()
        }
        _ => format!("The browser refused: {text}"),
    }
}
