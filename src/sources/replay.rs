use std::ops::Range;
use std::rc::Rc;

use super::sensor::{Sensor, SensorError};
use crate::model::{Channel, Mark, Origin, Packet, Rate, SensorId, Span, Time, WaveformPacket};
use crate::record::ByteSource;
use crate::record::formats::wfdb::{Frames, RecordError, Recording, ShownSignal};

/// How much of the record's time is handed over at once when nothing is late: short enough for a
/// wave that moves smoothly.
const CADENCE: Span = Span::from_millis(80);
/// How much of the record's time is read from the files at once. At sixty times the speed that is
/// still only four reads a second.
const READ_AHEAD: Span = Span::from_millis(15_000);
/// Most bytes that are read at once, where a record has very many signals.
const READ_AHEAD_BYTES: u64 = 1 << 20;

/// A recording that is replayed: the bed's time is the record's time.
///
/// Frame `n` of the record is taken at `n / frame rate` on the bed's clock and handed over once its
/// last sample is due, so playing faster, pausing and resuming are the clock's matter; seeking is a
/// new sensor with another start. When
/// the clock jumps far ahead, what became due is handed over in stretches of at most 15 s, each
/// due at once, so memory stays as it was.
#[derive(Debug)]
pub struct ReplaySensor<S> {
    recording: Rc<Recording<S>>,
    /// First frame that was not handed over yet.
    next: u64,
    /// First annotation that was not handed over yet.
    next_mark: usize,
    labelled: bool,
    /// The stretch of the record that was read last.
    ahead: Frames,
}

impl<S: ByteSource> ReplaySensor<S> {
    /// Replays `recording` from the first frame at or after `start`.
    pub fn new(recording: Rc<Recording<S>>, start: Time) -> Self {
        let before = start - Span::from_micros(1);
        let next = recording.frame_rate().count_until(Time::ZERO, before);
        let next_mark = recording.annotations().partition_point(|note| note.frame < next);
        Self { recording, next, next_mark, labelled: false, ahead: Frames::default() }
    }

    /// The frame after the last one that is due at `now` and can be handed over in one go.
    fn until(&self, now: Time) -> u64 {
        let (finest, per_frame) = self.finest();
        let due = finest.count_until(Time::ZERO, now) / per_frame;
        due.min(self.next.saturating_add(self.stretch() as u64)).clamp(self.next, self.end())
    }

    /// The rate of the fastest signal that is shown, and its samples per frame.
    fn finest(&self) -> (Rate, u64) {
        let fastest = self.recording.shown().iter().max_by_key(|shown| shown.samples_per_frame);
        fastest.map_or((self.recording.frame_rate(), 1), |shown| (shown.rate, shown.samples_per_frame as u64))
    }

    fn end(&self) -> u64 {
        self.recording.frames().max(self.next)
    }

    /// How many frames are read at once.
    fn stretch(&self) -> usize {
        let affordable = READ_AHEAD_BYTES / self.recording.frame_bytes().max(1);
        let wanted = self.recording.frame_rate().samples_in(READ_AHEAD);
        wanted.min(affordable as usize).max(1)
    }

    fn labels(&self) -> impl Iterator<Item = Packet> {
        let shown = self.recording.shown().iter();
        shown.map(|shown| Packet::Label { channel: shown.channel, label: shown.label.clone() })
    }

    /// The samples of `frames`, which were read ahead.
    fn waveforms(&self, frames: Range<u64>) -> impl Iterator<Item = Packet> {
        let first = (frames.start - self.ahead.start) as usize;
        let count = (frames.end - frames.start) as usize;
        self.recording.shown().iter().filter_map(move |shown| {
            let per_frame = shown.samples_per_frame;
            let samples = self.ahead.signals.get(shown.signal)?;
            let samples = samples.get(first * per_frame..(first + count) * per_frame)?.to_vec();
            Some(Packet::Waveform(WaveformPacket {
                channel: shown.channel,
                origin: Origin::Replay,
                epoch: Time::ZERO,
                rate: shown.rate,
                index: frames.start * per_frame as u64,
                samples,
            }))
        })
    }

    /// The annotations of the frames before `until`. They stand on the first ECG, where there is
    /// one: annotators look at it whatever signal their notes name.
    fn marks(&self, until: u64) -> impl Iterator<Item = Packet> {
        let shown = self.recording.shown();
        let ecg = shown.iter().find(|shown| shown.channel == Channel::Ecg).or(shown.first());
        let rate = self.recording.frame_rate();
        let notes = self.recording.annotations().get(self.next_mark..).unwrap_or_default();
        let due = notes.iter().take_while(move |note| note.frame < until);
        ecg.into_iter().flat_map(move |ShownSignal { channel, .. }| {
            due.clone().map(move |note| {
                let at = rate.time_of(Time::ZERO, note.frame);
                let code = note.mnemonic().into();
                Packet::Mark(Mark { channel: *channel, at, code, beat: note.is_beat() })
            })
        })
    }
}

impl<S: ByteSource> Sensor for ReplaySensor<S> {
    fn id(&self) -> SensorId {
        SensorId::Recording
    }

    fn due(&self) -> Option<Time> {
        if self.next >= self.recording.frames() {
            return None;
        }
        let handful = self.recording.frame_rate().samples_in(CADENCE).max(1) as u64;
        let until = self.next.saturating_add(handful).min(self.recording.frames());
        let (finest, per_frame) = self.finest();
        Some(finest.time_of(Time::ZERO, until.saturating_mul(per_frame).saturating_sub(1)))
    }

    /// Long, because at sixty times the speed it is two seconds of real time.
    fn patience(&self) -> Span {
        Span::from_millis(120_000)
    }

    async fn read(&mut self, now: Time) -> Result<Vec<Packet>, SensorError> {
        let until = self.until(now);
        let mut packets = Vec::new();
        if !self.labelled {
            packets.extend(self.labels());
        }
        // Nothing of `self` but what was read ahead changes before the last wait, so a read that
        // is given up loses no sample.
        let mut next = self.next;
        while next < until {
            let ahead = self.ahead.start..self.ahead.start + self.ahead.count as u64;
            if ahead.contains(&next) {
                let piece = next..until.min(ahead.end);
                next = piece.end;
                packets.extend(self.waveforms(piece));
            } else {
                self.ahead = self.recording.read(next, self.stretch()).await?;
            }
        }
        packets.extend(self.marks(until));
        self.labelled = true;
        self.next = until;
        self.next_mark = self.recording.annotations().partition_point(|note| note.frame < until);
        Ok(packets)
    }
}

impl From<RecordError> for SensorError {
    fn from(error: RecordError) -> Self {
        Self::Failed(error.to_string())
    }
}

#[cfg(test)]
#[path = "replay_tests.rs"]
mod tests;
