//! One bed: packets and time in, readings and alarms out.
//!
//! [`Monitor`] gathers what the sensors deliver, lines the channels up in sample time, has them
//! processed in steps of [`STEP`], and keeps what the screen looks at: the last two minutes of each
//! wave, the present readings and a day of trends. [`Bed`] adds the alarm system and the
//! early-warning score. Neither knows a
//! browser; both give the same results whether time passes evenly, in jumps (a throttled tab) or
//! sixty times as fast (a recording).

mod alarm_strip;
mod bed;
mod observe;
mod recorded;
mod scores;
mod station;
mod trend;
mod wave;

pub use alarm_strip::{AlarmStrip, AlarmStrips, STRIP_SIDE, STRIPS_KEPT, StripWave};
pub use bed::Bed;
pub use observe::observation;
pub use recorded::play_through;
pub use scores::Scores;
pub use station::{Cuff, Monitor, STEP};
pub use trend::{Trend, TrendPoint};
pub use wave::Wave;
