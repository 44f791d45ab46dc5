//! From a device's values to packets for the bed, and to what the device must be told: [`Intake`].

mod device;
mod heard;
mod heart;
mod makers;
mod moment;
mod movement;
mod oximeter;
mod spot;
mod stream_timer;
mod streams;

pub use device::{Intake, Offered};
pub use heard::{DeviceFacts, Heard, Write};
pub use moment::Moment;
