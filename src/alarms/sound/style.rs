use serde::{Deserialize, Serialize};

use super::{
    Burst, Pulse, SoundCategory,
    icon::icon,
    melody::{LOW, melody},
};
use crate::{alarms::Priority, model::Span};

/// In which dress alarm sounds come. Pulses, pauses and loudness are the same in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SoundStyle {
    /// All pulses of one pitch.
    #[default]
    Plain,
    /// Pitches that tell what the alarm is about (2006). Hard to learn.
    Melody,
    /// Plain pulses, then a sound that reminds of what the alarm is about (2020). Recognised best
    /// (Edworthy et al. 2017).
    Icon,
}

/// The pitch of plain pulses, in hertz. With harmonics up to the ninth all components lie in 300 to 4000 Hz.
const PLAIN_HZ: f64 = 400.0;

/// Odd harmonics as in the open generator that follows tables 3 and 4 of IEC 60601-1-8:2007; all within
/// 8 dB of the fundamental (15 allowed).
const HARMONICS: [f64; 5] = [1.0, 0.85, 0.6, 0.5, 0.4];

/// How loud an icon's loudest voices are beside the pulses before it.
const ICON_SHARE: f64 = 0.8;

/// The sound of a priority, after tables 3 and 4 of IEC 60601-1-8:
///
/// | | high | medium | low |
/// |---|---|---|---|
/// | pulses | 10 (3+2, pause, 3+2) | 3 | 2 |
/// | pulse duration | 150 ms (75 to 200) | 200 ms (125 to 250) | 200 ms (125 to 250) |
/// | spacing | 95 ms (50 to 125) | 200 ms (125 to 250) | 200 ms (125 to 250) |
/// | between pulses 3 and 4, 8 and 9 | 340 ms (2 spacings + 1 duration) | | |
/// | between pulses 5 and 6 | 1 s (0.35 to 1.3) | | |
/// | between bursts | 7 s (2.5 to 15) | 20 s (2.5 to 30) | 30 s (at least 15) |
/// | amplitude | 1 | 0.8 | 0.6 (steps of 2 and 2.5 dB; louder is more urgent) |
///
/// The spacing is from 90 % of one fall to 90 % of the next rise. An icon follows within the pause
/// between bursts and leaves at least 2.5 s of it. It follows the shapes of the standard; no loudness
/// of a browser can be promised.
pub fn burst(priority: Priority, style: SoundStyle, category: SoundCategory) -> Burst {
    let train = match priority {
        Priority::High => {
            Train { gaps: &[95, 95, 340, 95, 1_000, 95, 95, 340, 95], duration: 150, edge: 25, gain: 1.0 }
        }
        Priority::Medium => Train { gaps: &[200, 200], duration: 200, edge: 40, gain: 0.8 },
        Priority::Low => Train { gaps: &[200], duration: 200, edge: 40, gain: 0.6 },
    };
    let repeat = Span::from_millis(match priority {
        Priority::High => 7_000,
        Priority::Medium => 20_000,
        Priority::Low => 30_000,
    });
    let notes = match (style, priority) {
        (SoundStyle::Plain | SoundStyle::Icon, _) => [PLAIN_HZ; 5],
        (SoundStyle::Melody, Priority::Low) => [LOW[0], LOW[1], LOW[0], LOW[1], LOW[0]],
        (SoundStyle::Melody, _) => melody(category),
    };
    let icon: &[_] = if style == SoundStyle::Icon { icon(category) } else { &[] };
    Burst { repeat: Some(repeat), icon, ..train.burst(&notes, HARMONICS) }
}

/// One soft low tone, which is no alarm: a reminder that sound is off, or that an acknowledged alarm goes on.
pub fn information() -> Burst {
    Train { gaps: &[], duration: 400, edge: 120, gain: 0.4 }.burst(&[293.7], [1.0, 0.25, 0.0, 0.0, 0.0])
}

/// Three soft notes that rise, which are no alarm: can they be heard?
pub fn three_notes() -> Burst {
    let notes = [523.3, 659.3, 784.0];
    Train { gaps: &[180, 180], duration: 220, edge: 50, gain: 0.6 }.burst(&notes, [1.0, 0.25, 0.0, 0.0, 0.0])
}

/// A row of equal pulses, times in milliseconds.
struct Train {
    /// From 90 % of each fall to 90 % of the rise that follows; one less than there are pulses.
    gaps: &'static [i64],
    /// From 90 % of the rise to 90 % of the fall.
    duration: i64,
    /// Length of rise and fall.
    edge: i64,
    gain: f64,
}

impl Train {
    /// Its pulses take the notes in turn, over and over; it does not repeat by itself.
    fn burst(&self, notes: &[f64], harmonics: [f64; 5]) -> Burst {
        let edge = Span::from_millis(self.edge);
        let mut start = Span::ZERO;
        let mut pulses = Vec::with_capacity(self.gaps.len() + 1);
        for (gap, note) in [0].iter().chain(self.gaps).zip(notes.iter().cycle()) {
            if !pulses.is_empty() {
                start = start + Span::from_millis(self.duration + gap);
            }
            pulses.push(Pulse {
                start,
                duration: Span::from_millis(self.duration),
                frequency_hz: *note,
                gain: self.gain,
            });
        }
        let icon_gain = self.gain * ICON_SHARE;
        Burst { pulses, rise: edge, fall: edge, harmonics, repeat: None, icon: &[], icon_gain }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::alarms::HARMONIC_NUMBERS;

    const STYLES: [SoundStyle; 3] = [SoundStyle::Plain, SoundStyle::Melody, SoundStyle::Icon];

    /// Every burst there is.
    fn every() -> impl Iterator<Item = (Priority, SoundStyle, SoundCategory, Burst)> {
        Priority::ALL.into_iter().flat_map(|priority| {
            STYLES.into_iter().flat_map(move |style| {
                SoundCategory::ALL
                    .into_iter()
                    .map(move |about| (priority, style, about, burst(priority, style, about)))
            })
        })
    }

    /// Times of 90 % rise and 90 % fall of every pulse in seconds, measured on the envelope in steps
    /// of 0.1 ms.
    fn edges(burst: &Burst) -> Vec<(f64, f64)> {
        let steps = burst.length().micros() / 100;
        burst
            .pulses
            .iter()
            .map(|pulse| {
                let loud: Vec<f64> = (0..=steps)
                    .map(|step| Span::from_micros(step * 100))
                    .filter(|at| burst.envelope(pulse, *at) >= 0.9 * pulse.gain - 1e-9)
                    .map(Span::secs)
                    .collect();
                (*loud.first().unwrap(), *loud.last().unwrap())
            })
            .collect()
    }

    fn gaps(edges: &[(f64, f64)]) -> Vec<f64> {
        edges.windows(2).map(|pair| pair[1].0 - pair[0].1).collect()
    }

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 0.0003
    }

    #[test]
    fn a_high_burst_is_three_and_two_pulses_twice() {
        for (_, style, about, burst) in every().filter(|(priority, ..)| *priority == Priority::High) {
            let edges = edges(&burst);
            assert_eq!(edges.len(), 10);
            assert!(edges.iter().all(|(rise, fall)| (0.075..=0.2).contains(&(fall - rise))));
            let gaps = gaps(&edges);
            for short in [0, 1, 3, 5, 6, 8] {
                assert!((0.05..=0.125).contains(&gaps[short]), "{style:?} {about:?} {short}: {gaps:?}");
            }
            let duration = edges[0].1 - edges[0].0;
            for long in [2, 7] {
                assert!(close(gaps[long], 2.0 * gaps[0] + duration), "{style:?} {about:?} {long}: {gaps:?}");
            }
            assert!((0.35..=1.3).contains(&gaps[4]));
            assert!((2.5..=15.0).contains(&burst.repeat.unwrap().secs()));
            let notes: Vec<f64> = burst.pulses.iter().map(|pulse| pulse.frequency_hz).collect();
            assert_eq!(notes[..5], notes[5..], "the second half says the same");
        }
    }

    #[test]
    fn medium_and_low_bursts_are_slower() {
        for (priority, count, repeats) in
            [(Priority::Medium, 3, 2.5..=30.0), (Priority::Low, 2, 15.0..=f64::INFINITY)]
        {
            for (.., burst) in every().filter(|(found, ..)| *found == priority) {
                let edges = edges(&burst);
                assert_eq!(edges.len(), count);
                assert!(edges.iter().all(|(rise, fall)| (0.125..=0.25).contains(&(fall - rise))));
                assert!(gaps(&edges).iter().all(|gap| (0.125..=0.25).contains(gap)));
                assert!(repeats.contains(&burst.repeat.unwrap().secs()));
            }
        }
        let step = |priority| {
            let burst = burst(priority, SoundStyle::Plain, SoundCategory::General);
            burst.pulses[1].start.secs()
        };
        assert!(step(Priority::Medium) > step(Priority::High));
    }

    #[test]
    fn edges_are_soft_and_end_before_the_next_pulse() {
        for (priority, style, _, burst) in every() {
            let duration = burst.pulses[0].duration.secs();
            // The standard's rise time is from 10 to 90 %: 0.8 of a straight edge.
            let rise = burst.rise.secs() * 0.8;
            assert!((0.1..=0.2).contains(&(rise / duration)), "{priority:?}: {}", rise / duration);
            for pair in burst.pulses.windows(2) {
                let end = pair[0].start + burst.sounding(&pair[0]);
                assert!(end <= pair[1].start, "{priority:?} {style:?}");
            }
        }
    }

    #[test]
    fn components_lie_in_the_band_and_near_the_fundamental() {
        for (priority, style, about, burst) in every() {
            for pulse in &burst.pulses {
                assert!((150.0..=1000.0).contains(&pulse.frequency_hz));
                assert!((0.0..=1.0).contains(&pulse.gain));
                // The narrower band, of 2006.
                let components = HARMONIC_NUMBERS
                    .iter()
                    .zip(burst.harmonics)
                    .filter(|(number, _)| {
                        (300.0..=4000.0).contains(&(f64::from(**number) * pulse.frequency_hz))
                    })
                    .filter(|(_, amplitude)| (20.0 * amplitude.log10()).abs() <= 15.0);
                assert!(components.count() >= 4, "{priority:?} {style:?} {about:?}");
            }
        }
    }

    #[test]
    fn a_higher_priority_is_no_quieter_and_repeats_no_later() {
        for style in STYLES {
            for about in SoundCategory::ALL {
                let [high, medium, low] = Priority::ALL.map(|priority| burst(priority, style, about));
                let gain = |burst: &Burst| (burst.pulses[0].gain, burst.icon_gain);
                assert!(gain(&high) >= gain(&medium) && gain(&medium) >= gain(&low));
                assert!(high.period() < medium.period() && medium.period() < low.period());
            }
        }
    }

    #[test]
    fn only_icons_follow_the_pulses_and_they_leave_a_pause() {
        for (priority, style, about, burst) in every() {
            let expected = style == SoundStyle::Icon && about != SoundCategory::General;
            assert_eq!(!burst.icon.is_empty(), expected, "{style:?} {about:?}");
            let silence = burst.period().unwrap() - burst.heard();
            assert!(silence.secs() >= 2.5, "{priority:?} {style:?} {about:?}: {silence:?}");
            for voice in burst.icon {
                assert!(voice.gain <= 1.0 && (0.0..1.0).contains(&voice.attack) && voice.attack > 0.0);
                assert!([voice.from_hz, voice.to_hz].iter().all(|hz| (40.0..=4_000.0).contains(hz)));
            }
            assert!(burst.icon_gain < burst.pulses[0].gain);
        }
    }

    #[test]
    fn every_category_has_its_own_melody_and_icon() {
        for (place, one) in SoundCategory::ALL.iter().enumerate() {
            for other in &SoundCategory::ALL[place + 1..] {
                for style in [SoundStyle::Melody, SoundStyle::Icon] {
                    assert_ne!(burst(Priority::High, style, *one), burst(Priority::High, style, *other));
                }
            }
        }
    }

    #[test]
    fn a_motor_follows_the_pulses() {
        let medium = burst(Priority::Medium, SoundStyle::Plain, SoundCategory::General);
        assert_eq!(medium.rhythm(), [200, 200, 200, 200, 200]);
        let high = burst(Priority::High, SoundStyle::Plain, SoundCategory::General).rhythm();
        assert_eq!((high.len(), high[5], high[9]), (19, 340, 1_000));
    }

    #[test]
    fn what_is_no_alarm_is_softer_and_does_not_repeat() {
        let low = burst(Priority::Low, SoundStyle::Plain, SoundCategory::General);
        for (calm, count) in [(information(), 1), (three_notes(), 3)] {
            assert_eq!((calm.pulses.len(), calm.repeat), (count, None));
            assert!(calm.pulses[0].gain <= low.pulses[0].gain);
        }
    }
}
