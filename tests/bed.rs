//! A whole bed on the virtual clock: simulated patient, supervised sensors, processing, alarms.

#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use bedside::{
    alarms::{AlarmConfig, Condition, Transition, TransitionKind},
    model::{AgeBand, Channel, Quality, SensorId, Span, Time, Vital},
    monitor::{Bed, STEP},
    physiology::Scenario,
    sources::{
        VirtualTime,
        simulated::{Fault, SimulatedBed},
    },
};

/// A bed that lives on its own clock.
struct Ward {
    time: VirtualTime,
    patient: SimulatedBed,
    bed: Rc<RefCell<Bed>>,
    transitions: Vec<Transition>,
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
        Self { time, patient, bed, transitions: Vec::new() }
    }

    fn now(&self) -> Time {
        self.time.now()
    }

    /// Lives on for `secs`, as the page does: a step at a time.
    fn run(&mut self, secs: f64) {
        let until = self.now() + Span::from_secs(secs);
        while self.now() < until {
            self.time.run_until(self.now() + STEP);
            let (_, transitions) = self.bed.borrow_mut().advance(self.time.now());
            self.transitions.extend(transitions);
        }
    }

    fn become_like(&mut self, scenario: Scenario) {
        let now = self.now();
        self.patient.patient().borrow_mut().set_targets(scenario.targets(), now);
    }

    fn quality(&self, vital: Vital) -> Quality {
        self.bed.borrow().monitor.reading(vital).map_or(Quality::Invalid, |reading| reading.quality)
    }

    fn value(&self, vital: Vital) -> Option<f64> {
        self.bed.borrow().monitor.reading(vital).and_then(|reading| reading.value)
    }

    fn active(&self) -> BTreeSet<String> {
        self.bed.borrow().alarms.active().iter().map(|alarm| alarm.condition.key()).collect()
    }

    /// How long after `since` a condition first became active.
    fn activated(&self, condition: Condition, since: Time) -> Option<f64> {
        let first = self.transitions.iter().find(|step| {
            step.condition == condition && step.to == TransitionKind::Active && step.at >= since
        });
        first.map(|step| (step.at - since).secs())
    }
}

fn close(value: Option<f64>, expected: f64, within: f64) -> bool {
    value.is_some_and(|value| (value - expected).abs() <= within)
}

#[test]
fn a_stable_adult_is_measured_and_raises_no_alarm() {
    for seed in 1..=6 {
        let mut ward = Ward::new(seed);
        ward.patient.cuff().start();
        ward.run(600.0);
        let raised: Vec<_> = ward.transitions.iter().map(Transition::text).collect();
        assert!(raised.is_empty(), "patient {seed}: {raised:?}");
        let targets = Scenario::ALL[0].targets();
        for (vital, expected, within) in [
            (Vital::HeartRate, targets.heart_rate, 6.0),
            (Vital::PulseRate, targets.heart_rate, 6.0),
            (Vital::SpO2, targets.spo2, 1.5),
            (Vital::RespRate, targets.resp_rate, 2.0),
            (Vital::Systolic, targets.systolic, 12.0),
            (Vital::Diastolic, targets.diastolic, 12.0),
            (Vital::Temperature, targets.temperature, 0.2),
        ] {
            let value = ward.value(vital);
            assert!(close(value, expected, within), "patient {seed}: {vital} {value:?}, not near {expected}");
        }
    }
}

#[test]
fn every_emergency_is_told_in_time() {
    let cases = [
        (
            Scenario::Tachycardia,
            vec![Condition::LimitHigh(Vital::HeartRate), Condition::ExtremeTachycardia],
            20.0,
        ),
        (
            Scenario::Bradycardia,
            vec![Condition::LimitLow(Vital::HeartRate), Condition::ExtremeBradycardia],
            30.0,
        ),
        (Scenario::VentricularTachycardia, vec![Condition::VentricularTachycardia], 15.0),
        (Scenario::VentricularFibrillation, vec![Condition::VentricularFibrillation], 10.0),
        // No beat for 4 s, after a last beat that was already under way.
        (Scenario::Asystole, vec![Condition::Asystole], 8.0),
        (Scenario::Desaturation, vec![Condition::LimitLow(Vital::SpO2), Condition::Desaturation], 60.0),
        // No breath for 20 s, after the breath that was under way.
        (Scenario::Apnoea, vec![Condition::Apnoea], 30.0),
    ];
    for (scenario, conditions, within) in cases {
        for seed in 1..=3 {
            let mut ward = Ward::new(seed);
            ward.run(60.0);
            ward.become_like(scenario);
            let since = ward.now();
            ward.run(90.0);
            let first =
                conditions.iter().filter_map(|condition| ward.activated(*condition, since)).reduce(f64::min);
            assert!(
                first.is_some_and(|after| after <= within),
                "{} of patient {seed}: told after {first:?} s, not within {within}",
                scenario.name()
            );
        }
    }
}

#[test]
fn a_heart_that_stands_still_shows_no_pulse() {
    let mut ward = Ward::new(4);
    ward.run(30.0);
    ward.become_like(Scenario::Asystole);
    ward.run(30.0);
    assert_eq!(ward.value(Vital::HeartRate), None);
    assert_eq!(ward.value(Vital::PulseRate), None);
    assert_eq!(ward.value(Vital::SpO2), None);
}

#[test]
fn a_sensor_in_trouble_shows_no_old_number_and_recovers() {
    for (id, vital) in [
        (SensorId::Ecg, Vital::HeartRate),
        (SensorId::Oximeter, Vital::SpO2),
        (SensorId::Resp, Vital::RespRate),
        (SensorId::Thermometer, Vital::Temperature),
    ] {
        for fault in [Fault::Fails, Fault::Hangs, Fault::Silent, Fault::LinkLost] {
            let mut ward = Ward::new(5);
            ward.run(60.0);
            assert!(ward.value(vital).is_some());
            let switch = ward.patient.fault(id).unwrap().clone();
            switch.set(fault);
            let lost = fault == Fault::LinkLost;
            let key = if lost { Condition::LinkLost(id) } else { Condition::NoData(id) }.key();
            let mut alarmed = 0.0;
            for _ in 0..80 {
                ward.run(0.25);
                if ward.active().contains(&key) {
                    alarmed += 0.25;
                    // A radio link breaks and comes back within seconds: its number stands in doubt for some.
                    let doubtful = ward.quality(vital) == Quality::Questionable && alarmed <= 11.0;
                    let blank = ward.value(vital).is_none();
                    assert!(blank || (lost && doubtful), "{id} {fault:?}: a number while it {key}");
                }
            }
            assert!(alarmed > 0.0, "{id} {fault:?}: no alarm in 20 s");
            for (other, untouched) in [(SensorId::Ecg, Vital::HeartRate), (SensorId::Oximeter, Vital::SpO2)] {
                assert!(other == id || ward.value(untouched).is_some(), "{id} {fault:?} disturbs {other}");
            }
            switch.set(Fault::None);
            ward.run(60.0);
            assert!(ward.value(vital).is_some(), "{id} {fault:?}: still blank a minute after");
            assert!(!ward.active().contains(&key), "{id} {fault:?}: alarm stays");
        }
    }
}

#[test]
fn electrodes_that_come_off_are_told_and_blank() {
    let mut ward = Ward::new(7);
    ward.run(40.0);
    ward.patient.fault(SensorId::Ecg).unwrap().set(Fault::SensorOff);
    ward.run(8.0);
    assert!(ward.active().contains("sensor-off-ecg"), "{:?}", ward.active());
    assert_eq!(ward.value(Vital::HeartRate), None);
    assert_eq!(ward.bed.borrow().monitor.wave(Channel::Ecg).unwrap().quality().0, Quality::Invalid);
    assert!(!ward.active().contains("asystole"), "nothing is known of the heart");
    assert!(ward.value(Vital::PulseRate).is_some());
}

#[test]
fn late_and_rare_steps_find_the_same() {
    // A hidden tab wakes once a minute: the same beats, the same readings, the same alarms.
    let alarms_of = |pause: f64| {
        let mut ward = Ward::new(8);
        let mut told = Vec::new();
        for minute in 0..6 {
            if minute == 2 {
                ward.become_like(Scenario::Tachycardia);
            }
            let until = ward.now() + Span::from_secs(60.0);
            while ward.now() < until {
                ward.time.run_until(ward.now() + Span::from_secs(pause));
                let (_, transitions) = ward.bed.borrow_mut().advance(ward.time.now());
                told.extend(transitions.into_iter().map(|step| (step.condition, step.to)));
            }
        }
        told
    };
    assert_eq!(alarms_of(0.25), alarms_of(60.0));
}

#[test]
fn the_trend_holds_what_was_shown() {
    let mut ward = Ward::new(9);
    ward.run(120.0);
    let bed = ward.bed.borrow();
    for vital in [Vital::HeartRate, Vital::SpO2, Vital::RespRate, Vital::Temperature] {
        let points = bed.monitor.trend().points(vital, ward.now() - Span::from_secs(60.0));
        assert_eq!(points.len(), 31, "{vital}: one every 2 s, both ends in");
        assert!(points.iter().all(|point| point.value.is_some()), "{vital}");
    }
    let before = bed.monitor.trend().points(Vital::HeartRate, ward.now() - Span::from_secs(3_600.0));
    assert!(before.len() >= 59, "{}", before.len());
    assert!(before.iter().any(|point| point.value.is_none()), "the first seconds were not known");
}

#[test]
fn a_cuff_pressure_is_shown_for_an_hour_and_kept_in_the_trend() {
    let mut ward = Ward::new(10);
    ward.patient.cuff().start();
    ward.run(90.0);
    assert!(ward.value(Vital::Systolic).is_some());
    ward.run(3_500.0);
    assert!(ward.value(Vital::Systolic).is_some());
    ward.run(120.0);
    assert_eq!(ward.value(Vital::Systolic), None);
    assert_eq!(ward.bed.borrow().monitor.trend().points(Vital::Systolic, Time::ZERO).len(), 1);
}

#[test]
fn a_sensor_battery_that_runs_low_is_told_until_it_is_charged() {
    let mut ward = Ward::new(11);
    ward.run(20.0);
    let switch = ward.patient.fault(SensorId::Oximeter).unwrap().clone();
    switch.set(Fault::BatteryLow);
    ward.run(2.0);
    let alarms = ward.bed.borrow().alarms.active().to_vec();
    assert_eq!(
        alarms.iter().map(bedside::alarms::Alarm::text).collect::<Vec<_>>(),
        ["SpO₂ battery low: 15 %"]
    );
    assert_eq!(ward.bed.borrow().monitor.batteries().get(&SensorId::Oximeter), Some(&15));
    assert!(ward.value(Vital::SpO2).is_some(), "it still measures");
    switch.set(Fault::None);
    ward.run(2.0);
    assert!(ward.active().is_empty(), "{:?}", ward.active());
}

#[test]
fn a_cuff_measurement_that_arrives_late_and_at_once_is_evaluated_all_the_same() {
    for piece in [7, 18, 25, 40] {
        let mut time = VirtualTime::new();
        let patient = SimulatedBed::new(5);
        let held = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&held);
        for (_, task) in patient.tasks(&time.clock(), move |arrival| sink.borrow_mut().push(arrival)) {
            time.spawn(task);
        }
        let mut bed = Bed::new(AlarmConfig::defaults(AgeBand::Adult));
        time.run_until(Time::from_secs(2.0));
        patient.cuff().start();
        // The bed goes on, but what its sensors sense comes in pieces of some seconds.
        for second in 1..=80 {
            time.run_until(Time::from_secs(2.0 + f64::from(second)));
            if second % piece == 0 {
                held.borrow_mut().drain(..).for_each(|arrival| bed.arrive(arrival));
            }
            bed.advance(time.now());
        }
        let systolic = bed.monitor.reading(Vital::Systolic).and_then(|reading| reading.value);
        assert!(close(systolic, 120.0, 15.0), "in pieces of {piece} s: {systolic:?}");
    }
}
