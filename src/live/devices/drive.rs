//! A device's link: what its state machine asks for is done by the browser's radio.

use std::{rc::Rc, time::Duration};

use futures_util::future::select;
use gloo_timers::future::sleep;
use wasm_bindgen_futures::spawn_local;

use super::{Devices, device::Device};
use crate::{
    model::{SensorId, SensorState, Span},
    platform::{bluetooth::BluetoothError, monotonic_ms},
    sources::{
        Arrival, Clock,
        bluetooth::{LinkAction, LinkEvent, LinkState, Write},
    },
};

/// Telling a device to stop may take so long before its link is let go.
const FAREWELL_MS: u64 = 1_500;
/// A device that is live and sends nothing for so long is silent, milliseconds. Straps send each second.
const SILENT_MS: f64 = 5_000.0;

impl Devices {
    /// Something happened to a device's link.
    pub(super) fn tell(self, device: &Rc<Device>, event: LinkEvent) {
        if !self.is_alive() {
            return;
        }
        let before = device.state();
        let actions = device.link.borrow_mut().hear(event, self.clock().now());
        self.follow(device, before, actions);
    }

    /// Time passes for a device's link.
    pub(super) fn tick_link(self, device: &Rc<Device>) {
        let before = device.state();
        let actions = device.link.borrow_mut().tick(self.clock().now());
        if !actions.is_empty() || before != device.state() {
            if before != LinkState::Lost {
                *device.why.borrow_mut() = Some("no answer in time".into());
            }
            self.follow(device, before, actions);
        }
    }

    fn follow(self, device: &Rc<Device>, before: LinkState, actions: Vec<LinkAction>) {
        let now = device.state();
        // First: what a device must be told to stop is forgotten with its link.
        for action in actions {
            self.act(device, action);
        }
        if before != now {
            self.state_changed(device, before, now);
        }
        device.show();
    }

    fn act(self, device: &Rc<Device>, action: LinkAction) {
        let device = Rc::clone(device);
        match action {
            LinkAction::Connect(attempt) => spawn_local(async move {
                let outcome = device.peripheral.connect().await;
                self.answer(&device, attempt, outcome.map_err(|error| (error, false)));
            }),
            LinkAction::Discover(attempt) => spawn_local(async move {
                let outcome = match device.peripheral.discover().await {
                    Ok(offered) => {
                        let understood = device.intake.borrow_mut().offer(offered);
                        let text = "it offers nothing that is understood here".to_owned();
                        let error = BluetoothError { name: "NotSupportedError".to_owned(), text };
                        if understood { Ok(()) } else { Err((error, true)) }
                    }
                    Err(error) => {
                        let hopeless = error.is_final();
                        Err((error, hopeless))
                    }
                };
                self.answer(&device, attempt, outcome);
            }),
            LinkAction::Subscribe(attempt) => spawn_local(async move {
                let outcome = self.subscribe(&device, attempt).await;
                self.answer(&device, attempt, outcome.map_err(|error| (error, false)));
            }),
            LinkAction::Disconnect => device.peripheral.disconnect(),
            LinkAction::StopAndDisconnect => {
                let farewell = device.intake.borrow().farewell();
                spawn_local(async move {
                    let stopping = Box::pin(async {
                        for Write { to, bytes } in farewell {
                            // One that is gone already needs no word.
                            let _ = device.peripheral.write(to, &bytes).await;
                        }
                    });
                    select(stopping, sleep(Duration::from_millis(FAREWELL_MS))).await;
                    // Wanted again meanwhile: the new link is not this one's to let go.
                    if device.state() == LinkState::Ended {
                        device.peripheral.disconnect();
                    }
                });
            }
        }
    }

    fn answer(self, device: &Rc<Device>, attempt: u32, outcome: Result<(), (BluetoothError, bool)>) {
        let event = match outcome {
            Ok(()) => LinkEvent::Done(attempt),
            Err((error, hopeless)) => {
                *device.why.borrow_mut() = Some(words(&error).into());
                if hopeless { LinkEvent::Hopeless(attempt) } else { LinkEvent::Failed(attempt) }
            }
        };
        self.tell(device, event);
    }

    async fn subscribe(self, device: &Rc<Device>, attempt: u32) -> Result<(), BluetoothError> {
        let (subscriptions, reads) = {
            let intake = device.intake.borrow();
            (intake.subscriptions(), intake.reads())
        };
        for uuid in subscriptions {
            let told = Rc::downgrade(device);
            let hear = move |bytes: Vec<u8>| {
                if let Some(device) = told.upgrade() {
                    self.hear(&device, uuid, &bytes);
                }
            };
            device.peripheral.subscribe(uuid, hear).await?;
        }
        for uuid in reads {
            match device.peripheral.read(uuid).await {
                Ok(bytes) => self.hear(device, uuid, &bytes),
                // Nice to know, and no more.
                Err(error) if device.peripheral.is_connected() => {
                    log::info!("{}: {uuid}: {error}", device.name);
                }
                Err(error) => return Err(error),
            }
        }
        log::info!("{}: live at attempt {attempt}", device.name);
        Ok(())
    }

    fn state_changed(self, device: &Rc<Device>, before: LinkState, now: LinkState) {
        if now == LinkState::Live {
            *device.why.borrow_mut() = None;
            device.heard_ms.set(monotonic_ms());
            self.fill(device);
        }
        if before == LinkState::Live {
            device.running.set(false);
            let episodic = device.intake.borrow().is_episodic();
            device.intake.borrow_mut().interrupt();
            if now != LinkState::Ended && !episodic {
                self.tell_bed(device, &SensorState::LinkLost);
            }
            self.follow_waves();
        }
        match now {
            LinkState::Ended => self.leave(device),
            LinkState::Failed => {
                let why = device.why.borrow().clone().unwrap_or_else(|| "it cannot be used".into());
                self.tell_bed(device, &SensorState::Failed(why));
            }
            _ => {}
        }
    }

    /// Takes the places on the bed that the device can fill and that no device has; whether there were any.
    pub(super) fn fill(self, device: &Rc<Device>) -> bool {
        let mut free = device.intake.borrow().places();
        free.retain(|id| self.bed.placed(*id).is_none());
        for id in &free {
            self.take(device, *id);
        }
        !free.is_empty()
    }

    fn take(self, device: &Rc<Device>, id: SensorId) {
        self.bed.place_device(id, &device.name);
        device.fills.borrow_mut().insert(id);
        device.era.set(self.bed.era());
        device.running.set(false);
        if self.bed.hears_devices() {
            self.bed.sink()(Arrival::Sensor { id, state: SensorState::Starting, at: self.bed.time() });
        }
    }

    /// Has a device fill a place that another one has.
    pub fn use_for(self, key: u32, id: SensorId) {
        let Some(device) = self.device(key) else { return };
        for other in self.all() {
            if other.fills.borrow_mut().remove(&id) {
                other.show();
            }
        }
        self.take_over(&device, id);
    }

    /// Takes a place that another device had.
    fn take_over(self, device: &Rc<Device>, id: SensorId) {
        self.take(device, id);
        device.intake.borrow_mut().restart();
        device.show();
    }

    fn leave(self, device: &Rc<Device>) {
        for id in std::mem::take(&mut *device.fills.borrow_mut()) {
            self.bed.release_place(id);
            // Another device that waited for the place.
            let waiting = self.all().into_iter().find(|other| {
                other.key != device.key
                    && other.state() == LinkState::Live
                    && other.intake.borrow().places().contains(&id)
            });
            if let Some(other) = waiting {
                self.take_over(&other, id);
            }
        }
        self.follow_waves();
    }

    /// Tells the bed how the sensors are that this device stands in for.
    pub(super) fn tell_bed(self, device: &Device, state: &SensorState) {
        if !self.bed.hears_devices() {
            return;
        }
        let (at, mut sink) = (self.bed.time(), self.bed.sink());
        for &id in &*device.fills.borrow() {
            sink(Arrival::Sensor { id, state: state.clone(), at });
        }
    }

    /// Waves that come in pieces are drawn later.
    pub(super) fn follow_waves(self) {
        let delays = self.all().into_iter().map(|device| {
            if device.state() == LinkState::Live && !device.fills.borrow().is_empty() {
                device.intake.borrow().wave_delay()
            } else {
                Span::ZERO
            }
        });
        self.bed.delay_waves(delays.max().unwrap_or(Span::ZERO));
    }

    /// Twice a second: steps that took too long, answers that stay out, silence, and the numbers of the cards.
    pub(super) fn tick(self, second: bool) {
        for device in self.all() {
            self.tick_link(&device);
            if device.state() == LinkState::Live {
                let writes = device.intake.borrow_mut().poll(self.moment());
                Self::write(&device, writes);
                let quiet = monotonic_ms() - device.heard_ms.get() > SILENT_MS;
                if quiet && device.running.get() && !device.intake.borrow().is_episodic() {
                    device.running.set(false);
                    self.tell_bed(&device, &SensorState::Silent);
                }
            }
            if second {
                let counts = &device.counts;
                let heard = counts.heard.get();
                counts.per_second.set((heard - counts.before.replace(heard)) as u32);
                device.show();
                self.tell_session(&device);
            }
        }
        self.follow_waves();
    }

    /// What only a session keeps of a device.
    fn tell_session(self, device: &Device) {
        if device.state() != LinkState::Live || !device.fills.borrow().contains(&SensorId::Ecg) {
            return;
        }
        let (now, intake) = (self.bed.time(), device.intake.borrow());
        let facts = intake.facts();
        self.bed.with_bed(|bed| {
            let Some(session) = &mut bed.session else { return };
            if let Some(moved) = facts.movement_mg {
                session.movement(now, moved);
            }
            if let Some(energy) = facts.energy_kj {
                session.energy(now, f64::from(energy));
            }
        });
    }

    /// Writes to a device, one after the other.
    pub(super) fn write(device: &Rc<Device>, writes: Vec<Write>) {
        if writes.is_empty() {
            return;
        }
        let device = Rc::clone(device);
        spawn_local(async move {
            for Write { to, bytes } in writes {
                if let Err(error) = device.peripheral.write(to, &bytes).await {
                    // The conversation notices that no answer comes.
                    *device.why.borrow_mut() = Some(words(&error).into());
                }
            }
        });
    }
}

/// What the browser said, with the next step where there is one.
fn words(error: &BluetoothError) -> String {
    let text = &error.text;
    if text.contains("not permitted") || text.contains("Not paired") || text.contains("Authentication") {
        return format!("{text} Pair it in this system's Bluetooth settings first.");
    }
    text.clone()
}
