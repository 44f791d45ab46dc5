use serde::{Deserialize, Serialize};

use super::{SensorId, Span, Time};

/// A kind of waveform that a bed can carry, each at most once.
///
/// What a source itself calls it (`MLII`, `AVR`) is the label beside the wave, see
/// [`Packet::Label`](super::Packet::Label).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Channel {
    /// First ECG lead, in millivolts. Heart rate is measured here.
    Ecg,
    /// Second ECG lead, in millivolts.
    EcgSecond,
    /// Plethysmogram: the infrared light that comes through the finger, in arbitrary units, the
    /// way the photodetector sees it (more blood, less light) when it comes with [`Channel::PlethRed`];
    /// as an upright pulse wave when a recording or device delivers it alone.
    Pleth,
    /// The red light through the finger, same units as [`Channel::Pleth`]; with it, SpO2 can be measured.
    PlethRed,
    /// Impedance respiration, in ohms; breathing in goes up.
    Resp,
    /// Arterial pressure, in millimetres of mercury.
    Arterial,
    /// Pressure in the cuff while it measures, in millimetres of mercury.
    CuffPressure,
}

impl Channel {
    /// Every channel, in the order in which waves stand on the screen.
    pub const ALL: [Self; 7] = [
        Self::Ecg,
        Self::EcgSecond,
        Self::Pleth,
        Self::PlethRed,
        Self::Arterial,
        Self::Resp,
        Self::CuffPressure,
    ];

    /// The name on the screen while the source gives no better one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ecg => "ECG",
            Self::EcgSecond => "ECG 2",
            Self::Pleth => "Pleth",
            Self::PlethRed => "Pleth red",
            Self::Resp => "Resp",
            Self::Arterial => "ABP",
            Self::CuffPressure => "Cuff",
        }
    }

    /// The place on the bed whose sensor delivers it, unless a recording does.
    pub const fn sensor(self) -> SensorId {
        match self {
            Self::Ecg | Self::EcgSecond => SensorId::Ecg,
            Self::Pleth | Self::PlethRed => SensorId::Oximeter,
            Self::Resp => SensorId::Resp,
            Self::Arterial => SensorId::Arterial,
            Self::CuffPressure => SensorId::Cuff,
        }
    }

    /// The unit of its samples.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Ecg | Self::EcgSecond => "mV",
            Self::Pleth | Self::PlethRed => "a.u.",
            Self::Resp => "Ω",
            Self::Arterial | Self::CuffPressure => "mmHg",
        }
    }
}

/// Samples per second, finite and above zero.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Rate(f64);

impl Rate {
    /// `None` unless `hz` is finite and above zero.
    pub fn new(hz: f64) -> Option<Self> {
        (hz.is_finite() && hz > 0.0).then_some(Self(hz))
    }

    /// A rate known when the program is written.
    ///
    /// # Panics
    /// When `hz` is not above zero; in a `const` that is a compile error.
    pub const fn constant(hz: f64) -> Self {
        assert!(hz > 0.0 && hz.is_finite(), "a sampling rate is above zero");
        Self(hz)
    }

    /// Samples per second.
    pub const fn hz(self) -> f64 {
        self.0
    }

    /// When sample `index` was taken, counted from the start of the stream at `epoch`.
    ///
    /// Computed from the index each time, so that channels of different rates never drift apart.
    pub fn time_of(self, epoch: Time, index: u64) -> Time {
        // Rounded to the nearest: it is never below zero.
        epoch + Span::from_micros((index as f64 * 1e6 / self.0 + 0.5) as i64)
    }

    /// How many samples have been taken from `epoch` up to and including `now`.
    pub fn count_until(self, epoch: Time, now: Time) -> u64 {
        if now < epoch {
            return 0;
        }
        let estimate = ((now - epoch).micros() as f64 * self.0 / 1e6).floor() as u64;
        // The estimate may be off by one either way where rounding to microseconds matters.
        let mut count = estimate.saturating_sub(1);
        while self.time_of(epoch, count) <= now {
            count += 1;
        }
        count
    }

    /// How many samples this rate has in `span` (rounded to the nearest).
    pub fn samples_in(self, span: Span) -> usize {
        (span.secs() * self.0).round().max(0.0) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sample_times_do_not_drift_over_a_day_at_an_awkward_rate() {
        let rate = Rate::constant(360.0);
        let day = rate.time_of(Time::ZERO, 86_400 * 360);
        assert_eq!(day, Time::from_secs(86_400.0));
    }

    #[test]
    fn counting_and_timing_agree() {
        for hz in [62.5, 125.0, 130.05, 360.0, 500.0] {
            let rate = Rate::constant(hz);
            let epoch = Time::from_micros(37);
            for index in [0_u64, 1, 2, 359, 360, 1_000_003] {
                let at = rate.time_of(epoch, index);
                assert_eq!(rate.count_until(epoch, at), index + 1, "{hz} Hz, sample {index}");
                assert_eq!(rate.count_until(epoch, at - Span::from_micros(1)), index);
            }
        }
        assert_eq!(Rate::constant(100.0).count_until(Time::from_secs(1.0), Time::ZERO), 0);
    }

    #[test]
    fn a_rate_is_positive() {
        assert!(Rate::new(0.0).is_none() && Rate::new(f64::NAN).is_none() && Rate::new(-1.0).is_none());
    }
}
