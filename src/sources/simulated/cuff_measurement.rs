use crate::model::{Rate, Span, Time};

/// Samples per second of the cuff's pressure.
pub(super) const RATE: Rate = Rate::constant(100.0);

/// Seconds from one sample to the next.
const STEP_S: f32 = 0.01;

/// Where the first measurement begins, mmHg: a usual first target for adults. The next ones begin
/// where this one found the artery to close.
pub(super) const FIRST_TARGET: f32 = 165.0;

/// The lowest and the highest target, mmHg. IEC 80601-2-30 limits an adult's cuff to 300 mmHg; the
/// pulsation on top stays below that.
const TARGETS: (f32, f32) = (120.0, 280.0);

/// How far above the systolic side the cuff is inflated, and what is added when that was too low.
const HEADROOM: f32 = 30.0;

/// The pump's pace: 165 mmHg in about 8 s.
const PUMP_MMHG_PER_S: f32 = 20.0;

/// From one step of the deflation to the next, mmHg, and the pace in between.
const STAIR: f32 = 8.0;
const STAIR_MMHG_PER_S: f32 = 40.0;

/// The open valve: 40 mmHg are gone in half a second.
const DUMP_MMHG_PER_S: f32 = 80.0;

/// A pulsation smaller than this, peak to peak, is not told from noise, mmHg.
const FELT: f32 = 0.4;

/// A pulsation larger than this at the top means that the artery is not closed there, mmHg.
const OPEN_AT_TOP: f32 = 0.7;

/// The shortest stay on a step, the stay when nothing is felt, and the longest one, for the two
/// upstrokes that enclose a whole pulse, in samples. The longest is enough for 20 pulses a minute.
const SHORTEST_STAY: usize = 100;
const STAY_UNFELT: usize = 140;
const LONGEST_STAY: usize = 320;

/// Below this share of the largest pulsation a step is clearly below the diastolic pressure, which
/// fixed-ratio oscillometry finds at 0.7 to 0.82 of it (Geddes et al., Ann Biomed Eng 1982;10:271).
const BELOW_DIASTOLIC: f32 = 0.4;

/// Deflation ends here at the latest, mmHg: where nothing more is to be expected, and where the
/// pulsation says that diastole may still lie below.
const FLOOR: f32 = 40.0;
const LOWEST_FLOOR: f32 = 20.0;

/// A pump that has not reached this pressure (mmHg) by then meets a leak.
const LEAK_BELOW: f32 = 30.0;
const LEAK_AFTER: u64 = 500;

/// The longest time a cuff may press: IEC 80601-2-30 allows 180 s for an adult.
const LONGEST: Span = Span::from_millis(180_000);

/// One measurement, sample by sample: pump, step down, feel the pulse on each step, let go.
///
/// It evaluates only what it needs to steer: whether there is a pulse, and how large.
pub(super) struct Measurement {
    stage: Stage,
    /// Pressure without pulsation, mmHg.
    pressure: f32,
    /// Samples taken so far.
    taken: u64,
    /// The samples of the present step.
    stay: Vec<f32>,
    /// The longest stay any step has needed, so that slow pulses are waited for.
    patience: usize,
    /// Pressure and pulsation (peak to peak) of the steps so far, mmHg.
    steps: Vec<(f32, f32)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Pumping { target: f32 },
    Falling { to: f32 },
    Staying { level: f32, at_top: bool },
    Emptying,
}

/// What a sample brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    None,
    Inflating,
    Deflating,
    Done,
    Failed(&'static str),
}

impl Measurement {
    pub fn new(target: f32) -> Self {
        Self {
            stage: Stage::Pumping { target },
            pressure: 0.0,
            taken: 0,
            stay: Vec::with_capacity(LONGEST_STAY),
            patience: STAY_UNFELT,
            steps: Vec::with_capacity(40),
        }
    }

    /// How many samples were taken.
    pub const fn taken(&self) -> u64 {
        self.taken
    }

    /// Takes one sample: `feel` gives what the sensor reads on top of a cuff pressure in mmHg.
    pub fn take(&mut self, leak: bool, feel: impl FnOnce(f32) -> f32) -> (f32, Turn) {
        let sample = self.pressure + feel(self.pressure);
        self.taken += 1;
        let turn = self.steer(sample);
        if leak {
            // As fast as the pump at 10 mmHg, so that it never gets beyond.
            self.pressure -= self.pressure * PUMP_MMHG_PER_S / 10.0 * STEP_S;
        }
        if RATE.time_of(Time::ZERO, self.taken) - Time::ZERO > LONGEST {
            return (sample, Turn::Failed("no result within 180 s"));
        }
        (sample, turn)
    }

    /// Where the next measurement should begin, mmHg.
    pub fn next_target(&self) -> f32 {
        let half = self.largest() / 2.0;
        let open = self.steps.iter().find(|(_, size)| *size >= half.max(FELT));
        open.map_or(FIRST_TARGET, |(level, _)| (level + HEADROOM).clamp(TARGETS.0, TARGETS.1))
    }

    fn largest(&self) -> f32 {
        self.steps.iter().map(|(_, size)| *size).fold(0.0, f32::max)
    }

    fn steer(&mut self, sample: f32) -> Turn {
        match self.stage {
            Stage::Pumping { target } => {
                self.pressure += PUMP_MMHG_PER_S * STEP_S;
                if self.pressure >= target {
                    self.stage = Stage::Staying { level: target, at_top: true };
                } else if self.pressure < LEAK_BELOW && self.taken > LEAK_AFTER {
                    return Turn::Failed("air leak: pressure does not rise");
                }
                Turn::None
            }
            Stage::Falling { to } => {
                self.pressure -= STAIR_MMHG_PER_S * STEP_S;
                if self.pressure <= to {
                    self.stage = Stage::Staying { level: to, at_top: false };
                }
                Turn::None
            }
            Stage::Staying { level, at_top } => {
                if self.pressure < level - STAIR {
                    return Turn::Failed("air leak: pressure does not hold");
                }
                self.stay.push(sample);
                if self.felt_enough() { self.leave_step(at_top) } else { Turn::None }
            }
            Stage::Emptying => {
                self.pressure -= DUMP_MMHG_PER_S * STEP_S;
                if self.pressure > 0.0 { Turn::None } else { Turn::Done }
            }
        }
    }

    /// Whether the present step was held for long enough; asked ten times a second.
    fn felt_enough(&mut self) -> bool {
        let stayed = self.stay.len();
        if stayed < SHORTEST_STAY || !stayed.is_multiple_of(10) {
            return false;
        }
        // Something that is felt is waited for until it is a whole pulse, between two upstrokes.
        let pulsation = Pulsation::of(&self.stay);
        let enough = if pulsation.size < FELT {
            stayed >= self.patience
        } else {
            pulsation.upstrokes >= 2 || stayed >= LONGEST_STAY
        };
        if enough {
            self.patience = self.patience.max(stayed);
        }
        enough
    }

    fn leave_step(&mut self, at_top: bool) -> Turn {
        let size = Pulsation::of(&self.stay).size;
        let top = self.pressure;
        self.stay.clear();
        if at_top && size > OPEN_AT_TOP && top < TARGETS.1 {
            self.stage = Stage::Pumping { target: (top + HEADROOM).min(TARGETS.1) };
            return Turn::Inflating;
        }
        self.steps.push((top, size));
        self.stage =
            if self.is_below_diastolic() { Stage::Emptying } else { Stage::Falling { to: top - STAIR } };
        if at_top { Turn::Deflating } else { Turn::None }
    }

    fn is_below_diastolic(&self) -> bool {
        let Some(&(level, size)) = self.steps.last() else { return false };
        let largest = self.largest();
        let faded = |size: f32| largest >= 2.0 * FELT && size < BELOW_DIASTOLIC * largest;
        // Two in a row, on the far side of the largest one: the systolic side is faded as well.
        let far = self.steps.iter().rev().take_while(|(_, size)| faded(*size)).count();
        let past = far >= 2 && far < self.steps.len();
        past || level <= LOWEST_FLOOR + STAIR || (level <= FLOOR && (faded(size) || largest < FELT))
    }
}

/// What was felt on one step.
struct Pulsation {
    /// Peak to peak, mmHg.
    size: f32,
    /// How often it rose through its middle.
    upstrokes: usize,
}

impl Pulsation {
    fn of(samples: &[f32]) -> Self {
        // A mean of 5 takes the noise down without touching a pulse.
        let smooth = || samples.windows(5).map(|window| window.iter().sum::<f32>() / 5.0);
        let (low, high) = smooth().fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(x), high.max(x)));
        let size = (high - low).max(0.0);
        if size < FELT {
            return Self { size, upstrokes: 0 };
        }
        // Armed in the lowest third and counted in the highest, so that noise cannot count twice.
        let (mut armed, mut upstrokes) = (false, 0);
        for x in smooth() {
            if x < low + size / 3.0 {
                armed = true;
            } else if armed && x > high - size / 3.0 {
                armed = false;
                upstrokes += 1;
            }
        }
        Self { size, upstrokes }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Measures to the end with a pulsation that depends on pressure and time in seconds.
    fn run(target: f32, feel: impl Fn(f32, f32) -> f32) -> (Measurement, f32, Turn) {
        let mut measurement = Measurement::new(target);
        loop {
            let at = measurement.taken() as f32 * STEP_S;
            let (_, turn) = measurement.take(false, |pressure| feel(pressure, at));
            if matches!(turn, Turn::Done | Turn::Failed(_)) {
                return (measurement, at, turn);
            }
        }
    }

    /// Largest at 90 mmHg, half of that at 120 mmHg, in pulses of `period` seconds.
    fn pulse(period: f32) -> impl Fn(f32, f32) -> f32 {
        move |pressure, at| {
            let size = 2.0 * (-((pressure - 90.0) / 36.0).powi(2)).exp();
            let phase = (at / period).fract();
            size * (phase / 0.1).min((1.0 - phase) / 0.9)
        }
    }

    #[test]
    fn every_felt_step_holds_a_whole_pulse_however_slow() {
        for period in [0.4, 0.8, 1.5, 2.0, 2.9] {
            let (measurement, took, turn) = run(FIRST_TARGET, pulse(period));
            assert_eq!(turn, Turn::Done);
            assert!(took < 65.0, "{period}: {took}");
            for (pressure, size) in measurement.steps.iter().filter(|(pressure, _)| *pressure < 115.0) {
                let true_size = 2.0 * (-((pressure - 90.0) / 36.0).powi(2)).exp();
                assert!(
                    (size / true_size - 1.0).abs() < 0.15,
                    "{period} s, {pressure} mmHg: {size} of {true_size}"
                );
            }
        }
    }

    #[test]
    fn the_next_target_lies_above_where_the_pulse_came_through() {
        let (measurement, _, _) = run(FIRST_TARGET, pulse(0.8));
        assert!((140.0..160.0).contains(&measurement.next_target()), "{}", measurement.next_target());
        let (nothing_felt, _, turn) = run(FIRST_TARGET, |_, _| 0.0);
        assert_eq!((nothing_felt.next_target(), turn), (FIRST_TARGET, Turn::Done));
    }

    #[test]
    fn an_artery_that_is_open_at_the_top_is_pumped_up_further() {
        let (measurement, _, _) = run(FIRST_TARGET, |pressure, at| pulse(0.8)(pressure - 70.0, at));
        assert!((190.0..260.0).contains(&measurement.steps[0].0), "{:?}", measurement.steps[0]);
        let (measurement, _, _) = run(FIRST_TARGET, |_, at| pulse(0.8)(90.0, at));
        assert!(measurement.steps[0].0 < TARGETS.1 + 1.0, "{:?}", measurement.steps[0]);
    }

    proptest! {
        #[test]
        fn it_ends_in_time_whatever_is_felt(felt in prop::collection::vec(any::<f32>(), 1..300), leak: bool) {
            let mut measurement = Measurement::new(FIRST_TARGET);
            let mut turn = Turn::None;
            for &extra in felt.iter().cycle().take(18_002) {
                turn = measurement.take(leak, |_| extra).1;
                if matches!(turn, Turn::Done | Turn::Failed(_)) {
                    break;
                }
            }
            prop_assert!(matches!(turn, Turn::Done | Turn::Failed(_)), "{turn:?}");
            prop_assert!((TARGETS.0..=TARGETS.1).contains(&measurement.next_target()));
        }
    }
}
