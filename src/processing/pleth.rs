use super::{
    Finding, QualityReason,
    ecg::GONE,
    oximetry::{LOW_PERFUSION, Oximeter},
    pulse::{PulseDetector, PulseRate},
    quality::{Kind, QualityTeller, Watch},
    stream::{Joint, Stream},
};
use crate::model::{Channel, Origin, Quality, Rate, Reading, Span, Time, Vital, WaveformPacket};

/// The pulse oximeter: pulses and pulse rate; with both lights also `SpO2` and perfusion.
#[derive(Debug)]
pub(super) struct Pleth {
    infrared: Option<Stream>,
    red: Option<Stream>,
    tools: Option<Tools>,
    rate: PulseRate,
    teller: QualityTeller,
}

#[derive(Debug)]
struct Tools {
    rate: Rate,
    pulses: PulseDetector,
    watch: Watch,
    /// Exists once red light has come.
    oximeter: Option<Oximeter>,
    held: f32,
    missing: u64,
    bridge: u64,
}

/// Missing samples up to this many seconds are bridged by the last value.
const BRIDGE_SECS: f64 = 0.05;
/// Red light that lags so far behind infrared is gone.
const RED_GONE: Span = Span::from_millis(5_000);
/// No light of either kind, in any unit, is beyond this.
const MOST_LIGHT: f32 = 1e9;

impl Pleth {
    pub(super) fn new() -> Self {
        Self {
            infrared: None,
            red: None,
            tools: None,
            rate: PulseRate::new(),
            teller: QualityTeller::new(Channel::Pleth),
        }
    }

    pub(super) fn receive(&mut self, packet: &WaveformPacket, findings: &mut Vec<Finding>) {
        let (joint, known) = Stream::follow(&mut self.infrared, packet);
        let hz = packet.rate.hz();
        let tools = match (&mut self.tools, joint) {
            (Some(tools), Joint::Seamless) => tools,
            (Some(tools), Joint::Gap) => {
                tools.held = f32::NAN;
                tools.missing = 0;
                tools
            }
            (tools, _) => tools.insert(Tools {
                rate: packet.rate,
                pulses: PulseDetector::new(hz),
                watch: Watch::new(hz),
                oximeter: None,
                held: f32::NAN,
                missing: 0,
                bridge: (BRIDGE_SECS * hz) as u64,
            }),
        };
        tools.watch.hear(&packet.samples[known..], &(-MOST_LIGHT..=MOST_LIGHT));
        for (offset, &sample) in packet.samples.iter().enumerate().skip(known) {
            let number = packet.index + offset as u64;
            if sample.abs() <= MOST_LIGHT {
                if tools.missing > tools.bridge || !tools.held.is_finite() {
                    tools.pulses.interrupt(number);
                    self.rate.interrupt();
                    if let Some(oximeter) = &mut tools.oximeter {
                        oximeter.interrupt();
                    }
                }
                tools.missing = 0;
                tools.held = sample;
            } else {
                tools.missing += 1;
                if tools.missing > tools.bridge || !tools.held.is_finite() {
                    if let Some(oximeter) = &mut tools.oximeter {
                        oximeter.infrared(number, f64::NAN);
                    }
                    continue;
                }
            }
            let light = f64::from(tools.held);
            let upright = match &mut tools.oximeter {
                // More blood, less light.
                Some(oximeter) => {
                    oximeter.infrared(number, light);
                    -light
                }
                None => light,
            };
            if let Some(number) = tools.pulses.step(upright) {
                let at = packet.rate.time_of(packet.epoch, number);
                self.rate.pulse(at);
                findings.push(Finding::Pulse { at });
            }
        }
        if let Some(oximeter) = &mut tools.oximeter {
            oximeter.join();
        }
    }

    pub(super) fn receive_red(&mut self, packet: &WaveformPacket) {
        let (_, known) = Stream::follow(&mut self.red, packet);
        let Some(tools) = &mut self.tools else { return };
        if tools.rate != packet.rate {
            return;
        }
        let oximeter = tools.oximeter.get_or_insert_with(|| {
            // The wave that was taken for an upright one is upside down.
            tools.held = f32::NAN;
            self.rate.interrupt();
            Oximeter::new(packet.rate.hz())
        });
        for (offset, &sample) in packet.samples.iter().enumerate().skip(known) {
            let light = if sample.abs() <= MOST_LIGHT { f64::from(sample) } else { f64::NAN };
            oximeter.red(packet.index + offset as u64, light);
        }
        oximeter.join();
    }

    /// Recognises what time alone brings about.
    pub(super) fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let (Some(stream), Some(tools)) = (&self.infrared, &mut self.tools) else { return };
        if tools.oximeter.is_some() && self.red.is_none_or(|red| stream.end() - red.end() > RED_GONE) {
            tools.oximeter = None;
            tools.held = f32::NAN;
        }
        let gone = now - stream.end() > GONE;
        let fault = if gone { Some(QualityReason::SensorOff) } else { tools.watch.fault() };
        let saturation = tools.oximeter.as_ref().and_then(Oximeter::saturation);
        let rate = self.rate.rate(stream.end());
        let reason = fault.or_else(|| {
            if saturation.is_some_and(|saturation| saturation.perfusion < LOW_PERFUSION) {
                Some(QualityReason::LowPerfusion)
            } else if rate.is_none() {
                Some(QualityReason::Searching)
            } else if rate.is_some_and(|rate| !rate.sure)
                || saturation.is_some_and(|saturation| saturation.likeness < 0.8)
            {
                Some(QualityReason::Noisy)
            } else {
                tools.watch.doubt(Kind::Light)
            }
        });
        self.teller.update(reason, now, findings);
    }

    /// The pulse rate now.
    pub(super) fn per_minute(&self) -> Option<f64> {
        self.rate.rate(self.infrared?.end()).map(|rate| rate.per_minute)
    }

    /// The readings of this second.
    pub(super) fn read(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let (Some(stream), Some(tools)) = (&self.infrared, &self.tools) else { return };
        let (at, origin) = (stream.end(), stream.origin());
        let quality = match self.teller.reason() {
            None | Some(QualityReason::Searching) => Quality::Good,
            Some(QualityReason::SensorOff | QualityReason::Flat | QualityReason::Saturated) => {
                Quality::Invalid
            }
            Some(_) => Quality::Questionable,
        };
        let gone = now - at > GONE;
        let saturation = tools.oximeter.as_ref().and_then(Oximeter::saturation).filter(|_| !gone);
        // Light that does not pulsate has no pulse, whatever its noise looks like.
        let still = saturation.is_some_and(|saturation| saturation.perfusion < LOW_PERFUSION);
        let rate = self.rate.rate(at).filter(|_| !gone && !still);
        // A doubt shows at once, and its end as late as the wave's.
        let quality =
            if rate.is_some_and(|rate| !rate.sure) { quality.min(Quality::Questionable) } else { quality };
        let rate = rate.map(|rate| rate.per_minute);
        findings.push(Finding::Reading(reading(Vital::PulseRate, rate, at, quality, origin)));
        if tools.oximeter.is_some() {
            // Without a pulse the ratio is that of noise.
            let spo2 = saturation.and_then(|shown| shown.spo2).filter(|_| rate.is_some());
            findings.push(Finding::Reading(reading(Vital::SpO2, spo2, at, quality, origin)));
            let perfusion = saturation.map(|shown| shown.perfusion);
            findings.push(Finding::Reading(reading(Vital::Perfusion, perfusion, at, quality, origin)));
        }
        if gone {
            *self = Self { teller: self.teller, ..Self::new() };
        }
    }
}

fn reading(vital: Vital, value: Option<f64>, at: Time, quality: Quality, origin: Origin) -> Reading {
    match value {
        Some(value) => Reading::new(vital, value, at, quality, origin),
        None => Reading::unknown(vital, at, origin),
    }
}
