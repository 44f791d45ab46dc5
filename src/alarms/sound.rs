use super::Priority;
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
}

/// Which multiples of the fundamental the entries of [`Burst::harmonics`] are.
pub const HARMONIC_NUMBERS: [u32; 5] = [1, 3, 5, 7, 9];

/// One fundamental for all priorities, in hertz: pulses, spacing and melody tell them apart.
/// With harmonics up to the ninth all components lie in 300 to 4000 Hz.
const FUNDAMENTAL_HZ: f64 = 400.0;

/// Odd harmonics as in the open generator that follows tables 3 and 4 of IEC 60601-1-8:2007; all within
/// 8 dB of the fundamental (15 allowed).
const HARMONICS: [f64; 5] = [1.0, 0.85, 0.6, 0.5, 0.4];

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
/// The spacing is from 90 % of one fall to 90 % of the next rise. It follows the shapes of the
/// standard; no loudness of a browser can be promised.
pub fn burst(priority: Priority) -> Burst {
    let train = match priority {
        Priority::High => Train {
            gaps: &[95, 95, 340, 95, 1_000, 95, 95, 340, 95],
            duration: 150,
            edge: 25,
            gain: 1.0,
            repeat: 7_000,
        },
        Priority::Medium => Train { gaps: &[200, 200], duration: 200, edge: 40, gain: 0.8, repeat: 20_000 },
        Priority::Low => Train { gaps: &[200], duration: 200, edge: 40, gain: 0.6, repeat: 30_000 },
    };
    train.burst()
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
    repeat: i64,
}

impl Train {
    fn burst(&self) -> Burst {
        let rise = Span::from_millis(self.edge);
        let mut start = Span::ZERO;
        let mut pulses = Vec::with_capacity(self.gaps.len() + 1);
        for gap in [0].iter().chain(self.gaps) {
            if !pulses.is_empty() {
                start = start + Span::from_millis(self.duration + gap);
            }
            pulses.push(Pulse {
                start,
                duration: Span::from_millis(self.duration),
                frequency_hz: FUNDAMENTAL_HZ,
                gain: self.gain,
            });
        }
        Burst { pulses, rise, fall: rise, harmonics: HARMONICS, repeat: Some(Span::from_millis(self.repeat)) }
    }
}

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

    /// How long the burst lasts, without the pause after it.
    pub fn length(&self) -> Span {
        self.pulses.last().map_or(Span::ZERO, |pulse| pulse.start + self.sounding(pulse))
    }

    /// From the start of one burst to the start of the next.
    pub fn period(&self) -> Option<Span> {
        self.repeat.map(|pause| self.length() + pause)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

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
        let burst = burst(Priority::High);
        let edges = edges(&burst);
        assert_eq!(edges.len(), 10);
        assert!(edges.iter().all(|(rise, fall)| (0.075..=0.2).contains(&(fall - rise))));
        let gaps = gaps(&edges);
        for short in [0, 1, 3, 5, 6, 8] {
            assert!((0.05..=0.125).contains(&gaps[short]), "gap {short}: {}", gaps[short]);
        }
        let duration = edges[0].1 - edges[0].0;
        for long in [2, 7] {
            assert!(close(gaps[long], 2.0 * gaps[0] + duration), "gap {long}: {}", gaps[long]);
        }
        assert!((0.35..=1.3).contains(&gaps[4]));
        assert!((2.5..=15.0).contains(&burst.repeat.unwrap().secs()));
    }

    #[test]
    fn medium_and_low_bursts_are_slower() {
        for (priority, count, repeats) in
            [(Priority::Medium, 3, 2.5..=30.0), (Priority::Low, 2, 15.0..=f64::INFINITY)]
        {
            let burst = burst(priority);
            let edges = edges(&burst);
            assert_eq!(edges.len(), count);
            assert!(edges.iter().all(|(rise, fall)| (0.125..=0.25).contains(&(fall - rise))));
            assert!(gaps(&edges).iter().all(|gap| (0.125..=0.25).contains(gap)));
            assert!(repeats.contains(&burst.repeat.unwrap().secs()));
        }
        let period = |priority| {
            let burst = burst(priority);
            burst.pulses[1].start.secs()
        };
        assert!(period(Priority::Medium) > period(Priority::High));
    }

    #[test]
    fn edges_are_soft_and_end_before_the_next_pulse() {
        for priority in Priority::ALL {
            let burst = burst(priority);
            let duration = burst.pulses[0].duration.secs();
            // The standard's rise time is from 10 to 90 %: 0.8 of a straight edge.
            let rise = burst.rise.secs() * 0.8;
            assert!((0.1..=0.2).contains(&(rise / duration)), "{priority:?}: {}", rise / duration);
            for pair in burst.pulses.windows(2) {
                assert!(pair[0].start + burst.sounding(&pair[0]) <= pair[1].start, "{priority:?}");
            }
        }
    }

    #[test]
    fn components_lie_in_the_band_and_near_the_fundamental() {
        for priority in Priority::ALL {
            let burst = burst(priority);
            for pulse in &burst.pulses {
                assert!((150.0..=1000.0).contains(&pulse.frequency_hz));
                assert!((0.0..=1.0).contains(&pulse.gain));
                let components = HARMONIC_NUMBERS
                    .iter()
                    .zip(burst.harmonics)
                    .filter(|(number, _)| {
                        (300.0..=4000.0).contains(&(f64::from(**number) * pulse.frequency_hz))
                    })
                    .filter(|(_, amplitude)| (20.0 * amplitude.log10()).abs() <= 15.0);
                assert!(components.count() >= 4);
            }
        }
    }

    #[test]
    fn a_higher_priority_is_no_quieter_and_repeats_no_later() {
        let [high, medium, low] = Priority::ALL.map(burst);
        assert!(high.pulses[0].gain >= medium.pulses[0].gain && medium.pulses[0].gain >= low.pulses[0].gain);
        assert!(high.period() < medium.period() && medium.period() < low.period());
    }
}
