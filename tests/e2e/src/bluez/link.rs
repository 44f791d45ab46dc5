use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{Calls, Refusal};

/// What a device does when the browser connects to it.
#[derive(Clone, Debug)]
pub enum OnConnect {
    /// Answers at once.
    Accept,
    /// Answers after a time.
    After(Duration),
    /// Answers nothing, as BlueZ does while a device is out of reach; gives up when it is told to disconnect.
    Hang,
    /// Answers nothing, whatever it is told.
    HangForGood,
    /// Refuses.
    Refuse(Refusal),
}

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    Down,
    Connecting,
    Connected,
    /// Connected, and what the device offers is known.
    Resolved,
}

/// How a device stands with BlueZ.
pub(super) struct Link {
    /// Whether BlueZ shows it on the bus.
    pub known: bool,
    /// Whether it is in range.
    pub reachable: bool,
    pub standing: Standing,
    pub on_connect: OnConnect,
    /// So many operations will be answered with "in progress".
    pub busy: usize,
    pub rssi: i16,
    /// Characteristics that notify.
    pub notifying: BTreeSet<&'static str>,
    /// What is sent by itself, by characteristic: set to end it. A task that were aborted could be in the middle of a
    /// message.
    pub sending: BTreeMap<&'static str, Arc<AtomicBool>>,
    pub values: BTreeMap<&'static str, Vec<u8>>,
    pub calls: Calls,
}

impl Link {
    pub fn new(values: BTreeMap<&'static str, Vec<u8>>) -> Self {
        Self {
            known: false,
            reachable: true,
            standing: Standing::Down,
            on_connect: OnConnect::Accept,
            busy: 0,
            rssi: -55,
            notifying: BTreeSet::new(),
            sending: BTreeMap::new(),
            values,
            calls: Calls::default(),
        }
    }

    pub fn is_up(&self) -> bool {
        self.standing >= Standing::Connected
    }

    /// Whether an operation must be refused now, and how.
    pub fn operation(&mut self) -> Result<(), Refusal> {
        if !self.is_up() {
            return Err(Refusal::bluez("NotConnected", "Not Connected"));
        }
        if self.busy > 0 {
            self.busy -= 1;
            self.calls.refused_as_busy += 1;
            return Err(Refusal::bluez("InProgress", "In Progress"));
        }
        Ok(())
    }

    pub fn stop_sending(&mut self, uuid: &str) {
        self.notifying.remove(uuid);
        if let Some(ended) = self.sending.remove(uuid) {
            ended.store(true, Ordering::SeqCst);
        }
    }

    pub fn stop_all(&mut self) {
        self.notifying.clear();
        for ended in std::mem::take(&mut self.sending).into_values() {
            ended.store(true, Ordering::SeqCst);
        }
    }
}
