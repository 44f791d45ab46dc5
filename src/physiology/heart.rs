//! When the heart beats.

use std::f64::consts::TAU;

use super::{
    Rhythm,
    breath::Breath,
    course::{Change, Quantity},
    ecg::Complex,
    individual::Individual,
    noise::{Noise, Stream},
    timeline::Event,
    truth::BeatKind,
};
use crate::model::{Span, Time};

/// While the heart stands still or fibrillates, how often it may start again, seconds.
const STANDSTILL: f64 = 0.25;
/// Share of beats followed by a premature one in [`Rhythm::FrequentPvcs`].
const ECTOPIC_SHARE: f64 = 0.16;
/// A ventricle cannot be excited again sooner, seconds.
const REFRACTORY: f64 = 0.2;
/// Spread of RR intervals in atrial fibrillation, as a share of their mean.
const IRREGULARITY: f64 = 0.22;

/// One beat, or a moment without one. All that is needed to go on from here, so that nothing else
/// has to be remembered.
#[derive(Clone, Debug)]
pub(super) struct HeartStep {
    at: Time,
    decided: Time,
    index: i64,
    /// The beat, if it is one.
    pub(super) beat: Option<Beat>,
    /// When the heart last beat, this step included.
    last_beat: Time,
    /// Running mean of the RR intervals, seconds: repolarisation follows it with a delay.
    usual_rr: f64,
    /// Rest of a compensatory pause, seconds.
    pause: Option<f64>,
}

/// What a beat is like.
#[derive(Clone, Debug)]
pub(super) struct Beat {
    pub(super) kind: BeatKind,
    pub(super) complex: Complex,
    /// Time since the beat before in units of the interval that the rate calls for.
    pub(super) filling: f64,
}

impl Event for HeartStep {
    fn at(&self) -> Time {
        self.at
    }

    fn decided(&self) -> Time {
        self.decided
    }
}

/// What the heart listens to when it settles its next beat.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) change: &'a Change,
    pub(super) breath: &'a Breath,
    pub(super) person: &'a Individual,
    pub(super) noise: Noise,
}

impl HeartStep {
    /// The step before the first, at `at`.
    pub(super) fn first(at: Time) -> Self {
        Self { at, decided: at, index: 0, beat: None, last_beat: at, usual_rr: 0.8, pause: None }
    }

    /// Settles, at this step's time, what comes next.
    pub(super) fn next(&self, around: Surroundings<'_>) -> Self {
        let Surroundings { change, breath, person, noise } = around;
        let index = self.index + 1;
        let rhythm = change.rhythm();
        let nominal = 60.0 / rhythm.rate(change.value(Quantity::HeartRate, self.at));
        if !rhythm.has_pulse() {
            let at = self.at + Span::from_secs(STANDSTILL);
            return Self { at, decided: self.at, index, beat: None, pause: None, ..self.clone() };
        }
        let (kind, interval, pause) = match rhythm {
            Rhythm::AtrialFibrillation => {
                let spread = IRREGULARITY * noise.normal(Stream::Beat, index);
                let interval = nominal * (spread - 0.5 * IRREGULARITY * IRREGULARITY).exp();
                (BeatKind::Conducted, interval, None)
            }
            Rhythm::VentricularTachycardia => {
                let interval = nominal * (1.0 + 0.008 * noise.normal(Stream::Beat, index));
                (BeatKind::VentricularTachycardia, interval, None)
            }
            _ => {
                let sinus = nominal * (1.0 + variability(self.at, nominal, index, breath, person, noise));
                let early = (0.58 + 0.02 * noise.normal(Stream::Beat, index)) * sinus;
                if let Some(pause) = self.pause {
                    (BeatKind::Sinus, pause, None)
                } else if rhythm == Rhythm::FrequentPvcs
                    && early > REFRACTORY
                    && noise.uniform(Stream::Ectopy, index) < ECTOPIC_SHARE
                {
                    // The sinus node goes on undisturbed: its next impulse is lost, the one after is on time.
                    (BeatKind::Premature, early, Some(2.0 * sinus - early))
                } else {
                    (BeatKind::Sinus, sinus, None)
                }
            }
        };
        let at = self.at + Span::from_secs(interval.max(REFRACTORY.min(nominal)));
        let rr = (at - self.last_beat).secs();
        let usual_rr = self.usual_rr + 0.2 * (rr.clamp(0.2, 2.5) - self.usual_rr);
        let gain = 1.0 - 0.06 * breath.sway(self.at) + 0.012 * noise.normal(Stream::Beat, -index);
        let beat = Beat {
            kind,
            complex: Complex::new(kind, rr, usual_rr, gain, person),
            filling: (rr / nominal).clamp(0.1, 1.6),
        };
        Self { at, decided: self.at, index, beat: Some(beat), last_beat: at, usual_rr, pause }
    }

    /// Its share of lead II at `at`, mV; nothing before it was settled.
    pub(super) fn voltage(&self, at: Time) -> f64 {
        match &self.beat {
            Some(beat) if self.decided <= at => beat.complex.value((at - self.at).secs()),
            _ => 0.0,
        }
    }
}

/// Relative deviation of a sinus interval: shorter breathing in (respiratory sinus arrhythmia), a
/// slow rhythm near 0.1 Hz (baroreflex), and a little chance.
///
/// The two bands and about their ratio are those of ECGSYN (IEEE Trans Biomed Eng 50:289, 2003), here
/// locked to the actual breath. A fast heart varies less: the deviation shrinks with RR to the power 1.5.
fn variability(
    at: Time,
    nominal: f64,
    index: i64,
    breath: &Breath,
    person: &Individual,
    noise: Noise,
) -> f64 {
    let liveliness = (nominal / 0.83).powf(1.5).clamp(0.05, 1.2);
    let wander = noise.smooth(Stream::LowFrequency, at, 25_000_000);
    let slow = (TAU * person.low_frequency_hz * at.secs() + 1.5 * wander).sin();
    liveliness
        * (-2.0 * person.respiratory_arrhythmia * breath.sway(at)
            + person.low_frequency * slow
            + 0.006 * noise.normal(Stream::Beat, index))
}
