use super::{
    Event, Finding, QualityReason,
    breath::{BreathDetector, BreathRate},
    ecg::GONE,
    quality::{Kind, QualityTeller, Watch},
    stream::{Joint, Stream},
};
use crate::model::{Channel, Quality, Reading, Span, Time, Vital, WaveformPacket};

/// Impedance respiration: breaths, their rate, apnoea.
#[derive(Debug)]
pub(super) struct Respiration {
    stream: Option<Stream>,
    tools: Option<Tools>,
    rate: BreathRate,
    teller: QualityTeller,
    /// When listening began, or began again after the sensor was off.
    listening: Option<Time>,
    apnoea: bool,
}

#[derive(Debug)]
struct Tools {
    breaths: BreathDetector,
    watch: Watch,
    held: f32,
    missing: u64,
    bridge: u64,
}

/// No breath for so long is apnoea (default of Mindray and Philips bedside monitors).
const APNOEA: Span = Span::from_millis(20_000);
/// Missing samples up to this many seconds are bridged by the last value.
const BRIDGE_SECS: f64 = 0.2;
/// No chest has more, in ohms.
const MOST_OHMS: f32 = 1e6;

impl Respiration {
    pub(super) fn new() -> Self {
        Self {
            stream: None,
            tools: None,
            rate: BreathRate::default(),
            teller: QualityTeller::new(Channel::Resp),
            listening: None,
            apnoea: false,
        }
    }

    pub(super) fn receive(&mut self, packet: &WaveformPacket, findings: &mut Vec<Finding>) {
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
                breaths: BreathDetector::new(hz),
                watch: Watch::new(hz),
                held: f32::NAN,
                missing: 0,
                bridge: (BRIDGE_SECS * hz) as u64,
            }),
        };
        tools.watch.hear(&packet.samples[known..], &(-MOST_OHMS..=MOST_OHMS));
        for (offset, &sample) in packet.samples.iter().enumerate().skip(known) {
            if sample.abs() <= MOST_OHMS {
                if tools.missing > tools.bridge || !tools.held.is_finite() {
                    tools.breaths.interrupt(packet.index + offset as u64);
                    self.rate.interrupt();
                    self.listening = Some(packet.time_of(offset));
                }
                tools.missing = 0;
                tools.held = sample;
            } else {
                tools.missing += 1;
                if tools.missing > tools.bridge || !tools.held.is_finite() {
                    continue;
                }
            }
            if let Some(number) = tools.breaths.step(f64::from(tools.held)) {
                let at = packet.rate.time_of(packet.epoch, number);
                self.rate.breath(at);
                findings.push(Finding::Breath { at });
            }
        }
    }

    /// Puts the breath filter below the heart rate.
    pub(super) fn heed_heart(&mut self, per_minute: Option<f64>) {
        if let Some(tools) = &mut self.tools {
            tools.breaths.heed_heart(per_minute);
        }
    }

    /// Recognises what time alone brings about.
    pub(super) fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let (Some(stream), Some(tools)) = (&self.stream, &mut self.tools) else { return };
        let gone = now - stream.end() > GONE;
        let fault = if gone { Some(QualityReason::SensorOff) } else { tools.watch.fault() };
        let off = fault == Some(QualityReason::SensorOff);
        let since = self.rate.last_breath().max(self.listening);
        let apnoea = !off && since.is_some_and(|since| stream.end() - since >= APNOEA);
        if apnoea != self.apnoea {
            self.apnoea = apnoea;
            findings.push(Finding::Event { event: Event::Apnoea, active: apnoea, at: stream.end().min(now) });
        }
        let unknown = !apnoea && self.rate.per_minute(stream.end()).is_none();
        let reason = fault.or(unknown.then_some(QualityReason::Searching));
        self.teller.update(reason.or_else(|| tools.watch.doubt(Kind::Other)), now, findings);
    }

    /// Whether the sensor is there and on the patient.
    pub(super) fn delivers(&self) -> bool {
        self.stream.is_some() && self.teller.reason() != Some(QualityReason::SensorOff)
    }

    /// The reading of this second. During apnoea the rate is known: it is 0. Where the sensor does not
    /// deliver, an `estimate` from other sensors stands in its place.
    pub(super) fn read(&mut self, now: Time, estimate: Option<Reading>, findings: &mut Vec<Finding>) {
        let Some(stream) = self.stream else {
            findings.extend(estimate.map(Finding::Reading));
            return;
        };
        let at = stream.end();
        let lost = !self.delivers();
        let rate = match (lost, self.apnoea) {
            (true, _) => None,
            (false, true) => Some(0.0),
            (false, false) => self.rate.per_minute(at),
        };
        let repeats = self.teller.reason() == Some(QualityReason::Repeating);
        let quality = if repeats { Quality::Questionable } else { Quality::Good };
        let measured = rate.map(|rate| Reading::new(Vital::RespRate, rate, at, quality, stream.origin()));
        let unknown = Reading::unknown(Vital::RespRate, at, stream.origin());
        findings.push(Finding::Reading(measured.or(estimate).unwrap_or(unknown)));
        if now - at > GONE {
            *self = Self { teller: self.teller, ..Self::new() };
        }
    }
}
