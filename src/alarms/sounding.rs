use super::{Alarm, Condition, Priority};

/// What must be heard: the newest alarm of the highest priority that nobody has acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sounding {
    /// The highest priority that must be heard.
    pub priority: Priority,
    /// What the alarm is about.
    pub condition: Condition,
    /// Which alarm, see [`Alarm::serial`]: a higher one than before has newly begun.
    pub serial: u64,
}

impl From<&Alarm> for Sounding {
    fn from(alarm: &Alarm) -> Self {
        Self { priority: alarm.priority, condition: alarm.condition, serial: alarm.serial }
    }
}
