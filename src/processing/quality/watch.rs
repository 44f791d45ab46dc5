use std::ops::RangeInclusive;

use super::{blocks::Blocks, mains, movement::Movement, repetition::Repetition};
use crate::processing::{QualityReason, extremes::extremes, recent::Recent};

/// What a channel carries, as far as doubts about it depend on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::processing) enum Kind {
    /// Complexes on a baseline: hum and movement show in it.
    Ecg,
    /// A pulse wave in light: movement shows in it.
    Light,
    /// A pressure or a breath, that may go far for good reasons.
    Other,
}

/// Watches one channel's samples for what is wrong with them, whatever they mean.
#[derive(Clone, Debug)]
pub(in crate::processing) struct Watch {
    rate: f64,
    /// Length of the run of missing samples that is going on.
    missing: u32,
    /// Length of the run of equal samples that is going on, and their value.
    equal: u32,
    value: f32,
    /// Extremes before that run.
    least: f32,
    most: f32,
    recent: Recent,
    repetition: Repetition,
    blocks: Blocks,
    movement: Movement,
    /// What was found when it was looked at last.
    doubt: Option<QualityReason>,
}

impl Watch {
    /// Seconds of missing samples after which the sensor counts as off.
    const OFF_SECS: f64 = 0.3;
    /// Seconds without any change that make a waveform flat.
    const FLAT_SECS: f64 = 2.0;
    /// Seconds at an extreme that make it saturated; a breath in a narrow range stays there for two.
    const SATURATED_SECS: f64 = 3.0;

    /// Longest period of a signal that repeats itself, in seconds: a test generator at 8 breaths a minute.
    const LONGEST_SECS: f64 = 8.0;

    pub(in crate::processing) fn new(rate: f64) -> Self {
        Self {
            rate,
            missing: 0,
            equal: 0,
            value: f32::NAN,
            least: f32::MAX,
            most: f32::MIN,
            recent: Recent::new(rate, Self::LONGEST_SECS),
            repetition: Repetition::default(),
            blocks: Blocks::new(rate),
            movement: Movement::default(),
            doubt: None,
        }
    }

    /// Takes the next samples; what is not `possible`, or no number, is missing.
    pub(in crate::processing) fn hear(&mut self, samples: &[f32], possible: &RangeInclusive<f32>) {
        for run in samples.chunk_by(|one, next| possible.contains(one) == possible.contains(next)) {
            if run.first().is_some_and(|sample| possible.contains(sample)) {
                run.chunks(Recent::AT_ONCE).for_each(|run| self.take(run));
            } else {
                self.miss(run.len());
            }
        }
    }

    /// Takes the next samples, finite ones and [`Recent::AT_ONCE`] at most.
    #[inline]
    pub(in crate::processing) fn take(&mut self, samples: &[f32]) {
        let Some(&last) = samples.last() else { return };
        self.missing = 0;
        self.recent.push(samples);
        self.repetition.look(&self.recent, samples.len());
        self.blocks.take(samples);
        let equal = samples.iter().rev().take_while(|sample| sample.to_bits() == last.to_bits()).count();
        let before = &samples[..samples.len() - equal];
        if before.is_empty() && last.to_bits() == self.value.to_bits() {
            self.equal = self.equal.saturating_add(equal as u32);
            return;
        }
        let (least, most) = extremes(before);
        // Before the first there is no value, which is neither less nor more.
        (self.least, self.most) =
            (self.least.min(self.value).min(least), self.most.max(self.value).max(most));
        (self.value, self.equal) = (last, equal as u32);
    }

    /// The next `count` samples are missing.
    pub(in crate::processing) fn miss(&mut self, count: usize) {
        self.missing = self.missing.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        self.equal = 0;
        self.value = f32::NAN;
        self.recent.begin(self.recent.next());
        self.blocks.interrupt();
        self.repetition.interrupt();
    }

    /// What is wrong now.
    pub(in crate::processing) fn fault(&self) -> Option<QualityReason> {
        let lasts = |run: u32, secs: f64| f64::from(run) > secs * self.rate;
        let extreme = self.most > self.least && (self.value >= self.most || self.value <= self.least);
        if lasts(self.missing, Self::OFF_SECS) {
            Some(QualityReason::SensorOff)
        } else if extreme && lasts(self.equal, Self::SATURATED_SECS) {
            Some(QualityReason::Saturated)
        } else if !extreme && lasts(self.equal, Self::FLAT_SECS) {
            Some(QualityReason::Flat)
        } else {
            None
        }
    }

    /// What puts the waveform of this `kind` in doubt now. Looks anew once in a second of samples.
    pub(in crate::processing) fn doubt(&mut self, kind: Kind) -> Option<QualityReason> {
        if self.blocks.second_passed() {
            self.doubt = self.judge(kind);
        }
        self.doubt
    }

    fn judge(&mut self, kind: Kind) -> Option<QualityReason> {
        if self.repetition.lasts(u64::from(self.equal), self.rate) {
            return Some(QualityReason::Repeating);
        }
        if kind == Kind::Other || !self.blocks.are_known() {
            self.movement.interrupt();
            return None;
        }
        if self.movement.judge(&self.blocks, kind) {
            Some(QualityReason::Movement)
        } else if kind == Kind::Ecg && mains::hums(&self.blocks, self.recent.all(), self.rate) {
            Some(QualityReason::MainsHum)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use proptest::prelude::*;

    use super::*;

    const ANY: RangeInclusive<f32> = f32::MIN..=f32::MAX;

    #[test]
    fn each_fault_has_its_name() {
        let mut watch = Watch::new(100.0);
        let mut feed = |sample: f32, count: u32| {
            for _ in 0..count {
                watch.hear(&[sample], &ANY);
            }
            watch.fault()
        };
        assert_eq!(feed(0.5, 150), None);
        assert_eq!(feed(0.5, 100), Some(QualityReason::Flat));
        assert_eq!(feed(1.0, 50), None);
        assert_eq!(feed(-1.0, 50), None);
        assert_eq!(feed(5.0, 301), Some(QualityReason::Saturated));
        assert_eq!(feed(0.0, 150), None);
        assert_eq!(feed(f32::NAN, 31), Some(QualityReason::SensorOff));
        assert_eq!(feed(0.1, 1), None);
    }

    /// Pseudo-random, 0 to 1 (`SplitMix64`).
    fn chance(n: u64) -> f64 {
        let mut word = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A clean ECG of 75 beats a minute with a noise of `noise` millivolts.
    fn ecg(n: u64, rate: f64, noise: f64) -> f64 {
        let t = (n as f64 / rate) % 0.8;
        let bump = |at: f64, width: f64| (-((t - at) / width).powi(2)).exp();
        bump(0.3, 0.015) + 0.25 * bump(0.55, 0.06) + noise * (chance(n) - 0.5)
    }

    /// What is in doubt at the end of each second.
    fn doubts(rate: f64, secs: u64, kind: Kind, at: impl Fn(u64) -> f64) -> Vec<Option<QualityReason>> {
        let mut watch = Watch::new(rate);
        let second = |second: u64| {
            for n in second * rate as u64..(second + 1) * rate as u64 {
                watch.hear(&[at(n) as f32], &ANY);
            }
            watch.doubt(kind)
        };
        (0..secs).map(second).collect()
    }

    #[test]
    fn a_clean_ecg_is_not_in_doubt_and_a_humming_one_is() {
        for rate in [125.0, 250.0, 360.0, 500.0, 1000.0] {
            for mains in [50.0, 60.0] {
                let hum = |size: f64| {
                    doubts(rate, 30, Kind::Ecg, move |n| {
                        ecg(n, rate, 0.03) + size / 2.0 * (TAU * mains * n as f64 / rate).sin()
                    })
                };
                assert!(hum(0.1).iter().all(Option::is_none), "{rate}: 0.1 mV must be put up with");
                let told = hum(0.6).iter().skip(4).all(|doubt| *doubt == Some(QualityReason::MainsHum));
                // At 125 a second 60 Hz mirror themselves and cannot be told.
                assert_eq!(told, mains < 0.45 * rate, "{rate} {mains}");
            }
            let noisy = doubts(rate, 30, Kind::Ecg, |n| ecg(n, rate, 1.0));
            assert!(!noisy.contains(&Some(QualityReason::MainsHum)), "{rate}: noise is no hum");
        }
    }

    #[test]
    fn a_burst_is_movement_while_it_lasts() {
        for kind in [Kind::Ecg, Kind::Light, Kind::Other] {
            let found = doubts(250.0, 60, kind, |n| {
                let burst = if (5_000..5_750).contains(&n) { 8.0 * (chance(n / 20) - 0.5) } else { 0.0 };
                ecg(n, 250.0, 0.03) + burst
            });
            let moving = |second: usize| found[second] == Some(QualityReason::Movement);
            let any = (0..60).any(moving);
            assert_eq!(any, kind != Kind::Other);
            assert!(!any || (20..25).filter(|second| moving(*second)).count() >= 3, "{found:?}");
            assert!(!(0..20).chain(30..60).any(moving), "{found:?}");
        }
    }

    #[test]
    fn a_baseline_that_leaves_is_movement_and_one_that_wanders_is_not() {
        let wander = doubts(250.0, 60, Kind::Ecg, |n| ecg(n, 250.0, 0.03) + 0.5 * (n as f64 / 250.0).sin());
        assert!(wander.iter().all(Option::is_none), "{wander:?}");
        let step = doubts(250.0, 60, Kind::Ecg, |n| ecg(n, 250.0, 0.03) + if n > 7_500 { 2.5 } else { 0.0 });
        assert_eq!(step[30], Some(QualityReason::Movement));
        assert_eq!(step[40], None);
    }

    #[test]
    fn what_repeats_bit_by_bit_is_told_and_what_only_looks_alike_is_not() {
        // A buffer of 40 ms that is sent again and again; a generator of one beat; one of seven beats.
        let stuck = doubts(500.0, 8, Kind::Other, |n| chance(n % 20));
        assert_eq!(stuck[2..].iter().position(|doubt| *doubt == Some(QualityReason::Repeating)), Some(1));
        for (period, rate) in [(288_u64, 360.0), (2_400, 3_000.0 / 7.0)] {
            let machine = doubts(360.0, 60, Kind::Other, |n| ecg(n % period, rate, 0.0));
            assert!(machine[..30].iter().all(Option::is_none));
            assert!(machine[50..].iter().all(|doubt| *doubt == Some(QualityReason::Repeating)), "{period}");
        }
        // The same with a digit of noise, a line that stands still, and one that flickers between two values.
        for alive in [
            doubts(360.0, 60, Kind::Other, |n| ecg(n % 288, 360.0, 0.0) + 1e-3 * chance(n)),
            doubts(360.0, 60, Kind::Other, |_| 1.25),
            doubts(360.0, 60, Kind::Other, |n| f64::from(u8::from(chance(n) > 0.9))),
        ] {
            assert!(alive.iter().all(Option::is_none));
        }
    }

    proptest! {
        #[test]
        fn nothing_that_comes_makes_it_panic_or_doubt_without_a_cause(
            rate in 10.0..5_000.0_f64,
            samples in prop::collection::vec(
                prop_oneof![Just(0.0_f32), -5.0..5.0_f32, any::<u32>().prop_map(f32::from_bits)],
                1..300,
            ),
            repeats in 1..200_usize,
            kind in prop::sample::select(vec![Kind::Ecg, Kind::Light, Kind::Other]),
        ) {
            let mut watch = Watch::new(rate);
            for _ in 0..repeats {
                watch.hear(&samples, &ANY);
                let doubt = watch.doubt(kind);
                let possible = match kind {
                    Kind::Ecg => &[QualityReason::Repeating, QualityReason::Movement, QualityReason::MainsHum][..],
                    Kind::Light => &[QualityReason::Repeating, QualityReason::Movement],
                    Kind::Other => &[QualityReason::Repeating],
                };
                prop_assert!(doubt.is_none_or(|doubt| possible.contains(&doubt)));
                let fed = watch.recent.next() as f64;
                prop_assert!(doubt != Some(QualityReason::Repeating) || fed >= 3.0 * rate);
            }
        }
    }
}
