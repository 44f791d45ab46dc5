use super::finding::Finding;
use crate::model::{Quality, Reading, Vital};

/// Which readings are worth telling: a number is told as soon as it changes as it is shown, and once a
/// second in any case.
///
/// An alarm condition is then seen within one step of the sample that made it true, and readers are
/// not woken for nothing.
#[derive(Debug, Default)]
pub(super) struct Telling {
    told: [Option<(Option<i64>, Quality, bool)>; Vital::ALL.len()],
}

impl Telling {
    /// Takes away the readings from `from` on that tell nothing new; all of them stay when
    /// `second_turned`.
    pub fn sift(&mut self, findings: &mut Vec<Finding>, from: usize, second_turned: bool) {
        let mut place = 0;
        findings.retain(|finding| {
            place += 1;
            match finding {
                Finding::Reading(reading) if place > from => self.is_news(reading) || second_turned,
                _ => true,
            }
        });
    }

    fn is_news(&mut self, reading: &Reading) -> bool {
        let unit = 10_f64.powi(reading.vital.decimals() as i32);
        let shown = reading.value.map(|value| (value * unit).round() as i64);
        let now = Some((shown, reading.quality, reading.estimated));
        let place = Vital::ALL.iter().position(|vital| *vital == reading.vital).unwrap_or_default();
        std::mem::replace(&mut self.told[place], now) != now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, Time};

    #[test]
    fn a_number_is_told_when_it_changes_as_it_is_shown_and_every_second() {
        let mut telling = Telling::default();
        let mut told = |value: f64, second_turned| {
            let reading = Reading::new(Vital::HeartRate, value, Time::ZERO, Quality::Good, Origin::Simulated);
            let mut findings = vec![Finding::Reading(reading)];
            telling.sift(&mut findings, 0, second_turned);
            !findings.is_empty()
        };
        assert!(told(70.0, false));
        assert!(!told(70.4, false));
        assert!(told(70.4, true));
        assert!(told(71.0, false));
        assert!(!told(71.0, false));
    }
}
