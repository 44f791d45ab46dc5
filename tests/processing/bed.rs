//! Feeds waveforms to a processor the way a bed does, and generates them.

use std::f64::consts::TAU;

use bedside::{
    model::{Channel, Origin, Packet, Rate, Reading, Time, Vital, WaveformPacket},
    processing::{Beat, Event, Finding, Processor},
};

/// How many cases a property is tried on: `usual`, or the number in `FUZZ_CASES`.
pub fn cases(usual: u32) -> u32 {
    std::env::var("FUZZ_CASES").ok().and_then(|given| given.parse().ok()).unwrap_or(usual)
}

pub struct Wave {
    pub channel: Channel,
    pub rate: Rate,
    pub samples: Vec<f32>,
}

pub fn wave(channel: Channel, hz: f64, secs: f64, at: impl Fn(f64) -> f64) -> Wave {
    let samples = (0..(secs * hz) as u64).map(|n| at(n as f64 / hz) as f32).collect();
    Wave { channel, rate: Rate::constant(hz), samples }
}

impl Wave {
    /// Its first `secs` seconds.
    pub fn until(&self, secs: f64) -> Self {
        let samples = self.samples.iter().copied().take((secs * self.rate.hz()) as usize).collect();
        Self { samples, ..*self }
    }
}

/// What came out.
pub struct Found(pub Vec<Finding>);

/// Delivers four times a second, cut into packets of `cut` samples.
pub fn run(waves: &[Wave], cut: usize) -> Found {
    let mut processor = Processor::new();
    let mut findings = Vec::new();
    let mut given = vec![0; waves.len()];
    let end = waves.iter().map(|wave| wave.samples.len() as f64 / wave.rate.hz()).fold(0.0, f64::max);
    for quarter in 1..=(end * 4.0) as i64 {
        let now = Time::from_millis(quarter * 250);
        for (wave, given) in waves.iter().zip(&mut given) {
            let until = (wave.rate.count_until(Time::ZERO, now) as usize).min(wave.samples.len());
            while *given < until {
                let to = (*given + cut).min(until);
                processor.receive(&packet(wave, *given, to), &mut findings);
                *given = to;
            }
        }
        processor.advance(now, &mut findings);
    }
    Found(findings)
}

pub fn packet(wave: &Wave, from: usize, to: usize) -> Packet {
    Packet::Waveform(WaveformPacket {
        channel: wave.channel,
        origin: Origin::Simulated,
        epoch: Time::ZERO,
        rate: wave.rate,
        index: from as u64,
        samples: wave.samples[from..to].to_vec(),
    })
}

impl Found {
    pub fn beats(&self) -> Vec<Beat> {
        self.0.iter().filter_map(|f| if let Finding::Beat(beat) = f { Some(*beat) } else { None }).collect()
    }

    pub fn pulses(&self) -> Vec<f64> {
        let at = |f: &Finding| if let Finding::Pulse { at } = f { Some(at.secs()) } else { None };
        self.0.iter().filter_map(at).collect()
    }

    pub fn breaths(&self) -> Vec<f64> {
        let at = |f: &Finding| if let Finding::Breath { at } = f { Some(at.secs()) } else { None };
        self.0.iter().filter_map(at).collect()
    }

    pub fn readings(&self, vital: Vital) -> Vec<Reading> {
        let of = |f: &Finding| match f {
            Finding::Reading(reading) if reading.vital == vital => Some(*reading),
            _ => None,
        };
        self.0.iter().filter_map(of).collect()
    }

    /// Value of the last reading at or before `secs`.
    pub fn value(&self, vital: Vital, secs: f64) -> Option<f64> {
        let readings = self.readings(vital);
        readings.iter().rev().find(|reading| reading.at.secs() <= secs).and_then(|reading| reading.value)
    }

    /// Changes of an event: whether it is active, and since when.
    pub fn events(&self, event: Event) -> Vec<(bool, f64)> {
        let of = |f: &Finding| match f {
            Finding::Event { event: other, active, at } if *other == event => Some((*active, at.secs())),
            _ => None,
        };
        self.0.iter().filter_map(of).collect()
    }
}

/// Pseudo-random, -1 to 1, a pure function of its place (splitmix64).
pub fn noise(place: f64) -> f64 {
    let mut z = ((place * 1e4).round() as i64 as u64).wrapping_add(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D049BB133111EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

/// Times of beats from the interval at each moment.
pub fn beats(secs: f64, interval: impl Fn(usize, f64) -> f64) -> Vec<f64> {
    let (mut at, mut beats) = (0.5, Vec::new());
    while at < secs {
        beats.push(at);
        at += interval(beats.len(), at);
    }
    beats
}

/// Sum over the beats near `t` of a shape around each.
pub fn around(beats: &[f64], t: f64, shape: impl Fn(usize, f64) -> f64) -> f64 {
    let first = beats.partition_point(|&beat| beat < t - 1.5);
    let near = beats.iter().enumerate().skip(first).take_while(|(_, beat)| **beat < t + 1.0);
    near.map(|(n, beat)| shape(n, t - beat)).sum()
}

fn bump(t: f64, at: f64, width: f64) -> f64 {
    (-((t - at) / width).powi(2) / 2.0).exp()
}

/// P, Q, R, S, T of 1 mV with a T wave of `tall` millivolts.
pub fn complex(t: f64, tall: f64) -> f64 {
    0.12 * bump(t, -0.16, 0.022) - 0.1 * bump(t, -0.028, 0.008) + bump(t, 0.0, 0.011)
        - 0.2 * bump(t, 0.03, 0.009)
        + tall * bump(t, 0.26, 0.045)
}

/// A wide ventricular beat.
pub fn ventricular(t: f64) -> f64 {
    1.3 * bump(t, 0.0, 0.035) - 0.5 * bump(t, 0.25, 0.07)
}

/// Baseline wander and noise, in millivolts.
pub fn disturbance(t: f64) -> f64 {
    0.25 * (TAU * 0.23 * t).sin() + 0.03 * noise(t) + 0.01 * (TAU * 50.0 * t).sin()
}

/// One pulse, `t` seconds after its upstroke began: systolic and dicrotic wave.
pub fn pulse(t: f64) -> f64 {
    bump(t, 0.15, 0.06) + 0.35 * bump(t, 0.42, 0.08)
}
