//! What `supervise` promises, on virtual time and with sensors that do as they are told.
#![allow(clippy::expect_used)]

use std::{cell::RefCell, rc::Rc};

use bedside::{
    model::{Measured, Origin, Packet, Quality, SensorId, SensorState, Span, Time, Vital},
    sources::{Arrival, Clock, Sensor, SensorError, VirtualClock, VirtualTime, supervise},
};

const PATIENCE: Span = Span::from_millis(3_000);
const EVERY: Span = Span::from_millis(500);

enum Answer {
    Packet,
    Nothing,
    Error(&'static str),
    LinkLost,
    Never,
    At(Time),
}

/// A sensor that is due twice a second and answers as its script says.
struct Scripted<F> {
    clock: VirtualClock,
    due: Option<Time>,
    script: F,
}

impl<F: FnMut(Time) -> Answer + 'static> Sensor for Scripted<F> {
    fn id(&self) -> SensorId {
        SensorId::Thermometer
    }

    fn due(&self) -> Option<Time> {
        self.due
    }

    fn patience(&self) -> Span {
        PATIENCE
    }

    async fn read(&mut self, now: Time) -> Result<Vec<Packet>, SensorError> {
        self.due = Some(now + EVERY);
        match (self.script)(now) {
            Answer::Packet => {}
            Answer::Nothing => return Ok(Vec::new()),
            Answer::Error(reason) => return Err(SensorError::Failed(reason.to_owned())),
            Answer::LinkLost => return Err(SensorError::LinkLost),
            Answer::Never => std::future::pending().await,
            Answer::At(at) => self.clock.sleep_until(at).await,
        }
        Ok(vec![Packet::Measured(Measured {
            vital: Vital::Temperature,
            value: Some(37.0),
            at: now,
            quality: Quality::Good,
            lasts: Measured::CONTINUOUS,
            origin: Origin::Simulated,
        })])
    }
}

/// A bed with one scripted sensor, and everything that arrived from it.
struct Bench {
    time: VirtualTime,
    arrivals: Rc<RefCell<Vec<Arrival>>>,
    opened: Rc<RefCell<Vec<Time>>>,
}

impl Bench {
    fn new(
        refuse: impl Fn(Time) -> Option<&'static str> + 'static,
        script: impl FnMut(Time) -> Answer + Clone + 'static,
    ) -> Self {
        let mut time = VirtualTime::new();
        let (arrivals, opened) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(Vec::new())));
        let (heard, noted, clock) = (Rc::clone(&arrivals), Rc::clone(&opened), time.clock());
        let open = move |now| {
            noted.borrow_mut().push(now);
            let sensor = Scripted { clock: clock.clone(), due: Some(now), script: script.clone() };
            refuse(now).map_or(Ok(sensor), |reason| Err(SensorError::Failed(reason.to_owned())))
        };
        let sink = move |arrival| heard.borrow_mut().push(arrival);
        time.spawn(supervise(time.clock(), SensorId::Thermometer, open, sink));
        Self { time, arrivals, opened }
    }

    fn reading(script: impl FnMut(Time) -> Answer + Clone + 'static) -> Self {
        Self::new(|_| None, script)
    }

    fn run(mut self, until: f64) -> Self {
        self.time.run_until(Time::from_secs(until));
        self
    }

    /// Seconds and states, in the order in which they were told.
    fn states(&self) -> Vec<(f64, SensorState)> {
        let arrivals = self.arrivals.borrow();
        let states = arrivals.iter().filter_map(|arrival| match arrival {
            Arrival::Sensor { state, at, .. } => Some((at.secs(), state.clone())),
            Arrival::Placed { .. } | Arrival::Packet(_) => None,
        });
        states.collect()
    }

    fn packets(&self) -> usize {
        self.arrivals.borrow().iter().filter(|arrival| matches!(arrival, Arrival::Packet(_))).count()
    }

    fn openings(&self) -> Vec<f64> {
        self.opened.borrow().iter().map(|at| at.secs()).collect()
    }
}

fn failed(reason: &str) -> SensorState {
    SensorState::Failed(reason.into())
}

#[test]
fn a_good_sensor_is_starting_then_running_and_told_once() {
    let bench = Bench::reading(|_| Answer::Packet).run(100.0);
    assert_eq!(bench.states(), [(0.0, SensorState::Starting), (0.0, SensorState::Running)]);
    assert_eq!(bench.packets(), 201);
    assert!(matches!(bench.arrivals.borrow()[2], Arrival::Packet(_)), "running is told before the packet");
}

#[test]
fn a_sensor_that_fails_is_opened_anew_with_growing_pauses() {
    let bench = Bench::reading(|_| Answer::Error("no contact")).run(100.0);
    assert_eq!(bench.states(), [(0.0, SensorState::Starting), (0.0, failed("no contact"))]);
    assert_eq!(bench.openings(), [0.0, 1.0, 3.0, 7.0, 15.0, 31.0, 61.0, 91.0]);
}

#[test]
fn one_that_cannot_be_opened_fails_the_same_way_and_recovers() {
    let refuse = |now: Time| (now < Time::from_secs(5.0)).then_some("no such device");
    let bench = Bench::new(refuse, |_| Answer::Packet).run(10.0);
    let expected =
        [(0.0, SensorState::Starting), (0.0, failed("no such device")), (7.0, SensorState::Running)];
    assert_eq!(bench.states(), expected);
}

#[test]
fn another_reason_is_told_and_the_same_one_is_not() {
    let bench = Bench::reading(|now| Answer::Error(if now < Time::from_secs(7.0) { "a" } else { "b" }));
    let bench = bench.run(60.0);
    assert_eq!(bench.states()[1..], [(0.0, failed("a")), (7.0, failed("b"))]);
}

#[test]
fn a_lost_link_is_told_as_one_and_tried_anew_like_any_failure() {
    let lost = |now: Time| if (2.0..8.0).contains(&now.secs()) { Answer::LinkLost } else { Answer::Packet };
    let bench = Bench::reading(lost).run(20.0);
    let told = [(0.0, SensorState::Starting), (0.0, SensorState::Running), (2.0, SensorState::LinkLost)];
    assert_eq!(bench.states()[..3], told);
    // Opened at 3, 5 and 9 s.
    assert_eq!(bench.states()[3..], [(9.0, SensorState::Running)]);
    assert_eq!(bench.openings(), [0.0, 3.0, 5.0, 9.0]);
}

#[test]
fn the_pauses_start_over_once_it_has_run_well() {
    let fails_at = |now: Time| {
        if now < Time::from_secs(2.0) || [80.0, 90.0].map(Time::from_secs).contains(&now) {
            Answer::Error("x")
        } else {
            Answer::Packet
        }
    };
    let bench = Bench::reading(fails_at).run(200.0);
    // Opened at 3 s after two failures. A minute and more of running: 1 s; 9 s of running: 2 s.
    assert_eq!(bench.openings(), [0.0, 1.0, 3.0, 81.0, 92.0]);
}

#[test]
fn a_read_that_hangs_is_abandoned_and_the_sensor_opened_anew() {
    let hangs = |now: Time| if (2.0..9.0).contains(&now.secs()) { Answer::Never } else { Answer::Packet };
    let bench = Bench::reading(hangs).run(30.0);
    let running = SensorState::Running;
    let expected =
        [(0.0, SensorState::Starting), (0.0, running.clone()), (5.0, SensorState::Silent), (11.0, running)];
    assert_eq!(bench.states(), expected);
    assert_eq!(bench.openings(), [0.0, 6.0, 11.0]);
}

#[test]
fn a_slow_answer_within_patience_is_an_answer() {
    let slow = |now: Time| Answer::At(now + Span::from_millis(2_999));
    assert_eq!(Bench::reading(slow).run(60.0).states().len(), 2);
}

#[test]
fn an_answer_that_is_there_when_patience_ends_is_taken() {
    let slow = |now: Time| Answer::At(now + PATIENCE);
    let bench = Bench::reading(slow).run(60.0);
    assert_eq!(bench.states(), [(0.0, SensorState::Starting), (3.0, SensorState::Running)]);
    assert_eq!(bench.openings(), [0.0]);
}

#[test]
fn a_tab_that_slept_during_a_read_does_not_make_it_hang() {
    let slow = |now: Time| {
        if now == Time::from_secs(10.0) { Answer::At(Time::from_secs(71.0)) } else { Answer::Packet }
    };
    let mut bench = Bench::reading(slow).run(10.0);
    bench.time.sleep_through(Time::from_secs(70.0));
    let bench = bench.run(100.0);
    assert_eq!(bench.states().len(), 2, "{:?}", bench.states());
    assert_eq!(bench.openings(), [0.0]);
}

#[test]
fn one_that_hangs_is_found_out_even_where_every_timer_is_late() {
    let mut bench =
        Bench::reading(|now| if now < Time::from_secs(9.9) { Answer::Packet } else { Answer::Never });
    for minute in 0..3 {
        bench.time.run_until(Time::from_secs(f64::from(minute) * 60.0 + 10.0));
        bench.time.sleep_through(Time::from_secs(f64::from(minute) * 60.0 + 69.0));
    }
    let bench = bench.run(190.0);
    assert_eq!(bench.states().last(), Some(&(129.0, SensorState::Silent)));
}

#[test]
fn answers_without_packets_are_silence_and_the_sensor_is_read_on() {
    let quiet = |now: Time| if (10.0..20.0).contains(&now.secs()) { Answer::Nothing } else { Answer::Packet };
    let bench = Bench::reading(quiet).run(30.0);
    let expected = [
        (0.0, SensorState::Starting),
        (0.0, SensorState::Running),
        (13.0, SensorState::Silent),
        (20.0, SensorState::Running),
    ];
    assert_eq!(bench.states(), expected);
    assert_eq!(bench.openings(), [0.0]);
}

#[test]
fn a_sensor_that_never_delivers_is_silent_too() {
    let bench = Bench::reading(|_| Answer::Nothing).run(30.0);
    assert_eq!(bench.states(), [(0.0, SensorState::Starting), (3.5, SensorState::Silent)]);
}

#[test]
fn what_was_overslept_is_not_silence() {
    let every_other = |now: Time| {
        if (10.0..60.4).contains(&now.secs()) { Answer::Nothing } else { Answer::Packet }
    };
    let mut bench = Bench::reading(every_other).run(9.8);
    bench.time.sleep_through(Time::from_secs(60.0));
    let bench = bench.run(100.0);
    assert_eq!(bench.states().len(), 2, "{:?}", bench.states());
}

#[test]
fn one_that_came_to_its_end_is_ended_and_its_task_done() {
    struct Over;
    impl Sensor for Over {
        fn id(&self) -> SensorId {
            SensorId::Recording
        }
        fn due(&self) -> Option<Time> {
            None
        }
        fn patience(&self) -> Span {
            PATIENCE
        }
        async fn read(&mut self, _now: Time) -> Result<Vec<Packet>, SensorError> {
            Err(SensorError::Failed("read after its end".to_owned()))
        }
    }
    let mut time = VirtualTime::new();
    let states = Rc::new(RefCell::new(Vec::new()));
    let heard = Rc::clone(&states);
    let sink = move |arrival| {
        if let Arrival::Sensor { state, .. } = arrival {
            heard.borrow_mut().push(state);
        }
    };
    time.spawn(supervise(time.clock(), SensorId::Recording, |_| Ok(Over), sink));
    time.run_until(Time::ZERO);
    assert_eq!(*states.borrow(), [SensorState::Starting, SensorState::Ended]);
    assert!(time.is_idle());
}

#[test]
fn one_that_is_always_due_leaves_time_for_others() {
    struct Greedy;
    impl Sensor for Greedy {
        fn id(&self) -> SensorId {
            SensorId::Ecg
        }
        fn due(&self) -> Option<Time> {
            Some(Time::ZERO)
        }
        fn patience(&self) -> Span {
            PATIENCE
        }
        async fn read(&mut self, _now: Time) -> Result<Vec<Packet>, SensorError> {
            Ok(Vec::new())
        }
    }
    let mut time = VirtualTime::new();
    time.spawn(supervise(time.clock(), SensorId::Ecg, |_| Ok(Greedy), drop));
    time.run_until(Time::from_secs(1.0));
    assert_eq!(time.now(), Time::from_secs(1.0));
}
