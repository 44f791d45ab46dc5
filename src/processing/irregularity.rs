/// Recognises atrial fibrillation by the intervals between normal beats alone.
///
/// Fibrillation is irregular throughout and without pattern. Over the last 40 intervals it needs: a
/// large median change from one to the next (a few ectopic beats do not move a median), a
/// large Shannon entropy of the intervals (bigeminy has two lengths; after X. Zhou et al., `PLoS` ONE
/// 10:e0136544, 2015), and fewer turns from longer to shorter than an alternation has (S. Dash et al.,
/// Ann Biomed Eng 37:1701, 2009). Thresholds are this project's, between the rhythms of `mitdb`.
/// Intervals before and after ventricular beats are left out. It takes some 25 to 45 intervals.
#[derive(Clone, Debug, Default)]
pub(super) struct Irregularity {
    intervals: Vec<f32>,
    /// Intervals in a row that spoke for another state than the present one.
    other: u32,
    active: bool,
}

const MEMORY: usize = 40;
/// Median change over the median interval: where it begins, and where it ends.
const CHANGE: (f32, f32) = (0.10, 0.07);
/// Entropy in bits, of bins of 8 % of the median interval.
const ENTROPY: (f32, f32) = (2.7, 2.3);
/// Share of intervals at which the direction turns: 2/3 by chance, all of them in an alternation.
const TURNS: f32 = 0.77;
/// Intervals in a row that it takes to begin, and to end.
const LASTING: u32 = 8;
const BINS: usize = 24;
const BIN: f32 = 0.08;

impl Irregularity {
    pub(super) const fn active(&self) -> bool {
        self.active
    }

    /// Takes an interval between two beats that are not ventricular, in seconds.
    pub(super) fn take(&mut self, interval: f32) {
        if !(0.2..2.5).contains(&interval) {
            return;
        }
        if self.intervals.len() == MEMORY {
            self.intervals.remove(0);
        }
        self.intervals.push(interval);
        if self.intervals.len() < MEMORY {
            return;
        }
        let usual = median(self.intervals.clone());
        let change = self.change() / usual;
        let changes = if self.active {
            change < CHANGE.1 || self.entropy(usual) < ENTROPY.1
        } else {
            change > CHANGE.0 && self.entropy(usual) > ENTROPY.0 && self.turns() < TURNS
        };
        self.other = if changes { self.other + 1 } else { 0 };
        if self.other >= LASTING {
            self.active = !self.active;
            self.other = 0;
        }
    }

    /// From one interval to the next, in seconds.
    fn steps(&self) -> impl Iterator<Item = f32> {
        self.intervals.windows(2).map(|pair| pair[1] - pair[0])
    }

    /// Median of their size.
    fn change(&self) -> f32 {
        median(self.steps().map(f32::abs).collect())
    }

    /// Share of them that go the other way than the one before.
    fn turns(&self) -> f32 {
        let turning = self.steps().zip(self.steps().skip(1)).filter(|(one, next)| one * next < 0.0).count();
        turning as f32 / (MEMORY - 2) as f32
    }

    fn entropy(&self, usual: f32) -> f32 {
        let mut bins = [0_u32; BINS];
        for interval in &self.intervals {
            bins[((interval / usual / BIN) as usize).min(BINS - 1)] += 1;
        }
        let entropy = bins.iter().filter(|bin| **bin > 0).map(|bin| {
            let share = *bin as f32 / MEMORY as f32;
            -share * share.log2()
        });
        entropy.sum()
    }
}

/// The upper one of the two in the middle.
fn median(mut values: Vec<f32>) -> f32 {
    let middle = values.len() / 2;
    values.select_nth_unstable_by(middle, f32::total_cmp).1.max(1e-3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chance(seed: &mut u32) -> f32 {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*seed >> 8) as f32 / (1_u32 << 24) as f32
    }

    /// Whether it was ever active over 600 intervals, and whether it is at the end.
    fn told(interval: impl Fn(usize, f32) -> f32) -> (bool, bool) {
        let (mut seed, mut irregularity, mut ever) = (7, Irregularity::default(), false);
        for n in 0..600 {
            irregularity.take(interval(n, chance(&mut seed)));
            ever |= irregularity.active();
        }
        (ever, irregularity.active())
    }

    #[test]
    fn fibrillation_is_told_and_patterns_are_not() {
        assert_eq!(told(|_, chance| 0.4 + 0.5 * chance), (true, true));
        assert_eq!(
            told(|n, chance| if n < 300 { 0.4 + 0.5 * chance } else { 0.8 + 0.02 * chance }),
            (true, false)
        );
        assert!(!told(|n, chance| if n % 2 == 0 { 0.5 } else { 1.0 } + 0.03 * chance).0, "bigeminy");
        assert!(!told(|n, chance| if n % 3 == 0 { 0.5 } else { 0.9 } + 0.03 * chance).0, "trigeminy");
        assert!(!told(|n, chance| 0.9 + 0.12 * (n as f32 * 1.3).sin() + 0.02 * chance).0, "breathing");
        assert!(!told(|_, chance| if chance < 0.15 { 0.5 } else { 0.8 + 0.03 * chance }).0, "early beats");
    }

    #[test]
    fn impossible_intervals_are_no_evidence() {
        for odd in [f32::NAN, 0.0, -1.0, 9.0, f32::INFINITY] {
            assert!(!told(|n, chance| if n % 2 == 0 { odd } else { 0.8 + 0.01 * chance }).0, "{odd}");
        }
    }
}
