//! A day of all six sensors on virtual time: nothing lost, nothing drifts, memory is flat.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::{alloc::System, cell::RefCell, collections::BTreeMap, rc::Rc, time::Instant};

use bedside::{
    model::{Channel, CuffPhase, Packet, SensorState, Span, Time, Vital, WaveformPacket},
    sources::{Arrival, VirtualTime, simulated::SimulatedBed},
};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes that are allocated and not yet freed.
fn live_bytes() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

const HOURS: u32 = 24;
const CUFF_INTERVAL: Span = Span::from_millis(15 * 60_000);

/// What may come and go between two looks at the memory: packets on their way, beats remembered.
const SLACK_BYTES: usize = 64 * 1024;

/// One channel so far.
#[derive(Default)]
struct Stream {
    epoch: Time,
    samples: u64,
    end: Time,
    streams: u64,
    packets: u64,
}

/// Counts everything and keeps nothing.
#[derive(Default)]
struct Tally {
    channels: BTreeMap<Channel, Stream>,
    temperatures: u64,
    temperature_at: Time,
    cuff: BTreeMap<&'static str, u32>,
    states: Vec<SensorState>,
}

impl Tally {
    fn take(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Packet(Packet::Waveform(packet)) => self.waveform(&packet),
            Arrival::Packet(Packet::Measured(measured)) => {
                assert_eq!((measured.vital, measured.value.is_some()), (Vital::Temperature, true));
                self.temperatures += 1;
                self.temperature_at = measured.at;
            }
            Arrival::Packet(Packet::Cuff(report)) => {
                let phase = match report.phase {
                    CuffPhase::Inflating => "inflating",
                    CuffPhase::Deflating => "deflating",
                    CuffPhase::Done => "done",
                    CuffPhase::Failed(_) => "failed",
                    CuffPhase::Measured(_) => "measured by a device",
                    CuffPhase::Idle { .. } => "idle",
                };
                *self.cuff.entry(phase).or_default() += 1;
            }
            Arrival::Packet(Packet::Label { channel, label }) => {
                assert_eq!((channel, &*label), (Channel::Ecg, "ECG II"));
            }
            other @ (Arrival::Packet(_) | Arrival::Placed { .. }) => unreachable!("{other:?}"),
            Arrival::Sensor { state, .. } => self.states.push(state),
        }
    }

    fn waveform(&mut self, packet: &WaveformPacket) {
        let stream = self.channels.entry(packet.channel).or_default();
        if packet.index == 0 {
            stream.streams += 1;
            stream.epoch = packet.epoch;
            if packet.channel != Channel::CuffPressure {
                assert_eq!(stream.samples, 0, "{:?} began anew", packet.channel);
            }
        } else {
            assert_eq!((packet.epoch, packet.time_of(0)), (stream.epoch, stream.end), "{:?}", packet.channel);
        }
        assert!(packet.samples.iter().all(|sample| sample.is_finite()), "{:?}", packet.channel);
        stream.samples += packet.samples.len() as u64;
        stream.end = packet.end();
        stream.packets += 1;
    }
}

#[test]
fn a_day_loses_no_sample_drifts_nowhere_and_holds_its_memory() {
    let began = Instant::now();
    let (mut time, bed) = (VirtualTime::new(), SimulatedBed::new(2_024));
    bed.cuff().set_interval(Some(CUFF_INTERVAL)).expect("a valid interval");
    let tally = Rc::new(RefCell::new(Tally::default()));
    let counting = Rc::clone(&tally);
    for (_, task) in bed.tasks(&time.clock(), move |arrival| counting.borrow_mut().take(arrival)) {
        time.spawn(task);
    }
    let mut live = Vec::new();
    for hour in 1..=HOURS {
        time.run_until(Time::from_secs(f64::from(hour) * 3_600.0));
        live.push(live_bytes());
    }

    let day = Time::from_secs(f64::from(HOURS) * 3_600.0);
    let tally = tally.borrow();
    println!("{HOURS} simulated hours in {:.1} s", began.elapsed().as_secs_f64());
    for (channel, stream) in &tally.channels {
        let Stream { samples, packets, streams, end, .. } = stream;
        println!(
            "{:<10} {samples:>9} samples, {packets:>8} packets, {streams:>3} streams, to {} s",
            channel.name(),
            end.secs()
        );
    }
    println!("Temperature {} readings; cuff {:?}", tally.temperatures, tally.cuff);
    println!(
        "live bytes after hour 1: {}, after hour {HOURS}: {}, at most {:?}",
        live[0],
        live[live.len() - 1],
        live.iter().max()
    );

    // Whole packets fit into the day, so each channel ends with it, to the microsecond.
    for (channel, per_second) in [
        (Channel::Ecg, 500.0),
        (Channel::Pleth, 125.0),
        (Channel::PlethRed, 125.0),
        (Channel::Arterial, 125.0),
        (Channel::Resp, 62.5),
    ] {
        let stream = &tally.channels[&channel];
        assert_eq!(stream.samples, (day.secs() * per_second) as u64, "{channel:?}");
        assert_eq!(stream.end, day, "{channel:?}");
    }
    assert_eq!((tally.temperatures, tally.temperature_at), (u64::from(HOURS) * 3_600 + 1, day));

    // The interval counts from the cuff's first read, a moment after the beginning of the day.
    let measurements = HOURS * 4 - 1;
    for phase in ["inflating", "deflating", "done"] {
        assert!(tally.cuff[phase] >= measurements, "{phase}");
    }
    assert_eq!((tally.cuff["done"], tally.cuff.get("failed")), (measurements, None));
    assert_eq!(tally.channels[&Channel::CuffPressure].streams, u64::from(measurements));

    let starting = tally.states.iter().filter(|state| **state == SensorState::Starting).count();
    let running = tally.states.iter().filter(|state| **state == SensorState::Running).count();
    assert_eq!((starting, running, tally.states.len()), (6, 6, 12), "no sensor had any trouble");

    let most = live.iter().copied().max().unwrap_or(0);
    assert!(most <= live[0] + SLACK_BYTES, "memory grew: {live:?}");
}
