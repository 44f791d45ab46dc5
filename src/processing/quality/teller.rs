use crate::{
    model::{Channel, Quality, Span, Time},
    processing::{Finding, QualityReason},
};

/// The last thing told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Quality(Option<QualityReason>),
}

/// Tells of a channel's quality when it changes, and not of changes that do not last.
#[derive(Clone, Copy, Debug)]
pub(in crate::processing) struct QualityTeller {
    channel: Channel,
    told: Told,
    /// What it would be now, and since when.
    coming: Option<(Option<QualityReason>, Time)>,
}

impl QualityTeller {
    pub(in crate::processing) const fn new(channel: Channel) -> Self {
        Self { channel, told: Told::Nothing, coming: None }
    }

    /// What was told last.
    pub(in crate::processing) fn reason(&self) -> Option<QualityReason> {
        match self.told {
            Told::Quality(reason) => reason,
            Told::Nothing => None,
        }
    }

    pub(in crate::processing) fn update(
        &mut self,
        reason: Option<QualityReason>,
        now: Time,
        findings: &mut Vec<Finding>,
    ) {
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
            | QualityReason::Searching
            | QualityReason::MainsHum
            | QualityReason::Movement
            | QualityReason::Repeating
            | QualityReason::Contradicted,
        ) => Span::from_millis(2_000),
        None => Span::from_millis(1_000),
    }
}

const fn grade(reason: Option<QualityReason>) -> Quality {
    match reason {
        None => Quality::Good,
        Some(
            QualityReason::Noisy
            | QualityReason::LowPerfusion
            | QualityReason::NoPulsation
            | QualityReason::MainsHum
            | QualityReason::Movement
            | QualityReason::Repeating
            | QualityReason::Contradicted,
        ) => Quality::Questionable,
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
