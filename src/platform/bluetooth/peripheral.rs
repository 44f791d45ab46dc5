use std::{cell::RefCell, rc::Rc, time::Duration};

use futures_util::lock::Mutex;
use gloo_timers::future::sleep;
use js_sys::{Array, DataView, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    BluetoothDevice, BluetoothRemoteGattCharacteristic, BluetoothRemoteGattServer, BluetoothRemoteGattService,
};

use super::BluetoothError;
use crate::{
    platform::Listener,
    sources::bluetooth::{Offered, Uuid},
};

/// How often an operation is tried while the system says that another one is in progress, and the pause
/// before the second try, which doubles: seven and a half seconds in all, half of what a step may take.
const TRIES: u32 = 7;
const FIRST_PAUSE_MS: u64 = 120;

/// A device that the user chose. Clones are the same device.
#[derive(Clone)]
pub struct Peripheral {
    device: BluetoothDevice,
    link: Rc<Link>,
}

/// What is known of the present connection.
struct Link {
    /// Held for the length of one operation: a device answers one at a time. Another one for each connection,
    /// since an operation of the last may never have ended.
    turn: RefCell<Rc<Mutex<()>>>,
    found: RefCell<Vec<(Uuid, BluetoothRemoteGattCharacteristic)>>,
    /// Who listens to which characteristic.
    listeners: RefCell<Vec<Listener>>,
}

impl Peripheral {
    pub(super) fn new(device: BluetoothDevice) -> Self {
        let link =
            Link { turn: RefCell::default(), found: RefCell::default(), listeners: RefCell::default() };
        Self { device, link: Rc::new(link) }
    }

    /// What the browser calls it for this page; the same again only where the browser remembers it.
    pub fn id(&self) -> String {
        self.device.id()
    }

    /// The name that the device gives itself.
    pub fn name(&self) -> Option<String> {
        self.device.name().filter(|name| !name.trim().is_empty())
    }

    fn server(&self) -> Result<BluetoothRemoteGattServer, BluetoothError> {
        self.device.gatt().ok_or_else(BluetoothError::unavailable)
    }

    /// Whether the link is up.
    pub fn is_connected(&self) -> bool {
        self.device.gatt().is_some_and(|server| server.connected())
    }

    /// Makes the link. May take for ever: let [`Peripheral::disconnect`] end it.
    ///
    /// # Errors
    /// When the device cannot be reached, or the attempt was given up.
    pub async fn connect(&self) -> Result<(), BluetoothError> {
        self.link.turn.take();
        let asked = self.server()?.connect();
        JsFuture::from(asked).await?;
        Ok(())
    }

    /// Lets go of the link, or gives up making it. Nothing is heard from then on.
    pub fn disconnect(&self) {
        self.link.listeners.borrow_mut().clear();
        self.link.found.borrow_mut().clear();
        if let Some(server) = self.device.gatt() {
            server.disconnect();
        }
    }

    /// Calls `hear` whenever the link ends, for whatever reason, also by [`Peripheral::disconnect`].
    pub fn on_disconnected(&self, mut hear: impl FnMut() + 'static) -> Listener {
        Listener::new(&self.device, "gattserverdisconnected", move |_| hear())
    }

    /// Takes the page's permission back, where the browser can.
    pub async fn forget(&self) {
        self.disconnect();
        if let Ok(forget) = Reflect::get(&self.device, &"forget".into())
            && let Some(forget) = forget.dyn_ref::<Function>()
            && let Ok(promise) = forget.call0(&self.device)
            && let Ok(promise) = promise.dyn_into::<Promise>()
        {
            // One that is forgotten already is as good.
            let _ = JsFuture::from(promise).await;
        }
    }

    /// Reads what the device offers of the services that the page may use.
    ///
    /// # Errors
    /// When it has none of them, or the link is down.
    pub async fn discover(&self) -> Result<Vec<Offered>, BluetoothError> {
        self.link.listeners.borrow_mut().clear();
        self.link.found.borrow_mut().clear();
        let server = self.server()?;
        let services = self.operate(|| plain(server.get_primary_services())).await?;
        let mut found = Vec::new();
        for service in Array::from(&services).iter() {
            let service: BluetoothRemoteGattService = service.unchecked_into();
            // A service without a single characteristic that the page may see is no reason to stop.
            let Ok(offered) = self.operate(|| plain(service.get_characteristics())).await else { continue };
            for offered in Array::from(&offered).iter() {
                let offered: BluetoothRemoteGattCharacteristic = offered.unchecked_into();
                let Ok(characteristic) = offered.uuid().parse::<Uuid>() else { continue };
                let can = offered.properties();
                found.push(Offered {
                    characteristic,
                    reads: can.read(),
                    notifies: can.notify() || can.indicate(),
                });
                self.link.found.borrow_mut().push((characteristic, offered));
            }
        }
        if !self.is_connected() {
            let (name, text) =
                ("NetworkError".to_owned(), "the link broke while services were read".to_owned());
            return Err(BluetoothError { name, text });
        }
        Ok(found)
    }

    fn characteristic(&self, uuid: Uuid) -> Result<BluetoothRemoteGattCharacteristic, BluetoothError> {
        let found = self.link.found.borrow();
        let known = found.iter().find(|(known, _)| *known == uuid).map(|(_, known)| known.clone());
        known.ok_or_else(|| BluetoothError {
            name: "NotFoundError".to_owned(),
            text: format!("the device has no characteristic {uuid}"),
        })
    }

    /// Reads a value.
    ///
    /// # Errors
    /// When the device does not have it, or refuses, or the link is down.
    pub async fn read(&self, uuid: Uuid) -> Result<Vec<u8>, BluetoothError> {
        let characteristic = self.characteristic(uuid)?;
        let value = self.operate(|| plain(characteristic.read_value())).await?;
        Ok(bytes_of(&value.unchecked_into()))
    }

    /// Writes a value and waits until the device confirms it.
    ///
    /// # Errors
    /// As [`Peripheral::read`].
    pub async fn write(&self, uuid: Uuid, value: &[u8]) -> Result<(), BluetoothError> {
        let characteristic = self.characteristic(uuid)?;
        let value = Uint8Array::from(value);
        let write = || match characteristic.write_value_with_response_with_u8_array(&value) {
            Ok(promise) => plain(promise),
            Err(error) => Promise::reject(&error),
        };
        self.operate(write).await?;
        Ok(())
    }

    /// Writes a value that the device need not confirm, without waiting for its turn: for the moment in which
    /// a page goes away. What becomes of it nobody learns.
    pub fn write_last(&self, uuid: Uuid, value: &[u8]) {
        if let Ok(characteristic) = self.characteristic(uuid) {
            let _ = characteristic.write_value_with_response_with_u8_array(&Uint8Array::from(value));
        }
    }

    /// Asks for a characteristic's notifications; `hear` gets each value until the link ends.
    ///
    /// # Errors
    /// As [`Peripheral::read`].
    pub async fn subscribe(
        &self,
        uuid: Uuid,
        mut hear: impl FnMut(Vec<u8>) + 'static,
    ) -> Result<(), BluetoothError> {
        let characteristic = self.characteristic(uuid)?;
        let told = characteristic.clone();
        // Before it is asked: the first value may come with the answer.
        let listener = Listener::new(&characteristic, "characteristicvaluechanged", move |_| {
            if let Some(value) = told.value() {
                hear(bytes_of(&value));
            }
        });
        self.operate(|| plain(characteristic.start_notifications())).await?;
        self.link.listeners.borrow_mut().push(listener);
        Ok(())
    }

    /// One operation at a time; one that the system is too busy for is tried again.
    async fn operate(&self, begin: impl Fn() -> Promise) -> Result<JsValue, BluetoothError> {
        let turn = Rc::clone(&self.link.turn.borrow());
        let _turn = turn.lock().await;
        let mut pause = FIRST_PAUSE_MS;
        let mut tries = 1;
        loop {
            match JsFuture::from(begin()).await.map_err(BluetoothError::from) {
                Err(error) if error.is_busy() && tries < TRIES => {
                    sleep(Duration::from_millis(pause)).await;
                    pause *= 2;
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }
}

/// A promise, whatever it promises.
fn plain<T>(promise: Promise<T>) -> Promise
where
    JsValue: From<Promise<T>>,
{
    JsValue::from(promise).unchecked_into()
}

/// The bytes that a view looks at, and no others of its buffer.
fn bytes_of(view: &DataView) -> Vec<u8> {
    let (offset, length) = (view.byte_offset() as u32, view.byte_length() as u32);
    Uint8Array::new_with_byte_offset_and_length(&view.buffer(), offset, length).to_vec()
}
