use super::icon::Voice;
use crate::model::Span;

/// One pulse of an alarm sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pulse {
    /// When it begins to rise, from the start of the burst.
    pub start: Span,
    /// How long it sounds, from 90 % of its rise to 90 % of its fall (the standard's pulse duration).
    pub duration: Span,
    /// Its fundamental, in hertz.
    pub frequency_hz: f64,
    /// Its amplitude, 0 to 1.
    pub gain: f64,
}

/// The sound of one priority: a burst of pulses that repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct Burst {
    /// The pulses in order of time.
    pub pulses: Vec<Pulse>,
    /// How long each takes from nothing to its full amplitude, in a straight line.
    pub rise: Span,
    /// How long each takes from its full amplitude back to nothing, in a straight line.
    pub fall: Span,
    /// Amplitudes of the fundamental and its odd harmonics (1st, 3rd, 5th, 7th, 9th), relative to the
    /// fundamental.
    pub harmonics: [f64; 5],
    /// From the end of one burst to the start of the next; `None` when it does not repeat.
    pub repeat: Option<Span>,
    /// The auditory icon that follows the pulses; none in most styles.
    pub icon: &'static [Voice],
    /// The amplitude of the icon, 0 to 1; never above that of the pulses.
    pub icon_gain: f64,
}

/// Which multiples of the fundamental the entries of [`Burst::harmonics`] are.
pub const HARMONIC_NUMBERS: [u32; 5] = [1, 3, 5, 7, 9];

/// From the end of the pulses to the icon: long enough to hear two things, short enough to hear that
/// they belong together (this project's choice).
const BEFORE_ICON: Span = Span::from_millis(250);

impl Burst {
    /// The amplitude of `pulse` at `at` after the start of the burst, 0 to its gain: it rises in a
    /// straight line, holds, and falls in one, so that the 90 % points are [`Pulse::duration`] apart.
    pub fn envelope(&self, pulse: &Pulse, at: Span) -> f64 {
        let since = (at - pulse.start).secs();
        let left = self.sounding(pulse).secs() - since;
        let (rise, fall) = (self.rise.secs(), self.fall.secs());
        pulse.gain * (since / rise).min(left / fall).clamp(0.0, 1.0)
    }

    /// How long `pulse` can be heard at all, from the start of its rise to the end of its fall.
    pub fn sounding(&self, pulse: &Pulse) -> Span {
        // 90 % is reached a tenth of the rise before its end, and left a tenth into the fall.
        pulse.duration + self.rise.scaled(0.9) + self.fall.scaled(0.9)
    }

    /// How long the pulses last, without the icon and the pause after them.
    pub fn length(&self) -> Span {
        self.pulses.last().map_or(Span::ZERO, |pulse| pulse.start + self.sounding(pulse))
    }

    /// When the icon begins, from the start of the burst.
    pub fn icon_start(&self) -> Span {
        self.length() + BEFORE_ICON
    }

    /// How long it can be heard, with its icon.
    pub fn heard(&self) -> Span {
        let ends = self.icon.iter().map(|voice| self.icon_start() + voice.start + voice.length);
        ends.max().unwrap_or_else(|| self.length())
    }

    /// From the start of one burst to the start of the next.
    pub fn period(&self) -> Option<Span> {
        self.repeat.map(|pause| self.length() + pause)
    }

    /// The rhythm of the pulses for a motor: milliseconds on and off in turn, beginning with on.
    pub fn rhythm(&self) -> Vec<u32> {
        let mut rhythm = Vec::new();
        let mut ended = None;
        for pulse in &self.pulses {
            if let Some(ended) = ended {
                rhythm.push((pulse.start - ended).millis() as u32);
            }
            rhythm.push(pulse.duration.millis() as u32);
            ended = Some(pulse.start + pulse.duration);
        }
        rhythm
    }
}
