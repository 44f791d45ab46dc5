use std::collections::BTreeSet;

use super::{
    super::{Payload, Uuid, characteristic as c, decode},
    DeviceFacts, Heard, Moment, Write,
    heart::HeartIntake,
    makers::Makers,
    oximeter::OximeterIntake,
    spot::{self, CuffIntake},
    streams::{Streams, WAVE_DELAY},
};
use crate::model::{Battery, Packet, SensorId, Span};

/// A characteristic that a device offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its number.
    pub characteristic: Uuid,
    /// Whether it can be read.
    pub reads: bool,
    /// Whether it tells of changes, by notification or indication.
    pub notifies: bool,
}

/// One device as the bed hears it: its bytes in, packets and what to write back out. Without a radio.
///
/// It outlives the radio link: after a reconnect [`Intake::offer`] says again what the device has, and waves go
/// on where the device's own time says. On another bed's clock ([`Intake::restart`]) they begin anew.
#[derive(Clone, Debug, Default)]
pub struct Intake {
    offered: Vec<Offered>,
    facts: DeviceFacts,
    heart: HeartIntake,
    oximeter: OximeterIntake,
    cuff: CuffIntake,
    streams: Streams,
    makers: Makers,
}

/// What is read once after each connection, as far as it is there.
const READS: [Uuid; 6] = [
    c::BATTERY_LEVEL,
    c::MANUFACTURER_NAME,
    c::MODEL_NUMBER,
    c::FIRMWARE_REVISION,
    c::BODY_SENSOR_LOCATION,
    // Last: its answer starts the streams' conversation.
    c::PMD_CONTROL,
];

/// Whose changes are listened to, as far as they are there, and the place on the bed they speak for.
const TOLD: [(Uuid, Option<SensorId>); 13] = [
    (c::HEART_RATE_MEASUREMENT, Some(SensorId::Ecg)),
    (c::BLOOD_PRESSURE_MEASUREMENT, Some(SensorId::Cuff)),
    (c::INTERMEDIATE_CUFF_PRESSURE, Some(SensorId::Cuff)),
    (c::TEMPERATURE_MEASUREMENT, Some(SensorId::Thermometer)),
    (c::INTERMEDIATE_TEMPERATURE, Some(SensorId::Thermometer)),
    (c::OXIMETRY_CONTINUOUS, Some(SensorId::Oximeter)),
    (c::OXIMETRY_SPOT_CHECK, Some(SensorId::Oximeter)),
    (c::NONIN_CONTINUOUS_OXIMETRY, Some(SensorId::Oximeter)),
    (c::BERRYMED_DATA, Some(SensorId::Oximeter)),
    (c::WELLUE_REPLY, Some(SensorId::Oximeter)),
    (c::WEIGHT_MEASUREMENT, None),
    (c::PMD_CONTROL, None),
    (c::PMD_DATA, None),
];

impl Intake {
    /// The device was connected and offers these. `false` when there is nothing in them that is understood.
    pub fn offer(&mut self, offered: Vec<Offered>) -> bool {
        self.offered = offered;
        TOLD.iter().any(|(told, _)| self.notifies(*told))
    }

    fn notifies(&self, characteristic: Uuid) -> bool {
        self.offered.iter().any(|offered| offered.characteristic == characteristic && offered.notifies)
    }

    /// What to read after connecting, in order, once the subscriptions stand.
    pub fn reads(&self) -> Vec<Uuid> {
        let can =
            |uuid: &Uuid| self.offered.iter().any(|offered| offered.characteristic == *uuid && offered.reads);
        READS.into_iter().filter(can).collect()
    }

    /// What to subscribe to, in order.
    pub fn subscriptions(&self) -> Vec<Uuid> {
        let told = TOLD.iter().map(|(told, _)| *told).chain([c::BATTERY_LEVEL]);
        told.filter(|told| self.notifies(*told)).collect()
    }

    /// The places on the bed that it can fill.
    pub fn places(&self) -> BTreeSet<SensorId> {
        let mut places: BTreeSet<SensorId> =
            TOLD.iter().filter(|(told, _)| self.notifies(*told)).filter_map(|(_, place)| *place).collect();
        if self.streams.has_pleth() {
            places.insert(SensorId::Oximeter);
        }
        places
    }

    /// Whether it measures on occasion and lets the link go in between, as cuffs, thermometers and scales do: a
    /// lost link is then nothing to alarm about.
    pub fn is_episodic(&self) -> bool {
        self.places().iter().all(|place| matches!(place, SensorId::Cuff | SensorId::Thermometer))
    }

    /// What is known of the device.
    pub const fn facts(&self) -> &DeviceFacts {
        &self.facts
    }

    /// How far its waves should be drawn behind the bed's clock.
    pub fn wave_delay(&self) -> Span {
        if self.streams.has_waves() { WAVE_DELAY } else { Span::ZERO }
    }

    /// Takes in a value that was read or told. A value that cannot be understood or cannot be is refused, and
    /// changes nothing.
    pub fn hear(&mut self, from: Uuid, bytes: &[u8], now: Moment) -> Heard {
        match from {
            c::PMD_CONTROL => return self.streams.control(bytes, now, &mut self.facts),
            c::PMD_DATA => return self.streams.frame(bytes, now, &mut self.facts),
            c::BERRYMED_DATA => return self.makers.berrymed(bytes, &mut self.oximeter, now),
            c::WELLUE_REPLY => {
                let (mut heard, battery) = self.makers.wellue(bytes, &mut self.oximeter, now);
                if let Some(percent) = battery.filter(|percent| self.facts.battery != Some(*percent)) {
                    heard.packets.extend(self.battery(percent, now).packets);
                }
                return heard;
            }
            _ => {}
        }
        match decode(from, bytes) {
            Ok(payload) => self.understand(from, payload, now),
            Err(error) => Heard::refused(error),
        }
    }

    fn understand(&mut self, from: Uuid, payload: Payload, now: Moment) -> Heard {
        match payload {
            Payload::HeartRate(told) => {
                self.facts.energy_kj = told.energy_kj.or(self.facts.energy_kj);
                self.heart.hear(&told, !self.streams.has_ecg(), now)
            }
            Payload::SensorLocation { location } => {
                self.facts.worn = Some(location.words());
                Heard::default()
            }
            Payload::BloodPressure(told) => self.cuff.result(&told, now),
            Payload::CuffPressure(told) => self.cuff.pressure(&told, now),
            Payload::Temperature(told) => spot::temperature(&told, now),
            // From the device's memory: of whom and when, nobody knows.
            Payload::Oximetry(told) if told.is_stored() => {
                Heard::words(format!("kept from before: SpO₂ {:.0} %", told.spo2.unwrap_or(f64::NAN)))
            }
            Payload::Oximetry(told) => self.oximeter.hear(&told.reading(), self.streams.has_pleth(), now),
            Payload::Nonin(told) => Makers::nonin(&told, &mut self.oximeter, now, &mut self.facts),
            Payload::Weight(told) => spot::weight(&told, now),
            Payload::Battery(level) => self.battery(level.percent, now),
            Payload::DeviceText(text) => {
                let text = Some(text.text).filter(|text| !text.is_empty());
                match from {
                    c::MANUFACTURER_NAME => self.facts.maker = text,
                    c::MODEL_NUMBER => self.facts.model = text,
                    c::FIRMWARE_REVISION => self.facts.firmware = text,
                    _ => {}
                }
                Heard::default()
            }
            _ => Heard::default(),
        }
    }

    fn battery(&mut self, percent: u8, now: Moment) -> Heard {
        self.facts.battery = Some(percent);
        let batteries =
            self.places().into_iter().map(|id| Packet::Battery(Battery { id, percent, at: now.bed }));
        Heard { packets: batteries.collect(), ..Heard::words(format!("battery {percent} %")) }
    }

    /// Time passes: what must be written, if anything.
    pub fn poll(&mut self, now: Moment) -> Vec<Write> {
        let mut writes = self.streams.poll(now, &mut self.facts);
        if self.notifies(c::WELLUE_REPLY) {
            writes.extend(self.makers.ask_wellue(now.bed));
        }
        writes
    }

    /// What must be written before the link is let go: a device that is not told to stop streams until its
    /// battery is empty.
    pub fn farewell(&self) -> Vec<Write> {
        self.streams.farewell()
    }

    /// The link is lost.
    pub fn interrupt(&mut self) {
        self.heart.interrupt();
        self.oximeter.interrupt();
        self.cuff.interrupt();
        self.streams.interrupt();
        self.makers.interrupt();
    }

    /// The bed's clock is another from now on, or the bed has forgotten what it was told.
    pub fn restart(&mut self) {
        self.heart.interrupt();
        self.oximeter.interrupt();
        self.streams.restart();
        self.makers.interrupt();
    }

    /// What must be told of the battery again, to a bed that has forgotten.
    pub fn remind(&mut self, now: Moment) -> Vec<Packet> {
        self.facts.battery.map(|percent| self.battery(percent, now).packets).unwrap_or_default()
    }
}
