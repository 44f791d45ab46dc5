//! Sound, by the browser's own synthesiser.
//!
//! [`Loudspeaker`] is the device's: one burst at a time, and the heart's blips beneath it. [`sound_burst`]
//! builds a burst in any audio context, so that tests can render and measure what people hear.

mod loudspeaker;
mod sounded;
mod synthesis;
mod voices;

pub use loudspeaker::Loudspeaker;
pub use sounded::Sounded;
pub use synthesis::sound_burst;
