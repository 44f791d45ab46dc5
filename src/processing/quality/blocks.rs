use crate::processing::extremes::extremes;

/// How far a waveform went in each of the last stretches of 0.2 s, and where its baseline was.
#[derive(Clone, Debug)]
pub(super) struct Blocks {
    length: u32,
    /// Samples in the block that is going on.
    count: u32,
    going_on: Block,
    past: [Block; KEPT],
    /// How many of the past ones are known, and how many are new since somebody looked.
    known: usize,
    fresh: usize,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    least: f32,
    most: f32,
    sum: f32,
}

const NOTHING: Block = Block { least: f32::MAX, most: f32::MIN, sum: 0.0 };

/// Ten periods of 50 Hz, twelve of 60 Hz; no complex fills one.
pub(super) const BLOCK_SECS: f64 = 0.2;
/// Two seconds: long enough for a beat of a slow heart.
const KEPT: usize = 10;
/// One second.
pub(super) const SECOND: usize = 5;

impl Blocks {
    pub(super) fn new(rate: f64) -> Self {
        let length = ((BLOCK_SECS * rate).round() as u32).max(1);
        Self { length, count: 0, going_on: NOTHING, past: [NOTHING; KEPT], known: 0, fresh: 0 }
    }

    /// Something is missing here.
    pub(super) const fn interrupt(&mut self) {
        self.count = 0;
        self.going_on = NOTHING;
        self.known = 0;
    }

    /// Takes the next samples.
    #[inline]
    pub(super) fn take(&mut self, samples: &[f32]) {
        let mut rest = samples;
        while !rest.is_empty() {
            let (here, later) = rest.split_at(rest.len().min((self.length - self.count) as usize));
            rest = later;
            let (least, most) = extremes(here);
            let block = &mut self.going_on;
            (block.least, block.most) = (block.least.min(least), block.most.max(most));
            block.sum = here.iter().fold(block.sum, |sum, sample| sum + sample);
            self.count += here.len() as u32;
            if self.count >= self.length {
                self.past.rotate_right(1);
                self.past[0] = std::mem::replace(&mut self.going_on, NOTHING);
                self.count = 0;
                self.known = (self.known + 1).min(KEPT);
                self.fresh += 1;
            }
        }
    }

    /// Whether a second has passed since this was true last.
    pub(super) fn second_passed(&mut self) -> bool {
        let passed = self.fresh >= SECOND;
        if passed {
            self.fresh = 0;
        }
        passed
    }

    /// Whether all blocks are known.
    pub(super) const fn are_known(&self) -> bool {
        self.known == KEPT
    }

    /// How far the waveform went in all of them.
    pub(super) fn reach(&self) -> f32 {
        range(self.past.iter().map(|block| (block.least, block.most)))
    }

    /// How far the baseline went: what is left of the mean of each.
    pub(super) fn baseline(&self) -> f32 {
        let length = self.length as f32;
        range(self.past.iter().map(|block| (block.sum / length, block.sum / length)))
    }

    /// How far the waveform went in the middle one of the last second's, by size.
    pub(super) fn between_complexes(&self) -> f32 {
        let mut each = [0.0; SECOND];
        each.iter_mut().zip(&self.past).for_each(|(each, block)| *each = block.most - block.least);
        each.sort_unstable_by(f32::total_cmp);
        each[SECOND / 2]
    }

    /// Samples in each.
    pub(super) const fn length(&self) -> u32 {
        self.length
    }
}

/// From the lowest to the highest, whatever floating-point numbers they are.
fn range(extremes: impl Iterator<Item = (f32, f32)>) -> f32 {
    let (least, most) =
        extremes.fold((f32::MAX, f32::MIN), |(least, most), one| (least.min(one.0), most.max(one.1)));
    (most - least).clamp(0.0, 1e30)
}
