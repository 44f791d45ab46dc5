//! What the open recording would tell an alarm system.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::LiveBed;
use crate::{alarms::Observation, monitor, platform::monotonic_ms, sources::SensorError};

/// How long the page may be kept busy at a time, milliseconds: less than a person notices.
pub(super) const BUSY_MS: f64 = 12.0;

impl LiveBed {
    /// Goes through the open recording from its beginning to its end, see [`monitor::collect`], and lets
    /// the page live on meanwhile; `progress` hears how much is done, 0 to 1, and answers whether to go
    /// on. `None` when it did not, or no recording is open.
    ///
    /// # Errors
    /// When the recording's files cannot be read any more.
    pub async fn recorded_readings(
        self,
        progress: impl Fn(f64) -> bool,
    ) -> Result<Option<Arc<[Observation]>>, SensorError> {
        let Some(recording) = self.core.with_value(|core| core.recording.clone()) else {
            return Ok(None);
        };
        let mut since = monotonic_ms();
        let heard = monitor::collect(recording, async |done| {
            if monotonic_ms() - since > BUSY_MS {
                TimeoutFuture::new(0).await;
                since = monotonic_ms();
            }
            progress(done)
        });
        Ok(heard.await?.map(Into::into))
    }
}
