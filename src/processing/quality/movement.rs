use super::{Kind, blocks::Blocks};

/// Finds movement: the waveform suddenly goes much farther than it usually does, or its baseline leaves by more
/// than a complex.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Movement {
    /// How far the waveform usually goes within two seconds.
    usual: Option<f32>,
}

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

    /// Whether it moved in the last two seconds. To be asked once a second.
    pub(super) fn judge(&mut self, blocks: &Blocks, kind: Kind) -> bool {
        let reach = blocks.reach();
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
        reach > BURST * before || (kind == Kind::Ecg && blocks.baseline() > LEAVES * before)
    }
}
