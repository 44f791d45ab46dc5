use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};
use zbus::{Connection, Variant};

use super::{
    Calls, OnConnect, Peripheral, Refusal, adapter,
    link::{Link, Standing},
    objects::{self, properties_changed},
};
use crate::Outcome;

/// BlueZ's answer to a connection that was given up.
const GIVEN_UP: &str = "le-connection-abort-by-local";

/// A device that BlueZ knows: the test's hand on it.
#[derive(Clone)]
pub struct Device(Arc<Inner>);

struct Inner {
    connection: Connection,
    peripheral: Peripheral,
    path: String,
    /// Where each characteristic is on the bus.
    places: BTreeMap<&'static str, String>,
    link: Mutex<Link>,
    changes: watch::Sender<()>,
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("name", &self.0.peripheral.name).finish_non_exhaustive()
    }
}

/// What a test does with it.
impl Device {
    /// As the chooser shows it.
    pub fn name(&self) -> &str {
        &self.0.peripheral.name
    }

    /// What the browser asked of it so far.
    pub fn calls(&self) -> Calls {
        self.link().calls.clone()
    }

    /// Whether the link is up.
    pub fn is_connected(&self) -> bool {
        self.link().is_up()
    }

    /// Whether somebody listens to a characteristic.
    pub fn is_notifying(&self, uuid: &str) -> bool {
        self.link().notifying.contains(uuid)
    }

    /// Waits until what the browser asked so far fits.
    ///
    /// # Errors
    /// When it does not in time; what was asked is told.
    pub async fn wait_for(&self, what: &str, at_most: Duration, fits: impl Fn(&Calls) -> bool) -> Outcome {
        self.wait(what, at_most, |link| fits(&link.calls)).await
    }

    /// Waits until somebody listens to a characteristic.
    ///
    /// # Errors
    /// When nobody does in time.
    pub async fn wait_for_listener(&self, uuid: &str, at_most: Duration) -> Outcome {
        self.wait(&format!("somebody to listen to {uuid}"), at_most, |link| link.notifying.contains(uuid))
            .await
    }

    /// Waits until the link is up, or down.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn wait_for_link(&self, up: bool, at_most: Duration) -> Outcome {
        let what = if up { "the link to be up" } else { "the link to be down" };
        self.wait(what, at_most, |link| link.is_up() == up).await
    }

    /// Sends a value to whoever listens.
    ///
    /// # Errors
    /// When nobody listens, the link is down, or there is no such characteristic.
    pub async fn notify(&self, uuid: &str, bytes: &[u8]) -> Outcome {
        self.place(uuid)?;
        {
            let link = self.link();
            if !link.is_up() || !link.notifying.contains(uuid) {
                let why = if link.is_up() { "nobody listens to" } else { "no link is up, so none for" };
                return Err(format!("{}: {why} {uuid}", self.name()).into());
            }
        }
        self.tell(uuid, vec![("Value", Variant::from(bytes))]).await?;
        *self.link().calls.sent.entry(uuid.to_owned()).or_default() += 1;
        self.0.changes.send_replace(());
        Ok(())
    }

    /// What is read from a characteristic from now on.
    ///
    /// # Errors
    /// When there is no such characteristic.
    pub fn set_value(&self, uuid: &str, bytes: &[u8]) -> Outcome {
        let mut link = self.link();
        let value = link.values.get_mut(uuid).ok_or_else(|| format!("{} has no {uuid}", self.name()))?;
        bytes.clone_into(value);
        Ok(())
    }

    /// The link drops, as when the device goes out of range for a moment.
    ///
    /// # Errors
    /// When the bus is gone.
    pub async fn drop_link(&self) -> Outcome {
        Ok(self.tear_down().await?)
    }

    /// Goes out of range, and drops the link if there is one, or comes back. Connecting to a device out of range hangs
    /// until it is back.
    ///
    /// # Errors
    /// When the bus is gone.
    pub async fn set_reachable(&self, reachable: bool) -> Outcome {
        self.link().reachable = reachable;
        self.0.changes.send_replace(());
        if !reachable {
            self.tear_down().await?;
        }
        Ok(())
    }

    /// What it does from now on when the browser connects, also to an attempt that is under way.
    pub fn set_on_connect(&self, on_connect: OnConnect) {
        self.link().on_connect = on_connect;
        self.0.changes.send_replace(());
    }

    /// So many operations from now on are answered with "in progress".
    pub fn set_busy(&self, operations: usize) {
        self.link().busy = operations;
    }
}

/// What BlueZ does with it.
impl Device {
    pub(super) fn new(connection: &Connection, peripheral: Peripheral) -> Self {
        let path = format!("{}/dev_{}", adapter::PATH, peripheral.address.replace(':', "_"));
        let (mut places, mut values) = (BTreeMap::new(), BTreeMap::new());
        for (service, at) in peripheral.services.iter().zip(1_usize..) {
            for (characteristic, nr) in service.characteristics.iter().zip(1_usize..) {
                let place = format!("{path}/service{at:04x}/char{:04x}", at * 0x100 + nr * 0x10);
                places.insert(characteristic.uuid, place);
                values.insert(characteristic.uuid, characteristic.value.clone());
            }
        }
        let link = Mutex::new(Link::new(values));
        let changes = watch::Sender::new(());
        Self(Arc::new(Inner { connection: connection.clone(), peripheral, path, places, link, changes }))
    }

    pub(super) fn peripheral(&self) -> &Peripheral {
        &self.0.peripheral
    }

    pub(super) fn path(&self) -> &str {
        &self.0.path
    }

    pub(super) fn bus(&self) -> &Connection {
        &self.0.connection
    }

    pub(super) fn place(&self, uuid: &str) -> Outcome<&str> {
        let place = self.0.places.get(uuid).ok_or_else(|| format!("{} has no {uuid}", self.name()))?;
        Ok(place)
    }

    pub(super) fn link(&self) -> MutexGuard<'_, Link> {
        self.0.link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is heard by a scan: shows itself, or that it is still there.
    pub(super) async fn advertise(&self) -> zbus::Result<()> {
        let (was_known, rssi) = {
            let mut link = self.link();
            if !link.reachable || link.is_up() {
                return Ok(());
            }
            // Only a change is news.
            link.rssi = if link.rssi == -55 { -56 } else { -55 };
            (std::mem::replace(&mut link.known, true), link.rssi)
        };
        if was_known {
            let rssi = vec![("RSSI", Variant::from(rssi))];
            properties_changed(self.bus(), self.path(), objects::DEVICE, rssi).await
        } else {
            objects::show_device(self).await
        }
    }

    /// BlueZ no longer knows it, until it is heard by a scan again.
    pub(super) async fn vanish(&self) -> zbus::Result<()> {
        self.tear_down().await?;
        let was_known = std::mem::replace(&mut self.link().known, false);
        if was_known { objects::hide_device(self).await } else { Ok(()) }
    }

    pub(super) async fn connect(&self) -> Result<(), Refusal> {
        let mut changes = self.0.changes.subscribe();
        let given_up_before = {
            let mut link = self.link();
            link.calls.connects += 1;
            link.calls.connects_at.push(std::time::Instant::now());
            if link.standing == Standing::Connecting {
                link.calls.overlapping_connects += 1;
                return Err(Refusal::bluez("InProgress", "Operation already in progress"));
            }
            if link.is_up() {
                return Ok(());
            }
            link.standing = Standing::Connecting;
            link.calls.disconnects
        };
        self.0.changes.send_replace(());
        let begun = Instant::now();
        let outcome = loop {
            let wait = {
                let link = self.link();
                let given_up = link.calls.disconnects > given_up_before;
                match &link.on_connect {
                    OnConnect::Refuse(refusal) => break Err(refusal.clone()),
                    OnConnect::Hang | OnConnect::Accept | OnConnect::After(_) if given_up => {
                        break Err(Refusal::bluez("Failed", GIVEN_UP));
                    }
                    OnConnect::Accept if link.reachable => break Ok(()),
                    OnConnect::After(delay) if link.reachable => {
                        let left = delay.saturating_sub(begun.elapsed());
                        if left.is_zero() {
                            break Ok(());
                        }
                        Some(left)
                    }
                    _ => None,
                }
            };
            match wait {
                Some(left) => drop(tokio::time::timeout(left, changes.changed()).await),
                // The sender lives as long as this device.
                None => drop(changes.changed().await),
            }
        };
        let outcome = match outcome {
            Ok(()) => self.set_up().await.map_err(Refusal::from),
            Err(refusal) => {
                self.link().standing = Standing::Down;
                Err(refusal)
            }
        };
        self.0.changes.send_replace(());
        outcome
    }

    /// The browser ends the link, or gives up an attempt.
    pub(super) async fn disconnect(&self) -> Result<(), Refusal> {
        self.link().calls.disconnects += 1;
        self.0.changes.send_replace(());
        Ok(self.tear_down().await?)
    }

    pub(super) async fn read(&self, uuid: &'static str) -> Result<Vec<u8>, Refusal> {
        let value = {
            let mut link = self.link();
            link.operation()?;
            self.permits(uuid, &["read"])?;
            link.calls.reads.push(uuid.to_owned());
            link.values.get(uuid).cloned().unwrap_or_default()
        };
        self.0.changes.send_replace(());
        // BlueZ tells a value that was read to everyone, before it answers. Chromium waits for that: it takes the next
        // value that is told for the one that it has read.
        self.tell(uuid, vec![("Value", Variant::from(value.as_slice()))]).await?;
        Ok(value)
    }

    pub(super) fn write(&self, uuid: &'static str, bytes: Vec<u8>) -> Result<(), Refusal> {
        {
            let mut link = self.link();
            link.operation()?;
            self.permits(uuid, &["write", "write-without-response"])?;
            link.calls.writes.push((uuid.to_owned(), bytes.clone()));
        }
        self.0.changes.send_replace(());
        if let Some(firmware) = self.0.peripheral.firmware.clone() {
            let device = self.clone();
            tokio::spawn(async move {
                // A device answers after it has confirmed the write.
                tokio::time::sleep(Duration::from_millis(5)).await;
                for (to, answer) in firmware.written(&device, uuid, &bytes) {
                    // Nobody listens: the answer is lost, as on a real device.
                    let _ = device.notify(to, &answer).await;
                }
            });
        }
        Ok(())
    }

    pub(super) async fn start_notify(&self, uuid: &'static str) -> Result<(), Refusal> {
        let regular = {
            let mut link = self.link();
            link.operation()?;
            self.permits(uuid, &["notify", "indicate"])?;
            link.calls.starts.push(uuid.to_owned());
            let is_new = link.notifying.insert(uuid);
            let regular = self.0.peripheral.regular.iter().find(|regular| is_new && regular.uuid == uuid);
            regular.map(|regular| {
                let ended = Arc::new(AtomicBool::new(false));
                link.sending.insert(uuid, Arc::clone(&ended));
                regular.clone().run(self.clone(), ended)
            })
        };
        self.tell(uuid, vec![("Notifying", Variant::from(true))]).await?;
        self.0.changes.send_replace(());
        if let Some(regular) = regular {
            tokio::spawn(regular);
        }
        Ok(())
    }

    pub(super) async fn stop_notify(&self, uuid: &'static str) -> Result<(), Refusal> {
        {
            let mut link = self.link();
            link.calls.stops.push(uuid.to_owned());
            link.stop_sending(uuid);
        }
        self.0.changes.send_replace(());
        Ok(self.tell(uuid, vec![("Notifying", Variant::from(false))]).await?)
    }

    /// Whether a characteristic has one of these flags.
    fn permits(&self, uuid: &str, one_of: &[&str]) -> Result<(), Refusal> {
        let mut all = self.0.peripheral.services.iter().flat_map(|service| &service.characteristics);
        let known = all.find(|characteristic| characteristic.uuid == uuid);
        if known.is_some_and(|known| known.flags.iter().any(|flag| one_of.contains(flag))) {
            Ok(())
        } else {
            Err(Refusal::bluez("NotPermitted", "Operation not permitted"))
        }
    }

    async fn tell(&self, uuid: &str, properties: Vec<(&str, Variant<'_>)>) -> zbus::Result<()> {
        let Some(place) = self.0.places.get(uuid) else { return Ok(()) };
        properties_changed(self.bus(), place, objects::CHARACTERISTIC, properties).await
    }

    async fn set_up(&self) -> zbus::Result<()> {
        self.link().standing = Standing::Connected;
        let connected = vec![("Connected", Variant::from(true))];
        properties_changed(self.bus(), self.path(), objects::DEVICE, connected).await?;
        objects::show_services(self).await?;
        self.link().standing = Standing::Resolved;
        let resolved = vec![("ServicesResolved", Variant::from(true))];
        properties_changed(self.bus(), self.path(), objects::DEVICE, resolved).await
    }

    async fn tear_down(&self) -> zbus::Result<()> {
        {
            let mut link = self.link();
            if !link.is_up() {
                return Ok(());
            }
            link.standing = Standing::Down;
            link.stop_all();
        }
        self.0.changes.send_replace(());
        if let Some(firmware) = &self.0.peripheral.firmware {
            firmware.disconnected();
        }
        objects::hide_services(self).await?;
        let down = vec![("ServicesResolved", Variant::from(false)), ("Connected", Variant::from(false))];
        properties_changed(self.bus(), self.path(), objects::DEVICE, down).await
    }

    async fn wait(&self, what: &str, at_most: Duration, fits: impl Fn(&Link) -> bool) -> Outcome {
        let mut changes = self.0.changes.subscribe();
        let until = Instant::now() + at_most;
        while !fits(&self.link()) {
            if tokio::time::timeout_at(until, changes.changed()).await.is_err() {
                let calls = self.calls();
                let name = self.name();
                return Err(format!("{name}: waited {} s for {what}; {calls:?}", at_most.as_secs()).into());
            }
        }
        Ok(())
    }
}
