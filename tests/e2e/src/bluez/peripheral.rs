use std::sync::Arc;

use super::{Firmware, Regular};

/// A device as data, with what it does by itself.
#[derive(Clone)]
pub struct Peripheral {
    /// As the chooser shows it.
    pub name: String,
    /// Six bytes in hexadecimal with colons, capitals.
    pub address: String,
    /// What it offers. A characteristic's UUID is in it once at most, since tests name characteristics by it.
    pub services: Vec<Service>,
    /// What it sends while somebody listens.
    pub regular: Vec<Regular>,
    /// What it does when it is written to.
    pub firmware: Option<Arc<dyn Firmware>>,
}

/// A group of characteristics.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name, see [`super::uuids`].
    pub uuid: &'static str,
    /// What is in it.
    pub characteristics: Vec<Characteristic>,
}

/// One value of a device.
#[derive(Clone, Debug)]
pub struct Characteristic {
    /// Its name, see [`super::uuids`].
    pub uuid: &'static str,
    /// BlueZ's words for what can be done with it: `read`, `write`, `write-without-response`, `notify`, `indicate`.
    pub flags: &'static [&'static str],
    /// What is read.
    pub value: Vec<u8>,
}

impl Peripheral {
    /// A device that offers nothing yet.
    pub fn new(name: &str, address: &str) -> Self {
        Self {
            name: name.to_owned(),
            address: address.to_owned(),
            services: vec![],
            regular: vec![],
            firmware: None,
        }
    }

    /// With one service more.
    #[must_use]
    pub fn with(mut self, uuid: &'static str, characteristics: Vec<Characteristic>) -> Self {
        self.services.push(Service { uuid, characteristics });
        self
    }

    /// Sends nothing unless the test says so.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.regular.clear();
        self
    }

    /// Sends what this says while somebody listens, in place of what it would send there otherwise.
    #[must_use]
    pub fn sending(mut self, regular: Regular) -> Self {
        self.regular.retain(|other| other.uuid != regular.uuid);
        self.regular.push(regular);
        self
    }
}

impl Characteristic {
    /// That is read.
    pub fn read(uuid: &'static str, value: &[u8]) -> Self {
        Self { uuid, flags: &["read"], value: value.to_vec() }
    }

    /// That notifies.
    pub fn notify(uuid: &'static str) -> Self {
        Self { uuid, flags: &["notify"], value: vec![] }
    }

    /// That indicates: the radio confirms each one.
    pub fn indicate(uuid: &'static str) -> Self {
        Self { uuid, flags: &["indicate"], value: vec![] }
    }
}
