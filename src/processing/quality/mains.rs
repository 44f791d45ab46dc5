use std::f64::consts::TAU;

use super::blocks::{Blocks, SECOND};

/// Mains frequencies, hertz.
const MAINS: [f64; 2] = [50.0, 60.0];
/// Hum is strong when its full swing is a quarter of the ECG's, or more (own choice: monitors must not
/// mind 0.1 mV at complexes of 0.5 mV and more, IEC 60601-2-27)...
const STRONG: f64 = 0.25;
/// ...and it is hum, not muscles, when it is at least half of what moves between the complexes (own choice).
const PURE: f64 = 0.5;
/// Nothing above this share of the rate can be told apart from what it mirrors.
const HIGHEST: f64 = 0.45;

/// Whether the last second of `samples` hums, by Goertzel's recurrence in each of its five blocks. The middle one of them
/// counts, so that a complex, a pacer pulse or a step in one of them does not.
pub(super) fn hums(blocks: &Blocks, samples: &[f32], rate: f64) -> bool {
    let (length, reach) = (blocks.length() as usize, f64::from(blocks.reach()));
    // Where little moves between the complexes nothing hums: an ECG mostly ends here.
    let still = f64::from(blocks.between_complexes()) < STRONG * reach || reach <= 0.0;
    if still || length < 8 || samples.len() < length * SECOND {
        return false;
    }
    MAINS.into_iter().filter(|mains| *mains <= rate * HIGHEST).any(|mains| {
        let (mut swings, mut shares) = ([0.0; SECOND], [0.0; SECOND]);
        for ((swing, share), block) in swings.iter_mut().zip(&mut shares).zip(samples.rchunks_exact(length)) {
            (*swing, *share) = hum(block, mains / rate);
        }
        swings.sort_unstable_by(f64::total_cmp);
        shares.sort_unstable_by(f64::total_cmp);
        swings[SECOND / 2] >= STRONG * reach && shares[SECOND / 2] >= PURE
    })
}

/// The full swing of the frequency `turns` (per sample) in `samples`, and its share of their variance.
fn hum(samples: &[f32], turns: f64) -> (f64, f64) {
    let count = samples.len() as f64;
    let mean = samples.iter().copied().map(f64::from).sum::<f64>() / count;
    let twice_cos = 2.0 * (TAU * turns).cos();
    let (mut one, mut two, mut squares) = (0.0, 0.0, 0.0);
    for &sample in samples {
        let x = f64::from(sample) - mean;
        squares += x * x;
        (one, two) = (x + twice_cos * one - two, one);
    }
    let power = (one * one + two * two - twice_cos * one * two).max(0.0);
    let amplitude = 2.0 * power.sqrt() / count;
    let share = if squares > 0.0 { amplitude * amplitude / 2.0 * count / squares } else { 0.0 };
    (2.0 * amplitude, share)
}
