use super::filter::Biquad;

/// One ECG lead at a rate of its own, whatever the sensor's: 1 to 30 Hz, 125 samples a second, the
/// last four seconds of it.
///
/// Shapes of beats and of fibrillation are compared on it, so that nothing that was learnt depends on
/// the sensor. The band is that of defibrillators (Amann, Tratnig and Unterkofler, `BioMed` Eng
/// `OnLine` 4:60, 2005: 1 to 30 Hz); between samples so limited a straight line is good enough.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    band: [Biquad; 2],
    /// Places of the grid per sample.
    pace: f64,
    /// Where the next sample lies, in places of the grid after `origin`.
    ahead: f64,
    before: f64,
    ring: Box<[f32]>,
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
            band: [Biquad::high_pass(rate, BAND.0), Biquad::low_pass(rate, BAND.1)],
            pace: PLACES / rate,
            ahead: 0.0,
            before: 0.0,
            ring: vec![0.0; KEPT].into(),
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

    /// Takes the next sample, a finite value.
    pub(super) fn step(&mut self, x: f32) {
        let mut y = f64::from(x);
        for section in &mut self.band {
            y = if self.settled { section.step(y) } else { section.settle(y) };
        }
        if !self.settled {
            self.settled = true;
            self.before = y;
        }
        // Places between the sample before, at `ahead - pace`, and this one.
        while ((self.next - self.origin) as f64) <= self.ahead {
            let back = (self.ahead - (self.next - self.origin) as f64) / self.pace;
            self.ring[self.next as usize % KEPT] = (y + back.min(1.0) * (self.before - y)) as f32;
            self.next += 1;
        }
        self.ahead += self.pace;
        self.before = y;
    }

    /// The place of `sample`; `None` when it is from before the last interruption.
    pub(super) fn place(&self, sample: u64) -> Option<u64> {
        let since = sample.checked_sub(self.begun)?;
        Some(self.origin + (since as f64 * self.pace).round() as u64)
    }

    /// Number of the next place.
    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// The first place that can be looked at.
    pub(super) fn first(&self) -> u64 {
        self.origin.max(self.next.saturating_sub(KEPT as u64))
    }

    /// The value at `place`, one of `first()..next()`.
    pub(super) fn at(&self, place: u64) -> f32 {
        self.ring[place as usize % KEPT]
    }
}
