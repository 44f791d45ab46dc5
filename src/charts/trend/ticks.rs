use crate::model::{Span, Time};

/// What the time axis reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeAxis {
    /// Time of day.
    TimeOfDay {
        /// The time of day at the clock's zero, since midnight.
        at_zero: Span,
    },
    /// Time since the clock's zero: for recordings whose wall time is not known.
    Elapsed,
}

/// Steps at which a clock is read, in seconds.
const STEPS: [i64; 17] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200];

const DAY: i64 = 86_400;

impl TimeAxis {
    fn shift(self) -> Span {
        match self {
            Self::TimeOfDay { at_zero } => at_zero,
            Self::Elapsed => Span::ZERO,
        }
    }

    /// Moments on the axis where a clock is read, no closer than `spacing`.
    pub fn ticks(self, from: Time, to: Time, spacing: Span) -> (Vec<Time>, Span) {
        let closest = spacing.micros().max(1);
        let fits = |step: &&i64| **step * 1_000_000 >= closest;
        let step =
            STEPS.iter().find(fits).copied().unwrap_or_else(|| DAY * (closest / (DAY * 1_000_000) + 1));
        let step = Span::from_micros(step * 1_000_000);
        let first = (from + self.shift()).micros().div_euclid(step.micros());
        let ticks = (first..).map(|n| Time::from_micros(n.saturating_mul(step.micros())) - self.shift());
        (ticks.skip_while(|at| *at < from).take_while(|at| *at <= to).collect(), step)
    }

    /// The reading at `at`: `14:05` or `14:05:30` of the day, `0:05` or `0:05:30` since zero; with
    /// seconds where `step` has any.
    pub fn text(self, at: Time, step: Span) -> String {
        let seconds = (at + self.shift()).micros().div_euclid(1_000_000);
        let (sign, seconds) = match self {
            Self::TimeOfDay { .. } => ("", seconds.rem_euclid(DAY)),
            Self::Elapsed if seconds < 0 => ("−", -seconds),
            Self::Elapsed => ("", seconds),
        };
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let hours = match self {
            Self::TimeOfDay { .. } => format!("{hours:02}"),
            Self::Elapsed => format!("{sign}{hours}"),
        };
        if step.micros() % 60_000_000 == 0 {
            format!("{hours}:{minutes:02}")
        } else {
            format!("{hours}:{minutes:02}:{rest:02}")
        }
    }
}

/// A round range around `low..high` and the distance of its lines: 1, 2 or 5 times a power of ten,
/// at most `most` intervals and, unless the range itself is finer, no finer than `finest`.
pub fn round_range(low: f64, high: f64, most: usize, finest: f64) -> (f64, f64, f64) {
    let spread = (high - low).max(finest * 2.0);
    let rough = spread / most.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    let step = step.into_iter().find(|step| *step >= rough).unwrap_or(10.0 * power).max(finest);
    let (bottom, top) = ((low / step).floor() * step, (high / step).ceil() * step);
    if bottom < top { (bottom, top, step) } else { (bottom - step, top + step, step) }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stand_where_a_clock_is_read() {
        let axis = TimeAxis::TimeOfDay { at_zero: Span::from_secs(14.0 * 3_600.0 + 130.0) };
        let (ticks, step) = axis.ticks(Time::ZERO, Time::from_secs(3_600.0), Span::from_secs(400.0));
        assert_eq!(step, Span::from_secs(600.0));
        let texts: Vec<_> = ticks.iter().map(|at| axis.text(*at, step)).collect();
        assert_eq!(texts, ["14:10", "14:20", "14:30", "14:40", "14:50", "15:00"]);
    }

    #[test]
    fn midnight_begins_a_new_day_and_elapsed_hours_go_on() {
        let late = TimeAxis::TimeOfDay { at_zero: Span::from_secs(86_390.0) };
        assert_eq!(late.text(Time::from_secs(10.0), Span::from_secs(5.0)), "00:00:00");
        let minute = Span::from_secs(60.0);
        assert_eq!(TimeAxis::Elapsed.text(Time::from_secs(100_000.0), minute), "27:46");
        assert_eq!(TimeAxis::Elapsed.text(Time::from_secs(-90.0), Span::from_secs(30.0)), "−0:01:30");
    }

    #[test]
    fn days_apart_are_whole_days() {
        let (ticks, step) =
            TimeAxis::Elapsed.ticks(Time::ZERO, Time::from_secs(864_000.0), Span::from_secs(90_000.0));
        assert_eq!(step, Span::from_secs(172_800.0));
        assert_eq!(ticks.len(), 6);
    }

    #[test]
    fn ranges_are_round() {
        assert_eq!(round_range(50.0, 120.0, 4, 1.0), (40.0, 120.0, 20.0));
        assert_eq!(round_range(36.0, 39.0, 3, 0.1), (36.0, 39.0, 1.0));
        assert_eq!(round_range(97.0, 97.0, 4, 1.0), (96.0, 98.0, 1.0));
    }
}
