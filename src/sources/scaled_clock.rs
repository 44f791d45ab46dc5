use std::{
    cell::RefCell,
    collections::BTreeMap,
    pin::{Pin, pin},
    rc::Rc,
    task::{Context, Poll, Waker},
};

use futures_util::future::select;

use super::Clock;
use crate::model::{Span, Time};

/// How many times faster than its base a [`ScaledClock`] runs, 1 to 60.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Speed(f64);

impl Speed {
    /// As fast as the base.
    pub const REAL: Self = Self(1.0);

    /// The fastest: an hour in a minute.
    pub const FASTEST: Self = Self(60.0);

    /// `None` unless `factor` lies in 1 to 60.
    pub fn new(factor: f64) -> Option<Self> {
        (Self::REAL.0..=Self::FASTEST.0).contains(&factor).then_some(Self(factor))
    }

    /// The factor.
    pub const fn factor(self) -> f64 {
        self.0
    }
}

/// A clock driven by another one, that can run faster, stand still and go on.
///
/// Its time is continuous: it never jumps when the speed changes or the clock is paused or resumed,
/// and those who wait on it wake when *it* shows their time, whatever happened to it meanwhile.
/// Clones are the same clock.
pub struct ScaledClock<C> {
    base: C,
    state: Rc<RefCell<State>>,
}

impl<C: Clone> Clone for ScaledClock<C> {
    fn clone(&self) -> Self {
        Self { base: self.base.clone(), state: Rc::clone(&self.state) }
    }
}

struct State {
    /// What the base showed at the last change,
    base: Time,
    /// and what this clock showed then.
    own: Time,
    speed: Speed,
    paused: bool,
    /// How often speed or pause changed.
    changes: u64,
    /// Those who wait for the next change, because their moment moves with it.
    waiting: BTreeMap<u64, Waker>,
    places: u64,
}

impl State {
    fn own_at(&self, base: Time) -> Time {
        if self.paused { self.own } else { self.own + (base - self.base).scaled(self.speed.0) }
    }

    /// When the base will show what makes this clock show `own`; `None` while it stands still.
    fn base_at(&self, own: Time) -> Option<Time> {
        let micros = ((own - self.own).micros() as f64 / self.speed.0).ceil() as i64;
        (!self.paused).then(|| self.base + Span::from_micros(micros))
    }
}

impl<C: Clock> ScaledClock<C> {
    /// A running clock that shows `start` now.
    pub fn new(base: C, start: Time, speed: Speed) -> Self {
        let state = State {
            base: base.now(),
            own: start,
            speed,
            paused: false,
            changes: 0,
            waiting: BTreeMap::new(),
            places: 0,
        };
        Self { base, state: Rc::new(RefCell::new(state)) }
    }

    /// The speed it runs at when it is not paused.
    pub fn speed(&self) -> Speed {
        self.state.borrow().speed
    }

    /// Changes the speed, from now on; a paused clock stays paused.
    pub fn set_speed(&self, speed: Speed) {
        self.change(|state| state.speed = speed);
    }

    /// Whether it stands still.
    pub fn is_paused(&self) -> bool {
        self.state.borrow().paused
    }

    /// Stands still from now on.
    pub fn pause(&self) {
        self.change(|state| state.paused = true);
    }

    /// Goes on from where it stands.
    pub fn resume(&self) {
        self.change(|state| state.paused = false);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let waiting = {
            let mut state = self.state.borrow_mut();
            let now = self.base.now();
            state.own = state.own_at(now);
            state.base = now;
            state.changes += 1;
            change(&mut state);
            std::mem::take(&mut state.waiting)
        };
        // Outside the borrow: a waker may run its task at once.
        waiting.into_values().for_each(Waker::wake);
    }

    /// Done at the next change after this call.
    fn changed(&self) -> Changed {
        let mut state = self.state.borrow_mut();
        state.places += 1;
        Changed { state: Rc::clone(&self.state), changes: state.changes, place: state.places }
    }
}

impl<C: Clock> Clock for ScaledClock<C> {
    fn now(&self) -> Time {
        self.state.borrow().own_at(self.base.now())
    }

    fn sleep_until(&self, at: Time) -> impl Future<Output = ()> + 'static {
        let clock = self.clone();
        async move {
            while clock.now() < at {
                let changed = clock.changed();
                let base_at = clock.state.borrow().base_at(at);
                if let Some(base_at) = base_at {
                    // Never at once, should rounding put the moment a hair before it.
                    let base_at = base_at.max(clock.base.now() + Span::from_micros(1));
                    select(pin!(clock.base.sleep_until(base_at)), changed).await;
                } else {
                    changed.await;
                }
            }
        }
    }
}

struct Changed {
    state: Rc<RefCell<State>>,
    changes: u64,
    place: u64,
}

impl Future for Changed {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.changes != self.changes {
            return Poll::Ready(());
        }
        let replaced = state.waiting.insert(self.place, context.waker().clone());
        drop(state);
        // Outside the borrow: with its last waker a task may go, and with it others that wait here.
        drop(replaced);
        Poll::Pending
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        let removed = self.state.borrow_mut().waiting.remove(&self.place);
        drop(removed);
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;
    use crate::sources::VirtualTime;

    fn speed(factor: f64) -> Speed {
        Speed::new(factor).expect("a speed of the test")
    }

    /// When, on the base, a sleeper until `at` woke.
    fn sleeper(
        time: &mut VirtualTime,
        clock: &ScaledClock<crate::sources::VirtualClock>,
        at: Time,
    ) -> Rc<Cell<Option<Time>>> {
        let (woke, base, sleep) = (Rc::new(Cell::new(None)), time.clock(), clock.sleep_until(at));
        let seen = Rc::clone(&woke);
        time.spawn(async move {
            sleep.await;
            seen.set(Some(base.now()));
        });
        woke
    }

    #[test]
    fn only_sensible_speeds_exist() {
        for factor in [0.0, 0.5, -1.0, 60.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Speed::new(factor), None, "{factor}");
        }
        assert_eq!(Speed::new(60.0), Some(Speed::FASTEST));
    }

    #[test]
    fn a_sleeper_wakes_when_this_clock_shows_its_time() {
        let mut time = VirtualTime::new();
        let clock = ScaledClock::new(time.clock(), Time::from_secs(100.0), speed(10.0));
        let woke = sleeper(&mut time, &clock, Time::from_secs(200.0));
        time.run_until(Time::from_secs(4.0));
        clock.pause();
        time.run_until(Time::from_secs(50.0));
        assert_eq!((clock.now(), woke.get()), (Time::from_secs(140.0), None));
        clock.resume();
        time.run_until(Time::from_secs(51.0));
        clock.set_speed(speed(60.0));
        assert_eq!(clock.now(), Time::from_secs(150.0));
        time.run_until(Time::from_secs(51.5));
        clock.set_speed(Speed::REAL);
        time.run_until(Time::from_secs(100.0));
        // 40 s before the pause, 10 s after it, 30 s at 60x, 20 s at 1x.
        assert_eq!(woke.get(), Some(Time::from_secs(71.5)));
    }

    #[test]
    fn a_paused_clock_keeps_its_sleepers_and_forgets_those_that_gave_up() {
        let mut time = VirtualTime::new();
        let clock = ScaledClock::new(time.clock(), Time::ZERO, Speed::REAL);
        clock.pause();
        let woke = sleeper(&mut time, &clock, Time::from_secs(1.0));
        time.run_until(Time::from_secs(1_000.0));
        assert_eq!(woke.get(), None);
        assert_eq!(clock.state.borrow().waiting.len(), 1);
        drop(time);
        assert!(clock.state.borrow().waiting.is_empty());
    }

    proptest! {
        #[test]
        fn time_is_continuous_and_sleepers_are_never_early_nor_late(
            steps in prop::collection::vec((1_i64..5_000_000, 0_u8..3, 1.0_f64..=60.0), 1..40),
            at in 1_i64..400_000_000,
        ) {
            let mut time = VirtualTime::new();
            let clock = ScaledClock::new(time.clock(), Time::ZERO, Speed::REAL);
            let at = Time::from_micros(at);
            let woke = sleeper(&mut time, &clock, at);
            let mut expected = 0.0;
            for &(wait, change, factor) in &steps {
                let (base, own) = (time.now(), clock.now());
                time.run_until(base + Span::from_micros(wait));
                let rate = if clock.is_paused() { 0.0 } else { clock.speed().factor() };
                expected += wait as f64 * rate;
                // Each change may cost one rounding to a microsecond.
                prop_assert!((clock.now().micros() as f64 - expected).abs() <= steps.len() as f64);
                prop_assert!(clock.now() >= own);
                prop_assert_eq!(woke.get().is_some(), clock.now() >= at);
                let before = clock.now();
                match change {
                    0 => clock.pause(),
                    1 => clock.resume(),
                    _ => clock.set_speed(speed(factor)),
                }
                prop_assert_eq!(clock.now(), before);
            }
        }
    }
}
