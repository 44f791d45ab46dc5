use std::{f64::consts::PI, sync::Arc};

use serde::{Deserialize, Serialize};

use super::filter::Biquad;
use crate::model::{Rate, Span};

/// What of an ECG is shown. Beats, rates and alarms come from the samples as the sensor gave them, whatever is
/// chosen here.
///
/// The corners are those of bedside monitors (Gima K10 manual p. 155, GE B20 manual).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Band {
    /// 0.5 to 40 Hz: a steady line; ST segments are bent.
    #[default]
    Monitor,
    /// 0.05 to 150 Hz: the shape of the complexes, and all interference with it.
    Diagnostic,
    /// 1 to 20 Hz: the least of movement and of electric knives.
    Surgery,
}

impl Band {
    /// Every band, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::Monitor, Self::Diagnostic, Self::Surgery];

    /// Corners of the high-pass and of the low-pass, in hertz.
    pub const fn corners(self) -> (f64, f64) {
        match self {
            Self::Monitor => (0.5, 40.0),
            Self::Diagnostic => (0.05, 150.0),
            Self::Surgery => (1.0, 20.0),
        }
    }

    /// Its name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monitor => "Monitor",
            Self::Diagnostic => "Diagnostic",
            Self::Surgery => "Surgery",
        }
    }

    /// Its name and its corners.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Monitor => "Monitor 0.5–40 Hz",
            Self::Diagnostic => "Diagnostic 0.05–150 Hz",
            Self::Surgery => "Surgery 1–20 Hz",
        }
    }
}

/// Which mains hum is taken out of an ECG that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notch {
    /// None.
    #[default]
    Off,
    /// That of 50 Hz.
    Hz50,
    /// That of 60 Hz.
    Hz60,
}

impl Notch {
    /// Every choice, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::Off, Self::Hz50, Self::Hz60];

    /// Its frequency, in hertz.
    pub const fn hz(self) -> Option<f64> {
        match self {
            Self::Off => None,
            Self::Hz50 => Some(50.0),
            Self::Hz60 => Some(60.0),
        }
    }

    /// Its name on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Off => "Off",
            Self::Hz50 => "50 Hz",
            Self::Hz60 => "60 Hz",
        }
    }
}

/// What an ECG is shown through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EcgFilter {
    /// What of it is shown.
    pub band: Band,
    /// Which hum is taken out besides.
    pub notch: Notch,
}

/// The frequency whose delay is told, in hertz: in the midst of what a QRS complex consists of (own choice).
const DELAY_AT_HZ: f64 = 10.0;
/// Highest frequency that a section is built for, as a share of the rate: near a half a bilinear filter
/// is bent out of shape.
const HIGHEST: f64 = 0.45;
/// Centre over width of the notch: 5 Hz wide at 50 Hz, it follows a mains frequency that is off by 1 % and
/// rings briefly.
const NOTCH_Q: f64 = 10.0;

/// The causal filter an ECG passes on its way to the screen: second-order Butterworth high-pass and low-pass,
/// and a notch.
///
/// What the rate cannot carry is left out: a notch or a low-pass from 0.45 of the rate on. A missing sample
/// (`NaN` or infinite) comes out as `NaN`; the next valid one starts afresh on the level it has, so a
/// reconnected lead does not swing across the screen.
#[derive(Clone, Debug)]
pub struct DisplayFilter {
    high_pass: Biquad,
    low_pass: Option<Biquad>,
    notch: Option<Biquad>,
    settled: bool,
    text: Arc<str>,
    delay: Span,
}

impl DisplayFilter {
    /// A filter for samples of `rate`.
    pub fn new(rate: Rate, EcgFilter { band, notch }: EcgFilter) -> Self {
        let hz = rate.hz();
        let (low, high) = band.corners();
        let possible = |corner: &f64| *corner < hz * HIGHEST;
        let high_pass = Biquad::high_pass(hz, low);
        let low_pass = Some(high).filter(possible).map(|high| Biquad::low_pass(hz, high));
        let notch = notch.hz().filter(possible);
        let band = match low_pass {
            Some(_) => band.label().to_owned(),
            None => format!("{} {low}–{} Hz", band.name(), (hz / 2.0).floor()),
        };
        let text = notch.map_or_else(|| band.clone(), |mains| format!("{band} · without {mains} Hz"));
        let notch = notch.map(|mains| Biquad::notch(hz, mains, NOTCH_Q));
        let angle = 2.0 * PI * DELAY_AT_HZ.min(hz / 4.0) / hz;
        let sections = [Some(high_pass), low_pass, notch];
        let late: f64 = sections.iter().flatten().map(|section| section.delay(angle)).sum();
        let delay = Span::from_secs(late / hz);
        Self { high_pass, low_pass, notch, settled: false, text: text.into(), delay }
    }

    /// What it is, for the label of the wave: `Monitor 0.5–40 Hz · without 50 Hz`. At a low rate it names what
    /// the samples can carry.
    pub const fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// How much later a QRS complex leaves it than it came in: the group delay at 10 Hz.
    pub const fn delay(&self) -> Span {
        self.delay
    }

    /// Filters one sample.
    pub fn step(&mut self, sample: f32) -> f32 {
        if !sample.is_finite() {
            self.settled = false;
            return f32::NAN;
        }
        let settled = std::mem::replace(&mut self.settled, true);
        let pass = |section: &mut Biquad, x| if settled { section.step(x) } else { section.settle(x) };
        let mut y = pass(&mut self.high_pass, f64::from(sample));
        for section in self.low_pass.iter_mut().chain(&mut self.notch) {
            y = pass(section, y);
        }
        y as f32
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn every() -> impl Iterator<Item = EcgFilter> {
        Band::ALL.into_iter().flat_map(|band| Notch::ALL.map(|notch| EcgFilter { band, notch }))
    }

    /// Largest output after ten seconds, for a sine of 1.
    fn gain(rate: f64, filter: EcgFilter, hz: f64) -> f32 {
        let mut filter = DisplayFilter::new(Rate::constant(rate), filter);
        let count = (20.0 * rate) as usize;
        (0..count)
            .map(|n| (n, filter.step((2.0 * PI * hz * n as f64 / rate).sin() as f32)))
            .filter(|(n, _)| *n > count / 2)
            .fold(0.0, |most, (_, y)| y.abs().max(most))
    }

    #[test]
    fn each_band_is_3_db_down_at_the_corners_that_the_rate_can_carry() {
        for hz in [125.0, 250.0, 360.0, 500.0, 1000.0] {
            for band in Band::ALL {
                let at = |f| gain(hz, EcgFilter { band, notch: Notch::Off }, f);
                let (low, high) = band.corners();
                if low >= 0.5 {
                    assert!((at(low) - 0.707).abs() < 0.02, "{hz} {band:?}: {}", at(low));
                }
                assert!((at(8.0) - 1.0).abs() < 0.03, "{hz} {band:?}: {}", at(8.0));
                assert!(at(low / 10.0) < 0.1, "{hz} {band:?}");
                if high < 0.45 * hz {
                    // The sine's own samples miss its top by a little.
                    assert!((at(high) - 0.707).abs() < 0.05, "{hz} {band:?}: {}", at(high));
                } else {
                    assert!(at(0.4 * hz) > 0.9, "{hz} {band:?}: nothing is cut off twice");
                }
            }
        }
    }

    #[test]
    fn the_notch_takes_the_mains_away_and_leaves_its_neighbours() {
        for (notch, mains) in [(Notch::Hz50, 50.0), (Notch::Hz60, 60.0)] {
            let filter = EcgFilter { band: Band::Diagnostic, notch };
            assert!(gain(500.0, filter, mains) < 0.01);
            assert!(gain(500.0, filter, mains - 20.0) > 0.9);
        }
    }

    #[test]
    fn it_says_what_it_is_at_this_rate() {
        let text = |hz, band, notch| {
            DisplayFilter::new(Rate::constant(hz), EcgFilter { band, notch }).text().to_string()
        };
        assert_eq!(text(500.0, Band::Monitor, Notch::Off), "Monitor 0.5–40 Hz");
        assert_eq!(text(500.0, Band::Diagnostic, Notch::Hz50), "Diagnostic 0.05–150 Hz · without 50 Hz");
        assert_eq!(text(250.0, Band::Diagnostic, Notch::Off), "Diagnostic 0.05–125 Hz");
        assert_eq!(text(125.0, Band::Diagnostic, Notch::Hz60), "Diagnostic 0.05–62 Hz");
        assert_eq!(text(125.0, Band::Surgery, Notch::Hz50), "Surgery 1–20 Hz · without 50 Hz");
    }

    /// A swing of 10 Hz that comes and goes within two seconds: by how much later it comes out.
    fn measured_delay(rate: f64, filter: EcgFilter) -> f64 {
        let mut filter = DisplayFilter::new(Rate::constant(rate), filter);
        let (mut early, mut late, mut before, mut after) = (0.0, 0.0, 0.0, 0.0);
        for n in 0..(8.0 * rate) as usize {
            let t = n as f64 / rate - 4.0;
            let x = (-(t / 0.5).powi(2)).exp() * (2.0 * PI * 10.0 * t).cos();
            let y = f64::from(filter.step(x as f32));
            early += x * x * t;
            before += x * x;
            late += y * y * t;
            after += y * y;
        }
        late / after - early / before
    }

    #[test]
    fn the_delay_it_tells_is_the_delay_it_has() {
        for rate in [125.0, 250.0, 500.0, 1000.0] {
            for filter in every() {
                let told = DisplayFilter::new(Rate::constant(rate), filter).delay().secs();
                let measured = measured_delay(rate, filter);
                assert!((told - measured).abs() < 0.5e-3, "{rate} {filter:?}: {told} {measured}");
                assert!((0.0..0.02).contains(&told), "{rate} {filter:?}: {told}");
            }
        }
    }

    #[test]
    fn a_missing_sample_is_missing_and_the_next_one_starts_without_a_swing() {
        for filter in every() {
            let mut filter = DisplayFilter::new(Rate::constant(500.0), filter);
            for _ in 0..10 {
                assert!(filter.step(3.0).abs() < 1e-6);
            }
            assert!(filter.step(f32::NAN).is_nan());
            assert!(filter.step(f32::INFINITY).is_nan());
            assert!(filter.step(-200.0).abs() < 1e-3);
            assert!(filter.step(-199.0) > 0.01);
        }
    }

    proptest! {
        #[test]
        fn whatever_an_electrode_gives_it_stays_bounded(
            rate in 10.0..5_000.0_f64,
            samples in prop::collection::vec(
                prop_oneof![-10.0..10.0_f32, Just(f32::NAN), Just(f32::INFINITY), -1e6..1e6_f32],
                0..600,
            ),
        ) {
            for filter in every() {
                let mut filter = DisplayFilter::new(Rate::constant(rate), filter);
                for &sample in &samples {
                    let shown = filter.step(sample);
                    prop_assert_eq!(shown.is_finite(), sample.is_finite());
                    // Three sections, each of which overshoots a step by less than its height.
                    prop_assert!(!shown.is_finite() || shown.abs() < 2e7);
                }
            }
        }
    }
}
