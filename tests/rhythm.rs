//! Rhythms of the simulated patient, lived through on the virtual clock, and what is told of them.

#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use bedside::{
    alarms::AlarmConfig,
    model::{AgeBand, Channel, Origin, Packet, Rate, SensorId, Span, Time, Vital, WaveformPacket},
    monitor::{Bed, STEP},
    physiology::{BeatKind, Scenario},
    processing::{Beat, BeatClass, Event, Finding, Processor},
    sources::{
        VirtualTime,
        simulated::{Fault, SimulatedBed},
    },
};
use proptest::prelude::*;

/// A bed that lives on its own clock, and what it found.
struct Ward {
    time: VirtualTime,
    patient: SimulatedBed,
    bed: Rc<RefCell<Bed>>,
    events: Vec<(Event, bool, Time)>,
    beats: Vec<Beat>,
    /// Seconds from each beat until it was known.
    latest: f64,
}

impl Ward {
    fn new(seed: u64) -> Self {
        let mut time = VirtualTime::new();
        let patient = SimulatedBed::new(seed);
        let bed = Rc::new(RefCell::new(Bed::new(AlarmConfig::defaults(AgeBand::Adult))));
        let sink = Rc::clone(&bed);
        for (_, task) in patient.tasks(&time.clock(), move |arrival| sink.borrow_mut().arrive(arrival)) {
            time.spawn(task);
        }
        Self { time, patient, bed, events: Vec::new(), beats: Vec::new(), latest: 0.0 }
    }

    fn now(&self) -> Time {
        self.time.now()
    }

    fn run(&mut self, secs: f64) {
        let until = self.now() + Span::from_secs(secs);
        while self.now() < until {
            self.time.run_until(self.now() + STEP);
            let (findings, _) = self.bed.borrow_mut().advance(self.time.now());
            for finding in findings {
                match finding {
                    Finding::Event { event, active, at } if event != Event::Apnoea => {
                        self.events.push((event, active, at));
                    }
                    Finding::Beat(beat) => {
                        self.latest = self.latest.max((self.time.now() - beat.at).secs());
                        self.beats.push(beat);
                    }
                    _ => {}
                }
            }
        }
    }

    fn become_like(&mut self, scenario: Scenario) -> Time {
        let now = self.now();
        self.patient.patient().borrow_mut().set_targets(scenario.targets(), now);
        now
    }

    fn heart_rate(&self) -> Option<f64> {
        self.bed.borrow().monitor.reading(Vital::HeartRate).and_then(|reading| reading.value)
    }

    /// Seconds from `since` to each event's first beginning.
    fn begun(&self, since: Time) -> BTreeMap<Event, f64> {
        let mut begun = BTreeMap::new();
        for (event, _, at) in self.events.iter().filter(|(_, active, at)| *active && *at >= since) {
            begun.entry(*event).or_insert((*at - since).secs());
        }
        begun
    }

    fn active(&self) -> Vec<Event> {
        let mut active: Vec<Event> = Vec::new();
        for (event, on, _) in &self.events {
            active.retain(|other| other != event);
            if *on {
                active.push(*event);
            }
        }
        active
    }
}

#[test]
fn quiet_rhythms_raise_nothing() {
    for scenario in [
        Scenario::StableAdult,
        Scenario::Tachycardia,
        Scenario::Bradycardia,
        Scenario::Sepsis,
        Scenario::Desaturation,
        Scenario::Hypertension,
    ] {
        for seed in 1..=3 {
            let mut ward = Ward::new(seed);
            ward.become_like(scenario);
            ward.run(600.0);
            assert!(ward.events.is_empty(), "{}, patient {seed}: {:?}", scenario.name(), ward.events);
            assert!(ward.latest <= 1.25, "a beat was told {} s late", ward.latest);
            let ventricular = ward.beats.iter().filter(|beat| beat.class == BeatClass::Ventricular).count();
            assert_eq!(ventricular, 0, "{}, patient {seed}", scenario.name());
        }
    }
}

/// Each dangerous rhythm after a minute of sinus rhythm: what is told of it, within how many seconds,
/// and what may be told besides.
#[test]
fn every_rhythm_is_told_in_time_and_as_nothing_else() {
    use Event::{
        Asystole, AtrialFibrillation, Bigeminy, Couplet, FrequentPvcs, Pause, VentricularFibrillation,
        VentricularRun, VentricularTachycardia,
    };
    let cases: [(Scenario, Event, f64, &[Event]); 5] = [
        (Scenario::VentricularTachycardia, VentricularTachycardia, 6.0, &[]),
        (Scenario::VentricularFibrillation, VentricularFibrillation, 6.5, &[]),
        // A pause of two seconds comes before a standstill of four.
        (Scenario::Asystole, Asystole, 7.0, &[Pause]),
        // Two early beats whose look the T wave before them changes may pass for a couplet.
        (Scenario::AtrialFibrillation, AtrialFibrillation, 45.0, &[Couplet]),
        // Frequent single beats may by chance alternate with normal ones, or pair.
        (Scenario::FrequentPvcs, FrequentPvcs, 240.0, &[Bigeminy, Couplet]),
    ];
    for (scenario, expected, within, besides) in cases {
        for seed in 1..=4 {
            let mut ward = Ward::new(seed);
            ward.run(60.0);
            assert!(ward.events.is_empty(), "{:?}", ward.events);
            let since = ward.become_like(scenario);
            ward.run(240.0);
            let begun = ward.begun(since);
            let name = format!("{}, patient {seed}: {:?}", scenario.name(), ward.events);
            assert!(begun.get(&expected).is_some_and(|after| *after <= within), "{name}");
            assert!(begun.keys().all(|event| *event == expected || besides.contains(event)), "{name}");
            let changes = ward.events.iter().filter(|(event, ..)| *event == expected).count();
            if scenario != Scenario::FrequentPvcs {
                assert_eq!(changes, 1, "it goes on: {name}");
                assert_eq!(ward.active(), [expected], "{name}");
            }
            if matches!(expected, VentricularFibrillation | Asystole) {
                assert_eq!(ward.heart_rate(), None, "{name}");
            }
            // It ends with the rhythm, and what was a moment ends by itself.
            ward.become_like(Scenario::StableAdult);
            ward.run(150.0);
            assert!(ward.active().is_empty(), "{:?} after it: {name}", ward.active());
            assert!(!ward.begun(since).contains_key(&VentricularRun), "{name}");
        }
    }
}

#[test]
fn premature_beats_are_classed_one_by_one() {
    for seed in 1..=3 {
        let mut ward = Ward::new(seed);
        ward.run(30.0);
        let since = ward.become_like(Scenario::FrequentPvcs);
        ward.run(300.0);
        let truth = ward.patient.patient().borrow_mut().truth(since, ward.now() - Span::from_secs(2.0));
        let (mut right, mut wrong) = (0, 0);
        for (at, kind) in &truth.beats {
            let near = ward.beats.iter().find(|beat| (beat.at - *at).secs().abs() < 0.1);
            let called = near.is_some_and(|beat| beat.class == BeatClass::Ventricular);
            *(if called == (*kind == BeatKind::Premature) { &mut right } else { &mut wrong }) += 1;
        }
        assert!(right > 300 && wrong <= 3, "patient {seed}: {right} right, {wrong} wrong");
    }
}

#[test]
fn a_tachycardia_that_is_there_from_the_start_is_told() {
    for seed in 1..=3 {
        let mut ward = Ward::new(seed);
        let since = ward.become_like(Scenario::VentricularTachycardia);
        ward.run(120.0);
        let begun = ward.begun(since);
        assert!(begun.get(&Event::VentricularTachycardia).is_some_and(|after| *after < 20.0), "{begun:?}");
    }
}

#[test]
fn events_end_when_electrodes_go_off_or_the_sensor_is_gone() {
    for scenario in
        [Scenario::VentricularFibrillation, Scenario::VentricularTachycardia, Scenario::AtrialFibrillation]
    {
        for fault in [Fault::SensorOff, Fault::Silent] {
            let mut ward = Ward::new(5);
            ward.run(30.0);
            ward.become_like(scenario);
            ward.run(90.0);
            assert_eq!(ward.active().len(), 1, "{}: {:?}", scenario.name(), ward.events);
            ward.patient.fault(SensorId::Ecg).unwrap().set(fault);
            ward.run(8.0);
            assert!(ward.active().is_empty(), "{} {fault:?}: {:?}", scenario.name(), ward.active());
            ward.patient.fault(SensorId::Ecg).unwrap().set(Fault::None);
            ward.run(90.0);
            assert_eq!(ward.active().len(), 1, "{} {fault:?} comes back: {:?}", scenario.name(), ward.events);
        }
    }
}

#[test]
fn a_rhythm_is_told_at_every_rate_and_gain() {
    for hz in [100.0, 125.0, 250.0, 360.0, 500.0, 1000.0] {
        for gain in [0.5_f32, 1.0, -1.0, 3.0] {
            let mut patient = bedside::physiology::VirtualPatient::new(3);
            let rate = Rate::constant(hz);
            let count = (160.0 * hz) as u64;
            let turns = [
                (40.0, Scenario::VentricularTachycardia),
                (70.0, Scenario::StableAdult),
                (110.0, Scenario::VentricularFibrillation),
            ];
            let mut turns = turns.into_iter().peekable();
            let mut samples = Vec::new();
            for n in 0..count {
                let at = rate.time_of(Time::ZERO, n);
                if let Some((_, scenario)) = turns.next_if(|(secs, _)| at >= Time::from_secs(*secs)) {
                    patient.set_targets(scenario.targets(), at);
                }
                samples.push(gain * patient.ecg(at));
            }
            let found = events(&[(0, samples)], rate);
            let of = |event: Event| {
                let times = found.iter().filter(|(other, ..)| *other == event);
                times.map(|(_, active, at)| (*active, at.secs())).collect::<Vec<_>>()
            };
            let name = format!("{hz} Hz, gain {gain}: {found:?}");
            let tachycardia = of(Event::VentricularTachycardia);
            assert!(tachycardia.len() == 2 && (41.0..47.0).contains(&tachycardia[0].1), "{name}");
            assert!((70.0..76.0).contains(&tachycardia[1].1), "{name}");
            let fibrillation = of(Event::VentricularFibrillation);
            assert!(fibrillation.len() == 1 && (111.0..117.0).contains(&fibrillation[0].1), "{name}");
        }
    }
}

/// Events in stretches of samples, each beginning with the sample of its number.
fn events(stretches: &[(u64, Vec<f32>)], rate: Rate) -> Vec<(Event, bool, Time)> {
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    let step = ((rate.hz() / 4.0) as usize).max(1);
    for (first, samples) in stretches {
        for (n, part) in samples.chunks(step).enumerate() {
            let packet = WaveformPacket {
                channel: Channel::Ecg,
                origin: Origin::Replay,
                epoch: Time::ZERO,
                rate,
                index: first + (n * step) as u64,
                samples: part.to_vec(),
            };
            let now = packet.end();
            processor.receive(&Packet::Waveform(packet), &mut findings);
            processor.advance(now, &mut findings);
        }
    }
    let event = |finding: Finding| match finding {
        Finding::Event { event, active, at } => Some((event, active, at)),
        _ => None,
    };
    findings.into_iter().filter_map(event).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever comes in, each event begins before it ends, and nothing is left on when the electrodes
    /// are off at last.
    #[test]
    fn events_of_garbage_alternate_and_end(
        stretches in prop::collection::vec((0_u64..3_000, prop::collection::vec(garbage(), 1..900)), 1..8),
        hz in prop_oneof![Just(100.0), Just(250.0), 100.0..1_000.0_f64],
    ) {
        let (mut first, mut all) = (0, Vec::new());
        for (gap, samples) in stretches {
            first += gap;
            let count = samples.len() as u64;
            all.push((first, samples));
            first += count;
        }
        all.push((first, vec![f32::NAN; 4 * hz as usize + 4]));
        let mut on: Vec<Event> = Vec::new();
        for (event, active, _) in events(&all, Rate::new(hz).unwrap()) {
            prop_assert_eq!(on.contains(&event), !active, "{:?} twice", event);
            if active { on.push(event) } else { on.retain(|other| *other != event) }
        }
        prop_assert!(on.is_empty(), "left on: {:?}", on);
    }

    /// Samples that are not there are no evidence of anything.
    #[test]
    fn nothing_is_told_of_missing_samples(
        samples in prop::collection::vec(prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY), Just(f32::MAX)], 1..6_000),
    ) {
        let told = events(&[(0, samples)], Rate::constant(250.0));
        prop_assert!(told.is_empty(), "{:?}", told);
    }
}

fn garbage() -> impl Strategy<Value = f32> {
    prop_oneof![
        8 => -1.0_f32..1.0,
        2 => -400.0_f32..400.0,
        1 => any::<u32>().prop_map(f32::from_bits),
        1 => Just(f32::NAN),
        1 => Just(f32::INFINITY),
    ]
}
