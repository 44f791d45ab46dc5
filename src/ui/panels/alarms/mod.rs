//! The alarms panel: what is present, and everything that decides what becomes an alarm and who
//! is told. One file a tab; each tab has an address, so that Back works.

mod condition_row;
mod conditions;
mod limits;
mod log;
mod panel;
mod people;
mod present;
mod rule_editor;
mod rules;

pub use panel::AlarmsPanel;
