use std::collections::VecDeque;

/// Takes the pulses of a pacemaker out of an ECG and remembers the last ones.
///
/// A pulse lasts 0.1 to 2 ms (IEC 60601-2-27, ±2 to ±700 mV), so that it fills one sample or two where the sensor
/// lets it through at all: the waveform leaps and is back within [`WIDTH_SECS`]. A leap is many times steeper than
/// any complex of the patient lately, and by at least 1 mV. While it is not known whether the waveform comes back
/// the last sample before it stands in; a step of the baseline is therefore shown to the detectors 4 ms late, and
/// nothing else is delayed. Some two nanoseconds a sample.
///
/// Below [`SLOWEST`] samples a second a pulse cannot be told from the tip of a complex, and a recorder that rounds
/// pulses off to 10 ms (the tapes of the MIT-BIH Arrhythmia Database) makes them look like a complex: there, none
/// is found, and paced beats are classed by their looks alone.
#[derive(Clone, Debug)]
pub(super) struct PacerPulses {
    /// The most samples of a pulse; none where the rate is too low.
    width: u32,
    /// The last sample that was no pulse's.
    level: f32,
    /// The size of the leap that is going on, and the samples since.
    leap: f32,
    leaping: u32,
    /// The steepest step lately, which fades, and the samples since it last did.
    steepest: f32,
    fading: f32,
    unfaded: usize,
    /// The samples that the last pulses ended with.
    pulses: VecDeque<u64>,
    /// How long a pulse is remembered, and the most samples from it to the R peak that it calls forth.
    memory: u64,
    reach: u64,
}

/// The longest pulse, with what the sensor's filter makes of 2 ms; two samples at least.
const WIDTH_SECS: f64 = 0.004;
/// Samples a second that it takes.
const SLOWEST: f64 = 240.0;
/// The smallest leap, in millivolts, and how many times steeper than any step lately it must be (own choice:
/// a complex of 5 mV that is 70 ms wide, the largest and narrowest that a monitor must count, rises by 0.6 mV in
/// 4 ms).
const LEAP: f32 = 1.0;
const STEEPER: f32 = 3.0;
/// How near it must come back to where it was, as a share of the leap.
const BACK: f32 = 0.3;
/// Seconds in which the steepest step fades to a third, and the samples after which it fades anew.
const FADE_SECS: f64 = 2.0;
const FADES: usize = 32;
/// Seconds that a pulse is remembered: more than it takes until a beat is known.
const MEMORY_SECS: f64 = 2.0;
/// From the pulse of a pacemaker in the ventricle to the R peak, at most, in seconds: a wide complex, and the latency
/// of the pulse (own choice; a pulse in the atrium comes 0.12 s or more before the complex begins).
const PACED_SECS: f64 = 0.14;

impl PacerPulses {
    pub(super) fn new(rate: f64) -> Self {
        Self {
            width: if rate < SLOWEST { 0 } else { (WIDTH_SECS * rate).max(2.0) as u32 },
            level: f32::NAN,
            leap: 0.0,
            leaping: 0,
            steepest: f32::INFINITY,
            fading: (1.0 - FADES as f64 / (FADE_SECS * rate)) as f32,
            unfaded: 0,
            pulses: VecDeque::new(),
            memory: (MEMORY_SECS * rate) as u64,
            reach: (PACED_SECS * rate) as u64,
        }
    }

    /// The waveform is interrupted.
    pub(super) fn interrupt(&mut self) {
        self.level = f32::NAN;
        self.leaping = 0;
        self.unfaded = 0;
        self.pulses.clear();
    }

    /// Whether a pulse called forth the beat whose R peak is `sample`.
    pub(super) fn called_forth(&self, sample: u64) -> bool {
        self.pulses.iter().any(|&pulse| (pulse..=pulse + self.reach).contains(&sample))
    }

    /// Takes the next samples, finite values of which the first is number `first`, and puts others in the place of
    /// pulses.
    #[inline]
    pub(super) fn clean(&mut self, samples: &mut [f32], first: u64) {
        if self.width == 0 {
            return;
        }
        let mut done = 0;
        while done < samples.len() {
            let until = samples.len().min(done + FADES - self.unfaded);
            self.clean_part(&mut samples[done..until], first + done as u64);
            self.unfaded += until - done;
            done = until;
            if self.unfaded == FADES {
                self.unfaded = 0;
                self.steepest *= self.fading;
            }
        }
    }

    #[inline]
    fn clean_part(&mut self, samples: &mut [f32], first: u64) {
        let (Some(&begin), Some(&end)) = (samples.first(), samples.last()) else { return };
        let steps = samples.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        let most = steps.fold((begin - self.level).abs(), |most, step| if step > most { step } else { most });
        if self.leaping == 0 && most <= LEAP && self.steepest.is_finite() {
            // Nothing leaps: so it nearly always is.
            self.steepest = self.steepest.max(most);
            self.level = end;
        } else {
            for (sample, number) in samples.iter_mut().zip(first..) {
                *sample = self.step(*sample, number);
            }
        }
    }

    /// Takes a sample that may be a pulse's; gives what to put in its place.
    fn step(&mut self, x: f32, number: u64) -> f32 {
        let step = x - self.level;
        if self.leaping > 0 {
            return self.land(x, step, number);
        }
        if step.abs() > LEAP.max(STEEPER * self.steepest) {
            self.leap = step;
            self.leaping = 1;
            return self.level;
        }
        // A waveform that has just begun tells nothing yet.
        self.steepest = if self.steepest.is_infinite() { 0.0 } else { self.steepest.max(step.abs()) };
        self.level = x;
        x
    }

    /// In a leap: it comes back, goes on, or was none.
    fn land(&mut self, x: f32, step: f32, number: u64) -> f32 {
        if step.abs() < BACK * self.leap.abs() {
            self.leaping = 0;
            while self.pulses.front().is_some_and(|pulse| pulse + self.memory < number) {
                self.pulses.pop_front();
            }
            self.pulses.push_back(number);
            self.level = x;
            return x;
        }
        if self.leaping < self.width {
            self.leaping += 1;
            if step.abs() > self.leap.abs() {
                self.leap = step;
            }
            return self.level;
        }
        self.leaping = 0;
        self.steepest = step.abs();
        self.level = x;
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A complex of `height` millivolts, 70 ms wide, every 0.8 s.
    fn ecg(secs: f64, height: f64) -> f64 {
        height * (1.0 - ((secs % 0.8) - 0.4).abs() / 0.035).max(0.0)
    }

    /// The largest difference from the ECG without pulses, and how many pulses were found; `pulse` has the seconds
    /// and the number of the sample.
    fn played(rate: f64, height: f64, pulse: impl Fn(f64, u64) -> f64) -> (f64, usize) {
        let mut pulses = PacerPulses::new(rate);
        let (mut off, mut found) = (0.0_f64, 0);
        for n in 0..(20.0 * rate) as u64 {
            let secs = n as f64 / rate;
            let mut out = [(ecg(secs, height) + pulse(secs, n)) as f32];
            pulses.clean(&mut out, n);
            found += usize::from(pulses.pulses.back() == Some(&n));
            off = off.max((f64::from(out[0]) - ecg(secs, height)).abs());
        }
        (off, found)
    }

    #[test]
    fn pulses_of_every_size_and_width_are_taken_out() {
        for rate in [250.0, 360.0, 500.0, 1000.0] {
            for size in [2.0, -2.0, 20.0, 700.0, -700.0] {
                for samples in 1..=((0.002 * rate) as u64).max(1) {
                    let (every, first) = ((0.8 * rate) as u64, (0.32 * rate) as u64);
                    let pulse =
                        |_, n: u64| if (first..first + samples).contains(&(n % every)) { size } else { 0.0 };
                    let (off, found) = played(rate, 1.0, pulse);
                    assert_eq!(found, 25, "{rate} Hz, {size} mV, {samples} samples");
                    assert!(off < 0.06, "{rate} Hz, {size} mV, {samples} samples: {off} mV left");
                }
            }
        }
    }

    #[test]
    fn the_largest_complex_is_no_pulse_at_any_rate() {
        for rate in [100.0, 125.0, 250.0, 360.0, 500.0, 1000.0] {
            let (off, found) = played(rate, 5.0, |_, _| 0.0);
            assert!(off < 1e-6 && found == 0, "{rate} Hz: {off}, {found}");
        }
    }

    #[test]
    fn a_step_of_the_baseline_is_let_through() {
        let (off, found) = played(500.0, 1.0, |secs, _| if secs > 10.0 { 3.0 } else { 0.0 });
        assert_eq!(found, 0);
        assert!((off - 3.0).abs() < 1e-6);
    }
}
