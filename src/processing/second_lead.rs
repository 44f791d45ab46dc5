use super::{
    Finding, QualityReason,
    ecg::GONE,
    grid::PLACES,
    lead::{Lead, Step},
    qrs::{LEARN, QrsDetector},
    quality::{Kind, QualityTeller},
    stream::{Joint, Stream},
};
use crate::model::{Channel, Time, WaveformPacket};

/// The second ECG lead, beside the first: where both show the same moment, and whether it can be heard.
#[derive(Debug)]
pub(super) struct SecondLead {
    stream: Option<Stream>,
    lead: Option<Lead>,
    /// Whether the detector has been told of it since it began (again).
    told: bool,
    /// How many places its grid is ahead of the first lead's, once that was found out.
    ahead: Option<i64>,
    teller: QualityTeller,
}

/// Places that it may be behind the first lead and still counts: one second.
const LATEST: u64 = 125;

impl SecondLead {
    pub(super) const fn new() -> Self {
        let teller = QualityTeller::new(Channel::EcgSecond);
        Self { stream: None, lead: None, told: false, ahead: None, teller }
    }

    /// Tells of its quality.
    pub(super) fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        let (Some(stream), Some(lead)) = (&self.stream, &mut self.lead) else { return };
        let gone = now - stream.end() > GONE;
        let reason = if gone { Some(QualityReason::SensorOff) } else { lead.watch.fault() };
        self.teller.update(reason.or_else(|| lead.watch.doubt(Kind::Ecg)), now, findings);
    }

    pub(super) fn receive(&mut self, packet: &WaveformPacket) {
        let (joint, known) = Stream::follow(&mut self.stream, packet);
        let lead = match (&mut self.lead, joint) {
            (Some(lead), Joint::Seamless | Joint::Gap) => lead,
            (lead, _) => lead.insert(Lead::new(packet.rate.hz())),
        };
        if joint != Joint::Seamless {
            lead.interrupt(packet.index);
        }
        let mut rest = &packet.samples[known..];
        while !rest.is_empty() {
            let (taken, step) = lead.take(rest);
            rest = &rest[taken..];
            if step == Step::Anew {
                self.told = false;
                self.ahead = None;
            }
        }
    }

    /// The first lead begins again.
    pub(super) fn forget_place(&mut self) {
        self.ahead = None;
    }

    /// Whether it is there, without fault, and was long enough to be learnt from.
    pub(super) fn is_heard(&self) -> bool {
        self.lead
            .as_ref()
            .is_some_and(|lead| lead.grid.next() - lead.grid.origin() > LEARN && lead.watch.fault().is_none())
    }

    /// How many places it is behind a first lead that ends at `end`; none when it is too far behind to count.
    pub(super) fn behind(&self, end: Time) -> u64 {
        let late = self.stream.map_or(0.0, |stream| (end - stream.end()).secs() * PLACES).max(0.0) as u64;
        if late <= LATEST && self.is_heard() { late } else { 0 }
    }

    /// Learns where it shows the same moment as the first lead, which `stream` and `first` are, as soon as it can be
    /// heard.
    pub(super) fn meet(&mut self, stream: &Stream, first: &Lead, qrs: &mut QrsDetector) {
        let (true, Some(lead), Some(own)) = (self.is_heard(), &self.lead, self.stream) else { return };
        if !self.told {
            self.told = true;
            qrs.begin_second(lead);
        }
        if self.ahead.is_none() {
            let place = first.grid.next();
            let there = lead.grid.place(own.sample_at(stream.time_of(first.grid.sample(place))));
            self.ahead = there.map(|there| there as i64 - place as i64);
        }
    }

    /// It, and how many places its grid is ahead, for as long as it can be heard.
    pub(super) fn beside(&self) -> Option<(&Lead, i64)> {
        let lead = self.lead.as_ref().filter(|_| self.is_heard())?;
        Some((lead, self.ahead?))
    }

    /// The number of the first lead's sample taken with its own `sample`.
    pub(super) fn in_first(&self, sample: u64, stream: &Stream) -> u64 {
        self.stream.map_or(sample, |own| stream.sample_at(own.time_of(sample)))
    }
}
