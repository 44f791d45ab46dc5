use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::Outcome;

/// A small WFDB record made on the spot: one ECG lead of a plain shape at a known rate, so that the replay test runs
/// where no recordings are at hand.
pub struct GeneratedRecord {
    /// Its files, the header first.
    pub files: Vec<PathBuf>,
    /// Its heart rate per minute, the same throughout.
    pub rate_per_min: f64,
}

const FREQUENCY_HZ: f64 = 250.0;
const UNITS_PER_MV: f64 = 200.0;

impl GeneratedRecord {
    /// Writes `generated.hea`, `generated.dat` (format 16) and `generated.atr` into a folder.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn write(folder: &Path, rate_per_min: f64, length_s: f64) -> Outcome<Self> {
        let interval_s = 60.0 / rate_per_min;
        let count = (length_s * FREQUENCY_HZ) as usize;
        let samples: Vec<i16> = (0..count)
            .map(|index| (millivolt(index as f64 / FREQUENCY_HZ, interval_s) * UNITS_PER_MV).round() as i16)
            .collect();
        let sum = samples.iter().fold(0_i16, |sum, sample| sum.wrapping_add(*sample));
        let first = samples.first().copied().unwrap_or(0);
        let header = format!(
            "generated 1 {FREQUENCY_HZ} {count}\ngenerated.dat 16 {UNITS_PER_MV} 12 0 {first} {sum} 0 II\n"
        );
        let mut annotations = Vec::new();
        let mut before = 0_i64;
        for beat in
            (0..).map(|index| (0.5 + f64::from(index)) * interval_s).take_while(|time| *time < length_s)
        {
            let sample = (beat * FREQUENCY_HZ).round() as i64;
            annotations.extend((((1_u16) << 10) | (sample - before) as u16).to_le_bytes());
            before = sample;
        }
        annotations.extend([0, 0]);

        let files: Vec<PathBuf> =
            ["hea", "dat", "atr"].map(|kind| folder.join(format!("generated.{kind}"))).into();
        fs::write(&files[0], header)?;
        fs::write(&files[1], samples.iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<_>>())?;
        fs::write(&files[2], annotations)?;
        Ok(Self { files, rate_per_min })
    }
}

/// P, Q, R, S and T as five bells around the beat in the middle of each interval: height in mV, place and width in s.
pub(crate) fn millivolt(time_s: f64, interval_s: f64) -> f64 {
    const BELLS: [(f64, f64, f64); 5] = [
        (0.12, -0.17, 0.025),
        (-0.1, -0.028, 0.009),
        (1.1, 0.0, 0.011),
        (-0.22, 0.03, 0.01),
        (0.28, 0.24, 0.045),
    ];
    let place = time_s.rem_euclid(interval_s) - interval_s / 2.0;
    BELLS.iter().map(|(height, at, width)| height * (-((place - at) / width).powi(2) / 2.0).exp()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{beat_times_s, scratch};

    #[test]
    fn its_beats_are_where_its_annotations_say() -> Outcome {
        let record = GeneratedRecord::write(&scratch("generated-record")?, 75.0, 60.0)?;
        let beats = beat_times_s(&record.files[2], FREQUENCY_HZ)?;
        assert_eq!(beats.len(), 75);
        let bytes = fs::read(&record.files[1])?;
        let samples: Vec<i16> =
            bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        for beat in beats {
            let at = (beat * FREQUENCY_HZ) as usize;
            let near = &samples[at.saturating_sub(50)..(at + 50).min(samples.len())];
            assert_eq!(near.iter().max(), samples.get(at), "the R wave is the highest near {beat} s");
        }
        Ok(())
    }
}
