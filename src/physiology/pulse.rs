//! The shape of one pulse, whatever rises and falls with it.

use super::timeline::Event;
use crate::model::Time;

/// How a pulse looks at one place of the body, for an RR interval of one second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contour {
    /// From foot to peak, seconds.
    pub(super) rise: f64,
    /// How long the top stays round, seconds.
    pub(super) round: f64,
    /// Depth of the notch when the aortic valve closes, as a share of the pulse height.
    pub(super) notch: f64,
    /// Height of the dicrotic wave after it, same unit.
    pub(super) dicrotic: f64,
    /// Middle of the notch after the foot, seconds.
    pub(super) closure: f64,
    /// Width of the dicrotic wave, seconds.
    pub(super) width: f64,
}

/// One pulse at one place: it rises from where the one before left off to its own peak, then runs
/// off exponentially, like a reservoir (windkessel), until the next one.
#[derive(Clone, Debug)]
pub(super) struct Pulse {
    at: Time,
    decided: Time,
    foot: f64,
    peak: f64,
    floor: f64,
    decay: f64,
    contour: Contour,
}

/// What a steady row of equal pulses would reach.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) high: f64,
    pub(super) low: f64,
    /// Where it would run off to without a heart beat; below `low`.
    pub(super) floor: f64,
}

impl Event for Pulse {
    fn at(&self) -> Time {
        self.at
    }

    fn decided(&self) -> Time {
        self.decided
    }
}

impl Pulse {
    /// The pulse with its foot at `at`, following `before`.
    ///
    /// `strength` is the share of the usual stroke, `rr` the RR interval that the rate calls for, seconds.
    pub(super) fn new(
        before: Option<&Self>,
        (at, decided): (Time, Time),
        level: Level,
        strength: f64,
        rr: f64,
        contour: Contour,
    ) -> Self {
        let Level { high, low, floor } = level;
        let scale = rr.clamp(0.2, 1.5).sqrt();
        // At high rates there is no room for a dicrotic wave, and none is seen.
        let room = (rr / 0.6).min(1.0).powi(2);
        let contour = Contour {
            rise: contour.rise * scale,
            round: contour.round * scale,
            notch: contour.notch * room,
            dicrotic: contour.dicrotic * room,
            closure: contour.closure * scale,
            width: contour.width * scale,
        };
        // Steady pulses at `rr` fall from `high` exactly back to `low`.
        let decay = run_off(rr - contour.rise, contour.round) / ((high - floor) / (low - floor)).ln();
        let foot = before.map_or(low, |before| before.value(at));
        // Half of what is missing at the foot is made up for by the stroke: a heart that meets less
        // pressure ejects more. It keeps the mean on target and settles within a few beats.
        let peak = foot + (high - low) * strength + 0.5 * (low - foot);
        Self { at, decided, foot, peak: peak.max(foot), floor, decay, contour }
    }

    /// The value at `at`, in the unit of its level.
    pub(super) fn value(&self, at: Time) -> f64 {
        let secs = (at - self.at).secs();
        let Contour { rise, round, notch, dicrotic, closure, width } = self.contour;
        let main = if secs < rise {
            let part = (secs / rise).max(0.0);
            self.foot + (self.peak - self.foot) * part * part * (3.0 - 2.0 * part)
        } else {
            self.floor + (self.peak - self.floor) * (-run_off(secs - rise, round) / self.decay).exp()
        };
        let wave =
            dicrotic * bell(secs - closure - 1.6 * width, width) - notch * bell(secs - closure, 0.5 * width);
        main + (self.peak - self.foot) * wave
    }
}

/// Time that counts for the run-off: starts flat, so that the peak is round.
fn run_off(secs: f64, round: f64) -> f64 {
    let secs = secs.max(1e-3);
    secs * secs / (secs + round)
}

/// A Gaussian hump, cut off where it is negligible.
fn bell(away: f64, width: f64) -> f64 {
    let scaled = away / width;
    if scaled.abs() > 4.0 { 0.0 } else { (-0.5 * scaled * scaled).exp() }
}
