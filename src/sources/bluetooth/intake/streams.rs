use std::sync::Arc;

use super::{
    super::{
        DecodeError, characteristic as c,
        pmd::{PmdControl, PmdFrame, PmdKind, PmdMessage, PmdRefusal, PmdSamples, PmdStreamState},
    },
    DeviceFacts, Heard, Moment, Write,
    movement::Movement,
    stream_timer::StreamTimer,
};
use crate::model::{Channel, Span, Time};

/// Raw waveforms of a Polar device: the conversation that starts them, and their frames on the bed's clock.
#[derive(Clone, Debug, Default)]
pub(super) struct Streams {
    control: Option<PmdControl>,
    /// When the command that is on its way was written.
    asked: Option<Time>,
    ecg: Option<StreamTimer>,
    pleth: Option<StreamTimer>,
    movement: Movement,
}

/// How long an answer is awaited. Those of an H10 come within a tenth of this.
const ANSWER: Span = Span::from_millis(5_000);

impl Streams {
    /// Whether the device's own ECG is on the bed.
    pub(super) fn has_ecg(&self) -> bool {
        self.ecg.is_some() && self.runs(PmdKind::Ecg)
    }

    /// Whether the device's own pulse wave is on the bed.
    pub(super) fn has_pleth(&self) -> bool {
        self.pleth.is_some() && self.runs(PmdKind::Ppg)
    }

    /// Whether the device streams, or is about to, what is drawn as a wave.
    pub(super) fn has_waves(&self) -> bool {
        self.runs(PmdKind::Ecg) || self.runs(PmdKind::Ppg)
    }

    fn runs(&self, kind: PmdKind) -> bool {
        let state = self.control.as_ref().and_then(|control| control.state(kind));
        matches!(state, Some(PmdStreamState::Running { .. }))
    }

    /// The link was lost: what ran must be asked for again. The streams' times go on where the device's do.
    pub(super) fn interrupt(&mut self) {
        self.control = None;
        self.asked = None;
    }

    /// The bed's clock is another.
    pub(super) fn restart(&mut self) {
        for timer in self.ecg.iter_mut().chain(&mut self.pleth) {
            timer.restart();
        }
    }

    /// The control characteristic was read or told something.
    pub(super) fn control(&mut self, bytes: &[u8], now: Moment, facts: &mut DeviceFacts) -> Heard {
        if self.control.is_none() {
            return match PmdMessage::decode(bytes) {
                Ok(PmdMessage::Features(features)) => {
                    self.control = Some(PmdControl::new(features, &PmdControl::WANTED));
                    self.go_on(now, facts)
                }
                Ok(_) => Heard::default(),
                Err(error) => Heard::refused(error),
            };
        }
        let refused = self.control.as_mut().and_then(|control| control.receive(bytes).err());
        Heard { refused, ..self.go_on(now, facts) }
    }

    /// Time passes: an answer that stays out is given up.
    pub(super) fn poll(&mut self, now: Moment, facts: &mut DeviceFacts) -> Vec<Write> {
        if self.asked.is_some_and(|asked| now.bed - asked > ANSWER)
            && let Some(control) = &mut self.control
        {
            control.give_up();
            return self.go_on(now, facts).writes;
        }
        Vec::new()
    }

    fn go_on(&mut self, now: Moment, facts: &mut DeviceFacts) -> Heard {
        let Some(control) = &mut self.control else { return Heard::default() };
        let writes: Vec<Write> =
            control.next().map(|bytes| Write { to: c::PMD_CONTROL, bytes }).into_iter().collect();
        self.asked = control.is_waiting().then_some(now.bed);
        facts.notes = control
            .streams()
            .iter()
            .filter_map(|stream| match stream.state {
                PmdStreamState::Refused(why) if why != PmdRefusal::NotOffered => {
                    Some(why.words(stream.kind).into())
                }
                PmdStreamState::StoppedByDevice => {
                    Some(Arc::from(format!("the device stopped its {}", stream.kind.words())))
                }
                _ => None,
            })
            .collect();
        Heard { writes, ..Heard::default() }
    }

    /// What stops the streams, for the moment before the link is let go.
    pub(super) fn farewell(&self) -> Vec<Write> {
        let commands = self.control.iter().flat_map(PmdControl::stop_commands);
        commands.map(|bytes| Write { to: c::PMD_CONTROL, bytes }).collect()
    }

    pub(super) fn frame(&mut self, bytes: &[u8], now: Moment, facts: &mut DeviceFacts) -> Heard {
        let frame = match PmdFrame::decode(bytes) {
            Ok(frame) => frame,
            Err(error) => return Heard::refused(error),
        };
        let Some(control) = &self.control else { return Heard::default() };
        let rate = match control.state(frame.kind) {
            Some(PmdStreamState::Running { settings, .. }) => settings.rates_hz.first().copied(),
            // Sent before the answer to the start was: the next one will do.
            _ => return Heard::default(),
        };
        let nominal = f64::from(rate.unwrap_or(0));
        if nominal <= 0.0 {
            let (what, form) = ("a frame of a stream without a rate", u32::from(frame.form));
            return Heard::refused(DecodeError::Unsupported { what, form });
        }
        match &frame.samples {
            PmdSamples::Ecg(microvolts) => {
                let millivolts = microvolts.iter().map(|&uv| uv as f32 / 1e3).collect();
                let timer = self.ecg.get_or_insert_with(|| StreamTimer::new(nominal));
                waveform(timer, Channel::Ecg, &frame, millivolts, now, facts)
            }
            PmdSamples::Ppg(lights) => {
                // More blood, less light; a wave that comes alone stands upright.
                let upright = lights.iter().map(|[a, b, c, ambient]| {
                    -((f64::from(*a) + f64::from(*b) + f64::from(*c)) / 3.0 - f64::from(*ambient)) as f32
                });
                let timer = self.pleth.get_or_insert_with(|| StreamTimer::new(nominal));
                waveform(timer, Channel::Pleth, &frame, upright.collect(), now, facts)
            }
            PmdSamples::Acceleration(_) => {
                let factor = control.factor(frame.kind);
                for sample in frame.milli_g(factor).unwrap_or_default() {
                    if let Some(moved) = self.movement.step(sample, nominal) {
                        facts.movement_mg = Some(moved);
                    }
                }
                Heard::words(
                    facts.movement_mg.map_or(String::new(), |moved| format!("movement {moved:.0} mg")),
                )
            }
            PmdSamples::PulseIntervals(_) => Heard::default(),
        }
    }
}

fn waveform(
    timer: &mut StreamTimer,
    channel: Channel,
    frame: &PmdFrame,
    samples: Vec<f32>,
    now: Moment,
    facts: &mut DeviceFacts,
) -> Heard {
    let words = format!("{} samples of {}", samples.len(), frame.kind.words());
    let lost = timer.lost();
    let placed = timer.frame(frame.last_sample_ns, samples, now.bed);
    facts.frames += 1;
    facts.lost += timer.lost() - lost;
    let packets = placed.into_iter().map(|placed| placed.on(channel));
    Heard { packets: packets.collect(), ..Heard::words(words) }
}

/// What a sweep needs to be behind the clock for frames of a Polar device: an H10 sends 73 samples at once, which is
/// 0.56 s, and the radio may add some.
pub(super) const WAVE_DELAY: Span = Span::from_millis(850);
