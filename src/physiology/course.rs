//! How the patient moves from one set of targets to the next.

use super::{
    Rhythm, Targets,
    timeline::{Cursor, Event, Timeline},
};
use crate::model::Time;

/// Something that approaches its target exponentially.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// Ventricular rate, per minute.
    HeartRate,
    /// Oxygen saturation, per cent.
    Saturation,
    /// Systolic pressure that the rhythm sustains, mmHg.
    Systolic,
    /// Diastolic pressure that the rhythm sustains, mmHg.
    Diastolic,
    /// Temperature, °C.
    Temperature,
    /// Share of atrial fibrillation waves in the ECG, 0 to 1.
    AtrialWaves,
    /// Share of ventricular fibrillation waves in the ECG, 0 to 1.
    VentricularWaves,
    /// Whether blood moves, 0 to 1.
    Pulsation,
}

const COUNT: usize = 8;

/// Time constants in seconds, chosen for teaching: fast enough to watch, slow enough to look natural.
const SLOWNESS: [f64; COUNT] = [5.0, 12.0, 8.0, 8.0, 60.0, 0.4, 0.4, 1.5];

/// After so many time constants nothing measurable (1e-13) is left of the way.
const ARRIVED: f64 = 30.0;

/// One call of `set_targets`, and everything that follows from it.
#[derive(Clone, Debug)]
pub(super) struct Change {
    at: Time,
    rhythm: Rhythm,
    resp_rate: f64,
    from: [f64; COUNT],
    to: [f64; COUNT],
}

impl Event for Change {
    fn at(&self) -> Time {
        self.at
    }
}

impl Change {
    /// The value on its way at `at`.
    pub(super) fn value(&self, quantity: Quantity, at: Time) -> f64 {
        let index = quantity as usize;
        let (from, to) = (self.from[index], self.to[index]);
        let progress = (at - self.at).secs() / SLOWNESS[index];
        if progress > ARRIVED || (from - to).abs() <= 0.0 {
            return to;
        }
        to + (from - to) * (-progress.max(0.0)).exp()
    }

    pub(super) const fn rhythm(&self) -> Rhythm {
        self.rhythm
    }

    /// Breaths per minute that the next breath is made for.
    pub(super) const fn resp_rate(&self) -> f64 {
        self.resp_rate
    }
}

fn goals(targets: &Targets) -> [f64; COUNT] {
    let (systolic_share, diastolic_share) = targets.rhythm.pressure_share();
    let level = |on: bool| if on { 1.0 } else { 0.0 };
    [
        targets.rhythm.rate(targets.heart_rate),
        targets.spo2,
        targets.systolic * systolic_share,
        // A share of a narrow pulse pressure must not turn it around.
        (targets.diastolic * diastolic_share).min(targets.systolic * systolic_share - 5.0),
        targets.temperature,
        level(targets.rhythm == Rhythm::AtrialFibrillation),
        level(targets.rhythm == Rhythm::VentricularFibrillation),
        level(targets.rhythm.has_pulse()),
    ]
}

/// All changes that still matter.
#[derive(Clone, Debug)]
pub(super) struct Course {
    changes: Timeline<Change>,
    start: Change,
}

impl Course {
    /// At `targets` since `at`, settled.
    pub(super) fn new(targets: &Targets, at: Time) -> Self {
        let goals = goals(targets);
        let start =
            Change { at, rhythm: targets.rhythm, resp_rate: targets.resp_rate, from: goals, to: goals };
        let mut changes = Timeline::new();
        changes.push(start.clone());
        Self { changes, start }
    }

    /// Heads for `targets` from `at` on; whatever was set for later is given up.
    pub(super) fn turn(&mut self, targets: &Targets, at: Time) {
        self.changes.roll_back(at);
        let before = self.changes.last().unwrap_or(&self.start);
        let to = goals(targets);
        let mut from = before.to;
        for (quantity, from) in [
            Quantity::HeartRate,
            Quantity::Saturation,
            Quantity::Systolic,
            Quantity::Diastolic,
            Quantity::Temperature,
            Quantity::AtrialWaves,
            Quantity::VentricularWaves,
            Quantity::Pulsation,
        ]
        .into_iter()
        .zip(&mut from)
        {
            *from = before.value(quantity, at);
        }
        if before.rhythm != targets.rhythm {
            // Another pacemaker takes over at once, with its own rate.
            from[Quantity::HeartRate as usize] = to[Quantity::HeartRate as usize];
        }
        self.changes.push(Change { at, rhythm: targets.rhythm, resp_rate: targets.resp_rate, from, to });
    }

    /// What holds at `at`.
    pub(super) fn at(&self, at: Time, cursor: &mut Cursor) -> &Change {
        self.changes.find(at, cursor).unwrap_or(&self.start)
    }

    pub(super) fn forget(&mut self, horizon: Time) {
        self.changes.forget(horizon);
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_goes_smoothly_to_its_target() {
        let mut course = Course::new(&Targets::default(), Time::ZERO);
        let turn = Time::from_secs(10.0);
        course.turn(&Targets { spo2: 86.0, ..Targets::default() }, turn);
        let spo2 = |secs: f64| {
            let at = Time::from_secs(secs);
            course.at(at, &mut Cursor::default()).value(Quantity::Saturation, at)
        };
        assert!((spo2(9.9) - 98.0).abs() < 1e-9 && (spo2(10.0) - 98.0).abs() < 1e-9);
        assert!((spo2(22.0) - (86.0 + 12.0 / std::f64::consts::E)).abs() < 1e-6);
        assert!((spo2(100.0) - 86.0).abs() < 0.01);
    }

    #[test]
    fn a_new_order_continues_from_where_the_patient_is() {
        let mut course = Course::new(&Targets::default(), Time::ZERO);
        course.turn(&Targets { systolic: 180.0, ..Targets::default() }, Time::from_secs(1.0));
        let turn = Time::from_secs(5.0);
        let before = course.at(turn, &mut Cursor::default()).value(Quantity::Systolic, turn);
        course.turn(&Targets::default(), turn);
        let after = course.at(turn, &mut Cursor::default()).value(Quantity::Systolic, turn);
        assert!((before - after).abs() < 1e-9 && before > 130.0);
    }
}
