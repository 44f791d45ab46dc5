use crate::model::{Span, Time};

/// From a heartbeat to its tone. Constant, so that the tone is as even as the heart although beats are found
/// in steps: about 0.4 s after an R peak and 0.5 s after a pulse's upstroke, up to 0.25 s later for the
/// step they are found in and as much for the refresh that hands them on.
pub const BEAT_DELAY: Span = Span::from_millis(1_100);

/// Without a beat in the ECG for this long, pulses are heard instead (20 beats a minute).
const WITHOUT_ECG: Span = Span::from_millis(3_000);

/// The tone of full saturation, in hertz.
const FULL_HZ: f64 = 880.0;
/// How much lower each per cent less sounds; the most audible of the 0.1 to 0.5 that monitors offer.
const SEMITONES_PER_PERCENT: f64 = 0.5;
/// Saturations below this sound like it, per cent: 277 Hz, still well heard from a small loudspeaker.
const LOWEST_PERCENT: f64 = 60.0;
/// The tone without a saturation: lower than any that stands for one, so that it is not taken for one.
const UNKNOWN_HZ: f64 = 220.0;

/// How far the two clocks may be apart from what they were before they are aligned anew, seconds.
const JUMP: f64 = 0.1;
/// How quickly small differences are followed, from reading to reading. The audio clock moves in steps of a
/// few milliseconds; followed at once, these would be heard.
const FOLLOW: f64 = 0.05;

/// Where a heartbeat was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heartbeat {
    /// In the ECG.
    Beat,
    /// In the pulse wave.
    Pulse,
}

/// The soft blip at each heartbeat, whose pitch falls with the saturation: when and how high.
#[derive(Clone, Copy, Debug, Default)]
pub struct BeatTone {
    last_beat: Option<Time>,
    /// Audio clock less bed clock, seconds.
    offset: Option<f64>,
}

impl BeatTone {
    /// Notes what the bed's clock and the audio clock (seconds) show at this moment.
    pub fn align(&mut self, bed: Time, audio: f64) {
        let seen = audio - bed.secs();
        self.offset = Some(match self.offset {
            Some(known) if (seen - known).abs() <= JUMP => known + FOLLOW * (seen - known),
            _ => seen,
        });
    }

    /// When a heartbeat at `at` is heard, in seconds of the audio clock; `None` for a pulse whose beat is
    /// heard already, and while the clocks are not aligned.
    pub fn hear(&mut self, heartbeat: Heartbeat, at: Time) -> Option<f64> {
        if heartbeat == Heartbeat::Beat {
            self.last_beat = Some(at);
        } else if self.last_beat.is_some_and(|beat| (at - beat).micros().abs() < WITHOUT_ECG.micros()) {
            return None;
        }
        self.offset.map(|offset| (at + BEAT_DELAY).secs() + offset)
    }

    /// The pitch at a saturation in per cent, in hertz: 880·2^(−(100−S)·s/12) with s = 0.5.
    pub fn pitch_hz(spo2: Option<f64>) -> f64 {
        spo2.map_or(UNKNOWN_HZ, |spo2| {
            let missing = 100.0 - spo2.clamp(LOWEST_PERCENT, 100.0);
            FULL_HZ * (-missing * SEMITONES_PER_PERCENT / 12.0).exp2()
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_pitch_falls_with_the_saturation() {
        let pitch = |spo2| BeatTone::pitch_hz(Some(spo2));
        assert!((pitch(100.0) - 880.0).abs() < 1e-9);
        assert!((pitch(76.0) - 440.0).abs() < 1e-9, "an octave is 24 per cent");
        assert!((60..100).all(|spo2| pitch(f64::from(spo2)) < pitch(f64::from(spo2) + 1.0)));
        assert!(BeatTone::pitch_hz(None) < pitch(0.0), "taken for no saturation");
    }

    #[test]
    fn tones_are_even_although_clocks_are_read_unevenly() {
        let mut tone = BeatTone::default();
        assert_eq!(tone.hear(Heartbeat::Beat, Time::ZERO), None, "no audio clock yet");
        let mut heard = Vec::new();
        for refresh in 0..400_i64 {
            let bed = Time::from_millis(refresh * 250 + (refresh * 37) % 40);
            // The audio clock lags by up to 10 ms.
            tone.align(bed, 5.0 + bed.secs() - 0.01 * ((refresh * 7 % 10) as f64) / 10.0);
            if refresh % 3 == 0 {
                heard.push(tone.hear(Heartbeat::Beat, Time::from_millis(refresh * 250)).unwrap());
            }
        }
        for pair in heard.windows(2) {
            assert!((pair[1] - pair[0] - 0.75).abs() < 0.001, "{}", pair[1] - pair[0]);
        }
        let first = heard[0] - 5.0;
        assert!((first - BEAT_DELAY.secs()).abs() < 0.011, "{first}");
        // The bed starts over: so do the tones.
        tone.align(Time::ZERO, 200.0);
        assert!((tone.hear(Heartbeat::Beat, Time::ZERO).unwrap() - 201.1).abs() < 1e-9);
    }

    #[test]
    fn pulses_are_heard_only_without_an_ecg() {
        let mut tone = BeatTone::default();
        tone.align(Time::ZERO, 0.0);
        let at = Time::from_secs;
        assert!(tone.hear(Heartbeat::Pulse, at(1.0)).is_some());
        assert!(tone.hear(Heartbeat::Beat, at(1.6)).is_some());
        assert!(tone.hear(Heartbeat::Pulse, at(1.8)).is_none());
        assert!(tone.hear(Heartbeat::Pulse, at(4.5)).is_none());
        assert!(tone.hear(Heartbeat::Pulse, at(4.7)).is_some(), "the electrode came off");
        // Another recording whose time begins anew.
        tone.hear(Heartbeat::Beat, at(500.0));
        assert!(tone.hear(Heartbeat::Pulse, at(0.5)).is_some());
    }
}
