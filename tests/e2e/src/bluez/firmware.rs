use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::Device;

/// What a device does when it is written to.
pub trait Firmware: Send + Sync {
    /// Bytes arrived at a characteristic, and the browser has been told so. Returns what to notify in answer: the
    /// characteristic and the bytes.
    fn written(&self, device: &Device, uuid: &str, bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)>;

    /// The link is down.
    fn disconnected(&self);
}

/// Something that a device sends at a steady pace while somebody listens.
#[derive(Clone)]
pub struct Regular {
    /// Where.
    pub uuid: &'static str,
    /// How often.
    pub every: Duration,
    /// The payload number *n* since somebody listens; none is sent where there is nothing to send.
    pub payload: Arc<dyn Fn(u64) -> Option<Vec<u8>> + Send + Sync>,
}

impl Regular {
    /// Sends the payloads that a function makes from their number.
    pub fn new(
        uuid: &'static str,
        every: Duration,
        payload: impl Fn(u64) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        Self { uuid, every, payload: Arc::new(payload) }
    }

    /// Sends until it is ended. The moments are counted from the first, so that none is lost to a late timer.
    pub(super) async fn run(self, device: Device, ended: Arc<AtomicBool>) {
        let begun = tokio::time::Instant::now();
        for number in 0_u64.. {
            let turns = u32::try_from(number + 1).unwrap_or(u32::MAX);
            tokio::time::sleep_until(begun + self.every * turns).await;
            if ended.load(Ordering::SeqCst) {
                return;
            }
            if let Some(payload) = (self.payload)(number)
                && device.notify(self.uuid, &payload).await.is_err()
            {
                return;
            }
        }
    }
}
