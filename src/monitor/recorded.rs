use std::rc::Rc;

use super::{Monitor, observation};
use crate::{
    alarms::Observation,
    model::{Span, Time},
    record::{ByteSource, formats::wfdb::Recording},
    sources::{Arrival, ReplaySensor, Sensor, SensorError},
};

/// How much of a recording is gone through between two questions whether to go on.
const STRIDE: Span = Span::from_millis(10_000);

/// Everything that an alarm system would hear while `recording` is played from its beginning to its end,
/// through the same processing as the bed's. `go_on` is told how much is done, 0 to 1, after each ten
/// seconds of the recording, may let others run meanwhile, and answers whether to go on. `None` when
/// it said no.
///
/// # Errors
/// When the recording's files cannot be read.
pub async fn collect<S: ByteSource>(
    recording: Rc<Recording<S>>,
    mut go_on: impl AsyncFnMut(f64) -> bool,
) -> Result<Option<Vec<Observation>>, SensorError> {
    let length = recording.duration();
    let end = Time::ZERO + length;
    let mut sensor = ReplaySensor::new(recording, Time::ZERO);
    let (mut monitor, mut found, mut now) = (Monitor::new(), Vec::new(), Time::ZERO);
    while now < end {
        now = (now + STRIDE).min(end);
        while sensor.due().is_some_and(|due| due <= now) {
            for packet in sensor.read(now).await? {
                monitor.arrive(Arrival::Packet(packet));
            }
        }
        found.extend(monitor.advance(now).iter().filter_map(observation));
        if !go_on((now - Time::ZERO).secs() / length.secs()).await {
            return Ok(None);
        }
    }
    Ok(Some(found))
}
