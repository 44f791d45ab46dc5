#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// A device with clocks of its own: `true_hz` by the bed's clock, stamps by a clock that runs `skew` times
/// as fast as the bed's.
struct Device {
    true_hz: f64,
    skew: f64,
    taken: u64,
}

const COUNT: u64 = 73;
const START_NS: u64 = 599_616_000_000_000_000;

impl Device {
    /// The next frame's stamp, and when its last sample was true.
    fn frame(&mut self) -> (u64, Vec<f32>, Time) {
        let first = self.taken;
        self.taken += COUNT;
        let at = self.taken as f64 / self.true_hz;
        let stamp = START_NS + (at * self.skew * 1e9).round() as u64;
        ((stamp), (first..self.taken).map(|n| n as f32).collect(), Time::from_secs(at))
    }
}

/// What a stream became: time of each sample by its value.
fn placed(timer: &mut StreamTimer, frame: (u64, Vec<f32>, Time), delay: f64) -> Vec<(f32, Time)> {
    let (stamp, samples, at) = frame;
    let placed = timer.frame(stamp, samples, at + Span::from_secs(delay));
    let times = placed.into_iter().flat_map(|piece| {
        (0..piece.samples.len())
            .map(|offset| {
                (piece.samples[offset], piece.rate.time_of(piece.epoch, piece.index + offset as u64))
            })
            .collect::<Vec<_>>()
    });
    times.collect()
}

#[test]
fn the_rate_is_the_one_of_the_stamps_and_the_first_frame_waits_for_the_second() {
    let mut timer = StreamTimer::new(130.0);
    let mut device = Device { true_hz: 130.17, skew: 1.0, taken: 0 };
    assert!(placed(&mut timer, device.frame(), 0.05).is_empty());
    let both = placed(&mut timer, device.frame(), 0.05);
    assert_eq!(both.len(), 146);
    let (first, last) = (both[0].1, both[145].1);
    assert!(((last - first).secs() - 145.0 / 130.17).abs() < 1e-5);
    assert_eq!(timer.lost(), 0);
}

#[test]
fn lost_frames_leave_a_gap_of_their_length() {
    let mut timer = StreamTimer::new(130.0);
    let mut device = Device { true_hz: 130.17, skew: 1.0, taken: 0 };
    let mut all = Vec::new();
    for number in 0..40 {
        let frame = device.frame();
        if ![10, 11, 25].contains(&number) {
            all.extend(placed(&mut timer, frame, 0.05));
        }
    }
    assert_eq!(timer.lost(), 3);
    assert_eq!(all.len(), 37 * COUNT as usize);
    for (value, time) in all {
        let truth = f64::from(value + 1.0) / 130.17 + 0.05;
        assert!((time.secs() - truth).abs() < 1.5 / 130.0, "sample {value} at {time:?}, not {truth}");
    }
}

#[test]
fn a_frame_that_comes_twice_is_taken_once() {
    let mut timer = StreamTimer::new(130.0);
    let mut device = Device { true_hz: 130.0, skew: 1.0, taken: 0 };
    let frames = [device.frame(), device.frame(), device.frame()];
    let count: usize = [0, 1, 1, 2, 0, 2]
        .map(|number: usize| placed(&mut timer, frames[number].clone(), 0.02).len())
        .into_iter()
        .sum();
    assert_eq!(count, 3 * COUNT as usize);
}

#[test]
fn over_hours_the_stream_stays_beside_the_beds_clock() {
    // Devices that run fast and slow by 100 parts in a million, and their rounded rates.
    for skew in [0.9999, 1.0001] {
        let mut timer = StreamTimer::new(130.0);
        let mut device = Device { true_hz: 130.174_9, skew, taken: 0 };
        let (mut worst, mut touched) = (0.0_f64, 0_u32);
        let mut before: Option<Time> = None;
        for _ in 0..(4.0 * 3600.0 / 0.5608) as usize {
            for (value, time) in placed(&mut timer, device.frame(), 0.05) {
                let truth = f64::from(value + 1.0) / 130.174_9 + 0.05;
                worst = worst.max((time.secs() - truth).abs());
                touched += u32::from(value.fract() != 0.0);
                if let Some(before) = before {
                    assert!(time > before, "time goes on");
                }
                before = Some(time);
            }
        }
        assert!(worst < 0.04, "{worst} s off with clocks that differ by {skew}");
        assert!(touched < 4 * 3600 / 30, "{touched} samples put in");
        assert_eq!(timer.lost(), 0);
    }
}

#[test]
fn what_a_frozen_page_held_back_is_put_where_it_was_true() {
    let mut timer = StreamTimer::new(130.0);
    let mut device = Device { true_hz: 130.17, skew: 1.0, taken: 0 };
    let mut all = Vec::new();
    for _ in 0..60 {
        all.extend(placed(&mut timer, device.frame(), 0.05));
    }
    let resumed = Time::from_secs(70.0);
    for _ in 0..60 {
        let (stamp, samples, _) = device.frame();
        all.extend(placed(&mut timer, (stamp, samples, resumed), 0.0));
    }
    assert_eq!(all.len(), 120 * COUNT as usize);
    for (value, time) in all {
        assert!((time.secs() - f64::from(value + 1.0) / 130.17 - 0.05).abs() < 0.05);
    }
}

#[test]
fn a_clock_that_was_set_begins_the_stream_anew() {
    let mut timer = StreamTimer::new(130.0);
    let mut device = Device { true_hz: 130.17, skew: 1.0, taken: 0 };
    for _ in 0..10 {
        placed(&mut timer, device.frame(), 0.05);
    }
    let mut after = Vec::new();
    for _ in 0..10 {
        let (stamp, samples, at) = device.frame();
        after.extend(placed(&mut timer, (stamp + 3_600_000_000_000, samples, at), 0.05));
    }
    assert_eq!(after.len(), 10 * COUNT as usize);
    for (value, time) in after {
        assert!((time.secs() - f64::from(value + 1.0) / 130.17 - 0.05).abs() < 0.02);
    }
}

proptest! {
    #[test]
    fn any_stamps_and_counts_give_times_that_go_on(
        frames in prop::collection::vec((any::<u64>(), 0_usize..200, 0_u32..5_000), 0..60),
    ) {
        let mut timer = StreamTimer::new(130.0);
        let mut now = Time::ZERO;
        let mut held: Option<(Time, u64)> = None;
        for (stamp, count, later) in frames {
            now += Span::from_millis(i64::from(later));
            for piece in timer.frame(stamp, vec![1.0; count], now) {
                if let Some((epoch, next)) = held {
                    prop_assert!(piece.epoch != epoch || piece.index >= next);
                }
                held = Some((piece.epoch, piece.index + piece.samples.len() as u64));
                prop_assert!(piece.rate.hz() > 100.0 && piece.rate.hz() < 160.0);
            }
        }
    }
}
