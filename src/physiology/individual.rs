//! What makes one patient differ from the next with the same vitals.

use super::noise::{Noise, Stream};

/// Traits that stay the same for a patient's whole life here.
#[derive(Clone, Debug)]
pub(super) struct Individual {
    /// Heights of P, Q, R, S, T in lead II, mV.
    pub(super) waves_mv: [f64; 5],
    /// Time from the R peak to the T peak at an RR interval of one second, seconds.
    pub(super) t_delay: f64,
    /// Time from the P peak to the R peak at an RR interval of one second, seconds.
    pub(super) p_lead: f64,
    /// Relative swing of the RR interval with the breath at rest.
    pub(super) respiratory_arrhythmia: f64,
    /// Relative swing of the RR interval at about 0.1 Hz at rest.
    pub(super) low_frequency: f64,
    /// Its frequency, Hz.
    pub(super) low_frequency_hz: f64,
    /// Frequency of fibrillating atria, Hz.
    pub(super) atrial_hz: f64,
    /// Time from the R peak to the pulse foot in the upper arm at a mean pressure of 90 mmHg, seconds.
    pub(super) transit_arm: f64,
    /// The same for the fingertip, seconds.
    pub(super) transit_finger: f64,
    /// Perfusion index at a pulse pressure of 40 mmHg, as a share of the light.
    pub(super) perfusion: f64,
    /// Mean infrared and red light at the detector, a.u.
    pub(super) light: (f64, f64),
    /// Impedance swing of a breath at 14 breaths a minute, ohm.
    pub(super) breath_ohm: f64,
    /// Where the impedance trace rests, ohm.
    pub(super) rest_ohm: f64,
    /// Size of the cuff's oscillations against the model's.
    pub(super) arm: f64,
}

impl Individual {
    /// Ranges: ECG morphology after the set of ECGSYN (IEEE Trans Biomed Eng 50:289, 2003) brought to lead II
    /// of a healthy adult; transit times 150 ms to the arm and 200-250 ms to the finger.
    pub(super) fn new(noise: Noise) -> Self {
        let mut index = 0;
        let mut between = |low: f64, high: f64| {
            index += 1;
            low + (high - low) * noise.uniform(Stream::Individual, index)
        };
        let transit_arm = between(0.140, 0.160);
        Self {
            waves_mv: [
                between(0.10, 0.17),
                between(-0.14, -0.05),
                between(1.05, 1.30),
                between(-0.30, -0.12),
                between(0.22, 0.36),
            ],
            t_delay: between(0.285, 0.315),
            p_lead: between(0.150, 0.170),
            respiratory_arrhythmia: between(0.035, 0.060),
            low_frequency: between(0.024, 0.040),
            low_frequency_hz: between(0.09, 0.11),
            atrial_hz: between(5.5, 7.5),
            transit_arm,
            transit_finger: transit_arm + between(0.060, 0.080),
            perfusion: between(0.020, 0.032),
            light: (between(0.95, 1.05), between(0.92, 1.08)),
            breath_ohm: between(1.2, 1.7),
            rest_ohm: between(0.2, 0.5),
            arm: between(0.85, 1.15),
        }
    }
}
