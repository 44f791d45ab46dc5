use crate::processing::recent::Recent;

/// Finds a signal that repeats itself bit by bit, as no body does: a buffer that is sent again and again, or a
/// test generator.
///
/// An anchor of 16 samples is looked for in what follows. Where it comes again, the distance to
/// the anchor may be the period; from then on each sample is compared with the one a period before. At the first
/// that differs that place becomes the anchor: it is what the period was not, so it tells the true one apart. One that all but repeats in less than its period
/// may stay unfound.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Repetition {
    /// The last sample of the anchor.
    anchored: u64,
    /// The period that is being tried, in samples; 0 when none is.
    lag: u64,
    /// How many samples in a row were as one period before.
    run: u64,
}

/// Samples of the anchor.
const ANCHOR: u64 = 16;
/// Shorter periods than this are no heartbeat and no breath (300 /min)...
const FASTEST_SECS: f64 = 0.2;
/// ...and are told once they have lasted so long (own choice).
const STUCK_SECS: f64 = 3.0;
/// Others later: the test waveforms of standards settle within 20 s, and are read then (own choice).
const LASTS_SECS: f64 = 30.0;

impl Repetition {
    /// Looks at the last `count` samples of `recent`, which were just pushed.
    #[inline]
    pub(super) fn look(&mut self, recent: &Recent, count: usize) {
        let end = recent.next();
        // What is compared is still there when the longest period has passed.
        let longest = recent.room() - Recent::AT_ONCE as u64 - ANCHOR;
        let alike = |one: &f32, other: &f32| one.to_bits() == other.to_bits();
        let mut at = end - count as u64;
        while at < end {
            let new = recent.stretch(at, (end - at) as usize);
            if self.lag > 0 {
                let old = recent.stretch(at - self.lag, new.len());
                let same = new.iter().zip(old).take_while(|(new, old)| alike(new, old)).count() as u64;
                self.run += same;
                at += same;
                if at < end {
                    *self = Self { anchored: at, ..Self::default() };
                    at += 1;
                }
                continue;
            }
            let earliest = recent.begun() + ANCHOR - 1;
            if self.anchored < earliest || at - self.anchored >= longest {
                let here = at.max(earliest);
                if here >= end {
                    break;
                }
                self.anchored = here;
                at = here + 1;
                continue;
            }
            let within = (self.anchored + longest - at).min(new.len() as u64) as usize;
            let anchor = recent.stretch(self.anchored + 1 - ANCHOR, ANCHOR as usize);
            let last = anchor[ANCHOR as usize - 1];
            let Some(ahead) = new[..within].iter().position(|sample| alike(sample, &last)) else {
                at += within as u64;
                continue;
            };
            at += ahead as u64;
            let here = recent.stretch(at + 1 - ANCHOR, ANCHOR as usize);
            if here.iter().zip(anchor).all(|(here, anchor)| alike(here, anchor)) {
                (self.lag, self.run) = (at - self.anchored, ANCHOR);
            }
            at += 1;
        }
    }

    /// Something is missing here.
    pub(super) fn interrupt(&mut self) {
        *self = Self::default();
    }

    /// Whether it has repeated for long enough. `equal` samples in a row were equal at last: a line that stands
    /// still is not meant.
    pub(super) fn lasts(&self, equal: u64, rate: f64) -> bool {
        let needed = if self.lag as f64 <= FASTEST_SECS * rate { STUCK_SECS } else { LASTS_SECS };
        self.lag > 0 && equal < self.lag && self.run as f64 >= needed * rate
    }
}
