use crate::model::{Span, Time};

/// Heart rate from the times of beats, averaged as bedside monitors do it.
///
/// The mean of the last twelve RR intervals without the shortest and the longest; when each of the
/// last three is longer than 1200 ms, the mean of the last four (Mindray uMEC and Philips MP2
/// operator's manuals). Unknown until three intervals are known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HeartRate {
    intervals: [f64; Self::MEMORY],
    /// How many of them are known; the latest stands last.
    known: usize,
    /// Their mean, as it is counted.
    mean: Option<f64>,
    last: Option<Time>,
    joined: bool,
}

impl HeartRate {
    const MEMORY: usize = 12;
    const FEWEST: usize = 3;
    const LONG_SECS: f64 = 1.2;
    /// After a pause in listening longer than this, earlier intervals say nothing any more.
    const FORGET: Span = Span::from_millis(5_000);

    pub(super) fn beat(&mut self, at: Time) {
        if let Some(last) = self.last {
            if self.joined && at > last {
                self.intervals.rotate_left(1);
                self.intervals[Self::MEMORY - 1] = (at - last).secs();
                self.known = (self.known + 1).min(Self::MEMORY);
                self.mean = self.mean_interval();
            } else if at - last > Self::FORGET || at <= last {
                (self.known, self.mean) = (0, None);
            }
        }
        self.last = Some(at);
        self.joined = true;
    }

    /// Beats may have been missed until `from`: the interval from the last beat to the next is not
    /// one. Going back in time forgets everything.
    pub(super) fn interrupt(&mut self, from: Time) {
        self.joined = false;
        if self.last.is_some_and(|last| last > from) {
            *self = Self::default();
        }
    }

    pub(super) const fn last_beat(&self) -> Option<Time> {
        self.last
    }

    /// Beats per minute at `now`; `None` when there are too few intervals or the last beat is older
    /// than four seconds and two and a half mean intervals.
    pub(super) fn per_minute(&self, now: Time) -> Option<f64> {
        let mean = self.mean?;
        let age = (now - self.last?).secs();
        (age <= (2.5 * mean).max(4.0) + Self::DETECTION_SECS).then_some(60.0 / mean)
    }

    /// What a beat may take until it is known.
    const DETECTION_SECS: f64 = 0.5;

    /// Whether the latest intervals differ by so little that they must be a rhythm: noise that is
    /// taken for beats is irregular.
    pub(super) fn is_even(&self) -> bool {
        let known = &self.intervals[Self::MEMORY - self.known.min(Self::EVEN_OVER)..];
        let (least, most) =
            known.iter().fold((f64::MAX, f64::MIN), |(least, most), &one| (least.min(one), most.max(one)));
        known.len() == Self::EVEN_OVER && most <= Self::EVEN * least
    }

    /// Intervals that are looked at for evenness.
    const EVEN_OVER: usize = 8;
    /// The most that the longest of them may be of the shortest: sinus rhythm with breathing and
    /// ventricular tachycardia stay inside, noise and fibrillation do not (own choice).
    const EVEN: f64 = 1.3;

    fn mean_interval(&self) -> Option<f64> {
        let known = &self.intervals[Self::MEMORY - self.known..];
        if known.len() < Self::FEWEST {
            return None;
        }
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
        if known[known.len() - 3..].iter().all(|&interval| interval > Self::LONG_SECS) {
            return Some(mean(&known[known.len().saturating_sub(4)..]));
        }
        if known.len() < 5 {
            return Some(mean(known));
        }
        let (least, most) =
            known.iter().fold((f64::MAX, f64::MIN), |(least, most), &one| (least.min(one), most.max(one)));
        Some((known.iter().sum::<f64>() - least - most) / (known.len() - 2) as f64)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn after(intervals: &[f64]) -> (HeartRate, Time) {
        let mut rate = HeartRate::default();
        let mut at = Time::from_secs(10.0);
        rate.beat(at);
        for &interval in intervals {
            at += Span::from_secs(interval);
            rate.beat(at);
        }
        (rate, at)
    }

    #[test]
    fn bigeminy_counts_every_beat() {
        let (rate, at) = after(&[0.5, 1.0].repeat(8));
        assert!((rate.per_minute(at).unwrap() - 80.0).abs() < 1.0);
    }

    #[test]
    fn one_early_or_missed_beat_does_not_show() {
        let (rate, at) = after(&[0.8, 0.8, 0.8, 0.4, 0.8, 0.8, 0.8, 0.8, 1.6, 0.8, 0.8, 0.8]);
        assert!((rate.per_minute(at).unwrap() - 75.0).abs() < 0.01);
    }

    #[test]
    fn a_slow_heart_is_averaged_over_four() {
        let mut intervals = vec![0.75; 12];
        intervals.extend([1.5; 4]);
        let (rate, at) = after(&intervals);
        assert!((rate.per_minute(at).unwrap() - 40.0).abs() < 0.01);
    }

    #[test]
    fn too_few_or_too_old_beats_give_no_rate() {
        let (rate, at) = after(&[0.8; 2]);
        assert_eq!(rate.per_minute(at), None);
        let (rate, at) = after(&[0.8; 6]);
        assert!(rate.per_minute(at + Span::from_secs(4.0)).is_some());
        assert_eq!(rate.per_minute(at + Span::from_secs(4.6)), None);
    }

    #[test]
    fn a_rhythm_is_even_and_noise_is_not() {
        assert!(after(&[0.35, 0.36, 0.34].repeat(4)).0.is_even());
        assert!(!after(&[0.35, 0.52, 0.3, 0.41].repeat(3)).0.is_even());
        assert!(!after(&[0.35; 7]).0.is_even(), "too few to tell");
    }

    #[test]
    fn an_interruption_is_no_interval() {
        let (mut rate, at) = after(&[0.8; 6]);
        rate.interrupt(at + Span::from_secs(2.0));
        rate.beat(at + Span::from_secs(2.5));
        rate.beat(at + Span::from_secs(3.3));
        assert!((rate.per_minute(at + Span::from_secs(3.4)).unwrap() - 75.0).abs() < 0.01);
        rate.interrupt(at + Span::from_secs(29.0));
        rate.beat(at + Span::from_secs(30.0));
        assert_eq!(rate.per_minute(at + Span::from_secs(30.1)), None);
        rate.interrupt(at);
        assert_eq!(rate.last_beat(), None, "a recording that is played from the start again");
    }
}
