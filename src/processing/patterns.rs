use super::lead::{BENDS, Bends};

/// How the beats of one patient bend in one lead: the two kinds that come most often.
///
/// A matched filter finds beats in noise that no measure of steepness tells from it. What it is
/// matched to is the second difference of the waveform: the noise of electrodes and movement grows
/// weaker with the square of its frequency, so that this difference makes it nearly white, for which a
/// matched filter is the best one (North's theorem, 1943).
#[derive(Clone, Debug, Default)]
pub(super) struct Patterns {
    kinds: [Kind; 2],
    /// Peaks that were not taken for beats: when they are all alike they are beats of a new kind, which
    /// noise never is.
    stranger: Kind,
}

#[derive(Clone, Copy, Debug, Default)]
struct Kind {
    /// The last one stays 0.
    shape: Bends,
    energy: f32,
    per_energy: f32,
    /// How often it was met lately.
    met: u32,
}

/// Times that a kind must be met before it counts, and the most that are remembered (own choice).
const KNOWN: u32 = 3;
const MOST: u32 = 32;
/// Times in a row that a stranger must be met until it is known (own choice).
const ADMITTED: u32 = 4;
/// Cosine of the angle from which a beat is of a kind (own choice).
const ALIKE: f32 = 0.6;
/// Kinds follow their beats by this part of the difference.
const FOLLOW: f32 = 1.0 / 16.0;

impl Patterns {
    /// Whether any kind is known.
    pub(super) fn known(&self) -> bool {
        self.kinds.iter().any(|kind| kind.met >= KNOWN)
    }

    /// How large a beat of a known kind these bends are: 1 as large as usual, 0 no such beat.
    #[inline]
    pub(super) fn fit(&self, bends: &Bends) -> f32 {
        let mut best = 0.0_f32;
        for kind in &self.kinds {
            if kind.met >= KNOWN {
                let fit = dot(bends, &kind.shape) * kind.per_energy;
                best = if fit > best { fit } else { best };
            }
        }
        best
    }

    /// Learns from a beat.
    pub(super) fn learn(&mut self, bends: &Bends) {
        let nearest = usize::from(self.kinds[1].likeness(bends) > self.kinds[0].likeness(bends));
        if self.kinds[nearest].likeness(bends) > ALIKE {
            self.kinds[nearest].follow(bends);
        } else {
            // The one that is met less gives way to the newcomer, in time.
            self.kinds[self.rarer()].fade(bends);
        }
    }

    /// Learns from a peak, as large as a beat, that was not taken for one.
    pub(super) fn meet(&mut self, bends: &Bends) {
        if self.stranger.likeness(bends) > ALIKE {
            self.stranger.follow(bends);
        } else {
            self.stranger.fade(bends);
        }
        if self.stranger.met >= ADMITTED {
            let rarer = self.rarer();
            self.kinds[rarer] = std::mem::take(&mut self.stranger);
        }
    }

    fn rarer(&self) -> usize {
        usize::from(self.kinds[1].met < self.kinds[0].met)
    }
}

impl Kind {
    fn likeness(&self, bends: &Bends) -> f32 {
        dot(bends, &self.shape) / (energy(bends) * self.energy).sqrt().max(TINY)
    }

    fn follow(&mut self, bends: &Bends) {
        let part = FOLLOW.max(1.0 / (self.met as f32 + 1.0));
        for (value, bend) in self.shape[..BENDS].iter_mut().zip(bends) {
            *value += part * (bend - *value);
        }
        self.weigh();
        self.met = (self.met + 1).min(MOST);
    }

    fn weigh(&mut self) {
        self.energy = energy(&self.shape).max(TINY);
        self.per_energy = 1.0 / self.energy;
    }

    /// Another was met instead.
    fn fade(&mut self, bends: &Bends) {
        self.met = self.met.saturating_sub(1);
        if self.met == 0 {
            self.shape[..BENDS].copy_from_slice(&bends[..BENDS]);
            self.weigh();
            self.met = 1;
        }
    }
}

/// Keeps a division by the energy of a flat line from mattering.
const TINY: f32 = 1e-20;

fn energy(bends: &Bends) -> f32 {
    bends[..BENDS].iter().map(|bend| bend * bend).sum()
}

/// How much `bends` are as `shape`.
#[inline]
fn dot(bends: &Bends, shape: &Bends) -> f32 {
    // Four sums at a time: they need not wait for one another.
    let mut sums = [0.0_f32; 4];
    for (a, b) in bends.as_chunks::<4>().0.iter().zip(shape.as_chunks::<4>().0) {
        for n in 0..4 {
            sums[n] += a[n] * b[n];
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bends(of: impl Fn(f32) -> f32) -> Bends {
        std::array::from_fn(|n| of(n as f32))
    }

    #[test]
    fn a_beat_that_comes_again_is_known_and_others_do_not_fit() {
        let (usual, other) = (bends(|n| (n * 0.8).sin()), bends(|n| (n * 2.1).cos()));
        let mut patterns = Patterns::default();
        assert!(!patterns.known());
        for _ in 0..8 {
            patterns.learn(&usual);
        }
        assert!(patterns.known());
        assert!((patterns.fit(&usual) - 1.0).abs() < 1e-3);
        let half = usual.map(|x| x / 2.0);
        assert!((patterns.fit(&half) - 0.5).abs() < 1e-3);
        assert!(patterns.fit(&other) < 0.4);
        // A second kind is learnt beside the first, and a third one drives out the rarer of them.
        for _ in 0..3 {
            patterns.learn(&other);
        }
        assert!(patterns.fit(&other) > 0.95 && patterns.fit(&usual) > 0.95);
        let third = bends(|n| if n < 8.0 { 1.0 } else { -1.0 });
        for _ in 0..12 {
            patterns.learn(&third);
        }
        assert!(patterns.fit(&third) > 0.95 && patterns.fit(&usual) > 0.95);
    }

    #[test]
    fn what_is_refused_again_and_again_is_a_beat_after_all() {
        let (usual, other) = (bends(|n| (n * 0.8).sin()), bends(|n| (n * 2.1).cos()));
        let mut patterns = Patterns::default();
        for _ in 0..20 {
            patterns.learn(&usual);
        }
        for n in 0..40 {
            patterns.meet(&bends(|x| ((x + 1.0) * (n as f32 + 3.7) * 7.13).sin()));
        }
        assert!(patterns.fit(&other) < 0.5, "noise is never alike");
        for _ in 0..5 {
            patterns.meet(&other);
        }
        assert!(patterns.fit(&other) > 0.95 && patterns.fit(&usual) > 0.95);
    }

    #[test]
    fn a_flat_line_fits_nothing() {
        let mut patterns = Patterns::default();
        for _ in 0..5 {
            patterns.learn(&Bends::default());
        }
        assert!(patterns.fit(&Bends::default()).abs() < f32::EPSILON);
    }
}
