use std::{collections::BTreeSet, sync::Arc};

use crate::{
    model::SensorId,
    platform::hex,
    sources::bluetooth::{DeviceFacts, LinkState, Uuid, name_of},
};

/// A device as the screen shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceView {
    /// Its name.
    pub name: Arc<str>,
    /// How its link is doing.
    pub link: LinkState,
    /// Why it is not better, in the browser's words.
    pub why: Option<Arc<str>>,
    /// What is known of it.
    pub facts: DeviceFacts,
    /// Values it sent in the last second.
    pub per_second: u32,
    /// Values it sent since it was paired.
    pub heard: u64,
    /// Of these, how many were refused.
    pub refused: u64,
    /// What it said last, in words.
    pub last: Arc<str>,
    /// The places on the bed that it fills.
    pub fills: BTreeSet<SensorId>,
    /// The places that it could fill and that another device has.
    pub could_fill: BTreeSet<SensorId>,
}

/// One value that a device sent, for people who build devices.
#[derive(Clone, Debug, PartialEq)]
pub struct PacketRow {
    /// Counts up.
    pub serial: u64,
    /// The device's name.
    pub device: Arc<str>,
    /// When, milliseconds on the page's clock.
    pub at_ms: f64,
    /// Which characteristic.
    pub from: Uuid,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What it means, or why it was refused.
    pub means: Result<String, String>,
}

impl PacketRow {
    /// What the characteristic is called.
    pub fn name(&self) -> String {
        name_of(self.from).map_or_else(|| self.from.to_string(), ToOwned::to_owned)
    }

    /// The bytes as they are written down: pairs of hexadecimal digits.
    pub fn hex(&self) -> String {
        hex(&self.bytes, " ")
    }
}
