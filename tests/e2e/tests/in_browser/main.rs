//! The app in a real browser, on the optimised build in `dist/` (`make dist`).

#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::float_cmp)]

mod accessibility;
mod alarms;
mod bad_files;
mod bedside;
mod bluez;
mod cuff;
mod devices_kinds;
mod devices_links;
mod devices_pairing;
mod devices_reload;
mod devices_session;
mod devices_streams;
mod harness;
mod installed;
mod keyboard;
mod notification;
mod other_page;
mod people;
mod replay;
mod sensors;
mod settings;
mod stopped;
mod webhook;
