/// The last samples of a channel, any stretch of which lies in one piece.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    /// The ring, twice.
    samples: Box<[f32]>,
    /// Number of the next sample.
    next: u64,
}

impl Recent {
    /// Room for `secs` at least.
    pub(super) fn new(rate: f64, secs: f64) -> Self {
        let room = ((rate * secs).ceil() as usize).clamp(Self::ROOM.0, Self::ROOM.1).next_power_of_two();
        Self { samples: vec![0.0; 2 * room].into(), next: 0 }
    }

    /// The least and the most samples that there is room for.
    const ROOM: (usize, usize) = (4 * Self::AT_ONCE, 1 << 16);
    /// The most samples that are taken at once.
    pub(super) const AT_ONCE: usize = 128;

    pub(super) const fn room(&self) -> u64 {
        self.samples.len() as u64 / 2
    }

    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// The oldest sample that is still there.
    pub(super) const fn first(&self) -> u64 {
        self.next.saturating_sub(self.room())
    }

    /// Goes on with sample `next`.
    pub(super) const fn go_on(&mut self, next: u64) {
        self.next = next;
    }

    /// Takes the next samples, [`Self::AT_ONCE`] at most.
    #[inline]
    pub(super) fn push(&mut self, samples: &[f32]) {
        let room = self.samples.len() / 2;
        let at = self.next as usize & (room - 1);
        let (head, tail) = samples.split_at(samples.len().min(room - at));
        for half in self.samples.chunks_exact_mut(room) {
            half[at..at + head.len()].copy_from_slice(head);
            half[..tail.len()].copy_from_slice(tail);
        }
        self.next += samples.len() as u64;
    }

    /// `count` samples from number `from` on, all of them in `first()..next()`.
    #[inline]
    pub(super) fn stretch(&self, from: u64, count: usize) -> &[f32] {
        let at = from as usize & (self.samples.len() / 2 - 1);
        &self.samples[at..at + count]
    }

    /// The last `count` samples, as many as there is room for at most.
    pub(super) fn last(&self, count: u64) -> &[f32] {
        let count = count.min(self.room());
        self.stretch(self.next.wrapping_sub(count), count as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_stretch_is_what_came() {
        let mut recent = Recent::new(360.0, 1.0);
        let (mut next, mut sizes) = (0_u64, [1_usize, 128, 45, 7, 100].into_iter().cycle());
        while next < 5_000 {
            let pushed: Vec<f32> = (next..).map(|n| n as f32).take(sizes.next().unwrap_or(1)).collect();
            recent.push(&pushed);
            next += pushed.len() as u64;
            assert_eq!((recent.next(), recent.room()), (next, 512));
            for count in [1, 200, 512] {
                let first = next.saturating_sub(count).max(recent.first());
                let held = recent.stretch(first, (next - first) as usize);
                assert!(held.iter().zip(first..).all(|(sample, n)| *sample as u64 == n));
                assert!(next < count || recent.last(count) == held);
            }
        }
    }
}
