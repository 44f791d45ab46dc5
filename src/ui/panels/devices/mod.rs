//! The devices panel: what can be paired here, the paired devices, a session with a strap, and what
//! devices send. Each tab has an address, so that Back works.

mod card;
mod packets;
mod paired;
mod panel;
mod session;

pub use panel::DevicesPanel;
