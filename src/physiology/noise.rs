//! Chance that is indexed, not drawn in turn.
//!
//! Every random number is a function of the seed, of what it is for and of an index (beat number,
//! breath number, place in time). So it does not matter who asks first, or how often.

use crate::model::Time;

/// What a random number is for; each has its own independent sequence.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stream {
    /// The traits of this one patient.
    Individual,
    /// Variation of beats.
    Beat,
    /// Whether a beat is premature.
    Ectopy,
    /// Variation of breaths.
    BreathLength,
    /// Depth of breaths.
    BreathDepth,
    /// Wandering phase of the 0.1 Hz rhythm of the circulation.
    LowFrequency,
    /// Slow wander of the ECG baseline.
    Wander,
    /// Still slower drift of the ECG baseline.
    Drift,
    /// Muscle noise in the ECG.
    Muscle,
    /// Phase and size of atrial fibrillation waves.
    Atria,
    /// Phases of ventricular fibrillation waves.
    VentriclePhase,
    /// Sizes of ventricular fibrillation waves.
    VentricleSize,
    /// Noise of the infrared photodetector.
    Infrared,
    /// Noise of the red photodetector.
    Red,
    /// Drift and noise of the chest's impedance.
    Impedance,
    /// Slow changes of body temperature.
    Thermal,
    /// Noise of the arterial line's pressure transducer.
    Transducer,
}

/// The patient's source of chance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise {
    seed: u64,
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood, OOPSLA 2014), a bijection that scatters well.
const fn scatter(mut word: u64) -> u64 {
    word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

impl Noise {
    pub(super) const fn new(seed: u64) -> Self {
        Self { seed: scatter(seed) }
    }

    const fn word(self, stream: Stream, index: i64) -> u64 {
        scatter(self.seed ^ scatter((stream as u64) << 56 ^ index as u64))
    }

    /// Evenly spread over 0 to 1.
    pub(super) fn uniform(self, stream: Stream, index: i64) -> f64 {
        (self.word(stream, index) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Close to a standard normal: the sum of four even ones (Irwin-Hall), so never beyond ±3.5.
    pub(super) fn normal(self, stream: Stream, index: i64) -> f64 {
        let word = self.word(stream, index);
        let sum = (word & 0xffff) + (word >> 16 & 0xffff) + (word >> 32 & 0xffff) + (word >> 48);
        // Each has mean 32767.5 and variance (2^16)^2 / 12, so the sum's deviation is 2^16 / sqrt(3).
        (sum as f64 - 131_070.0) * (3.0_f64.sqrt() / 65_536.0)
    }

    /// Noise without memory at points `step_micros` apart, straight lines in between; deviation 1 at
    /// the points.
    pub(super) fn rough(self, stream: Stream, at: Time, step_micros: i64) -> f64 {
        let (index, part) = place(at, step_micros);
        let here = self.normal(stream, index);
        if part <= 0.0 {
            return here;
        }
        here + (self.normal(stream, index + 1) - here) * part
    }

    /// A smooth random curve with a new value every `step_micros`, without corners; deviation 1 at the points.
    pub(super) fn smooth(self, stream: Stream, at: Time, step_micros: i64) -> f64 {
        let (index, part) = place(at, step_micros);
        let here = self.normal(stream, index);
        here + (self.normal(stream, index + 1) - here) * (part * part * (3.0 - 2.0 * part))
    }
}

fn place(at: Time, step_micros: i64) -> (i64, f64) {
    let micros = at.micros();
    let index = micros.div_euclid(step_micros);
    (index, micros.rem_euclid(step_micros) as f64 / step_micros as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normals_have_mean_zero_and_deviation_one() {
        let noise = Noise::new(1);
        let values: Vec<f64> = (0..20_000).map(|index| noise.normal(Stream::Beat, index)).collect();
        let mean = values.iter().sum::<f64>() / 20_000.0;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }

    #[test]
    fn streams_and_seeds_do_not_repeat_each_other() {
        let (one, two) = (Noise::new(1), Noise::new(2));
        let product = |left: &dyn Fn(i64) -> f64, right: &dyn Fn(i64) -> f64| {
            (0..5_000).map(|index| left(index) * right(index)).sum::<f64>() / 5_000.0
        };
        let beat = |index| one.normal(Stream::Beat, index);
        assert!(product(&beat, &|index| one.normal(Stream::Muscle, index)).abs() < 0.06);
        assert!(product(&beat, &|index| two.normal(Stream::Beat, index)).abs() < 0.06);
        assert!(product(&beat, &|index| one.normal(Stream::Beat, index + 1)).abs() < 0.06);
    }

    #[test]
    fn the_smooth_curve_passes_through_its_points_without_jumps() {
        let noise = Noise::new(3);
        let mut before = noise.smooth(Stream::Wander, Time::from_millis(-2_000), 1_000_000);
        for millis in -1_999..4_000 {
            let now = noise.smooth(Stream::Wander, Time::from_millis(millis), 1_000_000);
            assert!((now - before).abs() < 0.012);
            before = now;
        }
    }
}
