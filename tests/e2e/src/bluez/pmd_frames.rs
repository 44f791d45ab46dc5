//! Frames of raw samples as a Polar H10 sends them.

use crate::generated_record::millivolt;

/// The rate at which an H10 really takes ECG samples; it calls it 130 Hz. From a capture: 73 samples in 560.81 ms.
pub const ECG_HZ: f64 = 130.17;

/// Samples in one frame of ECG: 229 bytes in all.
pub const ECG_SAMPLES: u64 = 73;

/// Samples in one frame of acceleration: 226 bytes in all.
const ACC_SAMPLES: u64 = 36;

/// What an H10's clock shows when it wakes: the beginning of 2019, in nanoseconds since 2000.
const WOKEN_NS: u64 = 6940 * 86_400 * 1_000_000_000;

/// Frames of ECG of a steady heart.
#[derive(Clone, Debug)]
pub struct EcgFrames {
    number: u64,
    begun_ns: u64,
    rate_per_min: f64,
}

impl EcgFrames {
    /// The first frame begins so long after the device woke.
    pub fn new(rate_per_min: f64, awake_ns: u64) -> Self {
        Self { number: 0, begun_ns: WOKEN_NS + awake_ns, rate_per_min }
    }

    /// The time from one frame to the next, in seconds.
    pub fn period_s() -> f64 {
        ECG_SAMPLES as f64 / ECG_HZ
    }
}

impl Iterator for EcgFrames {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let first = self.number * ECG_SAMPLES;
        let mut frame = header(0, self.begun_ns, first + ECG_SAMPLES, ECG_HZ, 0);
        for sample in first..first + ECG_SAMPLES {
            let microvolt = (millivolt(sample as f64 / ECG_HZ, 60.0 / self.rate_per_min) * 1000.0).round();
            let [a, b, c, _] = (microvolt as i32).to_le_bytes();
            frame.extend([a, b, c]);
        }
        self.number += 1;
        Some(frame)
    }
}

/// Frames of acceleration of a chest that lies still and breathes 15 times a minute.
#[derive(Clone, Debug)]
pub struct AccFrames {
    number: u64,
    begun_ns: u64,
    hz: f64,
}

impl AccFrames {
    /// At a rate as the device names it; by its clock it is off as that of the ECG is. The first frame begins so long
    /// after the device woke.
    pub fn new(named_hz: u16, awake_ns: u64) -> Self {
        Self { number: 0, begun_ns: WOKEN_NS + awake_ns, hz: f64::from(named_hz) * ECG_HZ / 130.0 }
    }

    /// The time from one frame to the next, in seconds.
    pub fn period_s(&self) -> f64 {
        ACC_SAMPLES as f64 / self.hz
    }
}

impl Iterator for AccFrames {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let first = self.number * ACC_SAMPLES;
        let mut frame = header(2, self.begun_ns, first + ACC_SAMPLES, self.hz, 1);
        for sample in first..first + ACC_SAMPLES {
            let breath = (std::f64::consts::TAU * sample as f64 / self.hz / 4.0).sin();
            let milli_g = [(20.0 * breath) as i16, 15, 1000 + (5.0 * breath) as i16];
            frame.extend(milli_g.iter().flat_map(|axis| axis.to_le_bytes()));
        }
        self.number += 1;
        Some(frame)
    }
}

/// Kind, the time of the last sample, and the type of frame. A frame that ends with sample *n* ends *n* periods after
/// the beginning.
fn header(kind: u8, begun_ns: u64, samples: u64, hz: f64, frame_type: u8) -> Vec<u8> {
    let last_ns = begun_ns + (samples as f64 / hz * 1e9).round() as u64;
    let mut frame = vec![kind];
    frame.extend(last_ns.to_le_bytes());
    frame.push(frame_type);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time_ns(frame: &[u8]) -> u64 {
        frame[1..9].iter().rfold(0, |time, byte| time << 8 | u64::from(*byte))
    }

    #[test]
    fn a_frame_has_the_size_and_the_time_of_a_real_one() {
        let frames: Vec<_> = EcgFrames::new(60.0, 5_000_000_000).take(3).collect();
        assert!(frames.iter().all(|frame| frame.len() == 229 && frame[0] == 0 && frame[9] == 0));
        assert_eq!(time_ns(&frames[0]), 599_616_000_000_000_000 + 5_000_000_000 + 560_805_101);
        let step_ms = (time_ns(&frames[2]) - time_ns(&frames[1])) as f64 / 1e6;
        assert!((step_ms - 560.81).abs() < 0.01, "{step_ms}");
        let acc = AccFrames::new(200, 0).next().map(|frame| (frame.len(), frame[0], frame[9]));
        assert_eq!(acc, Some((226, 2, 1)));
    }

    #[test]
    fn the_heart_in_it_beats_at_its_rate() {
        let samples: Vec<i32> = EcgFrames::new(60.0, 0)
            .take(18)
            .flat_map(|frame| frame[10..].chunks(3).map(<[u8]>::to_vec).collect::<Vec<_>>())
            .map(|bytes| i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]]) >> 8)
            .collect();
        let peaks = samples.windows(3).filter(|w| w[1] > 700 && w[1] >= w[0] && w[1] > w[2]).count();
        assert_eq!(peaks, 10, "ten beats in 10.1 s");
        assert!(samples.iter().any(|sample| *sample < 0), "negative values keep their sign");
    }
}
