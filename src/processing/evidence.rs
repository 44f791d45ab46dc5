//! What decisions are made of, laid open for those who fit and question them (`examples/fit`).
//!
//! One lead goes through the same detectors as at the bedside, only with the weights that are given.

use std::ops::Range;

use super::{
    Beat, BeatClass, Event, Finding,
    classify::{self, Weights},
    ecg::Ecg,
    fibrillation,
};
use crate::model::{Channel, Origin, Rate, Time, WaveformPacket};

/// Names of what is weighed of a beat.
pub const BEAT_MEASURES: [&str; classify::MEASURES.len()] = classify::MEASURES;

/// Weights for ventricular beats: what is assumed of a beat of which all measures are zero, and what each measure
/// counts; log odds.
pub type BeatWeights = (f32, [f32; BEAT_MEASURES.len()]);

/// The weights that are used at the bedside.
pub const BEAT_WEIGHTS: BeatWeights = (classify::WEIGHTS.bias, classify::WEIGHTS.of);

/// A beat that was told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeighedBeat {
    /// Its R peak.
    pub at: Time,
    /// What it was called.
    pub class: BeatClass,
    /// What was weighed, in the order of [`BEAT_MEASURES`]; `None` when there was not enough to judge it.
    pub measures: Option<[f32; BEAT_MEASURES.len()]>,
}

/// Packets this long have one beat at most.
const STEP_SECS: f64 = 0.02;

/// The beats of one lead, told with these weights.
pub fn beats(lead: &[f32], rate: Rate, weights: &BeatWeights) -> Vec<WeighedBeat> {
    let mut beats = Vec::new();
    listen(lead, rate, STEP_SECS, |ecg, _, found| {
        let Some(classifier) = ecg.classifier() else { return };
        classifier.weigh_by(Weights { bias: weights.0, of: weights.1 });
        for finding in found {
            if let Finding::Beat(Beat { at, class, .. }) = *finding {
                beats.push(WeighedBeat { at, class, measures: classifier.weighed() });
            }
        }
    });
    beats
}

/// Names of what is weighed of the last four seconds to tell ventricular fibrillation.
pub const FIBRILLATION_MEASURES: [&str; fibrillation::MEASURES.len()] = fibrillation::MEASURES;

/// Weights for ventricular fibrillation: what is assumed of a window of which all measures are zero, and what each
/// measure counts, none above zero; log odds.
pub type FibrillationWeights = (f32, [f32; FIBRILLATION_MEASURES.len()]);

/// The weights that are used at the bedside.
pub const FIBRILLATION_WEIGHTS: FibrillationWeights = (fibrillation::WEIGHTS.bias, fibrillation::WEIGHTS.of);

/// What was weighed to tell ventricular fibrillation, and what was told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeighedWindows {
    /// When each window of four seconds ended, and what was weighed of it in the order of
    /// [`FIBRILLATION_MEASURES`]. What needs no weighing is not among them: a line that is flat, beats of the
    /// patient's own, a tachycardia whose beats are even.
    pub windows: Vec<(Time, [f32; FIBRILLATION_MEASURES.len()])>,
    /// Fibrillation as it was told.
    pub told: Vec<Range<Time>>,
}

/// Packets this long are what comes from a device; they end one window at most.
const PACKET_SECS: f64 = 0.125;

/// Ventricular fibrillation in one lead, told with these weights.
pub fn fibrillation(lead: &[f32], rate: Rate, weights: &FibrillationWeights) -> WeighedWindows {
    let mut weighed = WeighedWindows::default();
    let end = rate.time_of(Time::ZERO, lead.len() as u64);
    listen(lead, rate, PACKET_SECS, |ecg, now, found| {
        let Some(detector) = ecg.fibrillation() else { return };
        detector.weigh_by(fibrillation::Weights { bias: weights.0, of: weights.1 });
        weighed.windows.extend(detector.weighed().map(|measures| (now, measures)));
        for finding in found {
            if let Finding::Event { event: Event::VentricularFibrillation, active, at } = *finding {
                if active {
                    weighed.told.push(at..end);
                } else if let Some(last) = weighed.told.last_mut() {
                    last.end = at;
                }
            }
        }
    });
    weighed
}

/// Takes `lead` in steps of so many seconds, and hands over what was found in each.
fn listen(lead: &[f32], rate: Rate, secs: f64, mut hear: impl FnMut(&mut Ecg, Time, &[Finding])) {
    let (mut ecg, mut findings) = (Ecg::new(), Vec::new());
    let step = ((secs * rate.hz()) as usize).max(1);
    for (n, samples) in lead.chunks(step).enumerate() {
        let packet = WaveformPacket {
            channel: Channel::Ecg,
            origin: Origin::Replay,
            epoch: Time::ZERO,
            rate,
            index: (n * step) as u64,
            samples: samples.to_vec(),
        };
        ecg.receive(&packet, &mut findings);
        ecg.advance(packet.end(), &mut findings);
        hear(&mut ecg, packet.end(), &findings);
        findings.clear();
    }
}
