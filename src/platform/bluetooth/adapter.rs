use std::future::Future;

use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Bluetooth, BluetoothDevice, BluetoothLeScanFilterInit, RequestDeviceOptions};

use super::{BluetoothError, Peripheral};
use crate::{platform::Listener, sources::bluetooth::Uuid};

fn bluetooth() -> Option<Bluetooth> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"bluetooth".into()).ok()?.dyn_into().ok()
}

/// Whether this browser offers Bluetooth to this page at all.
pub fn has_bluetooth() -> bool {
    bluetooth().is_some()
}

/// Whether a page that frames this one lets it use Bluetooth; true where nothing tells.
pub fn may_use_bluetooth() -> bool {
    let told = || {
        let document = web_sys::window()?.document()?;
        let policy = Reflect::get(&document, &"featurePolicy".into()).ok()?;
        let allows =
            Reflect::get(&policy, &"allowsFeature".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
        let known = Reflect::get(&policy, &"features".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
        let features = known.call0(&policy).ok()?.dyn_into::<Array>().ok()?;
        // A browser that does not know the feature refuses it by that name, which means nothing.
        if !features.includes(&"bluetooth".into(), 0) {
            return None;
        }
        allows.call1(&policy, &"bluetooth".into()).ok()?.as_bool()
    };
    told().unwrap_or(true)
}

/// Whether there is an adapter; `None` where the browser does not say. One that is switched off counts as
/// there on some systems.
pub async fn ask_adapter() -> Option<bool> {
    JsFuture::from(bluetooth()?.get_availability()).await.ok()?.as_bool()
}

/// Calls `hear` when the adapter comes or goes.
pub fn on_adapter_changed(mut hear: impl FnMut(bool) + 'static) -> Option<Listener> {
    let bluetooth = bluetooth()?;
    let listener = Listener::new(bluetooth.unchecked_ref(), "availabilitychanged", move |event| {
        if let Some(there) = Reflect::get(&event, &"value".into()).ok().and_then(|value| value.as_bool()) {
            hear(there);
        }
    });
    Some(listener)
}

/// Opens the browser's chooser with the devices that offer one of the first `wanted` of `services`, or whose name
/// begins with one of `names`; `name` narrows it to one device. The page may then use all `services` of the one
/// that is chosen.
///
/// Must be called within a tap or key press: the browser is asked before this returns, not when the future
/// is first polled.
///
/// # Errors
/// When nothing is chosen, there is no adapter, or the browser refuses.
pub fn choose_device(
    services: &[Uuid],
    wanted: usize,
    names: &[&str],
    name: Option<&str>,
) -> impl Future<Output = Result<Peripheral, BluetoothError>> + use<> {
    let asked = bluetooth().map(|bluetooth| {
        let all: Vec<JsString> = services.iter().map(|uuid| uuid.to_string().as_str().into()).collect();
        let filters: Vec<BluetoothLeScanFilterInit> = if let Some(name) = name {
            let filter = BluetoothLeScanFilterInit::new();
            filter.set_name(name);
            vec![filter]
        } else {
            let by_service = all.iter().take(wanted).map(|service| {
                let filter = BluetoothLeScanFilterInit::new();
                filter.set_services(std::slice::from_ref(service));
                filter
            });
            let by_name = names.iter().map(|prefix| {
                let filter = BluetoothLeScanFilterInit::new();
                filter.set_name_prefix(prefix);
                filter
            });
            by_service.chain(by_name).collect()
        };
        let options = RequestDeviceOptions::new();
        options.set_filters(&filters);
        options.set_optional_services(&all);
        JsFuture::from(bluetooth.request_device(&options))
    });
    async move {
        let chosen = asked.ok_or_else(BluetoothError::unavailable)?.await?;
        Ok(Peripheral::new(chosen.unchecked_into()))
    }
}

/// The devices that this browser remembers for this page; empty where it remembers none.
pub async fn remembered_devices() -> Vec<Peripheral> {
    let known = async {
        let bluetooth = bluetooth()?;
        Reflect::has(&bluetooth, &"getDevices".into()).ok()?.then_some(())?;
        let known: JsValue = JsFuture::from(bluetooth.get_devices()).await.ok()?.into();
        Some(Array::from(&known))
    };
    let known = known.await.unwrap_or_default();
    known.iter().map(|device| Peripheral::new(device.unchecked_into::<BluetoothDevice>())).collect()
}
