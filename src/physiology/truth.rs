use serde::{Deserialize, Serialize};

use crate::model::Time;

/// How a beat came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BeatKind {
    /// From the sinus node, with a P wave.
    Sinus,
    /// From fibrillating atria, narrow, without a P wave.
    Conducted,
    /// A premature ventricular one.
    Premature,
    /// One of a ventricular tachycardia.
    VentricularTachycardia,
}

/// What really happened in the patient, for tests. A monitor has to find it out from the waves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    /// R peaks, in time order.
    pub beats: Vec<(Time, BeatKind)>,
    /// When the foot of each pulse reached the upper arm.
    pub arm_feet: Vec<Time>,
    /// When the foot of each pulse reached the fingertip.
    pub finger_feet: Vec<Time>,
    /// When each breath in began.
    pub breaths: Vec<Time>,
}
