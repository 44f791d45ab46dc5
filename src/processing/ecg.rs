use super::{
    Beat, Finding, QualityReason,
    classify::{Classifier, Verdict},
    fibrillation::Fibrillation,
    grid::Grid,
    heart_rate::HeartRate,
    qrs::QrsDetector,
    quality::{QualityTeller, Watch},
    rhythm::{Circumstances, Rhythm},
    stream::{Joint, Stream},
};
use crate::model::{Channel, Quality, Reading, Span, Time, Vital, WaveformPacket};

/// The first ECG lead: beats and their classes, heart rate, rhythm.
#[derive(Debug)]
pub(super) struct Ecg {
    stream: Option<Stream>,
    tools: Option<Tools>,
    heart: HeartRate,
    teller: QualityTeller,
    /// When listening began, or began again after electrodes were off.
    listening: Option<Time>,
    /// Whether any beat was ever found.
    met: bool,
    asystole: bool,
    rhythm: Rhythm,
}

#[derive(Debug)]
struct Tools {
    qrs: QrsDetector,
    grid: Grid,
    classifier: Classifier,
    fibrillation: Fibrillation,
    watch: Watch,
    /// The last valid sample, and how many are missing since.
    held: f32,
    missing: u64,
    bridge: u64,
}

/// No beat for so long is asystole (manuals of the Philips `HeartStart` XL+, Edan V6;
/// `PhysioNet` challenge 2015: 4 s).
const ASYSTOLE: Span = Span::from_millis(4_000);
/// What a beat may take until it is known.
const DETECTION: Span = Span::from_millis(500);
/// What the detector needs to tell beats from noise when it meets a patient.
const MEETING: Span = Span::from_millis(1_000);
/// Missing samples up to this many seconds are bridged by the last value.
const BRIDGE_SECS: f64 = 0.05;
/// An ECG electrode cannot deliver more than this, in millivolts (electrode offsets reach 300 mV).
const MOST_MILLIVOLTS: f32 = 10_000.0;
/// A channel that delivers nothing for so long is gone.
pub(super) const GONE: Span = Span::from_millis(3_000);

impl Tools {
    fn interrupt(&mut self, next: u64) {
        self.qrs.interrupt(next);
        self.grid.interrupt(next);
        self.classifier.interrupt();
    }

    fn classify(&mut self, sample: u64, rate: f64) -> Verdict {
        let verdict = self.classifier.judge(&self.grid, sample, rate, self.qrs.noisy());
        if let Some(place) = self.grid.place(sample) {
            self.fibrillation.beat(place, verdict.at_home, verdict.family);
        }
        verdict
    }
}

impl Ecg {
    pub(super) fn new() -> Self {
        Self {
            stream: None,
            tools: None,
            heart: HeartRate::default(),
            teller: QualityTeller::new(Channel::Ecg),
            listening: None,
            met: false,
            asystole: false,
            rhythm: Rhythm::default(),
        }
    }

    pub(super) fn receive(&mut self, packet: &WaveformPacket, findings: &mut Vec<Finding>) {
        let (joint, known) = Stream::follow(&mut self.stream, packet);
        let rate = packet.rate.hz();
        let tools = match (&mut self.tools, joint) {
            (Some(tools), Joint::Seamless) => tools,
            (Some(tools), Joint::Gap) => {
                tools.interrupt(packet.index);
                tools.missing = 0;
                tools.held = f32::NAN;
                self.heart.interrupt(packet.time_of(0));
                self.rhythm.interrupt();
                self.listening = Some(packet.time_of(0));
                tools
            }
            (tools, _) => {
                self.heart.interrupt(packet.time_of(0));
                self.rhythm.interrupt();
                self.listening = Some(packet.time_of(0));
                let tools = tools.insert(Tools {
                    qrs: QrsDetector::new(rate),
                    grid: Grid::new(rate),
                    classifier: Classifier::default(),
                    fibrillation: Fibrillation::new(),
                    watch: Watch::new(rate),
                    held: f32::NAN,
                    missing: 0,
                    bridge: (BRIDGE_SECS * rate) as u64,
                });
                tools.interrupt(packet.index);
                tools
            }
        };
        for (offset, &sample) in packet.samples.iter().enumerate().skip(known) {
            let valid = sample.abs() <= MOST_MILLIVOLTS;
            tools.watch.step(if valid { sample } else { f32::NAN });
            if valid {
                if tools.missing > tools.bridge || !tools.held.is_finite() {
                    tools.interrupt(packet.index + offset as u64);
                    self.heart.interrupt(packet.time_of(offset));
                    self.rhythm.interrupt();
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
            tools.grid.step(tools.held);
            if let Some(found) = tools.qrs.step(tools.held) {
                let at = packet.rate.time_of(packet.epoch, found.sample);
                let Verdict { class, family, .. } = tools.classify(found.sample, rate);
                self.heart.beat(at);
                self.rhythm.beat(at, class, family, tools.qrs.noisy() || tools.fibrillation.suspected());
                self.met = true;
                findings.push(Finding::Beat(Beat { channel: Channel::Ecg, at, sample: found.sample, class }));
            }
            tools.fibrillation.advance(&tools.grid);
        }
    }

    /// Recognises what time alone brings about.
    pub(super) fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let (Some(stream), Some(tools)) = (&self.stream, &mut self.tools) else { return };
        let gone = now - stream.end() > GONE;
        let fault = if gone { Some(QualityReason::SensorOff) } else { tools.watch.fault() };
        let reason = fault.or_else(|| {
            if tools.qrs.noisy() {
                Some(QualityReason::Noisy)
            } else if self.heart.per_minute(stream.end()).is_none() && !self.asystole {
                Some(QualityReason::Searching)
            } else {
                None
            }
        });
        self.teller.update(reason, now, findings);

        // Electrodes off end an asystole: nothing is known then. A line that stands still does not:
        // it may be the machine, but it may be the heart.
        let off = fault == Some(QualityReason::SensorOff);
        if off {
            tools.fibrillation.interrupt();
        }
        let patience = ASYSTOLE + DETECTION + if self.met { Span::ZERO } else { MEETING };
        let since = self.heart.last_beat().max(self.listening);
        self.asystole = !off && since.is_some_and(|since| stream.end() - since > patience);
        let around = Circumstances {
            now: stream.end().min(now),
            detection: DETECTION,
            usual: self.heart.per_minute(stream.end()).map(|rate| 60.0 / rate),
            fibrillation: tools.fibrillation.active(),
            asystole: self.asystole,
            off,
        };
        self.rhythm.advance(around, findings);
    }

    /// The heart rate now.
    pub(super) fn per_minute(&self) -> Option<f64> {
        self.heart.per_minute(self.stream?.end())
    }

    /// The reading of this second.
    pub(super) fn read(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let Some(stream) = self.stream else { return };
        let at = stream.end();
        let lost = matches!(
            self.teller.reason(),
            Some(QualityReason::SensorOff | QualityReason::Flat | QualityReason::Saturated)
        );
        // Waves of fibrillation are no beats, however even.
        let fibrillates = self.tools.as_ref().is_some_and(|tools| tools.fibrillation.active());
        let rate = if lost || self.asystole || fibrillates { None } else { self.heart.per_minute(at) };
        // Wide beats (ventricular tachycardia) look like noise, but their rate is sure while it is even.
        let noisy = self.teller.reason() == Some(QualityReason::Noisy) && !self.heart.is_even();
        let quality = if noisy { Quality::Questionable } else { Quality::Good };
        findings.push(Finding::Reading(match rate {
            Some(rate) => Reading::new(Vital::HeartRate, rate, at, quality, stream.origin()),
            None => Reading::unknown(Vital::HeartRate, at, stream.origin()),
        }));
        if now - at > GONE {
            let rhythm = std::mem::take(&mut self.rhythm);
            *self = Self { teller: self.teller, rhythm, ..Self::new() };
        }
    }
}
