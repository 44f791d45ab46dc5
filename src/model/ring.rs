use super::{Rate, Span, Time, WaveformPacket};

/// The last stretch of one waveform, kept for drawing.
///
/// Its memory is taken once. Samples stand at their own sample time: a gap in the stream (lost
/// samples, a new stream that starts later) is filled with `NaN`; a new stream that starts earlier or
/// runs at another rate empties it.
#[derive(Clone, Debug)]
pub struct Ring {
    samples: Box<[f32]>,
    rate: Rate,
    /// When sample number 0 was taken, in the numbering of `end`.
    epoch: Time,
    /// Number of the sample that comes next, counted since `epoch`.
    end: u64,
    /// How many of the last samples before `end` are held.
    held: usize,
}

impl Ring {
    /// Room for `span` at `rate`, nothing in it.
    pub fn new(rate: Rate, span: Span) -> Self {
        let room = rate.samples_in(span).max(1);
        Self { samples: vec![f32::NAN; room].into(), rate, epoch: Time::ZERO, end: 0, held: 0 }
    }

    /// Samples per second.
    pub const fn rate(&self) -> Rate {
        self.rate
    }

    /// Number of the sample that will come next; grows by one with each sample.
    pub const fn end(&self) -> u64 {
        self.end
    }

    /// Number of the oldest sample still held.
    pub const fn start(&self) -> u64 {
        self.end - self.held as u64
    }

    /// When sample number `index` was taken.
    pub fn time_of(&self, index: u64) -> Time {
        self.rate.time_of(self.epoch, index)
    }

    /// Number of the first sample taken at or after `at`, at most [`Ring::end`].
    pub fn index_at(&self, at: Time) -> u64 {
        self.rate.count_until(self.epoch, at - Span::from_micros(1)).min(self.end)
    }

    /// The sample of that number; `NaN` when it is not held or was missing.
    pub fn get(&self, index: u64) -> f32 {
        if (self.start()..self.end).contains(&index) {
            self.samples[(index % self.samples.len() as u64) as usize]
        } else {
            f32::NAN
        }
    }

    /// Takes a packet in at its own sample time. Samples that are already held are not changed.
    ///
    /// The packet must be of the ring's rate; a packet of another rate is refused with `false`, as
    /// is one that starts before what is held: make a new ring for it.
    #[must_use]
    pub fn push(&mut self, packet: &WaveformPacket) -> bool {
        if packet.rate != self.rate || packet.samples.is_empty() {
            return packet.samples.is_empty();
        }
        let begin = packet.time_of(0);
        if self.held == 0 {
            self.epoch = packet.epoch;
            self.end = packet.index;
        }
        // In the ring's own numbering, so that a new stream that follows an old one keeps its place.
        let offset = (begin - self.epoch).secs() * self.rate.hz();
        if offset < self.start() as f64 - 0.5 {
            return false;
        }
        let first = offset.round() as u64;
        if first > self.end {
            let missing = (first - self.end).min(self.samples.len() as u64);
            self.end = first - missing;
            for _ in 0..missing {
                self.put(f32::NAN);
            }
        }
        let known = (self.end - first).min(packet.samples.len() as u64) as usize;
        for &sample in &packet.samples[known..] {
            self.put(sample);
        }
        true
    }

    /// Has `change` see every sample that is held, oldest first, and puts in its place what it gives.
    pub fn change(&mut self, mut change: impl FnMut(f32) -> f32) {
        let room = self.samples.len() as u64;
        for index in self.start()..self.end {
            let sample = &mut self.samples[(index % room) as usize];
            *sample = change(*sample);
        }
    }

    fn put(&mut self, sample: f32) {
        let room = self.samples.len();
        self.samples[(self.end % room as u64) as usize] = sample;
        self.end += 1;
        self.held = (self.held + 1).min(room);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Channel, Origin};

    const RATE: Rate = Rate::constant(10.0);

    fn packet(epoch: Time, index: u64, samples: &[f32]) -> WaveformPacket {
        WaveformPacket {
            channel: Channel::Ecg,
            origin: Origin::Simulated,
            epoch,
            rate: RATE,
            index,
            samples: samples.to_vec(),
        }
    }

    fn held(ring: &Ring) -> Vec<f32> {
        (ring.start()..ring.end()).map(|index| ring.get(index)).collect()
    }

    #[test]
    fn it_keeps_the_last_samples_at_their_times() {
        let mut ring = Ring::new(RATE, Span::from_secs(0.4));
        assert!(ring.push(&packet(Time::ZERO, 0, &[1.0, 2.0, 3.0])));
        assert!(ring.push(&packet(Time::ZERO, 3, &[4.0, 5.0])));
        assert_eq!(held(&ring), [2.0, 3.0, 4.0, 5.0]);
        assert_eq!(ring.time_of(ring.start()), Time::from_millis(100));
        assert_eq!(ring.index_at(Time::from_millis(200)), 2);
        assert!(ring.get(0).is_nan());
    }

    #[test]
    fn lost_samples_are_a_gap_and_a_huge_gap_costs_no_more_than_the_ring() {
        let mut ring = Ring::new(RATE, Span::from_secs(0.5));
        assert!(ring.push(&packet(Time::ZERO, 0, &[1.0])));
        assert!(ring.push(&packet(Time::ZERO, 3, &[4.0])));
        let kept = held(&ring);
        assert!(kept[1].is_nan() && kept[2].is_nan());
        assert_eq!((kept[0], kept[3]), (1.0, 4.0));
        assert!(ring.push(&packet(Time::ZERO, 1 << 40, &[9.0])));
        assert_eq!(ring.end(), (1 << 40) + 1);
        assert_eq!(held(&ring).last(), Some(&9.0));
        assert!(ring.get((1 << 40) - 1).is_nan());
    }

    #[test]
    fn a_restarted_stream_goes_on_in_place() {
        let mut ring = Ring::new(RATE, Span::from_secs(1.0));
        assert!(ring.push(&packet(Time::ZERO, 0, &[1.0, 2.0])));
        assert!(ring.push(&packet(Time::from_millis(500), 0, &[6.0])));
        assert_eq!(held(&ring).last(), Some(&6.0));
        assert_eq!(ring.end(), 6);
        assert!(ring.get(3).is_nan());
    }

    #[test]
    fn a_packet_that_repeats_changes_nothing() {
        let mut ring = Ring::new(RATE, Span::from_secs(1.0));
        assert!(ring.push(&packet(Time::ZERO, 0, &[1.0, 2.0])));
        assert!(ring.push(&packet(Time::ZERO, 1, &[7.0, 3.0])));
        assert_eq!(held(&ring), [1.0, 2.0, 3.0]);
    }

    #[test]
    fn what_is_held_can_be_changed_in_the_order_of_time() {
        let mut ring = Ring::new(RATE, Span::from_secs(0.3));
        assert!(ring.push(&packet(Time::ZERO, 0, &[1.0, 2.0, 3.0, 4.0])));
        let mut sum = 0.0;
        ring.change(|sample| {
            sum += sample;
            sum
        });
        assert_eq!(held(&ring), [2.0, 5.0, 9.0]);
    }

    #[test]
    fn another_rate_is_refused() {
        let mut ring = Ring::new(RATE, Span::from_secs(1.0));
        let mut other = packet(Time::ZERO, 0, &[1.0]);
        other.rate = Rate::constant(20.0);
        assert!(!ring.push(&other));
    }
}
