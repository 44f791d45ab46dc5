//! Heart-rate variability: how much the time from beat to beat varies.
//!
//! A [`Tachogram`] keeps RR intervals, from a device or from beats that were found in an ECG. It knows where
//! one does not follow another, and marks those that are not between two beats of the sinus node: by the
//! class of the beats where it is known, and by their lengths (`marking`). [`Measures`] sums up a window of
//! them in milliseconds, [`Spectrum`] splits it into slow and fast swings in ms².
//!
//! Definitions are those of the standard of 1996 (Task Force of the European Society of Cardiology and the
//! North American Society of Pacing and Electrophysiology, Circulation 93:1043). Intervals are left out, not
//! repaired: no value is interpolated, and no difference is taken across a gap or a marked interval.
//!
//! What would mean nothing is refused with a [`NotMeasured`], which says why. Intervals that are `NaN`, zero
//! or too long are refused one by one, counted, and break the series. Memory is bounded by time and count.
//!
//! None of it holds in atrial fibrillation or with a pacemaker: nothing in the intervals is then the sinus
//! node's. The caller knows the rhythm and says so beside the number.

mod marking;
mod measures;
mod refusal;
mod spectrum;
mod tachogram;

pub use measures::Measures;
pub use refusal::NotMeasured;
pub use spectrum::Spectrum;
pub use tachogram::Tachogram;
