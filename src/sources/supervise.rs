use std::pin::pin;

use futures_util::future::{Either, select};

use super::{Arrival, Clock, Sensor, SensorError};
use crate::model::{Packet, SensorId, SensorState, Span, Time};

/// The pause before a sensor that stopped is opened again; doubled each time it stops again.
const FIRST_PAUSE: Span = Span::from_millis(1_000);

/// The longest such pause.
const LONGEST_PAUSE: Span = Span::from_millis(30_000);

/// A sensor that delivered for so long had recovered: its next failure starts at the first pause.
const RAN_WELL: Span = Span::from_millis(60_000);

/// The least time between two reads, so that a sensor that is always due leaves time for others.
const BREATHER: Span = Span::from_millis(1);

/// Runs one sensor until it comes to its end or the future is dropped.
///
/// It sleeps until the sensor is due, reads it and hands the packets to `sink`, with a report
/// whenever the sensor's state changes:
///
/// - `Starting` once, before the sensor is first opened;
/// - `Running` when it delivers, just before the first packet;
/// - `Silent` when its reads have succeeded for longer than its patience without delivering
///   anything (it is read on, for it still answers), or when one read takes longer than that (the
///   read is abandoned and the sensor opened anew, for a read that hangs may never come back);
/// - `Failed` when it cannot be opened or a read gives an error, `LinkLost` when that error is a radio
///   link that broke; it is then opened anew;
/// - `Ended` when it is no longer due; the future is then done.
///
/// Between a failure and the next delivery the state stays what it was, so that a sensor that fails
/// again and again is one trouble, not many. The pauses before it is opened anew are 1, 2, 4, 8, 16
/// and then 30 s, and 1 s again after it has delivered for a minute.
///
/// Time in which nobody listened is not held against the sensor. A tab may sleep for minutes: what
/// a late timer overslept does not count as silence, an answer that is there when time runs out is
/// taken, and a deadline that was itself noticed late is set once more.
pub async fn supervise<C: Clock, S: Sensor>(
    clock: C,
    id: SensorId,
    mut open: impl FnMut(Time) -> Result<S, SensorError>,
    sink: impl FnMut(Arrival),
) {
    let mut line = Line { clock, id, sink, state: None };
    line.tell(SensorState::Starting);
    let mut pause = FIRST_PAUSE;
    loop {
        let mut delivered = Span::ZERO;
        let end = match open(line.clock.now()) {
            Ok(sensor) => line.listen(sensor, &mut delivered).await,
            Err(error) => End::Failed(error),
        };
        line.tell(match end {
            End::Finished => SensorState::Ended,
            End::Hung => SensorState::Silent,
            End::Failed(SensorError::Failed(ref reason)) => SensorState::Failed(reason.as_str().into()),
            End::Failed(SensorError::LinkLost) => SensorState::LinkLost,
        });
        if matches!(end, End::Finished) {
            return;
        }
        if delivered >= RAN_WELL {
            pause = FIRST_PAUSE;
        }
        line.clock.sleep_until(line.clock.now() + pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// How listening to an open sensor came to its end.
enum End {
    Finished,
    Failed(SensorError),
    Hung,
}

/// The line from one sensor to its bed.
struct Line<C, F> {
    clock: C,
    id: SensorId,
    sink: F,
    /// What was told last.
    state: Option<SensorState>,
}

impl<C: Clock, F: FnMut(Arrival)> Line<C, F> {
    fn tell(&mut self, state: SensorState) {
        if self.state.as_ref() != Some(&state) {
            self.state = Some(state.clone());
            (self.sink)(Arrival::Sensor { id: self.id, state, at: self.clock.now() });
        }
    }

    /// Listens to an open sensor for as long as it goes well; `delivered` grows to the time from its
    /// first to its last delivery.
    async fn listen<S: Sensor>(&mut self, mut sensor: S, delivered: &mut Span) -> End {
        let patience = sensor.patience();
        let mut first_delivery = None;
        let mut quiet_since = self.clock.now();
        let mut earliest = quiet_since;
        while let Some(due) = sensor.due() {
            let due = due.max(earliest);
            self.clock.sleep_until(due).await;
            let began = self.clock.now();
            quiet_since += began - due;
            let packets = match self.answer(sensor.read(began), began, patience).await {
                Some(Ok(packets)) => packets,
                Some(Err(error)) => return End::Failed(error),
                None => return End::Hung,
            };
            let now = self.clock.now();
            earliest = now + BREATHER;
            if !packets.is_empty() {
                quiet_since = now;
                *delivered = now - *first_delivery.get_or_insert(now);
                self.tell(SensorState::Running);
                for packet in packets {
                    (self.sink)(Arrival::Packet(packet));
                }
            } else if now - quiet_since > patience {
                self.tell(SensorState::Silent);
            }
        }
        End::Finished
    }

    /// What a read that began at `began` answers; `None` when it hangs.
    async fn answer(
        &self,
        read: impl Future<Output = Result<Vec<Packet>, SensorError>>,
        began: Time,
        patience: Span,
    ) -> Option<Result<Vec<Packet>, SensorError>> {
        let mut read = pin!(read);
        let mut deadline = began + patience;
        // Once more only: where every timer is late, a second late one proves nothing any more.
        for _ in 0..2 {
            let wake = pin!(self.clock.sleep_until(deadline));
            // The left one is asked first: an answer that is there wins.
            if let Either::Left((answer, _)) = select(read.as_mut(), wake).await {
                return Some(answer);
            }
            let now = self.clock.now();
            if now - deadline < patience {
                break;
            }
            deadline = now + patience;
        }
        None
    }
}
