/// The last samples of a channel.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    samples: Box<[f32]>,
    /// Number of the next sample.
    next: u64,
    /// How many came without a gap.
    whole: u64,
}

impl Recent {
    /// Room for `secs` at least.
    pub(super) fn new(rate: f64, secs: f64) -> Self {
        let room = ((rate * secs).ceil() as usize).clamp(16, 1 << 16).next_power_of_two();
        Self { samples: vec![0.0; room].into(), next: 0, whole: 0 }
    }

    pub(super) const fn room(&self) -> u64 {
        self.samples.len() as u64
    }

    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// How many of the last samples follow each other without a gap, and are held.
    pub(super) fn whole(&self) -> u64 {
        self.whole.min(self.room())
    }

    /// Something is missing here.
    pub(super) const fn interrupt(&mut self) {
        self.whole = 0;
    }

    #[inline]
    pub(super) fn push(&mut self, sample: f32) {
        let mask = self.samples.len() - 1;
        self.samples[self.next as usize & mask] = sample;
        self.next += 1;
        self.whole += 1;
    }

    /// The sample that came `back` before the next one, from 1 to the room.
    #[inline]
    pub(super) fn back(&self, back: u64) -> f32 {
        let mask = self.samples.len() - 1;
        self.samples[self.next.wrapping_sub(back) as usize & mask]
    }

    /// The last `count` samples, oldest first.
    pub(super) fn last(&self, count: u64) -> impl Iterator<Item = f32> + Clone {
        (1..=count.min(self.room())).rev().map(|back| self.back(back))
    }
}
