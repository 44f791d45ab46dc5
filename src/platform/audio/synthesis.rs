use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AudioNode, BaseAudioContext, PeriodicWave};

use super::{Sounded, voices::sound_icon};
use crate::alarms::{Burst, HARMONIC_NUMBERS};

/// Has `context` sound one burst at `volume`, 0 to 1, into `output`, from `begin` seconds on its own clock.
///
/// # Errors
/// When the browser refuses one of the audio nodes.
pub fn sound_burst(
    context: &BaseAudioContext,
    output: &AudioNode,
    burst: &Burst,
    volume: f64,
    begin: f64,
) -> Result<Sounded, JsValue> {
    let gain = context.create_gain()?;
    gain.connect_with_audio_node(output)?;
    let mut sounded = Sounded { gain, sources: Vec::new() };
    let timbre = timbre(context, burst)?;
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
        tone.connect_with_audio_node(&envelope)?.connect_with_audio_node(&sounded.gain)?;
        tone.start_with_when(from)?;
        tone.stop_with_when(to + 0.01)?;
        sounded.sources.push(tone.unchecked_into());
    }
    let icon = begin + burst.icon_start().secs();
    for voice in burst.icon {
        let level = burst.icon_gain * volume;
        sounded.sources.push(sound_icon(context, &sounded.gain, voice, &timbre, level, icon)?);
    }
    Ok(sounded)
}

/// The burst's harmonics as a wave whose peak is 1.
fn timbre(context: &BaseAudioContext, burst: &Burst) -> Result<PeriodicWave, JsValue> {
    let highest = HARMONIC_NUMBERS.into_iter().max().unwrap_or_default() as usize;
    let mut harmonics = vec![0.0_f32; highest + 1];
    for (number, amplitude) in HARMONIC_NUMBERS.into_iter().zip(burst.harmonics) {
        harmonics[number as usize] = amplitude as f32;
    }
    let mut zeros = vec![0.0_f32; harmonics.len()];
    context.create_periodic_wave(&mut zeros, &mut harmonics)
}
