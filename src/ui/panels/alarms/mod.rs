//! The alarms panel: what is present, and everything that decides what becomes an alarm and who
//! is told. One file a tab; each tab has an address, so that Back works.

mod limits;
mod panel;
mod present;

pub use panel::AlarmsPanel;
