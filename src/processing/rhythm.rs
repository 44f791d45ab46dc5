use std::collections::VecDeque;

use super::{BeatClass, Event, Finding, Withheld, fibrillation::Ventricles, irregularity::Irregularity};
use crate::model::{Span, Time};

/// From classed beats to rhythm events.
///
/// - Ventricular tachycardia: five ventricular beats in a row at 100 /min or more (Edan V6;
///   `PhysioNet` challenge 2015); it ends with three other beats in a row, below 90 /min, or when beats stop.
/// - Ventricular run: three or more in a row that are no tachycardia. Couplet: two. Both are told once
///   the next beat shows that no more come.
/// - Bigeminy: every second beat ventricular, three times in a row.
/// - Pause: no beat for two seconds, and for 1.3 usual intervals, so that a slow heart is not one long
///   pause.
/// - Frequent PVCs: more than ten in a minute, those in runs left out; until there are fewer than eight.
/// - Atrial fibrillation: see [`Irregularity`].
///
/// Run, couplet, bigeminy and pause are moments; they last [`HOLD`] after the last of them. Fibrillation
/// of the ventricles replaces them all.
#[derive(Debug, Default)]
pub(super) struct Rhythm {
    last: Option<(Time, BeatClass)>,
    /// Ventricular beats in a row; when the last five were, and of what family.
    run: u32,
    run_times: [(Time, Option<u32>); TACHYCARDIA as usize],
    /// Other beats in a row.
    others: u32,
    tachycardia: bool,
    noisy: bool,
    /// How many times in a row a beat was of the other kind than the one before.
    alternating: u32,
    /// Ventricular beats of the last minute, those in runs left out, and whether each came in noise.
    pvcs: VecDeque<(Time, bool)>,
    frequent: Frequent,
    irregular: Irregularity,
    run_until: Option<Time>,
    couplet_until: Option<Time>,
    bigeminy_until: Option<Time>,
    pause_until: Option<Time>,
    /// Recognised in noise and not told, of late.
    in_noise: Vec<Event>,
    /// What was told.
    told: [bool; EVENTS],
}

/// Whether there are many ventricular beats, and whether there only would be if those in noise counted.
#[derive(Clone, Copy, Debug, Default)]
struct Frequent {
    surely: bool,
    in_noise: bool,
}

/// How long a momentary event lasts after its last occurrence (own choice).
const HOLD: Span = Span::from_millis(10_000);
/// Ventricular beats that make a tachycardia, and a run.
const TACHYCARDIA: u32 = 5;
const RUN: u32 = 3;
/// How many of the last five must look alike, and by what factor their intervals may differ: noise that
/// is taken for beats is neither alike nor even (own choice).
const ALIKE: usize = 3;
const EVEN: f64 = 1.6;
/// Longest mean interval of a tachycardia, where it begins and where it ends (100 and 90 /min).
const FAST: (Span, Span) = (Span::from_millis(600), Span::from_millis(667));
/// Other beats in a row that end it, and silence that does.
const CALM: u32 = 3;
const STOPPED: Span = Span::from_millis(3_000);
/// Changes of kind that make bigeminy: N V N V N V.
const ALTERNATING: u32 = 5;
/// No beat for so long is a pause in an adult (manuals of Philips and Mindray monitors).
const PAUSE: Span = Span::from_millis(2_000);
const PAUSE_INTERVALS: f64 = 1.3;
/// Ventricular beats in a minute: more are frequent, fewer no longer (own hysteresis).
const FREQUENT: (usize, usize) = (10, 8);
const MINUTE: Span = Span::from_millis(60_000);
const EVENTS: usize = 9;

/// What the rhythm is judged by besides its beats.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    /// The end of the samples.
    pub(super) now: Time,
    /// What a beat may take until it is known.
    pub(super) detection: Span,
    /// The usual interval, in seconds.
    pub(super) usual: Option<f64>,
    /// What the ventricles do: waves of fibrillation are no beats, and no pause.
    pub(super) ventricles: Ventricles,
    /// No beat for the asystole time.
    pub(super) asystole: bool,
    /// Electrodes are off: nothing is known.
    pub(super) off: bool,
}

impl Rhythm {
    /// Takes a beat; `family` is the number of those that look like it. What happens once in a noisy
    /// waveform may be noise and is not told.
    pub(super) fn beat(&mut self, at: Time, class: BeatClass, family: Option<u32>, noisy: bool) {
        self.noisy = noisy;
        let before = self.last.replace((at, class));
        if class == BeatClass::Unknown {
            return;
        }
        let ventricular = class == BeatClass::Ventricular;
        if let Some((then, kind)) = before
            && kind != BeatClass::Unknown
            && at > then
        {
            let other = (kind == BeatClass::Ventricular) != ventricular;
            self.alternating = if other { self.alternating + 1 } else { 0 };
            if !ventricular && !other {
                self.irregular.take((at - then).secs() as f32);
            }
        }
        if ventricular {
            self.ventricular(at, family);
        } else {
            self.end_run(at);
            self.others += 1;
            if self.others >= CALM {
                self.tachycardia = false;
            }
        }
    }

    fn ventricular(&mut self, at: Time, family: Option<u32>) {
        self.others = 0;
        self.run += 1;
        self.run_times.rotate_left(1);
        self.run_times[TACHYCARDIA as usize - 1] = (at, family);
        if self.run < RUN {
            self.pvcs.push_back((at, self.noisy));
        } else if self.run == RUN {
            // They were the beginning of a run.
            self.pvcs.truncate(self.pvcs.len().saturating_sub(RUN as usize - 1));
        }
        if self.run >= TACHYCARDIA {
            let mean = (at - self.run_times[0].0).scaled(1.0 / f64::from(TACHYCARDIA - 1));
            if mean <= FAST.0 && self.coherent() {
                self.tachycardia = true;
            } else if mean > FAST.1 {
                self.tachycardia = false;
            }
            if !self.tachycardia && !self.noisy {
                self.run_until = Some(at + HOLD);
            }
        }
        if self.alternating >= ALTERNATING {
            if self.noisy {
                self.in_noise.push(Event::Bigeminy);
            } else {
                self.bigeminy_until = Some(at + HOLD);
            }
        }
    }

    /// Whether the last five ventricular beats belong together.
    fn coherent(&self) -> bool {
        let alike = |family: Option<u32>| self.run_times.iter().filter(|(_, other)| *other == family).count();
        let intervals = || self.run_times.windows(2).map(|pair| (pair[1].0 - pair[0].0).secs());
        let (least, most) = intervals().fold((f64::MAX, 0.0_f64), |(l, m), one| (l.min(one), m.max(one)));
        most <= EVEN * least
            && self.run_times.iter().any(|(_, family)| family.is_some() && alike(*family) >= ALIKE)
    }

    fn end_run(&mut self, at: Time) {
        match self.run {
            0 | 1 => {}
            2 if self.noisy => self.in_noise.push(Event::Couplet),
            _ if self.noisy => self.in_noise.push(Event::VentricularRun),
            2 => self.couplet_until = Some(at + HOLD),
            _ if !self.tachycardia => self.run_until = Some(at + HOLD),
            _ => {}
        }
        self.run = 0;
    }

    /// Whether ventricular beats are frequent. Those in noise do not count; where they would have made the
    /// difference, that is said.
    fn count(&mut self, now: Time) {
        while self.pvcs.front().is_some_and(|(at, _)| now - *at > MINUTE) {
            self.pvcs.pop_front();
        }
        let enough = |count: usize, before: bool| count > FREQUENT.0 || (before && count >= FREQUENT.1);
        let Frequent { surely, in_noise } = self.frequent;
        let surely = enough(self.pvcs.iter().filter(|(_, noisy)| !noisy).count(), surely);
        let doubtful = !surely && enough(self.pvcs.len(), in_noise);
        if doubtful && !in_noise {
            self.in_noise.push(Event::FrequentPvcs);
        }
        self.frequent = Frequent { surely, in_noise: doubtful };
    }

    /// Beats may have been missed since the last.
    pub(super) fn interrupt(&mut self) {
        self.last = None;
        self.run = 0;
        self.others = 0;
        self.alternating = 0;
    }

    /// Whether the atria fibrillate.
    pub(super) const fn is_irregular(&self) -> bool {
        self.irregular.active()
    }

    /// Whether a tachycardia of the ventricles is going on.
    pub(super) const fn is_tachycardia(&self) -> bool {
        self.tachycardia
    }

    /// Tells what began and what ended.
    pub(super) fn advance(&mut self, around: Circumstances, findings: &mut Vec<Finding>) {
        let now = around.now;
        let fibrillation = around.ventricles == Ventricles::Fibrillate;
        // Fibrillation replaces every other rhythm; without electrodes nothing is known; and a recording
        // that goes back in time begins anew.
        if around.off || fibrillation || self.last.is_some_and(|(last, _)| last > now) {
            *self = Self { told: self.told, ..Self::default() };
        }
        if let Some((last, _)) = self.last {
            let silence = now - last - around.detection;
            if silence > STOPPED {
                self.end_run(now);
                self.tachycardia = false;
                self.alternating = 0;
            }
            let usual = Span::from_secs(PAUSE_INTERVALS * around.usual.unwrap_or(0.0));
            if silence > PAUSE.max(usual) && around.ventricles == Ventricles::Beat {
                self.pause_until = Some(now + HOLD);
            }
        }
        if around.asystole {
            self.pause_until = None;
            self.tachycardia = false;
        }
        self.count(now);
        let withheld = self.in_noise.drain(..);
        findings.extend(withheld.map(|event| Finding::Withheld { event, why: Withheld::Noise, at: now }));
        let until = |moment: Option<Time>| moment.is_some_and(|until| now < until);
        let states: [(Event, bool); EVENTS] = [
            (Event::VentricularFibrillation, fibrillation && !around.off),
            (Event::Asystole, around.asystole && !fibrillation),
            (Event::VentricularTachycardia, self.tachycardia),
            (Event::VentricularRun, until(self.run_until)),
            (Event::Couplet, until(self.couplet_until)),
            (Event::Bigeminy, until(self.bigeminy_until)),
            (Event::Pause, until(self.pause_until)),
            (Event::FrequentPvcs, self.frequent.surely),
            (Event::AtrialFibrillation, self.irregular.active()),
        ];
        for (told, (event, active)) in self.told.iter_mut().zip(states) {
            if *told != active {
                *told = active;
                findings.push(Finding::Event { event, active, at: now });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told over two minutes in which every fifth beat is ventricular, and comes in noise when `noisy`.
    fn told(noisy: impl Fn(f64) -> bool) -> Vec<Finding> {
        let (mut rhythm, mut findings) = (Rhythm::default(), Vec::new());
        for beat in 0..150_i64 {
            let at = Time::from_millis(800 * beat);
            let class = if beat % 5 == 4 { BeatClass::Ventricular } else { BeatClass::Normal };
            rhythm.beat(at, class, Some(1), noisy(at.secs()));
            let around = Circumstances {
                now: at,
                detection: Span::ZERO,
                usual: Some(0.8),
                ventricles: Ventricles::Beat,
                asystole: false,
                off: false,
            };
            rhythm.advance(around, &mut findings);
        }
        findings
    }

    #[test]
    fn frequent_pvcs_in_noise_are_withheld_and_that_is_said_once() {
        let frequent = |finding: &Finding| match finding {
            Finding::Event { event: Event::FrequentPvcs, active, .. } => Some((true, *active)),
            Finding::Withheld { event: Event::FrequentPvcs, why: Withheld::Noise, .. } => Some((false, true)),
            _ => None,
        };
        let all = |noisy: fn(f64) -> bool| told(noisy).iter().filter_map(frequent).collect::<Vec<_>>();
        assert_eq!(all(|_| false), [(true, true)]);
        assert_eq!(all(|_| true), [(false, true)]);
        assert_eq!(all(|secs| secs < 60.0), [(false, true), (true, true)], "noise that passes");
    }
}
