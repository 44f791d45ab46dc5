//! Oximeters with a format of their maker's own.

use super::{
    super::{
        DecodeError, characteristic as c,
        vendor::{BerryMedAssembler, BerryMedPacket, NoninMeasurement, WellueAssembler, wellue_request},
    },
    DeviceFacts, Heard, Moment, Write,
    oximeter::OximeterIntake,
    stream_timer::StreamTimer,
};
use crate::model::{Channel, Packet, Span, Time};

/// The state that the makers' formats need between two values.
#[derive(Clone, Debug, Default)]
pub(super) struct Makers {
    berrymed: BerryMedAssembler,
    /// Where the pulse wave of a BerryMed stands on the bed's clock.
    pleth: Option<Pleth>,
    /// When its numbers were told last: they come a hundred times a second.
    told: Option<Time>,
    wellue: WellueAssembler,
    /// When a Wellue was asked last.
    asked: Option<Time>,
}

/// A pulse wave without stamps: samples are counted, and what is missing by the clock is a gap.
#[derive(Clone, Debug)]
struct Pleth {
    timer: StreamTimer,
    began: Time,
    count: u64,
}

const SECOND: Span = Span::from_millis(1_000);
/// The wave may fall so far behind the clock before that means lost samples: the radio hands them over in
/// bunches.
const LAGS: Span = Span::from_millis(1_000);

impl Makers {
    /// The link was lost or the bed's clock is another.
    pub(super) fn interrupt(&mut self) {
        *self = Self::default();
    }

    pub(super) fn nonin(
        told: &NoninMeasurement,
        oximeter: &mut OximeterIntake,
        now: Moment,
        facts: &mut DeviceFacts,
    ) -> Heard {
        facts.notes = told.low_battery.then(|| "its battery is low".into()).into_iter().collect();
        oximeter.hear(&told.reading(), false, now)
    }

    pub(super) fn berrymed(&mut self, bytes: &[u8], oximeter: &mut OximeterIntake, now: Moment) -> Heard {
        let dropped = self.berrymed.dropped();
        let packets = self.berrymed.push(bytes);
        let mut heard = Heard::default();
        // The first bytes of a connection may begin in the middle of a packet.
        if self.berrymed.dropped() > dropped && self.told.is_some() {
            let (what, why) = ("BerryMed packets", "bytes among them belong to no packet");
            heard.refused = Some(DecodeError::Malformed { what, why });
        }
        let Some(last) = packets.last() else { return heard };
        if self.told.is_none_or(|told| now.bed - told >= SECOND) {
            self.told = Some(now.bed);
            let told = oximeter.hear(&last.reading(), true, now);
            heard.packets.extend(told.packets);
            heard.words = told.words;
        }
        heard.packets.extend(self.wave(&packets, now.bed));
        heard
    }

    fn wave(&mut self, packets: &[BerryMedPacket], now: Time) -> Vec<Packet> {
        let hz = f64::from(BerryMedPacket::RATE_HZ);
        let pleth =
            self.pleth.get_or_insert_with(|| Pleth { timer: StreamTimer::new(hz), began: now, count: 0 });
        let behind = (now - pleth.began) - Span::from_secs(pleth.count as f64 / hz);
        if behind > LAGS {
            pleth.count += (behind.secs() * hz) as u64;
        }
        pleth.count += packets.len() as u64;
        let samples = packets.iter().map(|packet| packet.pleth.map_or(f32::NAN, f32::from)).collect();
        let nanos = 1_000_000_000 / u64::from(BerryMedPacket::RATE_HZ);
        let placed = pleth.timer.frame(pleth.count * nanos, samples, now);
        placed.into_iter().map(|placed| placed.on(Channel::Pleth)).collect()
    }

    pub(super) fn wellue(
        &mut self,
        bytes: &[u8],
        oximeter: &mut OximeterIntake,
        now: Moment,
    ) -> (Heard, Option<u8>) {
        let (mut heard, mut battery) = (Heard::default(), None);
        for reply in self.wellue.push(bytes) {
            match reply {
                Ok(told) => {
                    heard = Heard { refused: heard.refused, ..oximeter.hear(&told.reading(), false, now) };
                    battery = Some(told.battery_percent);
                }
                Err(error) => heard.refused = Some(error),
            }
        }
        (heard, battery)
    }

    /// A Wellue speaks when it is asked.
    pub(super) fn ask_wellue(&mut self, now: Time) -> Option<Write> {
        if self.asked.is_some_and(|asked| now - asked < SECOND) {
            return None;
        }
        self.asked = Some(now);
        // An answer that was cut short will not be finished.
        self.wellue.restart();
        Some(Write { to: c::WELLUE_COMMAND, bytes: wellue_request().to_vec() })
    }
}
