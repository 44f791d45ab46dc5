use serde::{Deserialize, Serialize};

use crate::{alarms::Priority, model::Span};

/// How loud each priority is, in per cent of what the device gives: high is never quieter than medium, nor
/// medium than low, and none is under its floor, since an alarm that cannot be heard is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "[u8; 3]", into = "[u8; 3]")]
pub struct AlarmVolumes {
    high: u8,
    medium: u8,
    low: u8,
}

impl AlarmVolumes {
    /// What was asked for, brought into range and order.
    pub fn new(high: u8, medium: u8, low: u8) -> Self {
        let low = low.clamp(Self::floor(Priority::Low), 100);
        let medium = medium.clamp(Self::floor(Priority::Medium), 100).max(low);
        let high = high.clamp(Self::floor(Priority::High), 100).max(medium);
        Self { high, medium, low }
    }

    /// The lowest volume a priority can have, per cent (this project's choice).
    pub const fn floor(priority: Priority) -> u8 {
        match priority {
            Priority::High => 40,
            Priority::Medium => 30,
            Priority::Low => 20,
        }
    }

    /// The volume of a priority, per cent.
    pub const fn get(self, priority: Priority) -> u8 {
        match priority {
            Priority::High => self.high,
            Priority::Medium => self.medium,
            Priority::Low => self.low,
        }
    }

    /// Sets one volume; the others give way where the order asks for it.
    pub fn set(&mut self, priority: Priority, percent: u8) {
        let percent = percent.clamp(Self::floor(priority), 100);
        let beside = |other: Priority| {
            let present = self.get(other);
            match other.cmp(&priority) {
                std::cmp::Ordering::Less => present.min(percent),
                std::cmp::Ordering::Equal => percent,
                std::cmp::Ordering::Greater => present.max(percent),
            }
        };
        *self = Self::new(beside(Priority::High), beside(Priority::Medium), beside(Priority::Low));
    }
}

impl Default for AlarmVolumes {
    /// This project's choice.
    fn default() -> Self {
        Self::new(80, 70, 60)
    }
}

impl From<[u8; 3]> for AlarmVolumes {
    fn from([high, medium, low]: [u8; 3]) -> Self {
        Self::new(high, medium, low)
    }
}

impl From<AlarmVolumes> for [u8; 3] {
    fn from(volumes: AlarmVolumes) -> Self {
        [volumes.high, volumes.medium, volumes.low]
    }
}

/// A high alarm that nobody has answered for a minute grows louder, and again every quarter of a minute
/// (Philips monitors may do so too; times and steps are this project's choice).
const ESCALATES_AFTER: Span = Span::from_millis(60_000);
const ESCALATES_EVERY: Span = Span::from_millis(15_000);
const STEP_PERCENT: i64 = 10;

/// The volume of a high alarm that has sounded for `unanswered`, per cent: `percent` at first, 100 at last.
pub const fn escalated(percent: u8, unanswered: Span) -> u8 {
    let over = unanswered.micros() - ESCALATES_AFTER.micros();
    if over < 0 {
        return percent;
    }
    let louder = percent as i64 + (over / ESCALATES_EVERY.micros() + 1).saturating_mul(STEP_PERCENT);
    if louder > 100 { 100 } else { louder as u8 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn in_order(volumes: AlarmVolumes) -> bool {
        let [high, medium, low] = volumes.into();
        high >= medium
            && medium >= low
            && Priority::ALL
                .into_iter()
                .all(|priority| (AlarmVolumes::floor(priority)..=100).contains(&volumes.get(priority)))
    }

    proptest! {
        #[test]
        fn order_and_floors_hold_whatever_is_asked(asked in any::<[u8; 3]>(), which in 0_usize..3, percent: u8) {
            let mut volumes = AlarmVolumes::from(asked);
            prop_assert!(in_order(volumes));
            let priority = Priority::ALL[which];
            volumes.set(priority, percent);
            prop_assert!(in_order(volumes));
            prop_assert_eq!(volumes.get(priority), percent.clamp(AlarmVolumes::floor(priority), 100));
            let stored = serde_json::to_string(&volumes).unwrap();
            prop_assert_eq!(serde_json::from_str::<AlarmVolumes>(&stored).unwrap(), volumes);
        }
    }

    #[test]
    fn a_high_alarm_grows_louder_step_by_step() {
        let after = |secs| escalated(60, Span::from_secs(secs));
        assert_eq!([0.0, 59.9, 60.0, 74.9, 75.0, 105.0, 3_600.0].map(after), [60, 60, 70, 70, 80, 100, 100]);
        assert_eq!(escalated(100, Span::from_secs(60.0)), 100);
    }
}
