//! The radio and the agents, as BlueZ shows them on the bus.

// What is a method or an argument on the bus is one here, also where there is nothing to do with it.
#![allow(clippy::unused_self, clippy::used_underscore_binding)]

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use zbus::{Connection, OwnedObjectPath, OwnedVariant, Variant, interface};

use super::{Device, Refusal, objects::properties_changed};

pub(super) const PATH: &str = "/org/bluez/hci0";
pub(super) const ADAPTER: &str = "org.bluez.Adapter1";

/// How often a scan hears each device. Real ones advertise up to ten times as often.
const ADVERTISING: Duration = Duration::from_millis(300);

/// What the radio and the test share.
#[derive(Default)]
pub(super) struct Radio {
    devices: Mutex<Vec<Device>>,
    off: AtomicBool,
    /// The scan under way: set to end it.
    scan: Mutex<Option<Arc<AtomicBool>>>,
}

impl Radio {
    pub fn devices(&self) -> MutexGuard<'_, Vec<Device>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn is_powered(&self) -> bool {
        !self.off.load(Ordering::SeqCst)
    }

    pub fn is_scanning(&self) -> bool {
        self.scan().is_some()
    }

    pub async fn power(&self, bus: &Connection, on: bool) -> zbus::Result<()> {
        self.off.store(!on, Ordering::SeqCst);
        self.end_scan();
        properties_changed(bus, PATH, ADAPTER, vec![("Powered", Variant::from(on))]).await
    }

    pub fn end_scan(&self) -> bool {
        let ended = self.scan().take();
        if let Some(ended) = &ended {
            ended.store(true, Ordering::SeqCst);
        }
        ended.is_some()
    }

    fn scan(&self) -> MutexGuard<'_, Option<Arc<AtomicBool>>> {
        self.scan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin_scan(self: &Arc<Self>) {
        self.end_scan();
        let ended = Arc::new(AtomicBool::new(false));
        *self.scan() = Some(Arc::clone(&ended));
        let radio = Arc::clone(self);
        tokio::spawn(async move {
            while !ended.load(Ordering::SeqCst) {
                let devices = radio.devices().clone();
                for device in devices {
                    // The bus is gone with the test.
                    let _ = device.advertise().await;
                }
                tokio::time::sleep(ADVERTISING).await;
            }
        });
    }
}

pub(super) struct AdapterObject(pub Arc<Radio>);

#[interface(name = "org.bluez.Adapter1")]
impl AdapterObject {
    fn set_discovery_filter(&self, _filter: HashMap<String, OwnedVariant>) {}

    async fn start_discovery(&self, #[zbus(connection)] bus: &Connection) -> Result<(), Refusal> {
        if !self.0.is_powered() {
            return Err(Refusal::bluez("NotReady", "Resource Not Ready"));
        }
        self.0.begin_scan();
        Ok(properties_changed(bus, PATH, ADAPTER, vec![("Discovering", Variant::from(true))]).await?)
    }

    async fn stop_discovery(&self, #[zbus(connection)] bus: &Connection) -> Result<(), Refusal> {
        if !self.0.end_scan() {
            return Err(Refusal::bluez("Failed", "No discovery started"));
        }
        Ok(properties_changed(bus, PATH, ADAPTER, vec![("Discovering", Variant::from(false))]).await?)
    }

    async fn remove_device(&self, path: OwnedObjectPath) -> Result<(), Refusal> {
        let device = self.0.devices().iter().find(|device| device.path() == path.as_str()).cloned();
        match device {
            Some(device) => Ok(device.vanish().await?),
            None => Err(Refusal::bluez("DoesNotExist", "Does Not Exist")),
        }
    }

    #[zbus(property)]
    fn address(&self) -> String {
        "02:00:00:00:00:01".to_owned()
    }

    #[zbus(property)]
    fn address_type(&self) -> String {
        "public".to_owned()
    }

    #[zbus(property)]
    fn name(&self) -> String {
        "bedside".to_owned()
    }

    #[zbus(property)]
    fn alias(&self) -> String {
        "bedside".to_owned()
    }

    #[zbus(property)]
    fn class(&self) -> u32 {
        0
    }

    #[zbus(property)]
    fn powered(&self) -> bool {
        self.0.is_powered()
    }

    #[zbus(property)]
    fn discoverable(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn pairable(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn discovering(&self) -> bool {
        self.0.is_scanning()
    }

    #[zbus(property, name = "UUIDs")]
    fn uuids(&self) -> Vec<String> {
        vec![]
    }
}

/// Takes the agents that the browser offers, and never asks them.
pub(super) struct Agents;

#[interface(name = "org.bluez.AgentManager1")]
impl Agents {
    fn register_agent(&self, _agent: OwnedObjectPath, _capability: String) {}

    fn unregister_agent(&self, _agent: OwnedObjectPath) {}

    fn request_default_agent(&self, _agent: OwnedObjectPath) {}
}
