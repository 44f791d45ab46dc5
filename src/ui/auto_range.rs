/// The vertical range of a wave without a scale of its own. It follows the waveform, but only when
/// the waveform leaves it or fills too little of it: a gain that moved all the time would hide what
/// the wave tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AutoRange {
    low: f64,
    high: f64,
}

impl Default for AutoRange {
    fn default() -> Self {
        Self { low: 0.0, high: 1.0 }
    }
}

impl AutoRange {
    /// Room left above and below, as a share of the waveform's height.
    const MARGIN: f64 = 0.25;
    /// Below this share of the range, the waveform is drawn taller.
    const TOO_SMALL: f64 = 0.45;

    /// Takes in the lowest and highest sample of the last seconds; whether the range changed.
    pub fn follow(&mut self, seen: Option<(f64, f64)>) -> bool {
        let Some((low, high)) = seen else { return false };
        // A flat line stands in the middle of a range wide enough not to magnify its noise.
        let height = (high - low).max(1e-3);
        let fits = low >= self.low && high <= self.high;
        if fits && height >= Self::TOO_SMALL * (self.high - self.low) {
            return false;
        }
        let middle = f64::midpoint(low, high);
        let half = height * (0.5 + Self::MARGIN);
        let next = Self { low: middle - half, high: middle + half };
        let changed = next != *self;
        *self = next;
        changed
    }

    /// Lower and upper edge.
    pub const fn edges(self) -> (f64, f64) {
        (self.low, self.high)
    }
}
