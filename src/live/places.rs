//! Who stands in each place of the bed: a simulated sensor, or a device.

use std::sync::Arc;

use leptos::prelude::*;

use super::LiveBed;
use crate::{
    model::{SensorId, Span, Time},
    sources::{Arrival, Clock},
};

impl LiveBed {
    /// Starts every simulated sensor in whose place no device is, and puts the devices into theirs.
    pub(super) fn feed_simulated(self) {
        let placed = self.core.with_value(|core| core.placed.clone());
        let at = self.clock().now();
        let mut sink = self.sink();
        for (&id, name) in &placed {
            sink(Arrival::Placed { id, device: Some(Arc::clone(name)), at });
        }
        self.stop_feeding();
        if placed.is_empty() || !self.devices_alone.get_untracked() {
            self.resume_simulated();
        }
    }

    /// Puts a device in the place of a sensor. Nothing that was measured there before counts any more.
    pub(super) fn place_device(self, id: SensorId, name: &Arc<str>) {
        let first = self.core.with_value(|core| core.placed.is_empty());
        self.core.update_value(|core| {
            core.placed.insert(id, Arc::clone(name));
        });
        if !self.hears_devices() {
            return;
        }
        self.vacate(id, Some(name));
        if first && self.devices_alone.get_untracked() {
            self.stop_simulated();
        }
    }

    /// Takes a device off its place; a simulated sensor comes back there.
    pub(super) fn release_place(self, id: SensorId) {
        let last = self.core.try_update_value(|core| {
            core.placed.remove(&id);
            core.placed.is_empty()
        });
        if !self.hears_devices() {
            return;
        }
        self.vacate(id, None);
        if last == Some(true) {
            self.resume_simulated();
        } else if !self.devices_alone.get_untracked() {
            self.resume_one(id);
        }
    }

    /// Whether nothing is to be simulated beside devices.
    pub fn set_devices_alone(self, alone: bool) {
        self.devices_alone.set(alone);
        let beside = self.core.with_value(|core| !core.placed.is_empty());
        if !beside || !self.hears_devices() {
            return;
        }
        if alone {
            self.stop_simulated();
        } else {
            self.resume_simulated();
        }
    }

    /// The device in that place.
    pub(super) fn placed(self, id: SensorId) -> Option<Arc<str>> {
        self.core.with_value(|core| core.placed.get(&id).cloned())
    }

    /// How often the bed was handed another clock: times from before mean nothing after.
    pub(super) fn era(self) -> u32 {
        self.core.with_value(|core| core.era)
    }

    /// The bed's clock now.
    pub(super) fn time(self) -> Time {
        self.clock().now()
    }

    /// Whether what devices send reaches the bed: not while a recording plays on it.
    pub(super) fn hears_devices(self) -> bool {
        self.source.with_untracked(|source| source.recording().is_none())
    }

    /// Stops the task in that place, if one runs, and has the bed forget what it sent.
    fn vacate(self, id: SensorId, device: Option<&Arc<str>>) {
        self.core.update_value(|core| {
            if let Some(task) = core.tasks.remove(&id) {
                task.abort();
            }
        });
        self.sink()(Arrival::Placed { id, device: device.cloned(), at: self.time() });
    }

    fn is_free(self, id: SensorId) -> bool {
        self.core.with_value(|core| !core.placed.contains_key(&id))
    }

    fn stop_simulated(self) {
        for id in SensorId::SIMULATED.into_iter().filter(|id| self.is_free(*id)) {
            self.vacate(id, None);
        }
    }

    fn resume_simulated(self) {
        for id in SensorId::SIMULATED.into_iter().filter(|id| self.is_free(*id)) {
            self.resume_one(id);
        }
    }

    fn resume_one(self, id: SensorId) {
        let running = self.core.with_value(|core| core.tasks.contains_key(&id));
        if running {
            return;
        }
        let (clock, sink) = (self.clock(), self.sink());
        let task = self.core.with_value(|core| core.simulated.as_ref()?.task_of(id, &clock, sink));
        if let Some(task) = task {
            self.feed(id, task);
        }
    }

    /// Draws the waves so far behind the bed's clock from now on.
    pub(super) fn delay_waves(self, delay: Span) {
        super::bed::set_changed(self.wave_delay, delay);
    }
}
