//! The cuff: how long it takes, what it reports, and that its buttons work.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::{cell::RefCell, rc::Rc};

use bedside::{
    model::{Channel, CuffPhase, CuffReport, Packet, SensorId, Span, Time, WaveformPacket},
    physiology::{Scenario, Targets},
    sources::{
        Arrival, SourceError, VirtualTime,
        simulated::{CuffControl, Fault, SimulatedBed},
    },
};

struct Bench {
    time: VirtualTime,
    bed: SimulatedBed,
    packets: Rc<RefCell<Vec<Packet>>>,
}

impl Bench {
    fn new() -> Self {
        let (mut time, bed) = (VirtualTime::new(), SimulatedBed::new(3));
        let packets = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&packets);
        let sink = move |arrival| {
            if let Arrival::Packet(packet) = arrival {
                heard.borrow_mut().push(packet);
            }
        };
        let tasks = bed.tasks(&time.clock(), sink);
        tasks.into_iter().filter(|(id, _)| *id == SensorId::Cuff).for_each(|(_, task)| time.spawn(task));
        Self { time, bed, packets }
    }

    /// On a patient who has long been as `targets` say.
    fn on(targets: Targets) -> Self {
        let bench = Self::new();
        bench.bed.patient().borrow_mut().set_targets(targets, Time::ZERO);
        bench
    }

    fn run(&mut self, until: f64) {
        self.time.run_until(Time::from_secs(until));
    }

    fn reports(&self) -> Vec<CuffReport> {
        let packets = self.packets.borrow();
        packets
            .iter()
            .filter_map(|packet| if let Packet::Cuff(report) = packet { Some(report.clone()) } else { None })
            .collect()
    }

    /// Reports of measurements, without the idle ones.
    fn turns(&self) -> Vec<(f64, CuffPhase)> {
        let turns =
            self.reports().into_iter().filter(|report| !matches!(report.phase, CuffPhase::Idle { .. }));
        turns.map(|report| (report.at.secs(), report.phase)).collect()
    }

    /// The usual diastolic and systolic pressure in the artery in the 30 s before `until`: medians of
    /// the extremes of 3 s, since single beats may lie far off.
    fn arterial_range(&self, until: Time) -> (f32, f32) {
        let mut patient = self.bed.patient().borrow_mut();
        let mut at = |millis| patient.arterial_pressure(until - Span::from_millis(millis));
        let (mut lows, mut highs) = (Vec::new(), Vec::new());
        for window in 0..10 {
            let pressures: Vec<f32> = (0..300).map(|step| at(window * 3_000 + step * 10)).collect();
            lows.push(pressures.iter().copied().fold(f32::MAX, f32::min));
            highs.push(pressures.iter().copied().fold(f32::MIN, f32::max));
        }
        lows.sort_by(f32::total_cmp);
        highs.sort_by(f32::total_cmp);
        (lows[5], highs[5])
    }

    fn waveforms(&self) -> Vec<WaveformPacket> {
        let packets = self.packets.borrow();
        packets
            .iter()
            .filter_map(|packet| match packet {
                Packet::Waveform(waveform) => Some(waveform.clone()),
                _ => None,
            })
            .collect()
    }
}

#[test]
fn one_measurement_takes_about_half_a_minute() {
    let mut bench = Bench::new();
    bench.run(10.1);
    bench.bed.cuff().start();
    bench.run(10.6);
    assert!(bench.bed.cuff().is_measuring());
    bench.run(80.0);
    let turns = bench.turns();
    let phases: Vec<_> = turns.iter().map(|(_, phase)| phase.clone()).collect();
    assert_eq!(phases, [CuffPhase::Inflating, CuffPhase::Deflating, CuffPhase::Done]);
    let (begin, top, end) = (turns[0].0, turns[1].0, turns[2].0);
    assert!((10.1..=10.35).contains(&begin), "prompt: {begin}");
    assert!((8.0..=12.0).contains(&(top - begin)), "inflation and the look at the top: {}", top - begin);
    assert!((22.0..=42.0).contains(&(end - begin)), "the whole: {}", end - begin);

    let waveforms = bench.waveforms();
    let samples: Vec<f32> = waveforms.iter().flat_map(|packet| packet.samples.clone()).collect();
    let mut expected = 0;
    for packet in &waveforms {
        assert_eq!(
            (packet.channel, packet.epoch.secs(), packet.index),
            (Channel::CuffPressure, begin, expected)
        );
        expected += packet.samples.len() as u64;
    }
    assert_eq!(samples.len(), ((end - begin) * 100.0).round() as usize + 1, "one sample each 10 ms");
    let highest = samples.iter().copied().fold(0.0, f32::max);
    assert!((164.0..=170.0).contains(&highest), "{highest}");
    assert!(samples.last().is_some_and(|last| *last < 3.0));
}

#[test]
fn samples_stand_between_the_reports_they_belong_to() {
    let mut bench = Bench::new();
    bench.bed.cuff().start();
    // One read for all of it, as after a tab was asleep.
    bench.run(1.0);
    bench.time.sleep_through(Time::from_secs(120.0));
    bench.run(120.0);
    let mut latest = Time::ZERO;
    let mut measuring = false;
    for packet in &*bench.packets.borrow() {
        let at = match packet {
            Packet::Cuff(report) => {
                measuring = matches!(report.phase, CuffPhase::Inflating | CuffPhase::Deflating);
                report.at
            }
            Packet::Waveform(waveform) => {
                assert!(measuring);
                waveform.time_of(waveform.samples.len() - 1)
            }
            _ => latest,
        };
        assert!(at >= latest, "{packet:?}");
        latest = at;
    }
    assert_eq!(bench.turns().len(), 3);
}

#[test]
fn it_says_that_it_is_idle() {
    let mut bench = Bench::new();
    bench.run(60.0);
    let reports = bench.reports();
    assert!((25..=35).contains(&reports.len()), "{}", reports.len());
    assert!(reports.iter().all(|report| report.phase == CuffPhase::Idle { next: None }
        && report.at == Time::ZERO + Span::from_millis(250)
        || report.at == Time::ZERO));
}

#[test]
fn a_stop_lets_the_air_out_at_once() {
    let mut bench = Bench::new();
    bench.bed.cuff().stop();
    bench.run(5.0);
    assert_eq!(bench.turns(), [], "there was nothing to stop");
    bench.bed.cuff().start();
    bench.run(15.0);
    bench.bed.cuff().stop();
    bench.run(15.2);
    let turns = bench.turns();
    assert_eq!(turns.last().map(|(_, phase)| phase.clone()), Some(CuffPhase::Failed("stopped".into())));
    assert!(!bench.bed.cuff().is_measuring());
    bench.run(60.0);
    assert_eq!(bench.turns().len(), turns.len());
}

#[test]
fn a_leak_is_told_whenever_it_begins() {
    for (begins, reason) in
        [(0.0, "air leak: pressure does not rise"), (15.0, "air leak: pressure does not hold")]
    {
        let mut bench = Bench::new();
        bench.bed.cuff().start();
        bench.run(begins);
        bench.bed.fault(SensorId::Cuff).expect("a cuff").set(Fault::SensorOff);
        bench.run(60.0);
        let (at, phase) = bench.turns().last().cloned().expect("it began");
        assert_eq!(phase, CuffPhase::Failed(reason.into()));
        assert!(at < begins + 6.0, "{reason} at {at} s");
    }
}

#[test]
fn the_automatic_cycle_keeps_its_times_and_says_the_next_one_promptly() {
    let mut bench = Bench::new();
    bench.run(10.0);
    bench.bed.cuff().set_interval(Some(Span::from_secs(300.0))).expect("a valid interval");
    bench.run(10.5);
    let first = bench.bed.cuff().next().expect("a next measurement");
    assert!((310.0..=310.25).contains(&first.secs()), "{first:?}");
    assert_eq!(
        bench.reports().last().map(|report| report.phase.clone()),
        Some(CuffPhase::Idle { next: Some(first) })
    );
    bench.run(3_600.0);
    let begins: Vec<f64> = bench
        .turns()
        .into_iter()
        .filter(|(_, phase)| *phase == CuffPhase::Inflating)
        .map(|(at, _)| at)
        .collect();
    let expected: Vec<f64> = (0..11).map(|turn| first.secs() + f64::from(turn) * 300.0).collect();
    assert_eq!(begins.len(), expected.len());
    assert!(begins.iter().zip(&expected).all(|(begin, expected)| (begin - expected).abs() < 1e-9));
    bench.bed.cuff().set_interval(None).expect("off is always valid");
    bench.run(3_601.0);
    assert_eq!(bench.bed.cuff().next(), None);
    bench.run(7_200.0);
    assert_eq!(bench.turns().len(), 33);
}

#[test]
fn only_intervals_of_one_minute_to_two_hours_are_taken() {
    let control = CuffControl::default();
    for secs in [0.0, 59.0, 7_201.0, -60.0] {
        let refused = control.set_interval(Some(Span::from_secs(secs)));
        assert!(matches!(refused, Err(SourceError::Interval { .. })), "{secs}");
        assert_eq!(control.interval(), None);
    }
    let message = control.set_interval(Some(Span::from_secs(10_800.0))).map_err(|error| error.to_string());
    assert_eq!(message, Err("the automatic cuff interval is 1 to 120 min, not 3:00:00 (h:mm:ss)".to_owned()));
    assert_eq!(control.set_interval(Some(Span::from_secs(7_200.0))), Ok(()));
}

#[test]
fn a_wish_that_nobody_heard_is_forgotten() {
    let mut bench = Bench::new();
    bench.run(5.0);
    bench.bed.fault(SensorId::Cuff).expect("a cuff").set(Fault::Fails);
    bench.run(6.0);
    bench.bed.cuff().start();
    bench.run(100.0);
    bench.bed.fault(SensorId::Cuff).expect("a cuff").set(Fault::None);
    bench.run(200.0);
    assert_eq!(bench.turns(), []);
}

#[test]
fn a_measurement_cut_short_is_reported_when_the_cuff_is_back() {
    let mut bench = Bench::new();
    bench.bed.cuff().start();
    bench.run(5.0);
    bench.bed.fault(SensorId::Cuff).expect("a cuff").set(Fault::Hangs);
    bench.run(15.0);
    bench.bed.fault(SensorId::Cuff).expect("a cuff").set(Fault::None);
    bench.run(30.0);
    let phases: Vec<_> = bench.turns().into_iter().map(|(_, phase)| phase).collect();
    assert_eq!(phases, [CuffPhase::Inflating, CuffPhase::Failed("interrupted".into())]);
}

#[test]
fn it_spans_systole_and_diastole_of_whoever_has_a_pulse() {
    let slow = Targets { heart_rate: 24.0, ..Targets::default() };
    let high = Targets { systolic: 255.0, diastolic: 140.0, ..Targets::default() };
    let scenarios = Scenario::ALL.into_iter().map(|scenario| (scenario.name(), scenario.targets()));
    for (name, targets) in scenarios.chain([("Slow pulse", slow), ("Highest pressure", high)]) {
        let mut bench = Bench::on(targets.clone());
        bench.run(120.0);
        // Twice: the second one starts from what the first one learned.
        for turn in 1..=2 {
            let from = bench.time.now();
            bench.packets.borrow_mut().clear();
            bench.bed.cuff().start();
            bench.run(from.secs() + 185.0);
            let turns = bench.turns();
            let end = turns.last().expect("it began");
            assert_eq!(end.1, CuffPhase::Done, "{name}");
            let took = end.0 - turns[0].0;
            let samples: Vec<f32> = bench.waveforms().into_iter().flat_map(|packet| packet.samples).collect();
            let top = samples.iter().copied().fold(0.0, f32::max);
            // The valve then opens, and the pressure falls by 1.6 mmHg in two samples.
            let bottom = samples.windows(3).rev().find(|three| three[0] - three[2] < 1.0).expect("steps")[0];
            println!("{name}, {turn}: {took:.1} s, {top:.0} to {bottom:.0} mmHg");
            assert!((20.0..60.0).contains(&took), "{name}: {took} s");
            if targets.rhythm.has_pulse() {
                let (diastolic, systolic) = bench.arterial_range(Time::from_secs(end.0));
                assert!(top > systolic + 5.0, "{name}: {top} over {systolic}");
                assert!(bottom < diastolic - 5.0, "{name}: {bottom} under {diastolic}");
            }
        }
    }
}
