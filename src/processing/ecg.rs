use super::{
    Beat, BeatClass, Finding, QualityReason,
    classify::{Classifier, Verdict},
    fibrillation::Fibrillation,
    heart_rate::HeartRate,
    lead::{Lead, Step},
    qrs::{Found, Leads, QrsDetector},
    quality::{Kind, QualityTeller},
    rhythm::{Circumstances, Rhythm},
    second_lead::SecondLead,
    stream::{Joint, Stream},
};
use crate::model::{Channel, Quality, Reading, Span, Time, Vital, WaveformPacket};

/// The ECG: beats and their classes, heart rate, rhythm. A second lead, when there is one, helps to find
/// beats; all else is measured in the first.
#[derive(Debug)]
pub(super) struct Ecg {
    stream: Option<Stream>,
    tools: Option<Box<Tools>>,
    second: SecondLead,
    heart: HeartRate,
    teller: QualityTeller,
    /// When listening began, or began again after electrodes were off.
    listening: Option<Time>,
    /// Whether any beat was ever found.
    met: bool,
    asystole: bool,
    rhythm: Rhythm,
    /// Whether a steady pulse says that other than these beats came.
    contradicted: bool,
}

#[derive(Debug)]
struct Tools {
    lead: Lead,
    qrs: QrsDetector,
    classifier: Classifier,
    fibrillation: Fibrillation,
    /// The next place of the grid to be looked at.
    place: u64,
}

/// No beat for so long is asystole (manuals of the Philips `HeartStart` XL+, Edan V6;
/// `PhysioNet` challenge 2015: 4 s).
const ASYSTOLE: Span = Span::from_millis(4_000);
/// What a beat may take until it is known.
const DETECTION: Span = Span::from_millis(500);
/// What the detector needs to tell beats from noise when it meets a patient.
const MEETING: Span = Span::from_millis(1_000);
/// Places of the first lead that wait for the second, at most: 256 ms.
const PATIENCE: u64 = 32;
/// A channel that delivers nothing for so long is gone.
pub(super) const GONE: Span = Span::from_millis(3_000);

impl Tools {
    fn new(rate: f64) -> Self {
        Self {
            lead: Lead::new(rate),
            qrs: QrsDetector::new(),
            classifier: Classifier::default(),
            fibrillation: Fibrillation::new(),
            place: 0,
        }
    }

    /// The lead was interrupted.
    fn interrupt(&mut self) {
        self.place = self.lead.grid.origin();
        self.qrs.interrupt(self.place);
        self.classifier.interrupt();
    }
}

impl Ecg {
    pub(super) fn new() -> Self {
        Self {
            stream: None,
            tools: None,
            second: SecondLead::new(),
            heart: HeartRate::default(),
            teller: QualityTeller::new(Channel::Ecg),
            listening: None,
            met: false,
            asystole: false,
            rhythm: Rhythm::default(),
            contradicted: false,
        }
    }

    pub(super) fn receive(&mut self, packet: &WaveformPacket, findings: &mut Vec<Finding>) {
        let (joint, known) = Stream::follow(&mut self.stream, packet);
        let rate = packet.rate.hz();
        if joint == Joint::Anew || self.tools.is_none() {
            self.tools = Some(Box::new(Tools::new(rate)));
        }
        let Some(mut tools) = self.tools.take() else { return };
        if joint != Joint::Seamless {
            // What waited for the second lead waits no more.
            self.listen(&mut tools, 0, findings);
            tools.lead.interrupt(packet.index);
        }
        let mut taken = known;
        while taken < packet.samples.len() {
            // Where fibrillation is judged next, what was found until then must be known and no more.
            let room = tools.lead.grid.samples_until(tools.fibrillation.next());
            let rest = &packet.samples[taken..];
            let (count, step) = tools.lead.take(&rest[..rest.len().min(room)]);
            if step == Step::Anew {
                let at = packet.time_of(taken);
                tools.interrupt();
                self.heart.interrupt(at);
                self.rhythm.interrupt();
                self.second.forget_place();
                self.listening = Some(at);
            }
            let wait = if self.second.is_heard() { PATIENCE } else { 0 };
            self.listen(&mut tools, wait, findings);
            taken += count;
        }
        self.tools = Some(tools);
    }

    pub(super) fn receive_second(&mut self, packet: &WaveformPacket) {
        self.second.receive(packet);
    }

    pub(super) fn advance_second(&mut self, now: Time, findings: &mut Vec<Finding>) {
        self.second.advance(now, findings);
    }

    /// What beats are told apart by, once samples have come (see `evidence`).
    pub(super) fn classifier(&mut self) -> Option<&mut Classifier> {
        Some(&mut self.tools.as_mut()?.classifier)
    }

    /// What tells fibrillation of the ventricles, once samples have come (see `evidence`).
    pub(super) fn fibrillation(&mut self) -> Option<&mut Fibrillation> {
        Some(&mut self.tools.as_mut()?.fibrillation)
    }

    /// Another sensor takes the place of the second lead's.
    pub(super) fn forget_second(&mut self) {
        self.second = SecondLead::new();
    }

    /// Whether the pulse is to be believed against the beats, until it is said anew.
    pub(super) const fn heed_pulse(&mut self, contradicted: bool) {
        self.contradicted = contradicted;
    }

    /// Looks for beats up to `wait` places before the end of the first lead.
    fn listen(&mut self, tools: &mut Tools, wait: u64, findings: &mut Vec<Finding>) {
        let Tools { lead, qrs, classifier, fibrillation, place } = tools;
        let until = lead.grid.next().saturating_sub(wait);
        if *place >= until {
            return;
        }
        let (Some(stream), lead) = (self.stream, &*lead) else { return };
        self.second.meet(&stream, lead, qrs);
        let leads = Leads { first: lead, second: self.second.beside() };
        while *place < until {
            let found = qrs.step(*place, leads);
            *place += 1;
            let Some(Found { lead: by, sample, late }) = found else { continue };
            let noisy = qrs.noisy(leads.second.is_some()) || fibrillation.suspected();
            let sample = if by == 0 { sample } else { self.second.in_first(sample, &stream) };
            let at = stream.time_of(sample);
            let irregular = self.rhythm.is_irregular();
            let Verdict { class, at_home, family } =
                classifier.judge((&lead.grid, *place), sample, stream.rate().hz(), qrs.unrest(), irregular);
            let class = if lead.is_paced(sample) { BeatClass::Paced } else { class };
            if let Some(place) = lead.grid.place(sample) {
                // What is wide and was never slow is no home: it may be waves that were there from the start.
                fibrillation.beat(place, at_home && class != BeatClass::Ventricular, family);
            }
            self.heart.beat(at);
            self.rhythm.beat(at, class, family, noisy);
            self.met = true;
            if !late {
                findings.push(Finding::Beat(Beat { channel: Channel::Ecg, at, sample, class }));
            }
        }
        fibrillation.advance(&lead.grid, self.rhythm.is_tachycardia());
    }

    /// Recognises what time alone brings about.
    pub(super) fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        if let (Some(stream), Some(mut tools)) = (self.stream, self.tools.take()) {
            let wait = self.second.behind(stream.end()).min(PATIENCE);
            self.listen(&mut tools, wait, findings);
            self.tools = Some(tools);
        }
        let (Some(stream), Some(tools)) = (&self.stream, &mut self.tools) else { return };
        let gone = now - stream.end() > GONE;
        let fault = if gone { Some(QualityReason::SensorOff) } else { tools.lead.watch.fault() };
        let reason = fault.or_else(|| {
            if self.contradicted {
                Some(QualityReason::Contradicted)
            } else if tools.qrs.noisy(self.second.is_heard()) {
                Some(QualityReason::Noisy)
            } else if self.heart.per_minute(stream.end()).is_none() && !self.asystole {
                Some(QualityReason::Searching)
            } else {
                tools.lead.watch.doubt(Kind::Ecg)
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
            ventricles: tools.fibrillation.ventricles(),
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
        let doubtful = match self.teller.reason() {
            // Wide beats (ventricular tachycardia) look like noise, but their rate is sure while it is even.
            Some(QualityReason::Noisy | QualityReason::MainsHum | QualityReason::Movement) => {
                !self.heart.is_even()
            }
            Some(QualityReason::Contradicted | QualityReason::Repeating) => true,
            // What may be waves of fibrillation may be no beats.
            _ => {
                self.tools.as_ref().is_some_and(|tools| tools.fibrillation.suspected())
                    && !self.heart.is_even()
            }
        };
        let quality = if doubtful { Quality::Questionable } else { Quality::Good };
        findings.push(Finding::Reading(match rate {
            Some(rate) => Reading::new(Vital::HeartRate, rate, at, quality, stream.origin()),
            None => Reading::unknown(Vital::HeartRate, at, stream.origin()),
        }));
        if now - at > GONE {
            let rhythm = std::mem::take(&mut self.rhythm);
            let second = std::mem::replace(&mut self.second, SecondLead::new());
            *self = Self { teller: self.teller, rhythm, second, ..Self::new() };
        }
    }
}
