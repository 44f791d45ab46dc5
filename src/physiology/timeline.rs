//! Events in time order, made when first needed, kept for a while, then dropped.

use std::collections::VecDeque;

use crate::model::Time;

/// Something that happens at a moment and was settled at an earlier one.
pub(super) trait Event {
    /// When it happens.
    fn at(&self) -> Time;

    /// When it was settled; an order given at this moment or before can still change it.
    fn decided(&self) -> Time {
        self.at()
    }
}

/// Where one reader stood last, so that reading on costs no search. It never changes what is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cursor(u64);

/// Events by time, the oldest dropped.
#[derive(Clone, Debug)]
pub(super) struct Timeline<T> {
    events: VecDeque<T>,
    dropped: u64,
}

impl<T: Event> Timeline<T> {
    pub(super) const fn new() -> Self {
        Self { events: VecDeque::new(), dropped: 0 }
    }

    /// Adds the next event; the caller keeps time order.
    pub(super) fn push(&mut self, event: T) {
        self.events.push_back(event);
    }

    pub(super) fn last(&self) -> Option<&T> {
        self.events.back()
    }

    pub(super) fn get(&self, index: usize) -> Option<&T> {
        self.events.get(index)
    }

    /// Number of the last event at or before `at`.
    pub(super) fn index_at(&self, at: Time, cursor: &mut Cursor) -> Option<usize> {
        let mut index = cursor.0.saturating_sub(self.dropped) as usize;
        let here = |index: usize| {
            self.events.get(index).is_some_and(|event| event.at() <= at)
                && self.events.get(index + 1).is_none_or(|event| event.at() > at)
        };
        if !here(index) {
            index += 1;
            if !here(index) {
                index = self.events.partition_point(|event| event.at() <= at).checked_sub(1)?;
            }
        }
        cursor.0 = self.dropped + index as u64;
        Some(index)
    }

    /// The last event at or before `at`.
    pub(super) fn find(&self, at: Time, cursor: &mut Cursor) -> Option<&T> {
        self.index_at(at, cursor).and_then(|index| self.events.get(index))
    }

    /// Forgets what was settled at `at` or later.
    pub(super) fn roll_back(&mut self, at: Time) {
        while self.events.back().is_some_and(|event| event.decided() >= at) {
            self.events.pop_back();
        }
    }

    /// Forgets what is over by `horizon`; the event that still holds there stays.
    pub(super) fn forget(&mut self, horizon: Time) {
        while self.events.get(1).is_some_and(|event| event.at() <= horizon) {
            self.events.pop_front();
            self.dropped += 1;
        }
    }

    /// All events from `from` up to and including `until`.
    pub(super) fn between(&self, from: Time, until: Time) -> impl Iterator<Item = &T> {
        let start = self.events.partition_point(|event| event.at() < from);
        self.events.iter().skip(start).take_while(move |event| event.at() <= until)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Event for i64 {
        fn at(&self) -> Time {
            Time::from_micros(*self)
        }
    }

    #[test]
    fn reading_in_any_order_finds_the_event_that_holds() {
        let mut line = Timeline::new();
        for at in [10_i64, 20, 35, 36, 50] {
            line.push(at);
        }
        line.forget(Time::from_micros(22));
        let mut cursor = Cursor::default();
        for (at, found) in [(60, Some(50)), (21, Some(20)), (36, Some(36)), (35, Some(35)), (19, None)] {
            assert_eq!(line.find(Time::from_micros(at), &mut cursor).copied(), found, "at {at}");
        }
        line.roll_back(Time::from_micros(36));
        assert_eq!(line.find(Time::from_micros(99), &mut cursor).copied(), Some(35));
        assert_eq!(line.between(Time::ZERO, Time::from_micros(99)).count(), 2);
    }
}
