/// The last eight values of a kind, and their level.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Levels {
    values: [f32; 8],
    place: usize,
    level: f32,
    spread: f32,
}

/// Values left out at either end: one odd value has no say.
const TRIM: usize = 1;

impl Levels {
    pub(super) fn fill(&mut self, value: f32) {
        *self = Self { values: [value; 8], place: 0, level: value, spread: 0.0 };
    }

    pub(super) fn push(&mut self, value: f32) {
        self.values[self.place] = value;
        self.place = (self.place + 1) % self.values.len();
        self.weigh();
    }

    pub(super) fn scale(&mut self, factor: f32) {
        self.values = self.values.map(|value| value * factor);
        self.weigh();
    }

    fn weigh(&mut self) {
        let mut sorted = self.values;
        sorted.sort_unstable_by(f32::total_cmp);
        let middle = &sorted[TRIM..8 - TRIM];
        let count = middle.len() as f32;
        self.level = middle.iter().sum::<f32>() / count;
        let squares = middle.iter().map(|value| (value - self.level) * (value - self.level));
        self.spread = (squares.sum::<f32>() / count).sqrt();
    }

    /// Their mean.
    pub(super) const fn level(&self) -> f32 {
        self.level
    }

    /// Their standard deviation.
    pub(super) const fn spread(&self) -> f32 {
        self.spread
    }
}
