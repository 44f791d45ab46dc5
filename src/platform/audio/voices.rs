use std::f64::consts::FRAC_PI_2;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AudioNode, AudioParam, AudioScheduledSourceNode, BaseAudioContext, BiquadFilterType, PeriodicWave,
};

use crate::alarms::{Timbre, Voice};

/// How loud noise is that was filtered, root mean square: its peaks then reach about 1.
const NOISE_RMS: f64 = 0.28;
/// Length of the noise that is repeated, seconds.
const NOISE_SECS: f64 = 0.5;

/// Has `context` sound one voice of an icon that begins at `begin` seconds.
///
/// # Errors
/// When the browser refuses one of the audio nodes.
pub(super) fn sound_icon(
    context: &BaseAudioContext,
    output: &AudioNode,
    voice: &Voice,
    timbre: &PeriodicWave,
    level: f64,
    begin: f64,
) -> Result<AudioScheduledSourceNode, JsValue> {
    let from = begin + voice.start.secs();
    let to = from + voice.length.secs();
    let envelope = context.create_gain()?;
    envelope.connect_with_audio_node(output)?;
    let glide = |frequency: AudioParam| -> Result<(), JsValue> {
        frequency.set_value_at_time(voice.from_hz as f32, from)?;
        frequency.linear_ramp_to_value_at_time(voice.to_hz as f32, to)?;
        Ok(())
    };
    let mut level = level * voice.gain;
    let source: AudioScheduledSourceNode = if voice.timbre == Timbre::Noise {
        let source = context.create_buffer_source()?;
        let rate = context.sample_rate();
        let samples = white_noise((f64::from(rate) * NOISE_SECS) as usize);
        let buffer = context.create_buffer(1, samples.len() as u32, rate)?;
        buffer.copy_to_channel(&samples, 0)?;
        source.set_buffer(Some(&buffer));
        source.set_loop(true);
        let filter = context.create_biquad_filter()?;
        filter.set_type(BiquadFilterType::Bandpass);
        filter.q().set_value(1.0);
        glide(filter.frequency())?;
        // What such a filter lets through of noise that is even up to half the sample rate, and whose root
        // mean square is 1/√3.
        let width = FRAC_PI_2 * voice.from_hz.max(voice.to_hz);
        let passed = (width / (f64::from(rate) / 2.0)).min(1.0);
        level *= NOISE_RMS * (3.0 / passed).sqrt();
        source.connect_with_audio_node(&filter)?.connect_with_audio_node(&envelope)?;
        source.unchecked_into()
    } else {
        let source = context.create_oscillator()?;
        if voice.timbre == Timbre::Buzz {
            source.set_periodic_wave(timbre);
        }
        glide(source.frequency())?;
        source.connect_with_audio_node(&envelope)?;
        source.unchecked_into()
    };
    let gain = envelope.gain();
    gain.set_value_at_time(0.0, from)?;
    gain.linear_ramp_to_value_at_time(level as f32, from + voice.length.secs() * voice.attack)?;
    gain.linear_ramp_to_value_at_time(0.0, to)?;
    source.start_with_when(from)?;
    source.stop_with_when(to)?;
    Ok(source)
}

/// Even noise between -1 and 1, the same each time (constants of Numerical Recipes' quick generator).
fn white_noise(count: usize) -> Vec<f32> {
    let mut state = 1_u32;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}
