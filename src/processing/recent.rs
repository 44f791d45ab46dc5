/// The last samples of a channel, any stretch of which lies in one piece.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    /// Twice the room: when it is full, what must be kept moves to its beginning.
    samples: Box<[f32]>,
    /// Where the next sample goes, and its number.
    end: usize,
    next: u64,
    /// The first sample after the last gap.
    begun: u64,
}

impl Recent {
    /// Room for `secs`, and for twice what is taken at once.
    pub(super) fn new(rate: f64, secs: f64) -> Self {
        let room = 2 * Self::AT_ONCE + ((rate * secs).ceil() as usize).min(Self::MOST);
        Self { samples: vec![0.0; 2 * room].into(), end: room, next: 0, begun: 0 }
    }

    /// The most samples that there is room for.
    const MOST: usize = 1 << 16;
    /// The most samples that are taken at once.
    pub(super) const AT_ONCE: usize = 128;

    pub(super) const fn room(&self) -> u64 {
        self.samples.len() as u64 / 2
    }

    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// The first sample after the last gap.
    pub(super) const fn begun(&self) -> u64 {
        self.begun
    }

    /// The oldest sample that is still there.
    pub(super) fn first(&self) -> u64 {
        self.begun.max(self.next.saturating_sub(self.room()))
    }

    /// Something is missing before sample `next`, which comes next.
    pub(super) const fn begin(&mut self, next: u64) {
        self.next = next;
        self.begun = next;
    }

    /// Takes the next samples, [`Self::AT_ONCE`] at most.
    #[inline]
    pub(super) fn push(&mut self, samples: &[f32]) {
        if self.end + samples.len() > self.samples.len() {
            let room = self.samples.len() / 2;
            self.samples.copy_within(self.end - room..self.end, 0);
            self.end = room;
        }
        self.samples[self.end..self.end + samples.len()].copy_from_slice(samples);
        self.end += samples.len();
        self.next += samples.len() as u64;
    }

    /// `count` samples from number `from` on, all of them in `first()..next()`.
    #[inline]
    pub(super) fn stretch(&self, from: u64, count: usize) -> &[f32] {
        let at = self.end - (self.next - from) as usize;
        &self.samples[at..at + count]
    }

    /// All that is there.
    pub(super) fn all(&self) -> &[f32] {
        self.stretch(self.first(), (self.next - self.first()) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_stretch_is_what_came() {
        let mut recent = Recent::new(360.0, 2.0);
        let (mut next, mut sizes) = (0_u64, [1_usize, 128, 45, 7, 100].into_iter().cycle());
        while next < 5_000 {
            let pushed: Vec<f32> = (next..).map(|n| n as f32).take(sizes.next().unwrap_or(1)).collect();
            recent.push(&pushed);
            next += pushed.len() as u64;
            assert_eq!((recent.next(), recent.room()), (next, 976));
            for count in [1, 200, 976] {
                let first = next.saturating_sub(count).max(recent.first());
                let held = recent.stretch(first, (next - first) as usize);
                assert!(held.iter().zip(first..).all(|(sample, n)| *sample as u64 == n));
                assert!(count < 976 || recent.all() == held);
            }
        }
        recent.begin(7_000);
        recent.push(&[1.0; 3]);
        assert_eq!(
            (recent.first(), recent.all()),
            (7_000, &[1.0; 3][..]),
            "what was before a gap is not there"
        );
    }
}
