use super::filter::Biquad;

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
    /// Places of the grid per sample.
    pace: f64,
    /// How far the next sample lies after the next place, in places; never above zero for long.
    ahead: f64,
    before: f64,
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
            pace: PLACES / rate,
            ahead: 0.0,
            before: 0.0,
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
        self.ahead = 0.0;
        self.settled = false;
    }

    /// Takes the next sample, a finite value; whether a place, or several, became known by it.
    #[inline]
    pub(super) fn step(&mut self, x: f32) -> bool {
        let x = f64::from(x);
        if !self.settled {
            self.before = self.low_pass.settle(x);
            self.high_pass.settle(self.before);
            self.settled = true;
        }
        let y = self.low_pass.step(x);
        let known = self.ahead >= 0.0;
        while self.ahead >= 0.0 {
            // Places lie between the sample before and this one.
            let back = (self.ahead / self.pace).min(1.0);
            let place = self.high_pass.step(y + back * (self.before - y));
            self.ring[self.next as usize % KEPT] = place as f32;
            self.next += 1;
            self.ahead -= 1.0;
        }
        self.ahead += self.pace;
        self.before = y;
        known
    }

    /// The place of `sample`; `None` when it is from before the last interruption.
    pub(super) fn place(&self, sample: u64) -> Option<u64> {
        let since = sample.checked_sub(self.begun)?;
        Some(self.origin + (since as f64 * self.pace).round() as u64)
    }

    /// The sample at `place`, the first one after the last interruption when it is from before.
    pub(super) fn sample(&self, place: u64) -> u64 {
        let since = place.saturating_sub(self.origin) as f64;
        self.begun + (since / self.pace).round() as u64
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
