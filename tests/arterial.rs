//! The arterial line from the simulated patient's artery to the numbers and alarms of the bed.
#![allow(clippy::expect_used)]

use std::{cell::RefCell, rc::Rc};

use bedside::{
    alarms::{AlarmConfig, Transition},
    model::{AgeBand, Quality, Reading, SensorId, Span, Time, Vital},
    monitor::Bed,
    physiology::{Rhythm, Scenario, Targets},
    sources::{
        VirtualTime,
        simulated::{Fault, SimulatedBed},
    },
};

const VITALS: [Vital; 3] = [Vital::ArterialSystolic, Vital::ArterialDiastolic, Vital::ArterialMean];

struct Bench {
    time: VirtualTime,
    patient: SimulatedBed,
    bed: Rc<RefCell<Bed>>,
    transitions: Vec<Transition>,
}

impl Bench {
    fn new() -> Self {
        let (mut time, patient) = (VirtualTime::new(), SimulatedBed::new(11));
        let bed = Rc::new(RefCell::new(Bed::new(AlarmConfig::defaults(AgeBand::Adult))));
        let sink = Rc::clone(&bed);
        for (_, task) in patient.tasks(&time.clock(), move |arrival| sink.borrow_mut().arrive(arrival)) {
            time.spawn(task);
        }
        Self { time, patient, bed, transitions: Vec::new() }
    }

    fn run(&mut self, until: f64) {
        while self.time.now() < Time::from_secs(until) {
            let now = self.time.now() + Span::from_millis(250);
            self.time.run_until(now);
            self.transitions.extend(self.bed.borrow_mut().advance(now).1);
        }
    }

    fn target(&self, targets: Targets) {
        self.patient.patient().borrow_mut().set_targets(targets, self.time.now());
    }

    fn fault(&self, fault: Fault) {
        self.patient.fault(SensorId::Arterial).expect("a line").set(fault);
    }

    fn readings(&self) -> [Reading; 3] {
        let bed = self.bed.borrow();
        VITALS.map(|vital| *bed.monitor.reading(vital).expect("a reading"))
    }

    /// When an alarm first took a step, and to which state.
    fn first(&self, key: &str) -> Option<(f64, &'static str)> {
        let of = self.transitions.iter().find(|transition| transition.condition.key() == key);
        of.map(|transition| (transition.at.secs(), transition.to.name()))
    }

    /// Highest, lowest and average pressure in the patient's artery in the six seconds before now.
    fn artery(&self) -> [f64; 3] {
        let (mut patient, now) = (self.patient.patient().borrow_mut(), self.time.now());
        let (mut high, mut low, mut sum) = (f64::MIN, f64::MAX, 0.0);
        for millis in 0..6_000 {
            let pressure = f64::from(patient.arterial_pressure(now - Span::from_millis(millis)));
            (high, low, sum) = (high.max(pressure), low.min(pressure), sum + pressure);
        }
        [high, low, sum / 6_000.0]
    }
}

#[test]
fn the_numbers_are_those_of_the_artery_and_follow_it() {
    let mut bench = Bench::new();
    for (systolic, diastolic, until) in [(118.0, 76.0, 60.0), (165.0, 98.0, 180.0), (82.0, 45.0, 300.0)] {
        bench.target(Targets { systolic, diastolic, ..Targets::default() });
        bench.run(until);
        for (reading, real) in bench.readings().into_iter().zip(bench.artery()) {
            let value = reading.value.expect("a value");
            // The extremes of six seconds lie beyond the average beat by what a breath moves it.
            assert!((value - real).abs() < 5.0, "{}: {value:.1}, not {real:.1}", reading.vital);
            assert_eq!(reading.quality, Quality::Good);
        }
    }
}

#[test]
fn every_scenario_with_a_pulse_has_numbers_and_no_other() {
    for scenario in Scenario::ALL {
        let mut bench = Bench::new();
        let targets = scenario.targets();
        let pulse = targets.rhythm.has_pulse();
        bench.target(targets);
        bench.run(150.0);
        let mut shown = 0;
        for second in 151..=210 {
            bench.run(f64::from(second));
            let [systolic, diastolic, mean] = bench.readings();
            shown += u32::from(systolic.value.is_some() && diastolic.value.is_some());
            let [high, low, average] = bench.artery();
            let within = |reading: Reading, low, high| {
                reading.value.is_none_or(|value| (low - 5.0..=high + 5.0).contains(&value))
            };
            assert!(within(systolic, average, high), "{scenario:?}: {systolic:?} in {low:.0} to {high:.0}");
            assert!(within(diastolic, low, average), "{scenario:?}: {diastolic:?} in {low:.0} to {high:.0}");
            assert!(within(mean, average, average), "{scenario:?}: {mean:?}, not {average:.0}");
        }
        assert_eq!(shown, if pulse { 60 } else { 0 }, "{scenario:?}");
    }
}

#[test]
fn a_pressure_beyond_its_limit_alarms() {
    let mut bench = Bench::new();
    bench.run(60.0);
    assert_eq!(bench.first("abp-sys-high"), None);
    bench.target(Targets { systolic: 190.0, diastolic: 110.0, ..Targets::default() });
    bench.run(180.0);
    for key in ["abp-sys-high", "abp-dia-high", "abp-mean-high"] {
        assert!(bench.first(key).is_some_and(|(_, state)| state == "active"), "{key}");
    }
    bench.target(Targets::default());
    bench.run(400.0);
    let ended = |t: &Transition| t.condition.key() == "abp-sys-high" && t.to.name() == "cleared";
    assert!(bench.transitions.iter().any(ended));
}

#[test]
fn a_line_that_is_off_or_lost_has_no_numbers_and_says_so() {
    for (fault, key) in [
        (Fault::SensorOff, "sensor-off-arterial"),
        (Fault::Fails, "no-data-arterial"),
        (Fault::Hangs, "no-data-arterial"),
        (Fault::Silent, "no-data-arterial"),
    ] {
        let mut bench = Bench::new();
        bench.run(30.0);
        bench.fault(fault);
        bench.run(40.0);
        assert!(bench.readings().iter().all(|reading| reading.value.is_none()), "{fault:?}");
        let (at, state) = bench.first(key).expect("an alarm");
        assert!(state == "active" && at < 40.0, "{fault:?}: {state} at {at}");
        bench.fault(Fault::None);
        bench.run(70.0);
        assert!(bench.readings().iter().all(|reading| reading.value.is_some()), "{fault:?}");
    }
}

#[test]
fn a_heart_that_stops_leaves_only_a_mean() {
    let mut bench = Bench::new();
    bench.run(30.0);
    bench.target(Targets { rhythm: Rhythm::Asystole, ..Targets::default() });
    bench.run(60.0);
    let [systolic, diastolic, mean] = bench.readings();
    assert_eq!((systolic.value, diastolic.value), (None, None));
    assert!(mean.value.is_some_and(|mean| mean < 40.0), "{mean:?}");
    assert_eq!(mean.quality, Quality::Good);
    assert!(bench.first("low-quality-arterial").is_some());
}
