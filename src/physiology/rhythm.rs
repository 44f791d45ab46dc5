use serde::{Deserialize, Serialize};

/// What sets the pace of the heart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Rhythm {
    /// Normal: a P wave before every narrow QRS, the rate swinging with the breath.
    #[default]
    Sinus,
    /// Irregularly irregular, no P waves, fibrillation waves of 4 to 9 Hz.
    AtrialFibrillation,
    /// Sinus rhythm in which about one beat in seven is an early wide one with a compensatory pause.
    FrequentPvcs,
    /// Wide beats at the target rate, brought into 120 to 220 /min, with a reduced pressure.
    VentricularTachycardia,
    /// Chaotic waves of 4 to 7 Hz; no pulse.
    VentricularFibrillation,
    /// No beats at all; no pulse.
    Asystole,
}

impl Rhythm {
    /// Every rhythm, the harmless first.
    pub const ALL: [Self; 6] = [
        Self::Sinus,
        Self::AtrialFibrillation,
        Self::FrequentPvcs,
        Self::VentricularTachycardia,
        Self::VentricularFibrillation,
        Self::Asystole,
    ];

    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sinus => "Sinus rhythm",
            Self::AtrialFibrillation => "Atrial fibrillation",
            Self::FrequentPvcs => "Frequent PVCs",
            Self::VentricularTachycardia => "Ventricular tachycardia",
            Self::VentricularFibrillation => "Ventricular fibrillation",
            Self::Asystole => "Asystole",
        }
    }

    /// Whether the heart moves blood.
    pub const fn has_pulse(self) -> bool {
        !matches!(self, Self::VentricularFibrillation | Self::Asystole)
    }

    /// The rate at which the ventricles beat when `target` is asked for, per minute.
    pub(super) fn rate(self, target: f64) -> f64 {
        match self {
            Self::VentricularTachycardia => target.clamp(120.0, 220.0),
            _ => target,
        }
    }

    /// The share of the target pressures (systolic, diastolic) that the rhythm sustains.
    ///
    /// Ventricular tachycardia with a pulse goes with 80-110/60-80 mmHg where sinus rhythm has
    /// 100-140/70-90 (Infirmary Integrated, `Rhythms.cs`); these are the ratios of the range centres.
    pub(super) const fn pressure_share(self) -> (f64, f64) {
        match self {
            Self::VentricularTachycardia => (0.79, 0.875),
            _ => (1.0, 1.0),
        }
    }
}
