//! What the open recording would tell an alarm system.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::LiveBed;
use crate::{
    alarms::Observation,
    monitor::{self, observation},
    platform::monotonic_ms,
    processing::Finding,
    sources::SensorError,
};

/// How long the page may be kept busy at a time, milliseconds: less than a person notices.
pub(super) const BUSY_MS: f64 = 12.0;

impl LiveBed {
    /// Plays the open recording through, see [`monitor::play_through`], and lets the page live on meanwhile;
    /// `progress` hears how much is done, 0 to 1, and answers whether to go on. `None` when it did not,
    /// or no recording is open.
    ///
    /// # Errors
    /// When the recording's files cannot be read any more.
    pub(super) async fn play_recording(
        self,
        hear: impl FnMut(&[Finding]),
        mut progress: impl FnMut(f64) -> bool,
    ) -> Result<Option<()>, SensorError> {
        let Some(recording) = self.core.with_value(|core| core.recording.clone()) else {
            return Ok(None);
        };
        let mut since = monotonic_ms();
        let whole = monitor::play_through(recording, hear, async |done| {
            if monotonic_ms() - since > BUSY_MS {
                TimeoutFuture::new(0).await;
                since = monotonic_ms();
            }
            progress(done)
        });
        whole.await
    }

    /// Everything that an alarm system would hear of the open recording; `progress` and `None` as in
    /// [`Self::play_recording`].
    ///
    /// # Errors
    /// When the recording's files cannot be read any more.
    pub async fn recorded_readings(
        self,
        progress: impl Fn(f64) -> bool,
    ) -> Result<Option<Arc<[Observation]>>, SensorError> {
        let mut heard = Vec::new();
        let hear = |findings: &[Finding]| heard.extend(findings.iter().filter_map(observation));
        let whole = self.play_recording(hear, progress).await?;
        Ok(whole.map(|()| heard.into()))
    }
}
