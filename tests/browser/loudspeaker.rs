//! Alarm sounds as the browser makes them.

use bedside::{
    alarms::{Burst, Priority, burst},
    platform::{Loudspeaker, sound_burst},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AudioBuffer, OfflineAudioContext};

const PRIORITIES: [Priority; 3] = [Priority::Low, Priority::Medium, Priority::High];
const SAMPLE_RATE: f32 = 22_050.0;
/// When the burst begins.
const BEGIN: f64 = 0.1;

#[wasm_bindgen_test]
fn a_closed_loudspeaker_is_silent_and_that_is_no_error() {
    let speaker = Loudspeaker::default();
    for priority in PRIORITIES {
        assert!(speaker.play(&burst(priority)).is_ok());
    }
    assert!(!speaker.is_open());
}

/// What a burst sounds like, rendered by the browser's own synthesiser.
async fn rendered(burst: &Burst, volume: f64) -> Vec<f32> {
    let length = (burst.length().secs() + 2.0 * BEGIN) * f64::from(SAMPLE_RATE);
    let context = OfflineAudioContext::new_with_number_of_channels_and_length_and_sample_rate(
        1,
        length as u32,
        SAMPLE_RATE,
    )
    .unwrap();
    sound_burst(&context, burst, volume, BEGIN).unwrap();
    let buffer = JsFuture::from(context.start_rendering().unwrap()).await.unwrap();
    buffer.unchecked_into::<AudioBuffer>().get_channel_data(0).unwrap()
}

/// The loudest sample between two times after the start of the burst.
fn peak(samples: &[f32], from: f64, to: f64) -> f64 {
    let [from, to] = [from, to].map(|secs| ((BEGIN + secs) * f64::from(SAMPLE_RATE)) as usize);
    samples[from..to].iter().fold(0.0, |peak, sample| peak.max(f64::from(sample.abs())))
}

#[wasm_bindgen_test]
async fn every_pulse_sounds_and_between_them_there_is_silence() {
    for priority in PRIORITIES {
        let burst = burst(priority);
        let samples = rendered(&burst, 1.0).await;
        assert!(samples.iter().all(|sample| sample.abs() <= 1.01), "{priority:?} is clipped");
        let mut ended = -BEGIN;
        for pulse in &burst.pulses {
            let (from, to) = (pulse.start.secs(), (pulse.start + burst.sounding(pulse)).secs());
            let silence = peak(&samples, ended + 0.005, from - 0.005);
            assert!(silence < 1e-3, "{priority:?} before {from} s: {silence}");
            let loud = peak(&samples, from + burst.rise.secs(), to - burst.fall.secs());
            assert!((loud - pulse.gain).abs() < 0.1 * pulse.gain, "{priority:?} at {from} s: {loud}");
            ended = to;
        }
    }
}

#[wasm_bindgen_test]
async fn half_the_volume_is_half_the_amplitude() {
    let burst = burst(Priority::Medium);
    let whole = peak(&rendered(&burst, 1.0).await, 0.0, burst.length().secs());
    let half = peak(&rendered(&burst, 0.5).await, 0.0, burst.length().secs());
    assert!((whole / half - 2.0).abs() < 0.01, "{whole} and {half}");
}
