use std::future::Future;

use crate::model::Time;

/// A bed's clock: what time it is, and a way to wait.
///
/// Clones are the same clock. Time never goes backwards. It may jump ahead (a tab that was asleep),
/// and it may run faster than the wall clock or stand still (a recording at 10x, or paused).
pub trait Clock: Clone + 'static {
    /// The time now.
    fn now(&self) -> Time;

    /// Done when the clock shows `at` or later; at once when it already does. Dropping it cancels
    /// the wait.
    fn sleep_until(&self, at: Time) -> impl Future<Output = ()> + 'static;
}
