//! Bluetooth devices of this page's bed: pairing, their links, and their way onto the bed.
//!
//! [`Devices`] is what the screen has. Each device has its link as a pure state machine
//! ([`Connection`](crate::sources::bluetooth::Connection)) and its bytes read by an
//! [`Intake`](crate::sources::bluetooth::Intake); here the two meet the browser's radio. A device takes the
//! place of a sensor of the bed once its link is live, and keeps it until a person ends it.

mod device;
mod drive;
mod hear;
mod pair;
mod view;

pub use pair::Devices;
pub use view::{DeviceView, PacketRow};
