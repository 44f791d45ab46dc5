use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use super::{Trend, Wave};
use crate::{
    alarms::stale_after,
    model::{
        Channel, CuffPhase, Packet, Quality, Reading, SensorId, SensorState, Span, Time, Vital,
        WaveformPacket, Weight,
    },
    processing::{EcgFilter, Finding, Processor},
    sources::Arrival,
};

/// Processing goes on in steps of this length, so that a result never depends on how late or in how
/// large pieces samples arrived.
///
/// A sample waits for the end of its step, and for the next one if its packet (40 ms) arrives after that:
/// 165 ms at most until an alarm condition is seen.
pub const STEP: Span = Span::from_millis(125);

/// The longest stretch that is caught up step by step; a bed that was away for longer (a sleeping
/// computer) goes on from here.
const CATCH_UP: Span = Span::from_millis(15 * 60_000);

/// What the cuff is doing.
#[derive(Clone, Debug, PartialEq)]
pub struct Cuff {
    /// Its phase.
    pub phase: CuffPhase,
    /// Pressure in the cuff while a measurement runs, mmHg.
    pub pressure: Option<f32>,
}

impl Cuff {
    /// No measurement runs, and none is planned.
    const fn idle() -> Self {
        Self { phase: CuffPhase::Idle { next: None }, pressure: None }
    }
}

/// One bed without its alarms: what was sensed, and what it means.
pub struct Monitor {
    processor: Processor,
    pending: BTreeMap<Channel, VecDeque<WaveformPacket>>,
    others: Vec<Packet>,
    waves: BTreeMap<Channel, Wave>,
    ecg_filter: EcgFilter,
    labels: BTreeMap<Channel, Arc<str>>,
    readings: BTreeMap<Vital, Reading>,
    sensors: BTreeMap<SensorId, SensorState>,
    batteries: BTreeMap<SensorId, u8>,
    /// Names of the devices that stand in for sensors.
    devices: BTreeMap<SensorId, Arc<str>>,
    weight: Option<Weight>,
    pulse_transit: Option<Span>,
    cuff: Cuff,
    trend: Trend,
    reached: Option<Time>,
    /// Found outside the steps, handed out with the next one.
    found: Vec<Finding>,
}

impl Default for Monitor {
    fn default() -> Self {
        Self::new()
    }
}

impl Monitor {
    /// A bed on which nothing was sensed yet.
    pub fn new() -> Self {
        Self {
            processor: Processor::new(),
            pending: BTreeMap::new(),
            others: Vec::new(),
            waves: BTreeMap::new(),
            ecg_filter: EcgFilter::default(),
            labels: BTreeMap::new(),
            readings: BTreeMap::new(),
            sensors: BTreeMap::new(),
            batteries: BTreeMap::new(),
            devices: BTreeMap::new(),
            weight: None,
            pulse_transit: None,
            cuff: Cuff::idle(),
            trend: Trend::new(),
            reached: None,
            found: Vec::new(),
        }
    }

    /// Takes in what a sensor's task delivered. Waves can be drawn at once; numbers follow with the
    /// next [`Monitor::advance`].
    pub fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Packet(Packet::Waveform(packet)) => {
                self.show(&packet);
                self.pending.entry(packet.channel).or_default().push_back(packet);
            }
            Arrival::Packet(Packet::Label { channel, label }) => {
                if let Some(wave) = self.waves.get_mut(&channel) {
                    wave.rename(label.clone());
                }
                self.labels.insert(channel, label);
            }
            Arrival::Packet(Packet::Mark(mark)) => {
                if let Some(wave) = self.waves.get_mut(&mark.channel) {
                    wave.mark(mark);
                }
            }
            Arrival::Packet(Packet::Cuff(report)) => {
                self.cuff.phase = report.phase.clone();
                if !matches!(report.phase, CuffPhase::Inflating | CuffPhase::Deflating) {
                    self.cuff.pressure = None;
                }
                self.others.push(Packet::Cuff(report));
            }
            Arrival::Packet(Packet::Battery(battery)) => {
                self.batteries.insert(battery.id, battery.percent.min(100));
            }
            Arrival::Packet(Packet::Weight(weight)) => self.weight = Some(weight),
            Arrival::Packet(Packet::Interval(_)) => {}
            Arrival::Packet(packet @ (Packet::Measured(_) | Packet::Contact(_))) => self.others.push(packet),
            Arrival::Sensor { id, state, at } => self.sensor_changed(id, state, at),
            Arrival::Placed { id, device, at } => self.place(id, device, at),
        }
    }

    /// What ECGs are shown through from now on. What is found in them does not depend on it.
    pub fn show_ecg_through(&mut self, filter: EcgFilter) {
        self.ecg_filter = filter;
        self.waves.values_mut().for_each(|wave| wave.show_through(filter));
    }

    /// What ECGs are shown through.
    pub const fn ecg_filter(&self) -> EcgFilter {
        self.ecg_filter
    }

    /// Another sensor stands in this place.
    fn place(&mut self, id: SensorId, device: Option<Arc<str>>, at: Time) {
        for channel in id.channels() {
            self.pending.remove(channel);
            self.waves.remove(channel);
            self.labels.remove(channel);
        }
        self.others.retain(|packet| match packet {
            Packet::Measured(measured) => measured.vital.sensor() != id,
            Packet::Contact(contact) => !id.channels().contains(&contact.channel),
            Packet::Cuff(_) => id != SensorId::Cuff,
            _ => true,
        });
        self.processor.forget(id);
        self.make_unknown(Vital::ALL.into_iter().filter(|vital| vital.sensor() == id), at);
        if id == SensorId::Cuff {
            self.cuff = Cuff::idle();
        }
        self.sensors.remove(&id);
        self.batteries.remove(&id);
        match device {
            Some(name) => self.devices.insert(id, name),
            None => self.devices.remove(&id),
        };
    }

    fn make_unknown(&mut self, vitals: impl IntoIterator<Item = Vital>, at: Time) {
        for vital in vitals {
            if let Some(reading) = self.readings.get(&vital).filter(|reading| reading.value.is_some()) {
                self.found.push(Finding::Reading(Reading::unknown(vital, at, reading.origin)));
            }
        }
    }

    fn show(&mut self, packet: &WaveformPacket) {
        match packet.channel {
            Channel::PlethRed => {
                // Two wavelengths: the light as the detector sees it. A pleth wave that began before
                // the first red packet came is started over, upright.
                self.labels.entry(Channel::PlethRed).or_insert_with(|| {
                    self.waves.remove(&Channel::Pleth);
                    Channel::PlethRed.name().into()
                });
            }
            Channel::CuffPressure => {
                self.cuff.pressure = packet.samples.iter().copied().rfind(|sample| sample.is_finite());
            }
            channel => {
                let continued = self.waves.get_mut(&channel).is_some_and(|wave| wave.take(packet));
                if !continued {
                    let inverted = channel == Channel::Pleth && self.labels.contains_key(&Channel::PlethRed);
                    let label = self.labels.get(&channel).cloned().unwrap_or_else(|| channel.name().into());
                    self.waves.insert(channel, Wave::new(packet, label, inverted, self.ecg_filter));
                }
            }
        }
    }

    fn sensor_changed(&mut self, id: SensorId, state: SensorState, at: Time) {
        if state == SensorState::LinkLost {
            // Radio links break and come back within seconds: in doubt now, unknown once too old.
            for vital in id.vitals() {
                if let Some(reading) = self.readings.get(vital).filter(|reading| reading.value.is_some()) {
                    self.found.push(Finding::Reading(Reading { quality: Quality::Questionable, ..*reading }));
                }
            }
        } else if state.is_lost() {
            // No number rather than an old one.
            self.make_unknown(id.vitals().iter().copied(), at);
        }
        if state.is_lost() && id == SensorId::Cuff {
            self.cuff = Cuff::idle();
        }
        self.sensors.insert(id, state);
    }

    /// Processes everything that was sensed up to `now` and hands out what was found, in order.
    pub fn advance(&mut self, now: Time) -> Vec<Finding> {
        let mut findings = std::mem::take(&mut self.found);
        for finding in &findings {
            self.remember(finding);
        }
        let mut at = self.reached.unwrap_or_else(|| now - STEP).max(now - CATCH_UP);
        while at + STEP <= now {
            at += STEP;
            let before = findings.len();
            self.feed(at, &mut findings);
            self.processor.advance(at, &mut findings);
            for finding in &mut findings[before..] {
                self.distrust(finding);
                self.remember(finding);
            }
            self.trend.advance(at, &self.readings);
        }
        self.reached = Some(at);
        self.forget_stale(at, &mut findings);
        findings
    }

    /// A cuff pressure speaks for the patient only for a while; after that it is history, which the
    /// trend keeps.
    fn forget_stale(&mut self, now: Time, findings: &mut Vec<Finding>) {
        for reading in self.readings.values_mut() {
            let stale = now - reading.at > stale_after(reading.vital);
            if reading.vital.is_episodic() && reading.value.is_some() && stale {
                *reading = Reading::unknown(reading.vital, now, reading.origin);
                findings.push(Finding::Reading(*reading));
            }
        }
    }

    /// Hands the processor every sample taken up to `until`, channel by channel, and the cuff's reports
    /// where they belong among its samples: both may arrive long after the step that they were due in.
    fn feed(&mut self, until: Time, findings: &mut Vec<Finding>) {
        let (due, later) =
            std::mem::take(&mut self.others).into_iter().partition(|packet| moment(packet) <= until);
        self.others = later;
        let due: Vec<Packet> = due;
        for packet in due {
            if matches!(packet, Packet::Cuff(_)) {
                self.feed_channel(Channel::CuffPressure, moment(&packet), findings);
            }
            self.processor.receive(&packet, findings);
        }
        for channel in Channel::ALL {
            self.feed_channel(channel, until, findings);
        }
    }

    fn feed_channel(&mut self, channel: Channel, until: Time, findings: &mut Vec<Finding>) {
        let Some(queue) = self.pending.get_mut(&channel) else { return };
        while let Some(mut packet) = queue.pop_front() {
            if packet.end() <= until {
                self.processor.receive(&Packet::Waveform(packet), findings);
                continue;
            }
            let due = packet.rate.count_until(packet.epoch, until).saturating_sub(packet.index) as usize;
            if due == 0 {
                queue.push_front(packet);
                break;
            }
            let rest = packet.samples.split_off(due.min(packet.samples.len()));
            let later =
                WaveformPacket { index: packet.index + packet.samples.len() as u64, samples: rest, ..packet };
            self.processor.receive(&Packet::Waveform(packet), findings);
            if !later.samples.is_empty() {
                queue.push_front(later);
            }
            break;
        }
    }

    /// A sensor that is in trouble measures nothing, although what it sent before is still in the
    /// processor's averages.
    fn distrust(&self, finding: &mut Finding) {
        // An estimate stands for a sensor that is lost, and comes from others.
        if let Finding::Reading(reading) = finding
            && !reading.estimated
        {
            let of_lost = |(id, state): &(&SensorId, &SensorState)| {
                state.is_lost() && id.vitals().contains(&reading.vital)
            };
            match self.sensors.iter().find(of_lost) {
                Some((_, SensorState::LinkLost)) if reading.value.is_some() => {
                    reading.quality = Quality::Questionable;
                }
                Some(_) => *reading = Reading::unknown(reading.vital, reading.at, reading.origin),
                None => {}
            }
        }
    }

    fn remember(&mut self, finding: &Finding) {
        match finding {
            Finding::Reading(reading) => {
                self.trend.note(reading);
                // A cuff hands over what it kept, in any order: an older pressure is history.
                let older = |known: &Reading| known.value.is_some() && reading.at < known.at;
                if !(reading.vital.is_episodic() && self.readings.get(&reading.vital).is_some_and(older)) {
                    self.readings.insert(reading.vital, *reading);
                }
            }
            Finding::Quality { channel, quality, reason, .. } => {
                if let Some(wave) = self.waves.get_mut(channel) {
                    wave.quality = (*quality, *reason);
                }
            }
            Finding::PulseTransit { transit, .. } => self.pulse_transit = *transit,
            _ => {}
        }
    }

    /// The time from the R peak to the pulse in the finger, to the millisecond.
    pub const fn pulse_transit(&self) -> Option<Span> {
        self.pulse_transit
    }

    /// Up to when everything was processed.
    pub const fn reached(&self) -> Option<Time> {
        self.reached
    }

    /// The present reading of `vital`, `None` before the first one.
    pub fn reading(&self, vital: Vital) -> Option<&Reading> {
        self.readings.get(&vital)
    }

    /// The waves that are there, in the order of the screen.
    pub fn waves(&self) -> impl Iterator<Item = &Wave> {
        Channel::ALL.iter().filter_map(|channel| self.waves.get(channel))
    }

    /// The wave of `channel`.
    pub fn wave(&self, channel: Channel) -> Option<&Wave> {
        self.waves.get(&channel)
    }

    /// How each sensor is doing.
    pub const fn sensors(&self) -> &BTreeMap<SensorId, SensorState> {
        &self.sensors
    }

    /// How full the battery of each sensor is that has told it, per cent.
    pub const fn batteries(&self) -> &BTreeMap<SensorId, u8> {
        &self.batteries
    }

    /// The names of the devices that stand in for sensors of the bed.
    pub const fn devices(&self) -> &BTreeMap<SensorId, Arc<str>> {
        &self.devices
    }

    /// What a scale showed last.
    pub const fn weight(&self) -> Option<Weight> {
        self.weight
    }

    /// What the cuff is doing.
    pub const fn cuff(&self) -> &Cuff {
        &self.cuff
    }

    /// A day of numbers.
    pub const fn trend(&self) -> &Trend {
        &self.trend
    }
}

/// The moment a packet without samples speaks of.
fn moment(packet: &Packet) -> Time {
    match packet {
        Packet::Measured(measured) => measured.at,
        Packet::Cuff(report) => report.at,
        Packet::Mark(mark) => mark.at,
        Packet::Waveform(waveform) => waveform.time_of(0),
        Packet::Battery(battery) => battery.at,
        Packet::Contact(contact) => contact.at,
        Packet::Interval(interval) => interval.at,
        Packet::Weight(weight) => weight.at,
        Packet::Label { .. } => Time::ZERO,
    }
}
