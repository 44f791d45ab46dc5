//! What a device sends, on its way to the bed.

use std::{rc::Rc, sync::Arc};

use leptos::prelude::*;

use super::{Devices, PacketRow, device::Device};
use crate::{
    model::{Packet, SensorState},
    platform::{local_secs, monotonic_ms},
    sources::{
        Arrival,
        bluetooth::{Heard, LinkState, Moment, Uuid},
    },
};

/// How many values the packet view looks back.
pub(super) const ROWS: usize = 300;

impl Devices {
    pub(super) fn moment(self) -> Moment {
        Moment { bed: self.bed.time(), local_secs: local_secs() }
    }

    /// A device sent a value, or one was read from it.
    pub(super) fn hear(self, device: &Rc<Device>, from: Uuid, bytes: &[u8]) {
        if !self.is_alive() {
            return;
        }
        let now = self.moment();
        if device.era.replace(self.bed.era()) != self.bed.era() {
            // Another patient or recording was there in between.
            device.running.set(false);
            device.intake.borrow_mut().restart();
        }
        let heard = device.intake.borrow_mut().hear(from, bytes, now);
        self.count(device, from, bytes, &heard);
        Self::write(device, heard.writes);
        // A stream that has just begun may fill another place.
        if device.state() == LinkState::Live && self.fill(device) {
            device.show();
        }
        self.deliver(device, heard.packets, now);
    }

    fn deliver(self, device: &Device, packets: Vec<Packet>, now: Moment) {
        if packets.is_empty() || !self.bed.hears_devices() {
            return;
        }
        let mut again = Vec::new();
        if !device.running.get() && !device.fills.borrow().is_empty() {
            device.running.set(true);
            self.tell_bed(device, &SensorState::Running);
            again = device.intake.borrow_mut().remind(now);
        }
        let mut sink = self.bed.sink();
        for packet in again.into_iter().chain(packets) {
            if packet.sensor().is_none_or(|id| device.fills.borrow().contains(&id)) {
                sink(Arrival::Packet(packet));
            }
        }
    }

    fn count(self, device: &Device, from: Uuid, bytes: &[u8], heard: &Heard) {
        device.heard_ms.set(monotonic_ms());
        let counts = &device.counts;
        counts.heard.set(counts.heard.get() + 1);
        if heard.refused.is_some() {
            counts.refused.set(counts.refused.get() + 1);
        }
        if let Some(words) = heard.words.as_ref().filter(|words| !words.is_empty()) {
            *device.last.borrow_mut() = words.as_str().into();
        }
        let means = match &heard.refused {
            Some(error) => Err(error.to_string()),
            None => Ok(heard.words.clone().unwrap_or_default()),
        };
        self.rows.update_value(|rows| {
            let serial = rows.back().map_or(0, |row: &PacketRow| row.serial + 1);
            if rows.len() == ROWS {
                rows.pop_front();
            }
            let (device, bytes) = (Arc::clone(&device.name), bytes.to_vec());
            rows.push_back(PacketRow { serial, device, at_ms: monotonic_ms(), from, bytes, means });
        });
    }
}
