use std::{collections::VecDeque, sync::Arc};

use super::{Monitor, Wave};
use crate::{
    alarms::{AlarmLog, LogEvent, Transition, TransitionKind},
    model::{Channel, Rate, Span, Time},
};

/// How much of each wave is kept from before an alarm, and from after it. This project's choice: at 25 mm/s
/// half a metre of paper, with room for a slow rhythm on both sides.
pub const STRIP_SIDE: Span = Span::from_millis(10_000);

/// How many strips are kept; the oldest goes first. With six waves one takes 28 kB, all of them less than 3 MB.
pub const STRIPS_KEPT: usize = 100;

/// An alarm that begins this soon after the one a strip waits for shares that strip: it then still shows 5 s
/// of what followed. This project's choice.
const SHARED_WITHIN: Span = Span::from_millis(5_000);

/// How long a strip waits for samples that are late.
const LATE: Span = Span::from_millis(2_000);

/// The finest that is kept, samples a second. Monitors show an ECG up to 40 Hz; of one that is shown up to
/// 150 Hz the strip keeps what 250 samples carry. Pulse and breath waves have nothing to show above 20 Hz.
const ECG_HZ: f64 = 250.0;
const OTHER_HZ: f64 = 62.5;

/// A missing sample.
const GAP: i16 = i16::MIN;

/// The waves around one alarm, or around several that began together.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmStrip {
    /// The serial number of each alarm, and when it was first shown.
    pub alarms: Vec<(u64, Time)>,
    /// The time that it shows.
    pub from: Time,
    /// See [`Self::from`].
    pub to: Time,
    /// The waves, in the order of the screen; only those with a sample in that time.
    pub waves: Vec<StripWave>,
}

/// One wave of a strip. Samples are kept in 16 bits, to a 65,000th of the wave's own range.
#[derive(Clone, Debug, PartialEq)]
pub struct StripWave {
    /// Which channel.
    pub channel: Channel,
    /// What its source called it.
    pub label: Arc<str>,
    /// Samples a second.
    pub rate: Rate,
    /// When the first sample was taken.
    pub begins: Time,
    lowest: f32,
    step: f32,
    codes: Box<[i16]>,
}

impl StripWave {
    /// What `wave` held from `from` to `to`; `None` when that was nothing.
    fn of(wave: &Wave, from: Time, to: Time) -> Option<Self> {
        let ring = wave.ring();
        let finest = match wave.channel() {
            Channel::Ecg | Channel::EcgSecond => ECG_HZ,
            _ => OTHER_HZ,
        };
        // A little more than the finest is not worth half the samples.
        let each = ((ring.rate().hz() / finest - 0.01).ceil() as u64).max(1);
        let rate = Rate::new(ring.rate().hz() / each as f64)?;
        let (first, last) = (ring.index_at(from).max(ring.start()), ring.index_at(to));
        let mean = |begin: u64| {
            let sum: f32 = (begin..begin + each).map(|index| ring.get(index)).sum();
            sum / each as f32
        };
        // Where one sample of a mean is missing the mean is, so that no gap is bridged.
        let samples: Vec<f32> =
            (first..last.saturating_sub(each - 1)).step_by(each as usize).map(mean).collect();
        let known = samples.iter().filter(|sample| sample.is_finite());
        let lowest = known.clone().copied().reduce(f32::min)?;
        let highest = known.copied().fold(lowest, f32::max);
        let step = ((highest - lowest) / f32::from(u16::MAX - 1)).max(f32::MIN_POSITIVE);
        let code = |sample: f32| {
            let place = ((sample - lowest) / step).round();
            if place.is_finite() {
                (place as i32 + i32::from(GAP) + 1).min(i32::from(i16::MAX)) as i16
            } else {
                GAP
            }
        };
        Some(Self {
            channel: wave.channel(),
            label: Arc::clone(wave.label()),
            rate,
            // A mean stands in the middle of its samples.
            begins: ring.time_of(first) + Span::from_secs((each - 1) as f64 / 2.0 / ring.rate().hz()),
            lowest,
            step,
            codes: samples.into_iter().map(code).collect(),
        })
    }

    /// Its samples in the channel's unit, `NaN` where they are missing.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = f32> {
        self.codes.iter().map(|code| {
            if *code == GAP {
                f32::NAN
            } else {
                self.lowest + (i32::from(*code) - i32::from(GAP) - 1) as f32 * self.step
            }
        })
    }
}

/// Keeps the waves around each alarm of a bed.
#[derive(Clone, Debug, Default)]
pub struct AlarmStrips {
    /// Alarms whose time after has not passed yet.
    waiting: VecDeque<Vec<(u64, Time)>>,
    kept: VecDeque<Arc<AlarmStrip>>,
    /// The log was read up to here.
    read: u64,
}

impl AlarmStrips {
    /// Takes note of what happened to an alarm: one that is shown for the first time gets a strip.
    pub fn take(&mut self, step: &Transition) {
        if step.to != TransitionKind::Active {
            return;
        }
        match self.waiting.back_mut() {
            Some(strip) if strip.first().is_some_and(|(_, at)| shared(*at, step.at)) => {
                strip.push((step.serial, step.at));
            }
            _ => self.waiting.push_back(vec![(step.serial, step.at)]),
        }
        // More than can be kept need not be waited for.
        while self.waiting.len() > STRIPS_KEPT {
            self.waiting.pop_front();
        }
    }

    /// Takes everything that was written into the log since this was called last.
    pub fn follow(&mut self, log: &AlarmLog) {
        for entry in log.since(self.read) {
            if let LogEvent::Alarm(step) = &entry.event {
                self.take(step);
            }
        }
        self.read = log.written();
    }

    /// Stores the strips whose time is over.
    pub fn advance(&mut self, now: Time, monitor: &Monitor) {
        while let Some((_, at)) = self.waiting.front().and_then(|strip| strip.first()) {
            let to = *at + STRIP_SIDE;
            let all_here = || monitor.waves().all(|wave| wave.ring().time_of(wave.ring().end()) >= to);
            if now < to || (now < to + LATE && !all_here()) {
                break;
            }
            self.store(to, monitor);
        }
    }

    /// The bed is about to forget its waves: what is waited for ends now.
    pub fn finish(&mut self, now: Time, monitor: &Monitor) {
        while !self.waiting.is_empty() {
            self.store(now, monitor);
        }
    }

    fn store(&mut self, to: Time, monitor: &Monitor) {
        let Some(alarms) = self.waiting.pop_front() else { return };
        let Some(first) = alarms.first().map(|(_, at)| *at) else { return };
        let (from, to) = (first - STRIP_SIDE, to.min(first + STRIP_SIDE));
        let waves: Vec<_> = monitor.waves().filter_map(|wave| StripWave::of(wave, from, to)).collect();
        if waves.is_empty() {
            return;
        }
        if self.kept.len() >= STRIPS_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(Arc::new(AlarmStrip { alarms, from, to, waves }));
    }

    /// The strip of an alarm, if it is stored and still kept.
    pub fn of(&self, serial: u64) -> Option<&Arc<AlarmStrip>> {
        self.kept.iter().rev().find(|strip| strip.alarms.iter().any(|(alarm, _)| *alarm == serial))
    }

    /// Whether the strip of an alarm is still being taken.
    pub fn is_taking(&self, serial: u64) -> bool {
        self.waiting.iter().flatten().any(|(alarm, _)| *alarm == serial)
    }

    /// How many strips are kept, and the memory of their samples in bytes.
    pub fn size(&self) -> (usize, usize) {
        let waves = self.kept.iter().flat_map(|strip| &strip.waves);
        (self.kept.len(), waves.map(|wave| wave.codes.len() * size_of::<i16>()).sum())
    }
}

/// Whether an alarm that begins at `at` shares the strip of one that began at `first`.
fn shared(first: Time, at: Time) -> bool {
    (Span::ZERO..=SHARED_WITHIN).contains(&(at - first))
}

#[cfg(test)]
#[path = "alarm_strip_tests.rs"]
mod tests;
