//! The browser's Bluetooth: which adapter, which devices, and one operation after the other on each.
//!
//! Nothing in here knows what a device means. Errors are the browser's own, with its words kept
//! ([`BluetoothError`]). Everything is released when it is dropped, the radio link as well.

mod adapter;
mod error;
mod peripheral;

pub use adapter::{
    ask_adapter, choose_device, has_bluetooth, may_use_bluetooth, on_adapter_changed, remembered_devices,
};
pub use error::BluetoothError;
pub use peripheral::Peripheral;
