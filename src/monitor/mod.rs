//! One bed: packets and time in, readings and alarms out.
//!
//! [`Monitor`] gathers what the sensors deliver, lines the channels up in sample time, has them
//! processed in steps of [`STEP`], and keeps what the screen looks at: the last two minutes of each
//! wave, the present readings and a day of trends. [`Bed`] adds the alarm system and the
//! early-warning score. A [`Session`] is what a person with a strap starts and ends, with a [`Pacer`] to
//! breathe by. None of them knows a browser; all give the same results whether time passes evenly, in jumps
//! (a throttled tab) or sixty times as fast (a recording).

mod alarm_strip;
mod bed;
mod observe;
mod pacer;
mod recorded;
mod scores;
mod session;
mod station;
mod trend;
mod wave;

pub use alarm_strip::{AlarmStrip, AlarmStrips, STRIP_SIDE, STRIPS_KEPT, StripWave};
pub use bed::Bed;
pub use observe::observation;
pub use pacer::{PacedBreath, Pacer, PacerError};
pub use recorded::play_through;
pub use scores::Scores;
pub use session::{Maximum, Session, SessionSettings, SettingsError, Summary, Zone, Zones};
pub use station::{Cuff, Monitor, STEP};
pub use trend::{Trend, TrendPoint};
pub use wave::Wave;
