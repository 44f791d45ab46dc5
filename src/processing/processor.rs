use super::{
    Finding, QualityReason, arterial::ArterialLine, breath_estimate::BreathEstimate, cuff::Cuff, ecg::Ecg,
    measured::MeasuredVitals, pleth::Pleth, pulse_transit::PulseTransit, respiration::Respiration,
    second_opinion::SecondOpinion, telling::Telling,
};
use crate::model::{Channel, Contact, Packet, Quality, SensorId, Time, WaveformPacket};

/// Turns the packets of one bed into findings.
///
/// Beats, pulses and breaths are told as their samples come in; readings, events and quality as
/// time advances. However the samples are cut into packets between two calls of
/// [`Processor::advance`], the findings are the same.
#[derive(Debug)]
pub struct Processor {
    ecg: Ecg,
    pleth: Pleth,
    arterial: ArterialLine,
    respiration: Respiration,
    breath_estimate: BreathEstimate,
    transit: PulseTransit,
    cuff: Cuff,
    measured: MeasuredVitals,
    opinion: SecondOpinion,
    telling: Telling,
    /// The second of the last readings.
    second: Option<i64>,
}

impl Default for Processor {
    fn default() -> Self {
        Self::new()
    }
}

impl Processor {
    /// A processor that has heard nothing.
    pub fn new() -> Self {
        Self {
            ecg: Ecg::new(),
            pleth: Pleth::new(),
            arterial: ArterialLine::new(),
            respiration: Respiration::new(),
            breath_estimate: BreathEstimate::default(),
            transit: PulseTransit::default(),
            cuff: Cuff::default(),
            measured: MeasuredVitals::default(),
            opinion: SecondOpinion::default(),
            telling: Telling::default(),
            second: None,
        }
    }

    /// Takes a packet in and appends what was found in it.
    pub fn receive(&mut self, packet: &Packet, findings: &mut Vec<Finding>) {
        match packet {
            Packet::Waveform(waveform) => self.waveform(waveform, findings),
            Packet::Measured(measured) => self.measured.receive(*measured, findings),
            Packet::Cuff(report) => self.cuff.report(report, findings),
            Packet::Contact(contact) => findings.push(contact_quality(*contact)),
            Packet::Mark(_)
            | Packet::Label { .. }
            | Packet::Battery(_)
            | Packet::Interval(_)
            | Packet::Weight(_) => {}
        }
    }

    /// Another sensor takes the place of `sensor`: nothing that the one before sent counts any more.
    pub fn forget(&mut self, sensor: SensorId) {
        for channel in sensor.channels() {
            self.opinion.forget(*channel);
            match channel {
                Channel::Ecg => self.ecg = Ecg::new(),
                Channel::EcgSecond => self.ecg.forget_second(),
                Channel::Pleth | Channel::PlethRed => self.pleth = Pleth::new(),
                Channel::Resp => self.respiration = Respiration::new(),
                Channel::Arterial => self.arterial = ArterialLine::new(),
                Channel::CuffPressure => self.cuff = Cuff::default(),
            }
        }
        self.breath_estimate = BreathEstimate::default();
        self.transit.forget();
        self.measured.forget(sensor);
    }

    /// Appends what the bed's clock brings about: readings, once in each of its seconds and whenever one
    /// changes as it is shown; events, changes of quality, and values that have grown too old.
    pub fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let begun = findings.len();
        self.opinion.hear_pressure(self.arterial.last_pulse());
        self.ecg.heed_pulse(self.opinion.miscounted(now));
        self.ecg.advance(now, findings);
        self.opinion.judge(now, findings, begun);
        self.pleth.advance(now, findings);
        self.arterial.advance(now, findings);
        self.hear(&findings[begun..]);
        self.respiration.heed_heart(self.ecg.per_minute().or(self.pleth.per_minute()));
        self.respiration.advance(now, findings);
        self.measured.advance(now, findings);
        self.ecg.advance_second(now, findings);
        let second = now.micros().div_euclid(1_000_000);
        let second_turned = self.second.replace(second) != Some(second);
        if second_turned {
            self.transit.read(now, findings);
        }
        let from = findings.len();
        self.ecg.read(now, findings);
        self.pleth.read(now, findings);
        self.arterial.read(now, findings);
        let estimate = self.breath_estimate.reading(now, self.respiration.delivers());
        self.respiration.read(now, estimate, findings);
        let measured = &self.measured;
        let mut place = 0;
        findings.retain(|finding| {
            place += 1;
            place <= from
                || !matches!(finding, Finding::Reading(reading) if measured.speaks_for(reading.vital))
        });
        self.telling.sift(findings, from, second_turned);
    }

    fn waveform(&mut self, packet: &WaveformPacket, findings: &mut Vec<Finding>) {
        // No sensor of a bed is slower or faster, nor has been on for so long.
        let measurable = (RATES.0..=RATES.1).contains(&packet.rate.hz()) && packet.index < MOST_SAMPLES;
        if packet.samples.is_empty() || !measurable {
            return;
        }
        let begun = findings.len();
        match packet.channel {
            Channel::Ecg => self.ecg.receive(packet, findings),
            Channel::Pleth => self.pleth.receive(packet, findings),
            Channel::PlethRed => self.pleth.receive_red(packet),
            Channel::Resp => self.respiration.receive(packet, findings),
            Channel::CuffPressure => self.cuff.receive(packet),
            Channel::Arterial => self.arterial.receive(packet),
            Channel::EcgSecond => self.ecg.receive_second(packet),
        }
        self.breath_estimate.receive(packet);
        self.transit.receive(packet);
        self.hear(&findings[begun..]);
    }

    /// What one channel found tells those who look at several.
    fn hear(&mut self, findings: &[Finding]) {
        self.breath_estimate.find(findings);
        self.transit.find(findings);
        self.opinion.hear(findings);
    }
}

/// What a sensor without a waveform says of its contact, as the quality of the channel it would be on.
const fn contact_quality(contact: Contact) -> Finding {
    let (quality, reason) =
        if contact.on { (Quality::Good, None) } else { (Quality::Invalid, Some(QualityReason::SensorOff)) };
    Finding::Quality { channel: contact.channel, quality, reason, at: contact.at }
}

/// Rates that are processed, in hertz.
const RATES: (f64, f64) = (10.0, 5_000.0);

/// Up to here sample numbers are exact as floating-point numbers as well.
const MOST_SAMPLES: u64 = 1 << 52;
