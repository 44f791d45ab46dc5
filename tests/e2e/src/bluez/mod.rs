//! A Bluetooth without a radio: a fake of BlueZ that Chromium's own Bluetooth stack talks to, and devices in it.
//!
//! On Linux, Chromium speaks to the Bluetooth service of the system (`org.bluez`) over D-Bus. Each test has a D-Bus of
//! its own ([`Bus`]) with a BlueZ on it that is made of devices as data ([`Peripheral`]). Everything above the radio is
//! real: the page, `navigator.bluetooth`, the chooser's prompt, the browser's Bluetooth process, and the messages.
//!
//! ```ignore
//! #[test]
//! fn a_strap_shows_its_rate() -> Outcome {
//!     in_browser_with_bluetooth("strap", async |page, bluez| {
//!         let strap = bluez.add(Peripheral::strap("Strap", "C0:00:00:00:00:01", 72).quiet())?;
//!         let mut chooser = page.chooser().await?;
//!         chooser.open(page, "#pair").await?;
//!         chooser.choose("Strap", seconds(10)).await?;
//!         strap.notify(uuids::HEART_RATE_MEASUREMENT, &payloads::heart_rate(72, &[])).await
//!     })
//! }
//! ```
//!
//! It needs Linux and the program `dbus-daemon`. Where one is missing, such a test says so and passes.

mod adapter;
mod bus;
mod calls;
mod chooser;
mod device;
mod devtools;
mod firmware;
mod fixture;
mod kinds;
mod link;
mod objects;
mod peripheral;
mod pmd;
mod pmd_frames;
mod refusal;
mod service;

pub mod payloads;
pub mod uuids;

pub use bus::Bus;
pub use calls::Calls;
pub use chooser::Chooser;
pub use device::Device;
pub use firmware::{Firmware, Regular};
pub use fixture::{WithBluetooth, in_browser_with_bluetooth};
pub use link::OnConnect;
pub use peripheral::{Characteristic, Peripheral, Service};
pub use pmd::{PolarH10, Stream};
pub use pmd_frames::{AccFrames, ECG_HZ, ECG_SAMPLES, EcgFrames};
pub use refusal::Refusal;
pub use service::Bluez;
