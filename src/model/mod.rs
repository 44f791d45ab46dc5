//! The words every other room uses.
//!
//! - Time is [`Time`], a point on the bed's clock, and [`Span`], a length of it; both count whole
//!   microseconds, so no rounding builds up over days.
//! - Samples travel in [`Packet`]s, stamped with **sample time**: when they were true at the
//!   patient, not when they arrived. A missing sample is `NaN`, never a repeated or invented value.
//! - A number is a [`Reading`]: a value with its unit in the [`Vital`], its time, its [`Quality`]
//!   and its [`Origin`]. Without a value it shows as `---`.
//!
//! This room names no other room.

mod age;
mod battery;
mod by_hand;
mod channel;
mod interval;
mod limits;
mod news2;
mod packet;
mod patient;
mod reading;
mod ring;
mod sensor;
mod shock_index;
mod time;
mod vital;

pub use age::AgeBand;
pub use battery::BatteryWatch;
pub use by_hand::{Breathing, ByHand, Consciousness, FlowError, SpO2Scale};
pub use channel::{Channel, Rate};
pub use interval::{Interval, IntervalKind};
pub use limits::{LimitError, LimitSet, Limits};
pub use news2::{Dated, News2, News2Inputs, News2Part, News2Response, News2Scored, News2Value, NotScored};
pub use packet::{Battery, Contact, CuffPhase, CuffReport, Mark, Measured, Packet, WaveformPacket, Weight};
pub use patient::{Patient, PatientError};
pub use reading::{Origin, Quality, Reading};
pub use ring::Ring;
pub use sensor::{SensorId, SensorState};
pub use shock_index::ShockIndex;
pub use time::{Span, Time};
pub use vital::Vital;
