use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{AudioContext, AudioContextState, BaseAudioContext};

use crate::alarms::{Burst, HARMONIC_NUMBERS};

/// The device's loudspeaker. Browsers keep it closed until the user has touched the page once.
#[derive(Clone)]
pub struct Loudspeaker {
    context: Rc<RefCell<Option<AudioContext>>>,
    /// 0 to 1.
    volume: Rc<RefCell<f64>>,
}

impl Default for Loudspeaker {
    fn default() -> Self {
        Self { context: Rc::default(), volume: Rc::new(RefCell::new(0.6)) }
    }
}

impl Loudspeaker {
    /// Asks the browser to open the loudspeaker; must be called from a user's tap or key.
    /// `changed` is told whenever it opens or closes.
    ///
    /// # Errors
    /// When the browser has no Web Audio or refuses.
    pub fn open(&self, changed: impl Fn(bool) + 'static) -> Result<(), JsValue> {
        let mut held = self.context.borrow_mut();
        if let Some(context) = held.as_ref() {
            let _ = context.resume()?;
            return Ok(());
        }
        let context = AudioContext::new()?;
        let watched = context.clone();
        let on_change = Closure::<dyn Fn()>::new(move || {
            changed(watched.state() == AudioContextState::Running);
        });
        context.set_onstatechange(Some(on_change.as_ref().unchecked_ref()));
        // The loudspeaker lives as long as the page.
        on_change.forget();
        let _ = context.resume()?;
        *held = Some(context);
        Ok(())
    }

    /// Whether sounds can be heard now.
    pub fn is_open(&self) -> bool {
        self.context.borrow().as_ref().is_some_and(|context| context.state() == AudioContextState::Running)
    }

    /// Sets the alarm volume, 0 to 1.
    pub fn set_volume(&self, volume: f64) {
        *self.volume.borrow_mut() = volume.clamp(0.0, 1.0);
    }

    /// Plays one burst, starting now; nothing while the loudspeaker is closed.
    ///
    /// # Errors
    /// When the browser refuses one of the audio nodes.
    pub fn play(&self, burst: &Burst) -> Result<(), JsValue> {
        let held = self.context.borrow();
        // What is played into a closed loudspeaker would all sound at once when it opens.
        let Some(context) = held.as_ref().filter(|_| self.is_open()) else {
            return Ok(());
        };
        // A moment ahead, so that the first rise is not cut off.
        sound_burst(context, burst, *self.volume.borrow(), context.current_time() + 0.02)
    }
}

/// Has `context` sound one burst at `volume`, 0 to 1, from `begin` seconds on its own clock.
///
/// # Errors
/// When the browser refuses one of the audio nodes.
pub fn sound_burst(
    context: &BaseAudioContext,
    burst: &Burst,
    volume: f64,
    begin: f64,
) -> Result<(), JsValue> {
    let highest = HARMONIC_NUMBERS.into_iter().max().unwrap_or_default() as usize;
    let mut harmonics = vec![0.0_f32; highest + 1];
    for (number, amplitude) in HARMONIC_NUMBERS.into_iter().zip(burst.harmonics) {
        harmonics[number as usize] = amplitude as f32;
    }
    let mut zeros = vec![0.0_f32; harmonics.len()];
    let timbre = context.create_periodic_wave(&mut zeros, &mut harmonics)?;
    for pulse in &burst.pulses {
        let tone = context.create_oscillator()?;
        tone.set_periodic_wave(&timbre);
        tone.frequency().set_value(pulse.frequency_hz as f32);
        let envelope = context.create_gain()?;
        let level = (pulse.gain * volume) as f32;
        // The shape that `Burst::envelope` describes.
        let from = begin + pulse.start.secs();
        let to = from + burst.sounding(pulse).secs();
        let gain = envelope.gain();
        gain.set_value_at_time(0.0, from)?;
        gain.linear_ramp_to_value_at_time(level, from + burst.rise.secs())?;
        gain.set_value_at_time(level, to - burst.fall.secs())?;
        gain.linear_ramp_to_value_at_time(0.0, to)?;
        tone.connect_with_audio_node(&envelope)?.connect_with_audio_node(&context.destination())?;
        tone.start_with_when(from)?;
        tone.stop_with_when(to + 0.01)?;
    }
    Ok(())
}
