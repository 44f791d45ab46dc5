use std::collections::VecDeque;

use super::Finding;
use crate::model::{Channel, Origin, Span, Time, WaveformPacket};

/// From the R peak to the upstroke of its pulse in the finger: the time in which the heart tightens, and in which
/// the pulse travels. It falls as pressure rises, but differs between people and with the sensor's place, so
/// only its change says something (R. Mukkamala et al., IEEE TBME 62:1879, 2015).
///
/// The median of the pulses of the last 15 s, once a second, told at most 2 s after the last of them. A pulse
/// with two R peaks to choose from has none. Devices that measure apart have clocks of their own: between them
/// there is no transit time. Costs nothing to speak of.
#[derive(Debug, Default)]
pub(super) struct PulseTransit {
    beats: VecDeque<Time>,
    pulses: VecDeque<Time>,
    /// When a pulse was, and its transit.
    transits: VecDeque<(Time, Span)>,
    /// Whether the ECG and the pleth wave come from devices.
    apart: [bool; 2],
    told: Option<Span>,
}

/// What a transit to a finger or an ear can last, from the R peak to the steepest rise.
const SHORTEST: Span = Span::from_millis(80);
const LONGEST: Span = Span::from_millis(500);
/// A beat is known that long after it was.
const KNOWN: Span = Span::from_millis(1_000);
const WINDOW: Span = Span::from_millis(15_000);
/// As many beats and pulses as the window holds at 240 a minute.
const MOST: usize = 64;
const FEWEST: usize = 5;
/// Spread of the middle half above which beats and pulses do not belong together (own choice: breathing moves
/// it by 20 ms).
const SPREAD: Span = Span::from_millis(50);

impl PulseTransit {
    /// Takes note of where ECG and pleth come from.
    pub(super) fn receive(&mut self, packet: &WaveformPacket) {
        let device = packet.origin == Origin::Device;
        match packet.channel {
            Channel::Ecg => self.apart[0] = device,
            Channel::Pleth => self.apart[1] = device,
            _ => {}
        }
    }

    /// Takes in the beats and pulses among what was found.
    pub(super) fn find(&mut self, findings: &[Finding]) {
        for finding in findings {
            let (times, at) = match finding {
                Finding::Beat(beat) => (&mut self.beats, beat.at),
                Finding::Pulse { at } => (&mut self.pulses, *at),
                _ => continue,
            };
            if times.back().is_some_and(|last| at <= *last) {
                times.clear();
            }
            times.push_back(at);
            if times.len() > MOST {
                times.pop_front();
            }
        }
    }

    /// Another sensor: what was found does not belong together any more.
    pub(super) fn forget(&mut self) {
        *self = Self { told: self.told, ..Self::default() };
    }

    /// Tells the transit time at `now` when it changed.
    pub(super) fn read(&mut self, now: Time, findings: &mut Vec<Finding>) {
        while let Some(pulse) = self.pulses.pop_front_if(|pulse| *pulse + KNOWN <= now) {
            let mut before =
                self.beats.iter().rev().map(|beat| pulse - *beat).filter(|transit| *transit >= SHORTEST);
            let (last, other) = (before.next(), before.next());
            if let Some(transit) = last.filter(|transit| *transit <= LONGEST)
                && other.is_none_or(|other| other > LONGEST)
            {
                self.transits.push_back((pulse, transit));
            }
        }
        self.transits.retain(|(at, _)| *at <= now && now - *at <= WINDOW);
        let transit = self.median().filter(|_| self.apart == [false; 2]);
        if transit != self.told {
            self.told = transit;
            findings.push(Finding::PulseTransit { transit, at: now });
        }
    }

    /// To the millisecond.
    fn median(&self) -> Option<Span> {
        let mut sorted: Vec<Span> = self.transits.iter().map(|(_, transit)| *transit).collect();
        sorted.sort_unstable();
        let at = |quarter: usize| sorted[quarter * (sorted.len() - 1) / 4];
        let enough = sorted.len() >= FEWEST && at(3) - at(1) <= SPREAD;
        enough.then(|| Span::from_millis(at(2).micros() / 1_000))
    }
}
