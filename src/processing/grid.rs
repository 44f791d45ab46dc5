use super::{filter::Biquad, recent::Recent};

/// One ECG lead at a rate of its own, whatever the sensor's: 1 to 30 Hz, 125 places a second, the
/// last four seconds of it.
///
/// Beats and fibrillation are looked for on it, so that nothing that was learnt depends on the sensor,
/// and most of the work is done at an eighth to all of the sensor's rate. The band is that of
/// defibrillators (Amann, Tratnig and Unterkofler, `BioMed` Eng `OnLine` 4:60, 2005: 1 to 30 Hz);
/// between samples so limited a straight line is good enough. It is 8 ms late.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    low_pass: Biquad,
    high_pass: Biquad,
    /// Samples per place of the grid.
    pace: f64,
    before: f64,
    /// Samples since the waveform began (again).
    taken: u64,
    ring: Box<[f32; KEPT]>,
    /// Number of the next place.
    next: u64,
    /// The sample that the waveform began (again) with, and its place.
    begun: u64,
    origin: u64,
    settled: bool,
}

/// Places of the grid in a second.
pub(super) const PLACES: f64 = 125.0;
/// Places that are kept: four seconds and a little.
const KEPT: usize = 512;
/// Corners of the band, in hertz.
const BAND: (f64, f64) = (1.0, 30.0);

impl Grid {
    pub(super) fn new(rate: f64) -> Self {
        Self {
            low_pass: Biquad::low_pass(rate, BAND.1),
            high_pass: Biquad::high_pass(PLACES, BAND.0),
            pace: rate / PLACES,
            before: 0.0,
            taken: 0,
            ring: Box::new([0.0; KEPT]),
            next: 0,
            begun: 0,
            origin: 0,
            settled: false,
        }
    }

    /// The waveform is interrupted and goes on with `sample`.
    pub(super) fn interrupt(&mut self, sample: u64) {
        self.begun = sample;
        self.origin = self.next;
        self.taken = 0;
        self.settled = false;
    }

    /// Takes the next samples, finite values and [`Recent::AT_ONCE`] at most.
    #[inline]
    pub(super) fn take(&mut self, samples: &[f32]) {
        if !self.settled
            && let Some(&first) = samples.first()
        {
            self.before = self.low_pass.settle(f64::from(first));
            self.high_pass.settle(self.before);
            self.settled = true;
        }
        // Kept at hand: the ring might be any of them, as far as the compiler knows.
        let (mut low_pass, mut high_pass) = (self.low_pass, self.high_pass);
        // Beginning with the sample before; one more than there are.
        let mut smooth = [self.before; Recent::AT_ONCE + 2];
        for (y, &x) in smooth[1..].iter_mut().zip(samples) {
            *y = low_pass.step(f64::from(x));
        }
        let first = self.taken as f64 - 1.0;
        let mut place = (self.next - self.origin) as f64;
        loop {
            // Places lie between the sample before and this one.
            let at = place * self.pace - first;
            let before = at as usize;
            if before > samples.len() || (before == samples.len() && at > before as f64) {
                break;
            }
            let (y, next) = (smooth[before], smooth[before + 1]);
            let value = high_pass.step(y + (at - before as f64) * (next - y));
            self.ring[self.next as usize % KEPT] = value as f32;
            self.next += 1;
            place += 1.0;
        }
        (self.low_pass, self.high_pass, self.before) = (low_pass, high_pass, smooth[samples.len()]);
        self.taken += samples.len() as u64;
    }

    /// How many more samples it takes until `place` is known, which is not yet: one at least.
    pub(super) fn samples_until(&self, place: u64) -> usize {
        let due = place.saturating_sub(self.origin) as f64 * self.pace;
        (due.ceil() as u64 + 1).saturating_sub(self.taken).max(1) as usize
    }

    /// The place of `sample`; `None` when it is from before the last interruption.
    pub(super) fn place(&self, sample: u64) -> Option<u64> {
        let since = sample.checked_sub(self.begun)?;
        Some(self.origin + (since as f64 / self.pace + 0.5) as u64)
    }

    /// The sample at `place`, the first one after the last interruption when it is from before.
    pub(super) fn sample(&self, place: u64) -> u64 {
        let since = place.saturating_sub(self.origin) as f64;
        self.begun + (since * self.pace + 0.5) as u64
    }

    /// Number of the next place.
    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// The first place since the last interruption.
    pub(super) const fn origin(&self) -> u64 {
        self.origin
    }

    /// The first place that can be looked at.
    pub(super) fn first(&self) -> u64 {
        self.origin.max(self.next.saturating_sub(KEPT as u64))
    }

    /// Copies what is from `place` on, all of it in `first()..next()`.
    pub(super) fn copy(&self, place: u64, out: &mut [f32]) {
        let from = place as usize % KEPT;
        let before_the_end = out.len().min(KEPT - from);
        let (head, tail) = out.split_at_mut(before_the_end);
        head.copy_from_slice(&self.ring[from..from + head.len()]);
        tail.copy_from_slice(&self.ring[..tail.len()]);
    }

    /// The value at `place`, one of `first()..next()`.
    #[inline]
    pub(super) fn at(&self, place: u64) -> f32 {
        self.ring[place as usize % KEPT]
    }
}
