use std::collections::VecDeque;

use super::{
    Finding, QualityReason,
    ecg::GONE,
    pressure::{PressureBeat, PressureWave},
    quality::{Kind, QualityTeller, Watch},
    stream::{Joint, Stream},
};
use crate::model::{Channel, Quality, Reading, Span, Time, Vital, WaveformPacket};

/// The arterial line: systolic, diastolic and mean pressure.
#[derive(Debug)]
pub(super) struct ArterialLine {
    stream: Option<Stream>,
    tools: Option<Tools>,
    beats: Beats,
    /// When listening began, or began again after samples were missing.
    listening: Time,
    teller: QualityTeller,
}

#[derive(Debug)]
struct Tools {
    wave: PressureWave,
    watch: Watch,
    held: f32,
    missing: u64,
    bridge: u64,
}

/// Missing samples up to this many seconds are bridged by the last value.
const BRIDGE_SECS: f64 = 0.05;
/// What a transducer may deliver, mmHg; beyond it no line is connected.
const TRANSDUCER: std::ops::RangeInclusive<f32> = -50.0..=350.0;
/// Without a beat for so long the pressure counts as not pulsating.
const PULSELESS: Span = Span::from_millis(4_000);
/// What it takes to recognise the first beats.
const SEARCH: Span = Span::from_millis(8_000);
/// Seconds over which a pressure that does not pulsate is averaged.
const AVERAGE_SECS: f64 = 4.0;

impl ArterialLine {
    pub(super) fn new() -> Self {
        Self {
            stream: None,
            tools: None,
            beats: Beats::default(),
            listening: Time::ZERO,
            teller: QualityTeller::new(Channel::Arterial),
        }
    }

    pub(super) fn receive(&mut self, packet: &WaveformPacket) {
        let (joint, known) = Stream::follow(&mut self.stream, packet);
        let hz = packet.rate.hz();
        let tools = match (&mut self.tools, joint) {
            (Some(tools), Joint::Seamless) => tools,
            (Some(tools), Joint::Gap) => {
                tools.held = f32::NAN;
                tools.missing = 0;
                tools
            }
            (tools, _) => tools.insert(Tools {
                wave: PressureWave::new(hz),
                watch: Watch::new(hz),
                held: f32::NAN,
                missing: 0,
                bridge: (BRIDGE_SECS * hz) as u64,
            }),
        };
        tools.watch.hear(&packet.samples[known..], &TRANSDUCER);
        for (offset, &sample) in packet.samples.iter().enumerate().skip(known) {
            if TRANSDUCER.contains(&sample) {
                if tools.missing > tools.bridge || !tools.held.is_finite() {
                    tools.wave.interrupt(packet.index + offset as u64);
                    self.beats.0.clear();
                    self.listening = packet.time_of(offset);
                }
                tools.missing = 0;
                tools.held = sample;
            } else {
                tools.missing += 1;
                if tools.missing > tools.bridge || !tools.held.is_finite() {
                    continue;
                }
            }
            if let Some(beat) = tools.wave.step(f64::from(tools.held)) {
                self.beats.add(packet.rate.time_of(packet.epoch, beat.end), beat);
            }
        }
    }

    /// When the latest pulse that is known arrived.
    pub(super) fn last_pulse(&self) -> Option<Time> {
        self.beats.0.back().map(|(at, _)| *at)
    }

    /// Recognises what time alone brings about.
    pub(super) fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let (Some(stream), Some(tools)) = (&self.stream, &mut self.tools) else { return };
        let end = stream.end();
        let fault = if now - end > GONE { Some(QualityReason::SensorOff) } else { tools.watch.fault() };
        let reason = fault.or_else(|| match self.beats.pressures(end) {
            Some(_) => tools.watch.doubt(Kind::Other),
            None if end - self.listening < SEARCH => Some(QualityReason::Searching),
            None => Some(QualityReason::NoPulsation),
        });
        self.teller.update(reason, now, findings);
    }

    /// The readings of this second. Without pulsation there is neither a systolic nor a diastolic
    /// pressure; the mean is then the plain average, and doubtful.
    pub(super) fn read(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let (Some(stream), Some(tools)) = (&self.stream, &self.tools) else { return };
        let (at, origin) = (stream.end(), stream.origin());
        let gone = now - at > GONE;
        let lost = gone || tools.missing > tools.bridge || tools.watch.fault().is_some();
        let (pressures, quality) = match self.beats.pressures(at) {
            _ if lost => ([None; 3], Quality::Invalid),
            Some(pressures) => {
                let repeats = self.teller.reason() == Some(QualityReason::Repeating);
                (pressures.map(Some), if repeats { Quality::Questionable } else { Quality::Good })
            }
            // A mean needs no pulse, and a still heart's low one must alarm.
            None => ([None, None, tools.wave.average(AVERAGE_SECS)], Quality::Good),
        };
        let vitals = [Vital::ArterialSystolic, Vital::ArterialDiastolic, Vital::ArterialMean];
        for (vital, pressure) in vitals.into_iter().zip(pressures) {
            findings.push(Finding::Reading(match pressure {
                Some(pressure) => Reading::new(vital, pressure, at, quality, origin),
                None => Reading::unknown(vital, at, origin),
            }));
        }
        if gone {
            *self = Self { teller: self.teller, ..Self::new() };
        }
    }
}

/// The last beats and when each ended; the shown pressures are averages over them.
#[derive(Debug, Default)]
struct Beats(VecDeque<(Time, PressureBeat)>);

impl Beats {
    /// Bedside monitors average over four to eight beats: about a breath, which moves the pressure.
    const MOST: usize = 8;
    const FEWEST: usize = 4;
    /// Beats longer ago say nothing any more.
    const RECENT: Span = Span::from_millis(12_000);

    fn add(&mut self, at: Time, beat: PressureBeat) {
        if self.0.len() == Self::MOST {
            self.0.pop_front();
        }
        self.0.push_back((at, beat));
    }

    /// Systolic, diastolic and mean pressure at `now`: of each the mean of the middle half, so that a
    /// single beat that was flushed or moved does not show. `None` without enough beats or a late one.
    fn pressures(&self, now: Time) -> Option<[f64; 3]> {
        let (last, _) = self.0.back()?;
        let recent = self.0.iter().filter(|(at, _)| now - *at <= Self::RECENT).count();
        if now - *last > PULSELESS || recent < Self::FEWEST {
            return None;
        }
        let parts: [fn(&PressureBeat) -> f64; 3] =
            [|beat| beat.systolic, |beat| beat.diastolic, |beat| beat.mean];
        Some(parts.map(|part| {
            let mut values = [0.0; Self::MOST];
            let values = &mut values[..recent];
            values.iter_mut().zip(self.0.iter().rev()).for_each(|(value, (_, beat))| *value = part(beat));
            values.sort_unstable_by(f64::total_cmp);
            let middle = &values[recent / 4..recent - recent / 4];
            middle.iter().sum::<f64>() / middle.len() as f64
        }))
    }
}
