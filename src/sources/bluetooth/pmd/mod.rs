//! Polar Measurement Data: the raw ECG of an H10, acceleration, and the pulse wave of a Verity Sense or OH1.
//!
//! [`PmdControl`] holds the conversation on the control characteristic and knows which streams run.
//! [`PmdFrame`] reads the frames that then arrive, plain or delta-compressed. A frame carries the time of its
//! **last** sample in nanoseconds, on a clock of the device that starts anew when it is switched on: use
//! differences only. Samples are in the device's unit; compressed ones are multiplied by the factor that the
//! device gave when the stream was started ([`PmdFrame::milli_g`]).
//!
//! A device that is not told to stop goes on measuring until its battery is empty: write what
//! [`PmdControl::stop_commands`] gives before every disconnection.
//!
//! Sources: the code of `polarofficial/polar-ble-sdk` and the specification in its history (facts only), and
//! the logs of an H10 in `phdiethelm/h10_ecg`.

mod control;
#[cfg(test)]
mod control_tests;
mod delta;
mod features;
mod frame;
mod kind;
mod message;
mod settings;

pub use control::{PmdControl, PmdRefusal, PmdStream, PmdStreamState};
pub use features::PmdFeatures;
pub use frame::{PmdFrame, PmdSamples, PpiSample};
pub use kind::PmdKind;
pub use message::{PmdAnswer, PmdCommand, PmdMessage, PmdOp, PmdStatus};
pub use settings::PmdSettings;
