//! The objects that BlueZ shows on the bus for a device, as its documentation describes them (`doc/org.bluez.*.rst`).

// What is a method or an argument on the bus is one here, also where there is nothing to do with it.
#![allow(clippy::unused_self, clippy::used_underscore_binding)]

use std::collections::HashMap;

use zbus::{Connection, OwnedObjectPath, OwnedVariant, Variant, interface};

use super::{Device, Refusal, adapter, link::Standing, uuids};

pub(super) const DEVICE: &str = "org.bluez.Device1";
pub(super) const CHARACTERISTIC: &str = "org.bluez.GattCharacteristic1";

type Options = HashMap<String, OwnedVariant>;

/// Tells whoever listens that properties have new values; all in one message.
pub(super) async fn properties_changed(
    bus: &Connection,
    path: &str,
    interface: &str,
    properties: Vec<(&str, Variant<'_>)>,
) -> zbus::Result<()> {
    let properties: HashMap<&str, Variant<'_>> = properties.into_iter().collect();
    let none: &[&str] = &[];
    let body = (interface, properties, none);
    let signal = "PropertiesChanged";
    bus.emit_signal(None::<&str>, path, "org.freedesktop.DBus.Properties", signal, &body).await
}

pub(super) async fn show_device(device: &Device) -> zbus::Result<()> {
    device.bus().object_server().at(device.path(), DeviceObject(device.clone())).await?;
    Ok(())
}

pub(super) async fn hide_device(device: &Device) -> zbus::Result<()> {
    device.bus().object_server().remove::<DeviceObject, _>(device.path()).await?;
    Ok(())
}

pub(super) async fn show_services(device: &Device) -> zbus::Result<()> {
    let server = device.bus().object_server();
    for place in places(device) {
        server.at(place.service.as_str(), place.service_object()?).await?;
        for (characteristic, path) in &place.characteristics {
            let object = CharacteristicObject {
                device: device.clone(),
                uuid: characteristic.uuid,
                flags: characteristic.flags,
                service: place.service.as_str().try_into()?,
            };
            server.at(path.as_str(), object).await?;
            if notifies(characteristic.flags) {
                server.at(descriptor(path), DescriptorObject(path.as_str().try_into()?)).await?;
            }
        }
    }
    Ok(())
}

pub(super) async fn hide_services(device: &Device) -> zbus::Result<()> {
    let server = device.bus().object_server();
    for place in places(device) {
        for (characteristic, path) in &place.characteristics {
            if notifies(characteristic.flags) {
                server.remove::<DescriptorObject, _>(descriptor(path)).await?;
            }
            server.remove::<CharacteristicObject, _>(path.as_str()).await?;
        }
        server.remove::<ServiceObject, _>(place.service.as_str()).await?;
    }
    Ok(())
}

struct Place<'a> {
    device: &'a Device,
    uuid: &'static str,
    service: String,
    characteristics: Vec<(&'a super::Characteristic, String)>,
}

impl Place<'_> {
    fn service_object(&self) -> zbus::Result<ServiceObject> {
        Ok(ServiceObject { uuid: self.uuid, device: self.device.path().try_into()? })
    }
}

fn places(device: &Device) -> Vec<Place<'_>> {
    let services = device.peripheral().services.iter().zip(1_usize..);
    services
        .map(|(service, at)| {
            let characteristics = service
                .characteristics
                .iter()
                .filter_map(|one| Some((one, device.place(one.uuid).ok()?.to_owned())))
                .collect();
            let path = format!("{}/service{at:04x}", device.path());
            Place { device, uuid: service.uuid, service: path, characteristics }
        })
        .collect()
}

fn notifies(flags: &[&str]) -> bool {
    flags.contains(&"notify") || flags.contains(&"indicate")
}

fn descriptor(characteristic: &str) -> String {
    format!("{characteristic}/desc0001")
}

struct DeviceObject(Device);

#[interface(name = "org.bluez.Device1")]
impl DeviceObject {
    async fn connect(&self) -> Result<(), Refusal> {
        self.0.connect().await
    }

    async fn disconnect(&self) -> Result<(), Refusal> {
        self.0.disconnect().await
    }

    fn pair(&self) -> Result<(), Refusal> {
        Err(Refusal::bluez("NotSupported", "these devices need no bond"))
    }

    #[zbus(property)]
    fn address(&self) -> String {
        self.0.peripheral().address.clone()
    }

    #[zbus(property)]
    fn address_type(&self) -> String {
        "public".to_owned()
    }

    #[zbus(property)]
    fn name(&self) -> String {
        self.0.name().to_owned()
    }

    #[zbus(property)]
    fn alias(&self) -> String {
        self.0.name().to_owned()
    }

    #[zbus(property)]
    fn adapter(&self) -> zbus::fdo::Result<OwnedObjectPath> {
        Ok(adapter::PATH.try_into()?)
    }

    #[zbus(property, name = "UUIDs")]
    fn uuids(&self) -> Vec<String> {
        self.0.peripheral().services.iter().map(|service| service.uuid.to_owned()).collect()
    }

    #[zbus(property, name = "RSSI")]
    fn rssi(&self) -> i16 {
        self.0.link().rssi
    }

    #[zbus(property)]
    fn connected(&self) -> bool {
        self.0.link().is_up()
    }

    #[zbus(property)]
    fn services_resolved(&self) -> bool {
        self.0.link().standing == Standing::Resolved
    }

    #[zbus(property)]
    fn paired(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn trusted(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn blocked(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn legacy_pairing(&self) -> bool {
        false
    }
}

struct ServiceObject {
    uuid: &'static str,
    device: OwnedObjectPath,
}

#[interface(name = "org.bluez.GattService1")]
impl ServiceObject {
    #[zbus(property, name = "UUID")]
    fn uuid(&self) -> String {
        self.uuid.to_owned()
    }

    #[zbus(property)]
    fn primary(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn device(&self) -> OwnedObjectPath {
        self.device.clone()
    }

    #[zbus(property)]
    fn includes(&self) -> Vec<OwnedObjectPath> {
        vec![]
    }
}

struct CharacteristicObject {
    device: Device,
    uuid: &'static str,
    flags: &'static [&'static str],
    service: OwnedObjectPath,
}

#[interface(name = "org.bluez.GattCharacteristic1")]
impl CharacteristicObject {
    async fn read_value(&self, _options: Options) -> Result<Vec<u8>, Refusal> {
        self.device.read(self.uuid).await
    }

    fn write_value(&self, value: Vec<u8>, _options: Options) -> Result<(), Refusal> {
        self.device.write(self.uuid, value)
    }

    async fn start_notify(&self) -> Result<(), Refusal> {
        self.device.start_notify(self.uuid).await
    }

    async fn stop_notify(&self) -> Result<(), Refusal> {
        self.device.stop_notify(self.uuid).await
    }

    #[zbus(property, name = "UUID")]
    fn uuid(&self) -> String {
        self.uuid.to_owned()
    }

    #[zbus(property)]
    fn service(&self) -> OwnedObjectPath {
        self.service.clone()
    }

    #[zbus(property)]
    fn value(&self) -> Vec<u8> {
        vec![]
    }

    #[zbus(property)]
    fn notifying(&self) -> bool {
        self.device.is_notifying(self.uuid)
    }

    #[zbus(property)]
    fn flags(&self) -> Vec<String> {
        self.flags.iter().map(|flag| (*flag).to_owned()).collect()
    }
}

struct DescriptorObject(OwnedObjectPath);

#[interface(name = "org.bluez.GattDescriptor1")]
impl DescriptorObject {
    fn read_value(&self, _options: Options) -> Vec<u8> {
        vec![0, 0]
    }

    fn write_value(&self, _value: Vec<u8>, _options: Options) -> Result<(), Refusal> {
        Err(Refusal::bluez("NotPermitted", "BlueZ writes it itself"))
    }

    #[zbus(property, name = "UUID")]
    fn uuid(&self) -> String {
        uuids::CLIENT_CONFIGURATION.to_owned()
    }

    #[zbus(property)]
    fn characteristic(&self) -> OwnedObjectPath {
        self.0.clone()
    }
}
