use crate::model::{Ring, Time};

/// Where a [`SweepCanvas`](super::SweepCanvas) gets its waves from.
pub trait WaveSource: 'static {
    /// The source's clock.
    fn now(&self) -> Time;

    /// Seconds of that clock per second of wall time: 1.0 live, 0.0 paused, more for a replay that
    /// runs fast.
    fn pace(&self) -> f64;

    /// Shows the samples of one strip, numbered as in the layout; not called when there are none.
    ///
    /// The ring should hold what a strip's width shows and one second more.
    fn strip(&self, strip: usize, see: &mut dyn FnMut(&Ring));

    /// Shows the marks of one strip from `from` up to, not including, `to`, in order of time: a
    /// short label each, or an empty one for a bare tick.
    fn marks(&self, strip: usize, from: Time, to: Time, see: &mut dyn FnMut(Time, &str)) {
        let _ = (strip, from, to, see);
    }
}
