use serde::{Deserialize, Serialize};

use super::{Rhythm, Targets};

/// A teaching preset: targets with a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scenario {
    /// A healthy adult at rest; no alarm.
    #[default]
    StableAdult,
    /// Oxygen falls below the desaturation limit while breathing quickens.
    Desaturation,
    /// A fast sinus rhythm.
    Tachycardia,
    /// A slow sinus rhythm.
    Bradycardia,
    /// Sepsis: low pressure, fast heart, fast breath, fever.
    Sepsis,
    /// High blood pressure.
    Hypertension,
    /// Breathing stops.
    Apnoea,
    /// Atrial fibrillation with a fast ventricular response.
    AtrialFibrillation,
    /// Frequent premature ventricular beats.
    FrequentPvcs,
    /// Ventricular tachycardia with a weak pulse.
    VentricularTachycardia,
    /// Cardiac arrest by ventricular fibrillation.
    VentricularFibrillation,
    /// Cardiac arrest without electrical activity.
    Asystole,
}

impl Scenario {
    /// Every preset, in the order of a menu.
    pub const ALL: [Self; 12] = [
        Self::StableAdult,
        Self::Desaturation,
        Self::Tachycardia,
        Self::Bradycardia,
        Self::Sepsis,
        Self::Hypertension,
        Self::Apnoea,
        Self::AtrialFibrillation,
        Self::FrequentPvcs,
        Self::VentricularTachycardia,
        Self::VentricularFibrillation,
        Self::Asystole,
    ];

    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StableAdult => "Stable adult",
            Self::Desaturation => "Desaturation",
            Self::Tachycardia => "Sinus tachycardia",
            Self::Bradycardia => "Sinus bradycardia",
            Self::Sepsis => "Sepsis, low pressure",
            Self::Hypertension => "Hypertension",
            Self::Apnoea => "Apnoea",
            Self::AtrialFibrillation => Rhythm::AtrialFibrillation.name(),
            Self::FrequentPvcs => Rhythm::FrequentPvcs.name(),
            Self::VentricularTachycardia => Rhythm::VentricularTachycardia.name(),
            Self::VentricularFibrillation => Rhythm::VentricularFibrillation.name(),
            Self::Asystole => Rhythm::Asystole.name(),
        }
    }

    /// What the patient heads for.
    pub fn targets(self) -> Targets {
        let stable = Targets::default();
        match self {
            Self::StableAdult => stable,
            Self::Desaturation => Targets { spo2: 78.0, heart_rate: 104.0, resp_rate: 26.0, ..stable },
            Self::Tachycardia => Targets { heart_rate: 146.0, systolic: 108.0, diastolic: 72.0, ..stable },
            Self::Bradycardia => Targets { heart_rate: 38.0, systolic: 104.0, diastolic: 58.0, ..stable },
            Self::Sepsis => Targets {
                heart_rate: 126.0,
                spo2: 92.0,
                resp_rate: 32.0,
                systolic: 78.0,
                diastolic: 42.0,
                temperature: 39.4,
                ..stable
            },
            Self::Hypertension => Targets { heart_rate: 84.0, systolic: 188.0, diastolic: 108.0, ..stable },
            Self::Apnoea => Targets { resp_rate: 0.0, ..stable },
            Self::AtrialFibrillation => Targets {
                rhythm: Rhythm::AtrialFibrillation,
                heart_rate: 112.0,
                systolic: 112.0,
                diastolic: 74.0,
                ..stable
            },
            Self::FrequentPvcs => Targets { rhythm: Rhythm::FrequentPvcs, heart_rate: 76.0, ..stable },
            Self::VentricularTachycardia => {
                // The rhythm takes a fifth of the pressure away by itself.
                Targets {
                    rhythm: Rhythm::VentricularTachycardia,
                    heart_rate: 170.0,
                    spo2: 94.0,
                    systolic: 102.0,
                    diastolic: 66.0,
                    ..stable
                }
            }
            Self::VentricularFibrillation => {
                Targets { rhythm: Rhythm::VentricularFibrillation, resp_rate: 0.0, spo2: 85.0, ..stable }
            }
            Self::Asystole => Targets { rhythm: Rhythm::Asystole, resp_rate: 0.0, spo2: 85.0, ..stable },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_possible() {
        for scenario in Scenario::ALL {
            assert!(scenario.targets().validated().is_ok(), "{}", scenario.name());
        }
    }
}
