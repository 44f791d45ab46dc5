use std::sync::Arc;

use zbus::{Connection, connection, fdo::ObjectManager};

use super::{
    Bus, Device, Peripheral,
    adapter::{self, AdapterObject, Agents, Radio},
};
use crate::Outcome;

/// BlueZ, as far as a browser can tell.
pub struct Bluez {
    connection: Connection,
    radio: Arc<Radio>,
    /// Ends with this value.
    _bus: Bus,
}

impl Bluez {
    /// Takes BlueZ's place on a bus, with a radio that is on and no devices around.
    ///
    /// # Errors
    /// When the bus refuses.
    pub async fn start(bus: Bus) -> Outcome<Self> {
        let radio = Arc::new(Radio::default());
        // At the root, where BlueZ has it: everything is announced from there.
        let connection = connection::Builder::address(bus.address())
            .serve_at("/", ObjectManager)
            .serve_at("/org/bluez", Agents)
            .serve_at(adapter::PATH, AdapterObject(Arc::clone(&radio)))
            .name("org.bluez")
            .build()
            .await?;
        Ok(Self { connection, radio, _bus: bus })
    }

    /// Brings a device into range.
    ///
    /// # Errors
    /// When there is one with this address.
    pub fn add(&self, peripheral: Peripheral) -> Outcome<Device> {
        let device = Device::new(&self.connection, peripheral);
        let mut devices = self.radio.devices();
        if devices.iter().any(|other| other.path() == device.path()) {
            return Err(format!("two devices have the address of {}", device.name()).into());
        }
        devices.push(device.clone());
        Ok(device)
    }

    /// The computer has no Bluetooth from now on.
    ///
    /// # Errors
    /// When it had none before, or the bus is gone.
    pub async fn remove_adapter(&self) -> Outcome {
        self.radio.end_scan();
        let devices = self.radio.devices().clone();
        for device in devices {
            device.vanish().await?;
        }
        self.connection.object_server().remove::<AdapterObject, _>(adapter::PATH).await?;
        Ok(())
    }

    /// Bluetooth is plugged in again.
    ///
    /// # Errors
    /// When the bus is gone.
    pub async fn add_adapter(&self) -> Outcome {
        let object = AdapterObject(Arc::clone(&self.radio));
        self.connection.object_server().at(adapter::PATH, object).await?;
        Ok(())
    }

    /// Switches the radio on or off. Off, all links drop.
    ///
    /// # Errors
    /// When the bus is gone.
    pub async fn power(&self, on: bool) -> Outcome {
        if !on {
            let devices = self.radio.devices().clone();
            for device in devices {
                device.drop_link().await?;
            }
        }
        Ok(self.radio.power(&self.connection, on).await?)
    }

    /// Forgets a device, as BlueZ does with one that was not heard for a while.
    ///
    /// # Errors
    /// When the bus is gone.
    pub async fn forget(&self, device: &Device) -> Outcome {
        Ok(device.vanish().await?)
    }

    /// Whether the browser scans now.
    pub fn is_scanning(&self) -> bool {
        self.radio.is_scanning()
    }
}
