use std::fmt;

use super::{AgeBand, Dated, News2Inputs, Vital};

/// Shock index: heart rate over systolic pressure (M. Allgöwer and C. Burri, Dtsch Med Wochenschr 92:1947,
/// 1967).
///
/// It is derived and never an alarm by itself: a heart that a drug holds back, or pain, moves it as well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShockIndex {
    /// The heart rate, or the pulse rate in its place.
    pub heart: Option<(Vital, Dated)>,
    /// The systolic pressure of the arterial line, or the cuff's in its place.
    pub systolic: Option<(Vital, Dated)>,
    age: AgeBand,
}

impl ShockIndex {
    /// What adults at rest have, and from where it is concerning.
    pub const NORMAL: (f64, f64) = (0.5, 0.7);
    /// From here on it is concerning.
    pub const CONCERNING: f64 = 0.9;

    /// From the same numbers as NEWS2, so only from what can be trusted.
    pub fn of(inputs: &News2Inputs) -> Self {
        let named = |vital: Vital, dated: Option<Dated>| dated.map(|dated| (vital, dated));
        Self {
            heart: named(Vital::HeartRate, inputs.heart_rate)
                .or_else(|| named(Vital::PulseRate, inputs.pulse_rate)),
            systolic: named(Vital::ArterialSystolic, inputs.arterial)
                .or_else(|| named(Vital::Systolic, inputs.cuff)),
            age: inputs.age,
        }
    }

    /// The index, from the numbers as they are shown; `None` while a part is missing, or where the pressure is
    /// none that a ratio could be made of.
    pub fn value(&self) -> Option<f64> {
        let ((_, (heart, _)), (_, (systolic, _))) = self.heart.zip(self.systolic)?;
        (systolic.round() >= 1.0).then(|| heart.round() / systolic.round())
    }

    /// What it means, in words; `None` where there is no value, or no usual one is known for the age.
    pub fn meaning(&self) -> Option<&'static str> {
        let shown = (self.value()? * 100.0).round() / 100.0;
        (self.age == AgeBand::Adult).then_some(if shown >= Self::CONCERNING {
            "concerning from 0.9"
        } else if shown > Self::NORMAL.1 {
            "above normal, 0.5 to 0.7"
        } else if shown < Self::NORMAL.0 {
            "below normal, 0.5 to 0.7"
        } else {
            "normal, 0.5 to 0.7"
        })
    }

    /// What is not known, in words; empty when all is known.
    pub fn lacking(&self) -> String {
        let missing = [(self.heart.is_none(), "heart rate"), (self.systolic.is_none(), "systolic pressure")];
        missing.iter().filter(|(missing, _)| *missing).map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// `0.85`, or `---`.
impl fmt::Display for ShockIndex {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            Some(value) => write!(out, "{value:.2}"),
            None => out.write_str("---"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ByHand, Time};

    fn inputs(heart_rate: Option<f64>, arterial: Option<f64>, cuff: Option<f64>) -> News2Inputs {
        let dated = |value: Option<f64>, secs: f64| value.map(|value| (value, Time::from_secs(secs)));
        News2Inputs {
            age: AgeBand::Adult,
            by_hand: ByHand::default(),
            resp_rate: None,
            spo2: None,
            arterial: dated(arterial, 99.0),
            cuff: dated(cuff, 40.0),
            heart_rate: dated(heart_rate, 100.0),
            pulse_rate: dated(Some(64.0), 100.0),
            temperature: None,
            now: Time::from_secs(100.0),
        }
    }

    #[test]
    fn the_arterial_line_goes_before_the_cuff_and_the_heart_before_the_pulse() {
        let index = ShockIndex::of(&inputs(Some(72.0), Some(120.0), Some(100.0)));
        assert_eq!((index.to_string().as_str(), index.meaning()), ("0.60", Some("normal, 0.5 to 0.7")));
        let index = ShockIndex::of(&inputs(None, None, Some(128.0)));
        assert_eq!(index.to_string(), "0.50");
        assert_eq!(index.systolic, Some((Vital::Systolic, (128.0, Time::from_secs(40.0)))));
        assert_eq!(index.heart.map(|(vital, _)| vital), Some(Vital::PulseRate));
    }

    #[test]
    fn what_it_means_turns_at_its_borders() {
        for (heart, meaning) in [
            (90.0, "concerning from 0.9"),
            (89.0, "above normal, 0.5 to 0.7"),
            (70.0, "normal, 0.5 to 0.7"),
            (49.0, "below normal, 0.5 to 0.7"),
        ] {
            assert_eq!(ShockIndex::of(&inputs(Some(heart), Some(100.0), None)).meaning(), Some(meaning));
        }
        let child = News2Inputs { age: AgeBand::Child, ..inputs(Some(140.0), Some(90.0), None) };
        let index = ShockIndex::of(&child);
        assert_eq!((index.to_string().as_str(), index.meaning()), ("1.56", None));
    }

    #[test]
    fn what_is_missing_is_named_and_nothing_is_divided_by_it() {
        let index = ShockIndex::of(&News2Inputs { pulse_rate: None, ..inputs(None, None, None) });
        assert_eq!((index.to_string().as_str(), index.meaning()), ("---", None));
        assert_eq!(index.lacking(), "heart rate, systolic pressure");
        for none in [0.0, 0.3, -20.0] {
            assert_eq!(ShockIndex::of(&inputs(Some(80.0), Some(none), None)).value(), None);
        }
    }
}
