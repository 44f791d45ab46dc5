use std::{collections::BTreeMap, time::Instant};

/// What the browser asked of a device so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Attempts to connect, also those that failed.
    pub connects: usize,
    /// When each of them came.
    pub connects_at: Vec<Instant>,
    /// Attempts that came while another was under way; BlueZ refuses those.
    pub overlapping_connects: usize,
    /// Connections ended by the browser, also attempts that it gave up.
    pub disconnects: usize,
    /// Characteristics that were read, in order.
    pub reads: Vec<String>,
    /// Characteristics that were written, and the bytes.
    pub writes: Vec<(String, Vec<u8>)>,
    /// Characteristics whose notifications were asked for.
    pub starts: Vec<String>,
    /// Characteristics whose notifications were no longer wanted.
    pub stops: Vec<String>,
    /// Operations that were answered with "in progress".
    pub refused_as_busy: usize,
    /// Notifications that the device sent, by characteristic.
    pub sent: BTreeMap<String, usize>,
}

impl Calls {
    /// What was written to one characteristic.
    pub fn written(&self, uuid: &str) -> Vec<&[u8]> {
        self.writes.iter().filter(|(to, _)| to == uuid).map(|(_, bytes)| bytes.as_slice()).collect()
    }

    /// How many notifications of one characteristic the device sent.
    pub fn sent(&self, uuid: &str) -> usize {
        self.sent.get(uuid).copied().unwrap_or(0)
    }
}
