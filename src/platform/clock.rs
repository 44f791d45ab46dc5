use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures_util::future::select;
use gloo_timers::future::sleep;
use wasm_bindgen::UnwrapThrowExt;

use crate::{
    alarms::delivery::LocalTime,
    model::{Span, Time},
    sources::Clock,
};

/// The browser's monotonic clock; zero is the moment it was made.
#[derive(Clone, Copy, Debug)]
pub struct BrowserClock {
    zero_ms: f64,
}

impl BrowserClock {
    /// A clock that shows zero now.
    pub fn new() -> Self {
        Self { zero_ms: monotonic_ms() }
    }
}

impl Default for BrowserClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for BrowserClock {
    fn now(&self) -> Time {
        Time::from_secs((monotonic_ms() - self.zero_ms) / 1e3)
    }

    fn sleep_until(&self, at: Time) -> impl Future<Output = ()> + 'static {
        let clock = *self;
        async move {
            loop {
                // Browsers round timers down to whole milliseconds and may fire early.
                let left = at - clock.now();
                if left <= Span::ZERO {
                    return;
                }
                let wait = sleep(Duration::from_millis((left.micros() as u64).div_ceil(1_000).min(1 << 30)));
                select(wait, Nap::until(monotonic_ms() + left.secs() * 1e3)).await;
            }
        }
    }
}

thread_local! {
    /// Who waits on the browser's timers: until when, on the page's clock, and whom to wake.
    static SLEEPERS: RefCell<BTreeMap<u64, (f64, Waker)>> = const { RefCell::new(BTreeMap::new()) };
    static NEXT_SLEEPER: Cell<u64> = const { Cell::new(0) };
}

/// Wakes everybody whose time has come: for a page whose own timers the browser holds back.
pub fn wake_the_due() {
    let now = monotonic_ms();
    let due: Vec<Waker> = SLEEPERS.with_borrow(|sleepers| {
        let due = sleepers.values().filter(|(until, _)| *until <= now);
        due.map(|(_, waker)| waker.clone()).collect()
    });
    due.into_iter().for_each(Waker::wake);
}

/// Done once [`wake_the_due`] is called after its time; nothing else wakes it.
struct Nap {
    number: u64,
    until_ms: f64,
}

impl Nap {
    fn until(until_ms: f64) -> Self {
        let number = NEXT_SLEEPER.replace(NEXT_SLEEPER.get() + 1);
        Self { number, until_ms }
    }
}

impl Future for Nap {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if monotonic_ms() >= self.until_ms {
            return Poll::Ready(());
        }
        SLEEPERS.with_borrow_mut(|sleepers| {
            sleepers.insert(self.number, (self.until_ms, context.waker().clone()));
        });
        Poll::Pending
    }
}

impl Drop for Nap {
    fn drop(&mut self) {
        SLEEPERS.with_borrow_mut(|sleepers| sleepers.remove(&self.number));
    }
}

/// Milliseconds of the page's own monotonic clock.
pub fn monotonic_ms() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .expect_throw("a page has a performance clock")
        .now()
}

/// The time of day where the browser is, `14:05:09`, `ahead` of now (behind when negative).
pub fn time_of_day(ahead: Span) -> String {
    let date = js_sys::Date::new(&(js_sys::Date::now() + ahead.secs() * 1e3).into());
    format!("{:02}:{:02}:{:02}", date.get_hours(), date.get_minutes(), date.get_seconds())
}

/// Wall time, microseconds since 1970.
pub fn wall_time() -> Time {
    Time::from_secs(js_sys::Date::now() / 1e3)
}

/// The clock on the wall as seconds since 1970-01-01 00:00 by that clock, whatever its time zone.
pub fn local_secs() -> f64 {
    let date = js_sys::Date::new_0();
    (date.get_time() - date.get_timezone_offset() * 60e3) / 1e3
}

/// What the clock on the wall shows where the browser is.
pub fn local_time() -> LocalTime {
    let date = js_sys::Date::new_0();
    // The browser's week begins with Sunday.
    let weekday = ((date.get_day() + 6) % 7) as u8;
    LocalTime { weekday, minute: (date.get_hours() * 60 + date.get_minutes()) as u16 }
}
