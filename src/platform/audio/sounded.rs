use wasm_bindgen::JsValue;
use web_sys::{AudioScheduledSourceNode, GainNode};

/// How long a burst that is cut takes to fall silent, seconds: too short to be waited for, long enough not
/// to click.
const CUT_SECS: f64 = 0.01;

/// A burst that was handed to an audio context and can still be cut.
pub struct Sounded {
    pub(super) gain: GainNode,
    pub(super) sources: Vec<AudioScheduledSourceNode>,
}

impl Sounded {
    /// Ends it: silent 10 ms after `at` seconds on the context's clock.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn cut(&self, at: f64) -> Result<(), JsValue> {
        let gain = self.gain.gain();
        gain.set_value_at_time(1.0, at)?;
        gain.linear_ramp_to_value_at_time(0.0, at + CUT_SECS)?;
        for source in &self.sources {
            source.stop_with_when(at + 2.0 * CUT_SECS)?;
        }
        Ok(())
    }
}
