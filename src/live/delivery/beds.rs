//! What other pages of this device tell about their beds.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::Delivering;
use crate::{
    alarms::delivery::{PageAlarm, PageMessage},
    platform::monotonic_ms,
};

/// A page in sight that has not been heard for so long is lost: five of its signs of life, milliseconds.
const LOST_MS: f64 = 10_000.0;

/// The same for one out of sight: browsers wake it once a minute.
const LOST_HIDDEN_MS: f64 = 90_000.0;

/// After a gap of its own a page hears nothing for a moment; it must not take that for the silence of others.
const OWN_GAP_MS: f64 = 4_000.0;

/// A bed on another page of this device.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherBed {
    /// Which page.
    pub page: u64,
    /// Its name.
    pub name: String,
    /// The alarms that it wants shown here.
    pub alarms: Vec<PageAlarm>,
    /// Whether it fell silent without having said that it closes.
    pub lost: bool,
    hidden: bool,
    heard_ms: f64,
}

impl Delivering {
    /// Takes in what another page said.
    pub(super) fn hear(self, message: PageMessage) {
        let me = self.page();
        match message {
            PageMessage::Alive { page, bed, hidden, alarms } if page != me => {
                let deliveries = alarms.iter().map(|alarm| alarm.delivery).collect();
                let known =
                    self.others.with_untracked(|others| others.iter().any(|other| other.page == page));
                let bed = OtherBed { page, name: bed, alarms, lost: false, hidden, heard_ms: monotonic_ms() };
                let same = |other: &OtherBed| {
                    (other.page, &other.name, &other.alarms, other.lost)
                        == (page, &bed.name, &bed.alarms, false)
                };
                // A sign of life without news must not draw anything anew.
                if self.others.with_untracked(|others| others.iter().any(same)) {
                    self.others.update_untracked(|others| replace(others, bed));
                } else if known || !bed.alarms.is_empty() || others_fit(self) {
                    self.others.update(|others| replace(others, bed));
                }
                let in_sight = !document().hidden();
                if in_sight {
                    self.tell(&PageMessage::Shown { page: me, to: page, deliveries });
                }
            }
            PageMessage::Closing { page } => self.forget_bed(page),
            PageMessage::Shown { page, to, deliveries } if to == me => self.shown_there(page, &deliveries),
            PageMessage::Acknowledge { to, serial, who } if to == me => self.acknowledged_there(serial, &who),
            _ => {}
        }
    }

    /// Acknowledges an alarm of another page, there.
    pub fn acknowledge_there(self, page: u64, serial: u64, who: &str) {
        let who = if who.trim().is_empty() { "another page of this device" } else { who.trim() };
        self.tell(&PageMessage::Acknowledge { to: page, serial, who: who.to_owned() });
    }

    /// Forgets another bed: it closed, or somebody has seen that it fell silent.
    pub fn forget_bed(self, page: u64) {
        if self.others.with_untracked(|others| others.iter().any(|other| other.page == page)) {
            self.others.update(|others| others.retain(|other| other.page != page));
        }
    }

    /// Looks for beds that fell silent.
    pub(super) fn watch_beds(self) {
        let now = monotonic_ms();
        let own_gap = self.watched_ms.get_value();
        self.watched_ms.set_value(now);
        if now - own_gap > OWN_GAP_MS {
            self.others.update_untracked(|others| others.iter_mut().for_each(|other| other.heard_ms = now));
            return;
        }
        let silent =
            |other: &OtherBed| now - other.heard_ms > if other.hidden { LOST_HIDDEN_MS } else { LOST_MS };
        if self.others.with_untracked(|others| others.iter().any(|other| !other.lost && silent(other))) {
            self.others.update(|others| {
                for other in others.iter_mut().filter(|other| silent(other)) {
                    other.lost = true;
                    other.alarms.clear();
                }
            });
        }
    }
}

/// A bound against a flood of pages that never were.
fn others_fit(delivering: Delivering) -> bool {
    delivering.others.with_untracked(|others| others.len() < 32)
}

fn replace(others: &mut Vec<OtherBed>, bed: OtherBed) {
    others.retain(|other| other.page != bed.page);
    others.push(bed);
    others.sort_by_key(|other| other.page);
}

/// What another page wants shown, one line for each alarm: its words, and for whom.
impl OtherBed {
    /// The alarms of this bed, each once however many people are to be told.
    pub fn distinct_alarms(&self) -> Vec<PageAlarm> {
        let mut seen = BTreeSet::new();
        self.alarms.iter().filter(|alarm| seen.insert(alarm.serial)).cloned().collect()
    }
}
