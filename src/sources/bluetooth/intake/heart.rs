use std::fmt::Write as _;

use super::{
    super::{DecodeError, HeartRateMeasurement},
    Heard, Moment,
};
use crate::model::{Channel, Contact, Interval, Measured, Origin, Packet, Quality, Span, Time, Vital};

/// What a heart-rate strap or watch tells: rate, intervals, contact.
///
/// A strap does not say when its beats were. It sends each second the intervals that ended since it sent last,
/// oldest first, so one beat's time follows from the one before. When that falls too far behind the clock (a
/// packet was lost), or would lie ahead of it, the last beat is taken to be now, and what comes next is not
/// joined to what was before.
#[derive(Clone, Debug, Default)]
pub(super) struct HeartIntake {
    last_beat: Option<Time>,
    contact: Option<bool>,
}

/// The last beat may be so long ago: a strap sends once a second, and the slowest heart beats every two.
const BEHIND: Span = Span::from_millis(3_500);
/// A beat may seem to come so much too early, by the strap's own rounding and the radio's jitter.
const AHEAD: Span = Span::from_millis(300);

impl HeartIntake {
    /// The link was lost or the bed's clock is another.
    pub(super) fn interrupt(&mut self) {
        self.last_beat = None;
        self.contact = None;
    }

    /// `numbers` says whether the rate counts: not while the heart is measured in the device's own ECG.
    pub(super) fn hear(&mut self, told: &HeartRateMeasurement, numbers: bool, now: Moment) -> Heard {
        let at = now.bed;
        let (lowest, highest) = Vital::HeartRate.plausible();
        let rate = f64::from(told.rate_per_min);
        if !(lowest..=highest).contains(&rate) {
            let what = "heart rate per minute";
            return Heard::refused(DecodeError::Implausible { what, value: rate, lowest, highest });
        }
        let on = told.contact != Some(false);
        // Zero is how a strap says that it does not know yet.
        let value = (on && told.rate_per_min > 0).then_some(rate);
        let mut heard = Heard::words(words(told));
        if self.contact.replace(on) != Some(on) && (numbers || on) {
            heard.packets.push(Packet::Contact(Contact { channel: Channel::Ecg, on, at }));
        }
        if numbers {
            heard.packets.push(Packet::Measured(Measured {
                vital: Vital::HeartRate,
                value,
                at,
                quality: if value.is_some() { Quality::Good } else { Quality::Invalid },
                lasts: Measured::CONTINUOUS,
                origin: Origin::Device,
            }));
        }
        if on {
            heard.packets.extend(self.intervals(&told.rr_1024, at));
        } else {
            self.last_beat = None;
        }
        heard
    }

    fn intervals(&mut self, rr_1024: &[u16], now: Time) -> Vec<Packet> {
        let intervals: Vec<Interval> = rr_1024
            .iter()
            .map(|&units| Interval::new(now, f64::from(units) * 1e3 / 1024.0, Origin::Device))
            .filter(Interval::is_plausible)
            .collect();
        if intervals.is_empty() {
            return Vec::new();
        }
        let all = intervals.iter().fold(Span::ZERO, |sum, interval| sum + interval.span());
        let follows = self.last_beat.map(|last| last + all);
        let fits = follows.filter(|end| now - *end <= BEHIND && *end - now <= AHEAD);
        let complete = intervals.len() == rr_1024.len();
        let mut at = fits.unwrap_or(now) - all;
        let mut joined = fits.is_some() && complete;
        let packets = intervals
            .into_iter()
            .map(|interval| {
                at += interval.span();
                let interval = Interval { at, joined, ..interval };
                joined = complete;
                Packet::Interval(interval)
            })
            .collect();
        self.last_beat = Some(at);
        packets
    }
}

fn words(told: &HeartRateMeasurement) -> String {
    let mut words = if told.contact == Some(false) {
        "no skin contact".to_owned()
    } else {
        format!("{} /min", told.rate_per_min)
    };
    if let Some(last) = told.rr_1024.last() {
        // Writing to a text does not fail.
        let _ = write!(words, ", RR {:.0} ms", f64::from(*last) * 1e3 / 1024.0);
    }
    words
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn told(rate: u16, contact: Option<bool>, rr: &[u16]) -> HeartRateMeasurement {
        HeartRateMeasurement { rate_per_min: rate, contact, energy_kj: None, rr_1024: rr.to_vec() }
    }

    fn at(secs: f64) -> Moment {
        Moment { bed: Time::from_secs(secs), local_secs: 0.0 }
    }

    fn intervals(heard: &Heard) -> Vec<(f64, f64, bool)> {
        let found = heard.packets.iter().filter_map(|packet| match packet {
            Packet::Interval(interval) => Some((interval.at.secs(), interval.millis, interval.joined)),
            _ => None,
        });
        found.collect()
    }

    #[test]
    fn beats_follow_each_other_whatever_the_radio_does() {
        let mut heart = HeartIntake::default();
        let first = heart.hear(&told(60, None, &[1024]), true, at(10.0));
        assert_eq!(intervals(&first), [(10.0, 1000.0, false)]);
        // Late by 0.4 s, and two at once.
        let late = heart.hear(&told(60, None, &[1024, 512]), true, at(12.0));
        assert_eq!(intervals(&late), [(11.0, 1000.0, true), (11.5, 500.0, true)]);
        let none = heart.hear(&told(60, None, &[]), true, at(12.5));
        assert!(intervals(&none).is_empty());
        let next = heart.hear(&told(60, None, &[1024]), true, at(12.6));
        assert_eq!(intervals(&next), [(12.5, 1000.0, true)]);
    }

    #[test]
    fn after_lost_packets_nothing_is_joined() {
        let mut heart = HeartIntake::default();
        heart.hear(&told(60, None, &[1024]), true, at(10.0));
        let after = heart.hear(&told(60, None, &[1024, 1024]), true, at(17.0));
        assert_eq!(intervals(&after), [(16.0, 1000.0, false), (17.0, 1000.0, true)]);
    }

    #[test]
    fn an_interval_that_no_heart_has_is_left_out_and_breaks_the_chain() {
        let mut heart = HeartIntake::default();
        heart.hear(&told(60, None, &[1024]), true, at(10.0));
        let after = heart.hear(&told(60, None, &[65_535, 1024]), true, at(11.0));
        assert_eq!(intervals(&after), [(11.0, 1000.0, false)]);
    }

    #[test]
    fn without_contact_there_is_no_number_and_it_is_told_once() {
        let mut heart = HeartIntake::default();
        let contacts = |heard: &Heard| {
            heard.packets.iter().filter(|packet| matches!(packet, Packet::Contact(_))).count()
        };
        let on = heart.hear(&told(70, Some(true), &[900]), true, at(1.0));
        assert_eq!(contacts(&on), 1);
        let off = heart.hear(&told(70, Some(false), &[900]), true, at(2.0));
        assert_eq!(contacts(&off), 1);
        let value = off.packets.iter().find_map(|packet| match packet {
            Packet::Measured(measured) => Some(measured.value),
            _ => None,
        });
        assert_eq!(value, Some(None));
        assert!(intervals(&off).is_empty());
        assert_eq!(contacts(&heart.hear(&told(0, Some(false), &[]), true, at(3.0))), 0);
    }

    #[test]
    fn rates_that_no_heart_has_are_refused_and_zero_is_unknown() {
        let mut heart = HeartIntake::default();
        let refused = heart.hear(&told(32_639, None, &[1024]), true, at(1.0));
        assert!(refused.packets.is_empty());
        assert!(refused.refused.unwrap().to_string().contains("32639"));
        let zero = heart.hear(&told(0, None, &[]), true, at(2.0));
        assert!(matches!(&zero.packets[1], Packet::Measured(Measured { value: None, .. })), "{zero:?}");
    }
}
