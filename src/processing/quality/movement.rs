use super::{Kind, recent::Recent};

/// Finds movement: the waveform suddenly goes much farther than it usually does, or its baseline leaves by more
/// than a complex.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Movement {
    /// How far the waveform usually goes within [`OVER_SECS`].
    usual: Option<f32>,
}

/// What is looked at: long enough for a beat of a slow heart.
pub(super) const OVER_SECS: f64 = 2.0;
/// The baseline is what is left of the mean of such stretches: no complex fills one.
const BLOCK_SECS: f64 = 0.2;
/// By so much more than usual a waveform goes in a burst: ventricular beats and deep pulses stay below (own
/// choice).
const BURST: f32 = 4.0;
/// By so much of the usual the baseline of an ECG moves: a wide beat moves it by less (own choice).
const LEAVES: f32 = 1.5;
/// How fast the usual follows, by second: down soon, up slowly, so that a burst is none but what lasts is (own
/// choice).
const FOLLOWS: (f32, f32) = (0.3, 0.02);

impl Movement {
    /// Something is missing here: what comes next may be of another size.
    pub(super) const fn interrupt(&mut self) {
        self.usual = None;
    }

    /// Whether it moved in the last seconds, in which it went as far as `reach`. To be asked once a second.
    pub(super) fn judge(&mut self, recent: &Recent, rate: f64, reach: f32, kind: Kind) -> bool {
        let Some(usual) = &mut self.usual else {
            self.usual = Some(reach);
            return false;
        };
        let before = *usual;
        let follow = if reach < before { FOLLOWS.0 } else { FOLLOWS.1 };
        *usual += (reach - before) * follow;
        if before <= 0.0 {
            return false;
        }
        reach > BURST * before || (kind == Kind::Ecg && baseline(recent, rate) > LEAVES * before)
    }
}

/// How far the baseline went.
fn baseline(recent: &Recent, rate: f64) -> f32 {
    let block = ((BLOCK_SECS * rate) as u64).max(1);
    let blocks = (OVER_SECS / BLOCK_SECS) as u64;
    let (mut least, mut most) = (f32::MAX, f32::MIN);
    for n in 1..=blocks {
        let mean = recent.last(block * n).take(block as usize).sum::<f32>() / block as f32;
        (least, most) = (least.min(mean), most.max(mean));
    }
    most - least
}
