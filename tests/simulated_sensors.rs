//! The six sensors of a simulated bed: nothing lost, nothing shared but the patient.
#![allow(clippy::expect_used)]

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use bedside::{
    model::{Channel, CuffPhase, Packet, SensorId, SensorState, Span, Time, WaveformPacket},
    sources::{
        Arrival, ScaledClock, Speed, VirtualTime,
        simulated::{Fault, SimulatedBed, seed},
    },
};

const WAVES: [Channel; 5] =
    [Channel::Ecg, Channel::Pleth, Channel::PlethRed, Channel::Arterial, Channel::Resp];

type Heard = Rc<RefCell<BTreeMap<SensorId, Vec<Arrival>>>>;

struct Bench {
    time: VirtualTime,
    bed: SimulatedBed,
    heard: Heard,
}

impl Bench {
    fn new(seed: u64) -> Self {
        let (mut time, bed, heard) = (VirtualTime::new(), SimulatedBed::new(seed), Heard::default());
        for id in SensorId::SIMULATED {
            let heard = Rc::clone(&heard);
            let sink = move |arrival| heard.borrow_mut().entry(id).or_default().push(arrival);
            let tasks = bed.tasks(&time.clock(), sink);
            tasks.into_iter().filter(|(task, _)| *task == id).for_each(|(_, task)| time.spawn(task));
        }
        Self { time, bed, heard }
    }

    fn run(&mut self, until: f64) {
        self.time.run_until(Time::from_secs(until));
    }

    fn set(&self, id: SensorId, fault: Fault) {
        self.bed.fault(id).expect("a sensor of the bed").set(fault);
    }

    fn states(&self, id: SensorId) -> Vec<SensorState> {
        let heard = self.heard.borrow();
        let states = heard[&id].iter().filter_map(|arrival| match arrival {
            Arrival::Sensor { state, .. } => Some(state.clone()),
            Arrival::Placed { .. } | Arrival::Packet(_) => None,
        });
        states.collect()
    }

    fn waveforms(&self, channel: Channel) -> Vec<WaveformPacket> {
        let heard = self.heard.borrow();
        let waveforms = heard.values().flatten().filter_map(|arrival| match arrival {
            Arrival::Packet(Packet::Waveform(packet)) if packet.channel == channel => Some(packet.clone()),
            _ => None,
        });
        waveforms.collect()
    }

    /// Everything that was heard, as text: `NaN` equals itself there.
    fn transcript(&self, id: SensorId) -> String {
        format!("{:?}", self.heard.borrow()[&id])
    }
}

/// Asserts that packets follow each other without a gap, and gives all their samples.
fn joined(packets: &[WaveformPacket]) -> Vec<f32> {
    let mut samples = Vec::new();
    for packet in packets {
        assert_eq!((packet.epoch, packet.index), (packets[0].epoch, samples.len() as u64));
        samples.extend_from_slice(&packet.samples);
    }
    samples
}

#[test]
fn packets_are_small_and_seldom_and_complete() {
    let mut bench = Bench::new(1);
    bench.run(60.0);
    let expected = [
        (Channel::Ecg, 30_000, 20),
        (Channel::Pleth, 7_500, 5),
        (Channel::PlethRed, 7_500, 5),
        (Channel::Arterial, 7_500, 5),
        (Channel::Resp, 3_750, 5),
    ];
    for (channel, samples, batch) in expected {
        let packets = bench.waveforms(channel);
        assert!(packets.iter().all(|packet| packet.samples.len() == batch));
        let joined = joined(&packets);
        assert_eq!(joined.len(), samples, "{channel:?}");
        assert!(joined.iter().all(|sample| sample.is_finite()));
    }
    assert_eq!(bench.heard.borrow()[&SensorId::Thermometer].len(), 2 + 61);
}

#[test]
fn late_wakes_change_how_samples_are_packed_and_nothing_else() {
    let (mut punctual, mut late) = (Bench::new(7), Bench::new(7));
    punctual.run(700.0);
    for (awake, asleep) in [(3.0, 4.0), (60.0, 359.7), (360.0, 361.011), (400.0, 699.0)] {
        late.run(awake);
        late.time.sleep_through(Time::from_secs(asleep));
    }
    late.run(700.0);
    for channel in WAVES {
        let (expected, got) = (joined(&punctual.waveforms(channel)), joined(&late.waveforms(channel)));
        // The last packet may not have been due yet.
        let common = expected.len().min(got.len());
        assert!(common + 20 >= expected.len(), "{channel:?}: {} of {}", got.len(), expected.len());
        assert_eq!(expected[..common], got[..common], "{channel:?}");
    }
    for id in SensorId::SIMULATED {
        assert_eq!(late.states(id), [SensorState::Starting, SensorState::Running], "{id}");
    }
}

#[test]
fn what_the_patient_forgot_is_a_new_stream_ten_minutes_back() {
    let mut bench = Bench::new(7);
    bench.run(10.0);
    bench.time.sleep_through(Time::from_secs(3_600.0));
    bench.run(3_600.0);
    let packets = bench.waveforms(Channel::Ecg);
    let last = packets.last().expect("packets");
    assert_eq!((last.epoch, last.index), (Time::from_secs(3_000.0), 0));
    assert_eq!(last.samples.len(), 300_001);
}

#[test]
fn the_same_seed_is_the_same_patient_and_another_one_is_not() {
    let mut runs = [Bench::new(42), Bench::new(42), Bench::new(43)];
    for bench in &mut runs {
        bench.bed.cuff().start();
        bench.run(90.0);
    }
    let [first, again, other] = runs;
    for id in SensorId::SIMULATED {
        assert_eq!(first.transcript(id), again.transcript(id), "{id}");
    }
    assert_ne!(first.transcript(SensorId::Ecg), other.transcript(SensorId::Ecg));
}

#[test]
fn seeds_differ() {
    assert_ne!(seed(), seed());
}

#[test]
fn one_in_trouble_recovers_and_disturbs_no_other() {
    let run = |trouble: Option<(SensorId, Fault)>| {
        let mut bench = Bench::new(5);
        bench.bed.cuff().set_interval(Some(Span::from_secs(60.0))).expect("a valid interval");
        bench.run(20.0);
        if let Some((id, fault)) = trouble {
            bench.set(id, fault);
        }
        bench.run(50.0);
        if let Some((id, _)) = trouble {
            bench.set(id, Fault::None);
        }
        bench.run(120.0);
        bench
    };
    let untroubled = run(None);
    for id in SensorId::SIMULATED {
        for fault in
            [Fault::Fails, Fault::Hangs, Fault::Silent, Fault::LinkLost, Fault::SensorOff, Fault::BatteryLow]
        {
            let bench = run(Some((id, fault)));
            let trouble = match fault {
                Fault::Fails => Some(SensorState::Failed("sensor failed".into())),
                Fault::Hangs | Fault::Silent => Some(SensorState::Silent),
                Fault::LinkLost => Some(SensorState::LinkLost),
                Fault::SensorOff | Fault::BatteryLow | Fault::None => None,
            };
            let recovers = trouble.is_some().then_some(SensorState::Running);
            let begins = [SensorState::Starting, SensorState::Running];
            let expected: Vec<_> = begins.into_iter().chain(trouble).chain(recovers).collect();
            assert_eq!(bench.states(id), expected, "{id} {fault:?}");
            for other in SensorId::SIMULATED.into_iter().filter(|other| *other != id) {
                assert!(bench.transcript(other) == untroubled.transcript(other), "{id} {fault:?} -> {other}");
            }
        }
    }
}

#[test]
fn a_sensor_that_is_off_says_so_sample_by_sample() {
    let mut bench = Bench::new(5);
    for id in SensorId::SIMULATED {
        bench.set(id, Fault::SensorOff);
    }
    bench.bed.cuff().start();
    bench.run(20.0);
    for channel in WAVES {
        assert!(joined(&bench.waveforms(channel)).iter().all(|sample| sample.is_nan()), "{channel:?}");
    }
    let heard = bench.heard.borrow();
    let values = heard[&SensorId::Thermometer].iter().filter_map(|arrival| match arrival {
        Arrival::Packet(Packet::Measured(measured)) => Some(measured.value),
        _ => None,
    });
    assert!(values.clone().count() > 10 && values.into_iter().all(|value| value.is_none()));
    let leak = heard[&SensorId::Cuff].iter().any(|arrival| {
        matches!(arrival, Arrival::Packet(Packet::Cuff(report))
            if report.phase == CuffPhase::Failed("air leak: pressure does not rise".into()))
    });
    assert!(leak);
}

#[test]
fn a_sensor_that_was_lost_starts_a_new_stream_when_it_is_back() {
    let mut bench = Bench::new(5);
    bench.run(10.0);
    bench.set(SensorId::Ecg, Fault::Fails);
    bench.run(10.5);
    bench.set(SensorId::Ecg, Fault::None);
    bench.run(20.0);
    let packets = bench.waveforms(Channel::Ecg);
    let new = packets.iter().find(|packet| packet.epoch > Time::ZERO).expect("a new stream");
    assert_eq!(new.index, 0);
    assert!(new.epoch > Time::from_secs(11.0) && new.epoch < Time::from_secs(11.1));
}

#[test]
fn a_battery_that_runs_low_is_told_once_and_so_is_its_recovery() {
    let mut bench = Bench::new(5);
    let charges = |bench: &Bench| {
        let heard = bench.heard.borrow();
        let charges = heard.values().flatten().filter_map(|arrival| match arrival {
            Arrival::Packet(Packet::Battery(battery)) => Some((battery.id, battery.percent)),
            _ => None,
        });
        charges.collect::<Vec<_>>()
    };
    bench.run(5.0);
    assert_eq!(charges(&bench), [], "a sensor that is well says nothing");
    bench.set(SensorId::Oximeter, Fault::BatteryLow);
    bench.run(10.0);
    assert_eq!(charges(&bench), [(SensorId::Oximeter, 15)]);
    // It is opened anew between: what was told is still known.
    bench.set(SensorId::Oximeter, Fault::LinkLost);
    bench.run(15.0);
    bench.set(SensorId::Oximeter, Fault::None);
    bench.run(40.0);
    assert_eq!(charges(&bench), [(SensorId::Oximeter, 15), (SensorId::Oximeter, 90)]);
}

#[test]
fn sensors_follow_a_clock_that_runs_faster_or_stands_still() {
    let (mut time, bed, samples) = (VirtualTime::new(), SimulatedBed::new(1), Rc::new(RefCell::new(0)));
    let clock = ScaledClock::new(time.clock(), Time::ZERO, Speed::FASTEST);
    let counted = Rc::clone(&samples);
    let tasks = bed.tasks(&clock, move |arrival| {
        if let Arrival::Packet(Packet::Waveform(packet)) = arrival
            && packet.channel == Channel::Ecg
        {
            *counted.borrow_mut() += packet.samples.len();
        }
    });
    for (_, task) in tasks {
        time.spawn(task);
    }
    time.run_until(Time::from_secs(2.0));
    assert_eq!(*samples.borrow(), 2 * 60 * 500);
    clock.pause();
    time.run_until(Time::from_secs(100.0));
    assert_eq!(*samples.borrow(), 2 * 60 * 500);
    clock.set_speed(Speed::REAL);
    clock.resume();
    time.run_until(Time::from_secs(110.0));
    assert_eq!(*samples.borrow(), 2 * 60 * 500 + 10 * 500);
}
