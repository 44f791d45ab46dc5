use std::rc::Rc;

use super::Monitor;
use crate::{
    model::{Span, Time},
    processing::Finding,
    record::{ByteSource, formats::wfdb::Recording},
    sources::{Arrival, ReplaySensor, Sensor, SensorError},
};

/// How much of a recording is gone through between two questions whether to go on.
const STRIDE: Span = Span::from_millis(10_000);

/// Plays `recording` from its beginning to its end through the same processing as the bed's; `hear` gets what
/// was found, in order. `go_on` is told how much is done, 0 to 1, after each ten seconds of the recording,
/// may let others run meanwhile, and answers whether to go on. `None` when it said no.
///
/// # Errors
/// When the recording's files cannot be read.
pub async fn play_through<S: ByteSource>(
    recording: Rc<Recording<S>>,
    mut hear: impl FnMut(&[Finding]),
    mut go_on: impl AsyncFnMut(f64) -> bool,
) -> Result<Option<()>, SensorError> {
    let length = recording.duration();
    let end = Time::ZERO + length;
    let mut sensor = ReplaySensor::new(recording, Time::ZERO);
    let (mut monitor, mut now) = (Monitor::new(), Time::ZERO);
    while now < end {
        now = (now + STRIDE).min(end);
        while sensor.due().is_some_and(|due| due <= now) {
            for packet in sensor.read(now).await? {
                monitor.arrive(Arrival::Packet(packet));
            }
        }
        hear(&monitor.advance(now));
        if !go_on((now - Time::ZERO).secs() / length.secs()).await {
            return Ok(None);
        }
    }
    Ok(Some(()))
}
