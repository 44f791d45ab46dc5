use std::collections::BTreeMap;

use super::Finding;
use crate::model::{Measured, Quality, Reading, SensorId, Span, Time, Vital};

/// Numbers that the source measured itself: passed on when plausible, in doubt and then blank when they grow
/// old.
#[derive(Debug, Default)]
pub(super) struct MeasuredVitals {
    shown: BTreeMap<Vital, Shown>,
}

#[derive(Debug)]
struct Shown {
    reading: Reading,
    doubtful_at: Time,
    unknown_at: Time,
}

impl MeasuredVitals {
    pub(super) fn receive(&mut self, measured: Measured, findings: &mut Vec<Finding>) {
        let Measured { vital, value, at, quality, lasts, origin } = measured;
        let reading = match value {
            Some(value) => Reading::new(vital, value, at, quality, origin),
            None => Reading::unknown(vital, at, origin),
        };
        // A cuff's pressure was true when it was measured and stays so.
        if reading.value.is_some() && !vital.is_episodic() {
            let shown = Shown {
                reading,
                doubtful_at: at + Span::from_micros(lasts.micros() / 2),
                unknown_at: at + lasts,
            };
            self.shown.insert(vital, shown);
        } else {
            self.shown.remove(&vital);
        }
        findings.push(Finding::Reading(reading));
    }

    /// Whether the source's own number of `vital` counts now: what is found in a waveform then does not.
    pub(super) fn speaks_for(&self, vital: Vital) -> bool {
        self.shown.contains_key(&vital)
    }

    /// The sensor is another one from now on.
    pub(super) fn forget(&mut self, sensor: SensorId) {
        self.shown.retain(|vital, _| vital.sensor() != sensor);
    }

    pub(super) fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        self.shown.retain(|_, Shown { reading, doubtful_at, unknown_at }| {
            if now > *unknown_at {
                findings.push(Finding::Reading(Reading::unknown(reading.vital, now, reading.origin)));
                return false;
            }
            if now > *doubtful_at && reading.quality == Quality::Good {
                reading.quality = Quality::Questionable;
                findings.push(Finding::Reading(*reading));
            }
            true
        });
    }
}
