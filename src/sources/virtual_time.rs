use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    pin::Pin,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use futures_util::{
    Stream,
    future::{FutureExt, LocalBoxFuture},
    stream::FuturesUnordered,
};

use super::Clock;
use crate::model::Time;

/// A clock that shows what [`VirtualTime`] says, and tasks that wait on it.
///
/// No wall time and no threads: time stands still while any task can go on, then jumps to the next
/// moment that a task waits for. Tasks that wait for the same moment go on in the order in which
/// they began to wait, so the same tasks always run the same way.
///
/// ```
/// use bedside::{model::Time, sources::{Clock, VirtualTime}};
///
/// let mut time = VirtualTime::new();
/// let clock = time.clock();
/// time.spawn(async move { clock.sleep_until(Time::from_secs(3_600.0)).await });
/// time.run_until(Time::from_secs(3_599.0));
/// assert!(!time.is_idle());
/// time.run_until(Time::from_secs(3_600.0));
/// assert!(time.is_idle());
/// ```
#[derive(Default)]
pub struct VirtualTime {
    clock: VirtualClock,
    tasks: FuturesUnordered<LocalBoxFuture<'static, ()>>,
    woken: Arc<Woken>,
}

impl VirtualTime {
    /// Time zero, and no tasks.
    pub fn new() -> Self {
        Self::default()
    }

    /// The clock that tasks wait on.
    pub fn clock(&self) -> VirtualClock {
        self.clock.clone()
    }

    /// The time now.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Whether every task is done.
    pub fn is_idle(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Adds a task; it first runs when time next does. Dropping the `VirtualTime` drops it.
    pub fn spawn(&mut self, task: impl Future<Output = ()> + 'static) {
        self.tasks.push(task.boxed_local());
    }

    /// Lets time pass up to and including `until`, and every task do what it does by then.
    pub fn run_until(&mut self, until: Time) {
        self.settle();
        while let Some(waker) = self.clock.0.next_sleeper(until) {
            waker.wake();
            self.settle();
        }
        self.clock.0.advance(until);
    }

    /// Lets time pass up to `until` while no task runs, as in a tab that was asleep: those that
    /// waited for a moment on the way wake late.
    pub fn sleep_through(&mut self, until: Time) {
        self.settle();
        self.clock.0.advance(until);
    }

    /// Runs the tasks that can go on now, until all of them wait.
    fn settle(&mut self) {
        let waker = Waker::from(Arc::clone(&self.woken));
        let mut context = Context::from_waker(&waker);
        loop {
            self.woken.0.store(false, Ordering::Relaxed);
            // One poll runs a batch of tasks, and wakes itself if it stopped before the last one.
            let polled = Pin::new(&mut self.tasks).poll_next(&mut context);
            let one_is_done = matches!(polled, Poll::Ready(Some(())));
            if !one_is_done && !self.woken.0.load(Ordering::Relaxed) {
                return;
            }
        }
    }
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The clock of a [`VirtualTime`].
#[derive(Clone, Default)]
pub struct VirtualClock(Rc<Sleepers>);

impl Clock for VirtualClock {
    fn now(&self) -> Time {
        self.0.now.get()
    }

    fn sleep_until(&self, at: Time) -> impl Future<Output = ()> + 'static {
        let place = self.0.places.get();
        self.0.places.set(place + 1);
        Sleep { sleepers: Rc::clone(&self.0), key: (at, place), waiting: false }
    }
}

#[derive(Default)]
struct Sleepers {
    now: Cell<Time>,
    /// By the time they wait for, then by who came first.
    waiting: RefCell<BTreeMap<(Time, u64), Waker>>,
    places: Cell<u64>,
}

impl Sleepers {
    /// Takes out the first sleeper that is due by `until`, and lets time pass up to its moment.
    fn next_sleeper(&self, until: Time) -> Option<Waker> {
        let mut waiting = self.waiting.borrow_mut();
        let first = waiting.first_entry().filter(|first| first.key().0 <= until)?;
        self.advance(first.key().0);
        Some(first.remove())
    }

    fn advance(&self, to: Time) {
        self.now.set(self.now.get().max(to));
    }
}

struct Sleep {
    sleepers: Rc<Sleepers>,
    key: (Time, u64),
    waiting: bool,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.sleepers.now.get() >= self.key.0 {
            return Poll::Ready(());
        }
        self.waiting = true;
        let replaced = self.sleepers.waiting.borrow_mut().insert(self.key, context.waker().clone());
        // Outside the borrow: with its last waker a task may go, and with it other sleeps.
        drop(replaced);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if self.waiting {
            let removed = self.sleepers.waiting.borrow_mut().remove(&self.key);
            drop(removed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn tasks_run_in_the_order_of_their_moments() {
        let mut time = VirtualTime::new();
        let log = Rc::new(RefCell::new(Vec::new()));
        for (name, step) in [("a", 3), ("b", 2), ("c", 3)] {
            let (clock, log) = (time.clock(), Rc::clone(&log));
            time.spawn(async move {
                for turn in 1..=2 {
                    clock.sleep_until(Time::from_millis(step * turn)).await;
                    log.borrow_mut().push((name, clock.now().micros() / 1_000));
                }
            });
        }
        time.run_until(Time::from_millis(100));
        assert_eq!(*log.borrow(), [("b", 2), ("a", 3), ("c", 3), ("b", 4), ("a", 6), ("c", 6)]);
        assert_eq!(time.now(), Time::from_millis(100));
        assert!(time.is_idle());
    }

    #[test]
    fn a_sleep_that_was_dropped_wakes_nobody() {
        let mut time = VirtualTime::new();
        let clock = time.clock();
        let mut sleep = clock.sleep_until(Time::from_millis(5)).boxed_local();
        assert!(sleep.as_mut().now_or_never().is_none());
        assert_eq!(clock.0.waiting.borrow().len(), 1);
        drop(sleep);
        assert!(clock.0.waiting.borrow().is_empty());
        time.run_until(Time::from_millis(10));
    }

    #[test]
    fn what_was_slept_through_wakes_late_and_time_never_goes_back() {
        let mut time = VirtualTime::new();
        let (clock, woke) = (time.clock(), Rc::new(Cell::new(None)));
        let seen = Rc::clone(&woke);
        time.spawn(async move {
            clock.sleep_until(Time::from_millis(5)).await;
            seen.set(Some(clock.now()));
        });
        time.sleep_through(Time::from_secs(60.0));
        assert_eq!(woke.get(), None);
        time.run_until(Time::ZERO + Span::from_secs(60.0));
        assert_eq!(woke.get(), Some(Time::from_secs(60.0)));
        time.run_until(Time::ZERO);
        assert_eq!(time.now(), Time::from_secs(60.0));
    }

    #[test]
    fn more_tasks_than_one_batch_all_run() {
        let mut time = VirtualTime::new();
        let ran = Rc::new(Cell::new(0));
        for _ in 0..1_000 {
            let ran = Rc::clone(&ran);
            time.spawn(async move { ran.set(ran.get() + 1) });
        }
        time.run_until(Time::ZERO);
        assert_eq!(ran.get(), 1_000);
    }
}
