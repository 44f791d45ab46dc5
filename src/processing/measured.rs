use std::collections::BTreeMap;

use super::Finding;
use crate::model::{Measured, Quality, Reading, Span, Time, Vital};

/// Numbers that the source measured itself: passed on when plausible, blanked when they grow old.
#[derive(Debug, Default)]
pub(super) struct MeasuredVitals {
    shown: BTreeMap<Vital, Reading>,
}

/// How long such a number stays true.
const FRESH: Span = Span::from_millis(10_000);

impl MeasuredVitals {
    pub(super) fn receive(&mut self, measured: Measured, findings: &mut Vec<Finding>) {
        let Measured { vital, value, at, origin } = measured;
        let reading = match value {
            Some(value) => Reading::new(vital, value, at, Quality::Good, origin),
            None => Reading::unknown(vital, at, origin),
        };
        // A cuff's pressure was true when it was measured and stays so.
        if reading.value.is_some() && !vital.is_episodic() {
            self.shown.insert(vital, reading);
        } else {
            self.shown.remove(&vital);
        }
        findings.push(Finding::Reading(reading));
    }

    pub(super) fn advance(&mut self, now: Time, findings: &mut Vec<Finding>) {
        self.shown.retain(|_, reading| {
            let fresh = now - reading.at <= FRESH;
            if !fresh {
                findings.push(Finding::Reading(Reading::unknown(reading.vital, now, reading.origin)));
            }
            fresh
        });
    }
}
