use super::{Condition, Priority};

/// The alarm that must be heard: the newest of the highest priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sounding {
    /// How urgent.
    pub priority: Priority,
    /// What it is about.
    pub condition: Condition,
    /// Counts what began to sound: changes when a new alarm begins or one rises in priority.
    pub serial: u64,
}
