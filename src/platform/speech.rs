use js_sys::Reflect;
use web_sys::SpeechSynthesisUtterance;

use crate::alarms::delivery::{Outcome, Progress};

/// Speaks a text aloud, at a volume of 0 to 1. That the browser took it is all that can be known.
pub fn speak(text: &str, volume: f64) -> Outcome {
    let failed = || Outcome::Failed { why: "this browser has no voice".to_owned(), again: false };
    let Some(window) = web_sys::window() else { return failed() };
    // Not in every browser, whatever its type says.
    if !Reflect::has(&window, &"speechSynthesis".into()).unwrap_or(false) {
        return failed();
    }
    match (window.speech_synthesis(), SpeechSynthesisUtterance::new_with_text(text)) {
        (Ok(voice), Ok(words)) => {
            words.set_lang("en");
            words.set_volume(volume.clamp(0.0, 1.0) as f32);
            voice.speak(&words);
            Outcome::Reached(Progress::Sent, "given to the device's voice".to_owned())
        }
        _ => failed(),
    }
}
