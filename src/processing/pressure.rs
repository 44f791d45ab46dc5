use super::{filter::Biquad, pulse::PulseDetector};

/// Measures each beat of an arterial pressure wave, in millimetres of mercury.
///
/// A beat goes from foot to foot. Its feet are where the pressure is lowest just before an upstroke,
/// which [`PulseDetector`] finds; diastolic is the pressure at its first foot, systolic the highest
/// until the next, mean the integral over it by its length. It is known about 0.5 s after the
/// upstroke that ends it.
#[derive(Clone, Debug)]
pub(super) struct PressureWave {
    rate: f64,
    pulses: PulseDetector,
    low_pass: Biquad,
    /// The last samples after the filter; sample `n` stands at `n` modulo its length.
    past: Box<[f64]>,
    next: u64,
    begun: u64,
    foot: Option<Foot>,
}

/// What was measured in one beat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PressureBeat {
    /// Number of the sample at which it ended.
    pub end: u64,
    pub systolic: f64,
    pub diastolic: f64,
    pub mean: f64,
}

#[derive(Clone, Copy, Debug)]
struct Foot {
    at: u64,
    pressure: f64,
}

/// The tube between artery and transducer is a column of fluid that resonates between 10 and 25 Hz
/// (Gardner, Anesthesiology 54:227, 1981) and would add its overshoot to the systolic pressure, as
/// noise adds to every extreme. 12 Hz is the default of Mindray's monitors, which offer 8 to 22
/// (`BeneView` T1 operator's manual p. 235).
const CORNER_HZ: f64 = 12.0;
/// What the filter delays a slow wave by, in seconds.
const DELAY_SECS: f64 = 0.019;
/// Samples kept: the longest beat that is measured, and what it takes to know its end.
const KEPT_SECS: f64 = 5.0;
/// A foot lies within so many seconds before its upstroke, and in the later half of the beat before
/// it: the notch after a beat may be deeper than the foot when the tube resonates.
const FOOT_SECS: f64 = 0.4;
/// From its steepest rise a pressure has reached its top within so many seconds. Looked at further, the
/// next upstroke would make a pulse of the ripple before it.
const TOP_SECS: f64 = 0.2;
/// Less between diastolic and systolic is no beat. This project's choice: above what breathing's
/// ripple and noise leave of a wave without a pulse, below the weakest pulse of a failing heart.
const LEAST_PULSE: f64 = 5.0;
/// So soon after a foot, a rise of a smaller share of the beat's is its dicrotic wave: the aortic
/// valve closes about 0.3 s after it opened.
const DICROTIC_SECS: f64 = 0.6;
const DICROTIC_SHARE: f64 = 0.3;

impl PressureWave {
    pub(super) fn new(rate: f64) -> Self {
        Self {
            rate,
            pulses: PulseDetector::new(rate),
            low_pass: Biquad::low_pass(rate, CORNER_HZ),
            past: vec![0.0; ((KEPT_SECS * rate).round() as usize).max(1)].into(),
            next: 0,
            begun: 0,
            foot: None,
        }
    }

    /// The wave is interrupted and goes on with sample `next`.
    pub(super) fn interrupt(&mut self, next: u64) {
        self.pulses.interrupt(next);
        self.next = next;
        self.begun = next;
        self.foot = None;
    }

    /// Takes the next sample; gives a beat when one has become certain.
    pub(super) fn step(&mut self, x: f64) -> Option<PressureBeat> {
        let smooth = if self.next == self.begun { self.low_pass.settle(x) } else { self.low_pass.step(x) };
        let place = self.place(self.next);
        self.past[place] = smooth;
        self.next += 1;
        let upstroke = self.pulses.step(x)?;
        let foot = self.foot_of(upstroke)?;
        let top = (upstroke + (TOP_SECS * self.rate) as u64).min(self.next);
        let rise = self.highest(foot.at, top) - foot.pressure;
        let before = self.foot.filter(|before| (self.first()..foot.at).contains(&before.at));
        if rise < LEAST_PULSE || before.is_some_and(|before| self.is_dicrotic(before, foot, rise)) {
            return None;
        }
        self.foot = Some(foot);
        let before = before?;
        let sum: f64 = (before.at..foot.at).map(|number| self.past[self.place(number)]).sum();
        Some(PressureBeat {
            end: foot.at,
            systolic: self.highest(before.at, foot.at),
            diastolic: before.pressure,
            mean: sum / (foot.at - before.at) as f64,
        })
    }

    /// The plain average over the last `secs`; `None` when the wave has not gone on for so long.
    pub(super) fn average(&self, secs: f64) -> Option<f64> {
        let count = ((secs * self.rate) as u64).max(1);
        let from = self.next.checked_sub(count).filter(|from| *from >= self.first())?;
        Some((from..self.next).map(|number| self.past[self.place(number)]).sum::<f64>() / count as f64)
    }

    fn foot_of(&self, upstroke: u64) -> Option<Foot> {
        let samples = |secs: f64| (secs * self.rate) as u64;
        let reach = match self.foot {
            Some(before) => samples(FOOT_SECS).min(upstroke.saturating_sub(before.at) / 2),
            None => samples(FOOT_SECS),
        };
        let from = upstroke.saturating_sub(reach).max(self.first());
        let until = (upstroke + samples(DELAY_SECS) + 1).min(self.next);
        (from..until)
            .map(|at| Foot { at, pressure: self.past[self.place(at)] })
            .min_by(|one, other| one.pressure.total_cmp(&other.pressure))
    }

    /// Whether a rise at `foot` belongs to the beat that began at `before`.
    fn is_dicrotic(&self, before: Foot, foot: Foot, rise: f64) -> bool {
        let early = ((foot.at - before.at) as f64) < DICROTIC_SECS * self.rate;
        early && rise < DICROTIC_SHARE * (self.highest(before.at, foot.at) - before.pressure)
    }

    fn highest(&self, from: u64, until: u64) -> f64 {
        (from..until).map(|number| self.past[self.place(number)]).fold(f64::MIN, f64::max)
    }

    /// The first sample that is still kept.
    fn first(&self) -> u64 {
        self.next.saturating_sub(self.past.len() as u64).max(self.begun)
    }

    const fn place(&self, number: u64) -> usize {
        (number % self.past.len() as u64) as usize
    }
}
