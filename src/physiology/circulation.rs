//! From a beat to the pulses it sends through the arteries.

use super::{
    breath::Breath,
    course::{Change, Quantity},
    heart::Beat,
    individual::Individual,
    pulse::{Contour, Level, Pulse},
    timeline::{Event, Timeline},
    truth::BeatKind,
};
use crate::model::{Span, Time};

/// Pressure at the brachial artery: steep rise, notch and dicrotic wave.
const ARM: Contour =
    Contour { rise: 0.13, round: 0.08, notch: 0.05, dicrotic: 0.09, closure: 0.34, width: 0.042 };
/// Blood volume in the fingertip: slower, rounder, the notch no more than a shoulder.
const FINGER: Contour =
    Contour { rise: 0.19, round: 0.07, notch: 0.02, dicrotic: 0.14, closure: 0.40, width: 0.06 };

/// Where arterial pressure runs off to when the heart stops, as a share of the diastolic pressure:
/// about 20 mmHg, the critical closing pressure.
const CLOSING_SHARE: f64 = 0.25;
/// The same for the pulsating blood of the finger, below its diastolic volume.
const FINGER_RUN_OFF: f64 = 0.3;
/// Change of transit time per mmHg of mean pressure: stiffer arteries conduct faster.
const TRANSIT_PER_MMHG: f64 = 0.003;
/// Perfusion index, as a share of the light, that the simulated finger can have.
const PERFUSION: (f64, f64) = (0.003, 0.05);

/// What one beat sends out.
pub(super) struct Sent {
    pub(super) arm: Pulse,
    pub(super) finger: Pulse,
}

/// The pulses of the beat at `at`, settled at `decided`.
pub(super) fn send(
    beat: &Beat,
    (at, decided): (Time, Time),
    before: (&Timeline<Pulse>, &Timeline<Pulse>),
    (change, breath, person): (&Change, &Breath, &Individual),
) -> Sent {
    let systolic = change.value(Quantity::Systolic, decided);
    let diastolic = change.value(Quantity::Diastolic, decided);
    let rr = 60.0 / change.rhythm().rate(change.value(Quantity::HeartRate, decided));
    let mean = diastolic + (systolic - diastolic) / 3.0;
    let slowness = (1.0 - TRANSIT_PER_MMHG * (mean - 90.0)).clamp(0.8, 1.3);
    let strength = stroke(beat) * (1.0 - 0.06 * breath.sway(decided));

    let foot = |transit: f64, line: &Timeline<Pulse>| {
        let foot = at + Span::from_secs(transit * slowness);
        // Pulses do not overtake each other, however the pressure moves.
        line.last().map_or(foot, |last| foot.max(last.at() + Span::from_millis(50)))
    };
    let pressure = Level { high: systolic, low: diastolic, floor: CLOSING_SHARE * diastolic };
    let share = person.perfusion * (systolic - diastolic) / 40.0;
    let share = share.clamp(PERFUSION.0, PERFUSION.1);
    let volume = Level { high: share, low: 0.0, floor: -FINGER_RUN_OFF * share };
    // The finger's vessels swing a little more with the breath than the pressure does (RIAV).
    let finger_strength = strength * (1.0 - 0.05 * breath.sway(decided));
    Sent {
        arm: Pulse::new(
            before.0.last(),
            (foot(person.transit_arm, before.0), decided),
            pressure,
            strength,
            rr,
            ARM,
        ),
        finger: Pulse::new(
            before.1.last(),
            (foot(person.transit_finger, before.1), decided),
            volume,
            finger_strength,
            rr,
            FINGER,
        ),
    }
}

/// Blood ejected, as a share of the usual stroke: a heart that had less time to fill ejects less,
/// and a beat that starts in a ventricle contracts out of step.
fn stroke(beat: &Beat) -> f64 {
    const FILLING: f64 = 1.5;
    let filled = (1.0 - (-FILLING * beat.filling).exp()) / (1.0 - (-FILLING).exp());
    if beat.kind == BeatKind::Premature { 0.6 * filled } else { filled }
}
