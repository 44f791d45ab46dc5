use super::{Finding, QualityReason};
use crate::model::{Channel, Quality, Span, Time};

/// Watches one channel's samples for what is wrong with them, whatever they mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    rate: f64,
    /// Length of the run of missing samples that is going on.
    missing: u32,
    /// Length of the run of equal samples that is going on, and their value.
    equal: u32,
    value: f32,
    /// Extremes before that run.
    least: f32,
    most: f32,
}

impl Watch {
    /// Seconds of missing samples after which the sensor counts as off.
    const OFF_SECS: f64 = 0.3;
    /// Seconds without any change that make a waveform flat.
    const FLAT_SECS: f64 = 2.0;
    /// Seconds at an extreme that make it saturated; a breath in a narrow range stays there for two.
    const SATURATED_SECS: f64 = 3.0;

    pub(super) const fn new(rate: f64) -> Self {
        Self { rate, missing: 0, equal: 0, value: f32::NAN, least: f32::MAX, most: f32::MIN }
    }

    pub(super) fn step(&mut self, sample: f32) {
        if !sample.is_finite() {
            self.missing = self.missing.saturating_add(1);
            self.equal = 0;
            self.value = f32::NAN;
            return;
        }
        self.missing = 0;
        if sample.to_bits() == self.value.to_bits() {
            self.equal = self.equal.saturating_add(1);
            return;
        }
        if self.value.is_finite() {
            self.least = self.least.min(self.value);
            self.most = self.most.max(self.value);
        }
        self.value = sample;
        self.equal = 1;
    }

    /// What is wrong now.
    pub(super) fn fault(&self) -> Option<QualityReason> {
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
}

/// The last thing told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Quality(Option<QualityReason>),
}

/// Tells of a channel's quality when it changes, and not of changes that do not last.
#[derive(Clone, Copy, Debug)]
pub(super) struct QualityTeller {
    channel: Channel,
    told: Told,
    /// What it would be now, and since when.
    coming: Option<(Option<QualityReason>, Time)>,
}

impl QualityTeller {
    pub(super) const fn new(channel: Channel) -> Self {
        Self { channel, told: Told::Nothing, coming: None }
    }

    /// What was told last.
    pub(super) fn reason(&self) -> Option<QualityReason> {
        match self.told {
            Told::Quality(reason) => reason,
            Told::Nothing => None,
        }
    }

    pub(super) fn update(&mut self, reason: Option<QualityReason>, now: Time, findings: &mut Vec<Finding>) {
        if self.told == Told::Quality(reason) {
            self.coming = None;
            return;
        }
        let since = match self.coming {
            Some((coming, since)) if coming == reason => since,
            _ => now,
        };
        self.coming = Some((reason, since));
        if self.told != Told::Nothing && now - since < dwell(reason) {
            return;
        }
        self.told = Told::Quality(reason);
        self.coming = None;
        findings.push(Finding::Quality { channel: self.channel, quality: grade(reason), reason, at: now });
    }
}

/// How long a change must last: what has lasted by its own definition is told at once.
const fn dwell(reason: Option<QualityReason>) -> Span {
    match reason {
        Some(QualityReason::SensorOff | QualityReason::Flat | QualityReason::Saturated) => Span::ZERO,
        Some(
            QualityReason::Noisy
            | QualityReason::LowPerfusion
            | QualityReason::NoPulsation
            | QualityReason::Searching,
        ) => Span::from_millis(2_000),
        None => Span::from_millis(1_000),
    }
}

const fn grade(reason: Option<QualityReason>) -> Quality {
    match reason {
        None => Quality::Good,
        Some(QualityReason::Noisy | QualityReason::LowPerfusion | QualityReason::NoPulsation) => {
            Quality::Questionable
        }
        Some(
            QualityReason::SensorOff
            | QualityReason::Flat
            | QualityReason::Saturated
            | QualityReason::Searching,
        ) => Quality::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_name() {
        let mut watch = Watch::new(100.0);
        let mut feed = |sample: f32, count: u32| {
            for _ in 0..count {
                watch.step(sample);
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

    #[test]
    fn a_flicker_is_not_told() {
        let mut teller = QualityTeller::new(Channel::Ecg);
        let mut findings = Vec::new();
        for quarter in 0..40 {
            let reason = (quarter % 4 == 0).then_some(QualityReason::Noisy);
            teller.update(reason, Time::from_millis(quarter * 250), &mut findings);
        }
        assert_eq!(findings.len(), 1, "only the first state: {findings:?}");
    }
}
