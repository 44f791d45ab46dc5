use super::recent::Recent;

/// Finds a signal that repeats itself bit by bit, as no body does: a buffer that is sent again and again, or a
/// test generator.
///
/// A rolling hash of the last 16 samples is compared with that of an anchor. Where they agree, the distance to
/// the anchor may be the period; from then on each sample is compared with the one a period before. At the first
/// that differs that place becomes the anchor: it is what the period was not, so it tells the true one apart. One that all but repeats in less than its period
/// may stay unfound.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Repetition {
    hash: u64,
    anchor: u64,
    anchored: u64,
    /// The period that is being tried, in samples; 0 when none is.
    lag: u64,
    /// How many samples in a row were as one period before.
    run: u64,
}

/// Samples that the hash depends on: each step moves it by four bits of 64.
const HASHED: u64 = 16;
/// Shorter periods than this are no heartbeat and no breath (300 /min)...
const FASTEST_SECS: f64 = 0.2;
/// ...and are told once they have lasted so long (own choice).
const STUCK_SECS: f64 = 3.0;
/// Others later: the test waveforms of standards settle within 20 s, and are read then (own choice).
const LASTS_SECS: f64 = 30.0;

impl Repetition {
    /// Takes the sample that is about to be pushed to `recent`.
    #[inline]
    pub(super) fn step(&mut self, sample: f32, recent: &Recent) {
        let bits = sample.to_bits();
        // Odd, and with its bits spread evenly: the golden ratio.
        let mixed = (u64::from(bits) | 1 << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.hash = (self.hash << 4).wrapping_add(mixed);
        if self.lag > 0 {
            if recent.back(self.lag).to_bits() == bits {
                self.run += 1;
            } else {
                self.lag = 0;
                self.run = 0;
                self.anchor_here(recent);
            }
        } else if recent.whole() < HASHED || recent.next() - self.anchored >= recent.room() {
            self.anchor_here(recent);
        } else if self.hash == self.anchor {
            self.lag = recent.next() - self.anchored;
            self.run = HASHED;
        }
    }

    fn anchor_here(&mut self, recent: &Recent) {
        self.anchor = self.hash;
        self.anchored = recent.next();
    }

    /// Something is missing here.
    pub(super) fn interrupt(&mut self, recent: &Recent) {
        *self = Self { anchored: recent.next(), ..Self::default() };
    }

    /// Whether it has repeated for long enough. `equal` samples in a row were equal at last: a line that stands
    /// still is not meant.
    pub(super) fn lasts(&self, equal: u64, rate: f64) -> bool {
        let needed = if self.lag as f64 <= FASTEST_SECS * rate { STUCK_SECS } else { LASTS_SECS };
        self.lag > 0 && equal < self.lag && self.run as f64 >= needed * rate
    }
}
