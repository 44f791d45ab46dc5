use std::ops::Range;

use crate::model::{Rate, Span, Time};

/// How far back the simulated patient can still be asked.
pub(super) const MEMORY: Span = Span::from_millis(600_000);

/// Which samples of a regular stream are due when.
pub(super) struct Schedule {
    epoch: Time,
    rate: Rate,
    /// Number of the next sample.
    next: u64,
    /// How many samples make a packet worth waking up for.
    batch: u64,
}

impl Schedule {
    /// A stream that starts at `epoch`, read `batch` samples at a time.
    pub fn new(epoch: Time, rate: Rate, batch: u64) -> Self {
        Self { epoch, rate, next: 0, batch }
    }

    pub const fn epoch(&self) -> Time {
        self.epoch
    }

    pub const fn rate(&self) -> Rate {
        self.rate
    }

    pub fn time_of(&self, index: u64) -> Time {
        self.rate.time_of(self.epoch, index)
    }

    /// When the last sample of the next batch is taken.
    pub fn due(&self) -> Time {
        self.time_of(self.next + self.batch - 1)
    }

    /// Takes the numbers of all samples due by `now`; a new stream when some are out of memory.
    pub fn take(&mut self, now: Time) -> Range<u64> {
        if self.time_of(self.next) < now - MEMORY {
            (self.epoch, self.next) = (now - MEMORY, 0);
        }
        let first = self.next;
        self.next = self.rate.count_until(self.epoch, now).max(first);
        first..self.next
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RATE: Rate = Rate::constant(62.5);

    #[test]
    fn whenever_it_is_read_every_sample_comes_once() {
        let epoch = Time::from_micros(123);
        let mut schedule = Schedule::new(epoch, RATE, 5);
        assert_eq!(schedule.due(), RATE.time_of(epoch, 4));
        let mut expected = 0;
        for late in [0, 3, 15_999, 16_000, 80_000, 80_000, 5_000_000, 599_000_000] {
            let now = schedule.due() + Span::from_micros(late);
            let taken = schedule.take(now);
            assert_eq!(taken.start, expected);
            assert!(schedule.time_of(taken.end) > now && schedule.time_of(taken.end - 1) <= now);
            assert!(schedule.take(now).is_empty());
            expected = taken.end;
        }
    }

    #[test]
    fn what_is_out_of_memory_is_not_asked_for() {
        let mut schedule = Schedule::new(Time::ZERO, RATE, 5);
        let now = Time::from_secs(3_600.0);
        assert_eq!(schedule.take(now), 0..37_501);
        assert_eq!(schedule.epoch(), now - MEMORY);
    }

    proptest! {
        #[test]
        fn no_pattern_of_reads_loses_a_sample_that_is_still_remembered(
            steps in prop::collection::vec(0_i64..900_000_000, 1..30),
        ) {
            let mut schedule = Schedule::new(Time::ZERO, RATE, 5);
            let (mut now, mut epoch, mut expected) = (Time::ZERO, Time::ZERO, 0);
            for step in steps {
                now += Span::from_micros(step);
                let lost = schedule.time_of(expected) < now - MEMORY;
                let taken = schedule.take(now);
                if lost {
                    (epoch, expected) = (now - MEMORY, 0);
                }
                prop_assert_eq!((schedule.epoch(), taken.start), (epoch, expected));
                prop_assert!(schedule.time_of(taken.end) > now);
                prop_assert!(taken.is_empty() || schedule.time_of(taken.end - 1) <= now);
                expected = taken.end;
            }
        }
    }
}
