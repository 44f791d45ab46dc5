use std::cell::RefCell;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AnalyserNode, AudioContext, AudioContextState, AudioScheduledSourceNode, GainNode, OscillatorType,
};

use super::{Sounded, sound_burst};
use crate::{
    alarms::{Burst, LEAD},
    platform::Listener,
};

/// How long a blip takes to rise and to fade away, seconds.
const BLIP_RISE: f64 = 0.01;
const BLIP_FALL: f64 = 0.09;
/// How quickly blips give way to a burst and come back: a time constant, seconds.
const YIELD: f64 = 0.005;
/// Samples that the level is measured over, 43 ms at 48 kHz.
const WINDOW: u32 = 2_048;

/// The device's loudspeaker. Browsers keep it closed until the user has touched the page once; it is given
/// back when this is dropped.
#[derive(Default)]
pub struct Loudspeaker {
    output: RefCell<Option<Output>>,
}

/// Burst and blips go through the analyser to the device.
struct Output {
    context: AudioContext,
    analyser: AnalyserNode,
    beats: GainNode,
    burst: Option<Sounded>,
    _state: Listener,
}

impl Loudspeaker {
    /// Asks the browser to open the loudspeaker; must be called from a user's tap or key.
    /// `changed` is told whenever it opens or closes.
    ///
    /// # Errors
    /// When the browser has no Web Audio or refuses.
    pub fn open(&self, changed: impl Fn(bool) + 'static) -> Result<(), JsValue> {
        let mut held = self.output.borrow_mut();
        if held.is_none() {
            let context = AudioContext::new()?;
            let analyser = context.create_analyser()?;
            analyser.set_fft_size(WINDOW);
            analyser.connect_with_audio_node(&context.destination())?;
            let beats = context.create_gain()?;
            beats.connect_with_audio_node(&analyser)?;
            let watched = context.clone();
            let state = Listener::new(&context, "statechange", move |_| {
                changed(watched.state() == AudioContextState::Running);
            });
            *held = Some(Output { context, analyser, beats, burst: None, _state: state });
        }
        if let Some(output) = held.as_ref() {
            let resumed = output.context.resume()?;
            spawn_local(async move {
                // What became of it is told by the context's state.
                let _ = JsFuture::from(resumed).await;
            });
        }
        Ok(())
    }

    /// Whether sounds can be heard now.
    pub fn is_open(&self) -> bool {
        self.output.borrow().as_ref().is_some_and(Output::is_running)
    }

    /// The audio clock in seconds; `None` while the loudspeaker is closed.
    pub fn clock(&self) -> Option<f64> {
        self.with_output(|output| Ok(output.context.current_time())).ok().flatten()
    }

    /// Plays one burst at `volume`, 0 to 1, starting now; the one before it ends. Nothing while the
    /// loudspeaker is closed.
    ///
    /// # Errors
    /// When the browser refuses one of the audio nodes.
    pub fn play(&self, burst: &Burst, volume: f64) -> Result<(), JsValue> {
        self.cut()?;
        self.with_output(|output| {
            let begin = output.context.current_time() + LEAD.secs();
            let beats = output.beats.gain();
            beats.set_target_at_time(0.0, begin - LEAD.secs(), YIELD)?;
            beats.set_target_at_time(1.0, begin + burst.heard().secs(), YIELD)?;
            let volume = volume.clamp(0.0, 1.0);
            output.burst = Some(sound_burst(&output.context, &output.analyser, burst, volume, begin)?);
            Ok(())
        })?;
        Ok(())
    }

    /// Ends the burst that is in progress, if there is one.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn cut(&self) -> Result<(), JsValue> {
        self.with_output(|output| {
            let now = output.context.current_time();
            if let Some(burst) = output.burst.take() {
                burst.cut(now)?;
                let beats = output.beats.gain();
                beats.cancel_scheduled_values(now)?;
                beats.set_target_at_time(1.0, now, YIELD)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// One soft blip at `when` seconds of the audio clock, at `level`, 0 to 1; silent beneath a burst.
    /// Nothing when that moment is over or the loudspeaker closed.
    ///
    /// # Errors
    /// When the browser refuses one of the audio nodes.
    pub fn blip(&self, frequency_hz: f64, level: f64, when: f64) -> Result<(), JsValue> {
        self.with_output(|output| {
            if when < output.context.current_time() {
                return Ok(());
            }
            let tone = output.context.create_oscillator()?;
            tone.set_type(OscillatorType::Triangle);
            tone.frequency().set_value(frequency_hz as f32);
            let envelope = output.context.create_gain()?;
            let gain = envelope.gain();
            gain.set_value_at_time(0.0, when)?;
            gain.linear_ramp_to_value_at_time(level.clamp(0.0, 1.0) as f32, when + BLIP_RISE)?;
            gain.linear_ramp_to_value_at_time(0.0, when + BLIP_RISE + BLIP_FALL)?;
            tone.connect_with_audio_node(&envelope)?.connect_with_audio_node(&output.beats)?;
            let tone: &AudioScheduledSourceNode = &tone;
            tone.start_with_when(when)?;
            tone.stop_with_when(when + BLIP_RISE + BLIP_FALL)
        })?;
        Ok(())
    }

    /// The loudest sample of what went to the device in the last moment, 0 to 1.
    pub fn level(&self) -> f64 {
        let mut samples = vec![0.0_f32; WINDOW as usize];
        let seen = self.with_output(|output| {
            output.analyser.get_float_time_domain_data(&mut samples);
            Ok(())
        });
        // A closed one is silent.
        drop(seen);
        samples.iter().fold(0.0, |peak, sample| peak.max(f64::from(sample.abs())))
    }

    /// Gives the loudspeaker back.
    pub fn close(&self) {
        // Its listener goes first: nobody waits for news of it.
        if let Some(Output { context, _state: state, .. }) = self.output.borrow_mut().take() {
            drop(state);
            if let Ok(closed) = context.close() {
                spawn_local(async move {
                    // It ends with the page where closing fails.
                    let _ = JsFuture::from(closed).await;
                });
            }
        }
    }

    /// What is played into a closed loudspeaker would all sound at once when it opens.
    fn with_output<T>(
        &self,
        act: impl FnOnce(&mut Output) -> Result<T, JsValue>,
    ) -> Result<Option<T>, JsValue> {
        let mut held = self.output.borrow_mut();
        held.as_mut().filter(|output| output.is_running()).map(act).transpose()
    }
}

impl Output {
    fn is_running(&self) -> bool {
        self.context.state() == AudioContextState::Running
    }
}

impl Drop for Loudspeaker {
    fn drop(&mut self) {
        self.close();
    }
}
