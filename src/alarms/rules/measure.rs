use std::fmt;

use crate::model::Vital;

/// What a rule's condition is about: one vital, or a pressure from wherever it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// This vital.
    Of(Vital),
    /// Systolic pressure: of the artery while that is known, else of the cuff.
    Systolic,
    /// Diastolic pressure, likewise.
    Diastolic,
    /// Mean pressure, likewise.
    MeanPressure,
}

/// Names besides each vital's own label and key.
const NAMES: [(&str, Measure); 48] = [
    ("heart rate", Measure::Of(Vital::HeartRate)),
    ("heartrate", Measure::Of(Vital::HeartRate)),
    ("saturation", Measure::Of(Vital::SpO2)),
    ("oxygen saturation", Measure::Of(Vital::SpO2)),
    ("oxygen", Measure::Of(Vital::SpO2)),
    ("sat", Measure::Of(Vital::SpO2)),
    ("sats", Measure::Of(Vital::SpO2)),
    ("pulse", Measure::Of(Vital::PulseRate)),
    ("pulse rate", Measure::Of(Vital::PulseRate)),
    ("perfusion", Measure::Of(Vital::Perfusion)),
    ("perfusion index", Measure::Of(Vital::Perfusion)),
    ("resp", Measure::Of(Vital::RespRate)),
    ("resp rate", Measure::Of(Vital::RespRate)),
    ("respiration", Measure::Of(Vital::RespRate)),
    ("respiration rate", Measure::Of(Vital::RespRate)),
    ("respiratory rate", Measure::Of(Vital::RespRate)),
    ("breathing rate", Measure::Of(Vital::RespRate)),
    ("temperature", Measure::Of(Vital::Temperature)),
    ("body temperature", Measure::Of(Vital::Temperature)),
    ("systolic", Measure::Systolic),
    ("sys", Measure::Systolic),
    ("systolic pressure", Measure::Systolic),
    ("sbp", Measure::Systolic),
    ("diastolic", Measure::Diastolic),
    ("dia", Measure::Diastolic),
    ("diastolic pressure", Measure::Diastolic),
    ("dbp", Measure::Diastolic),
    ("mean pressure", Measure::MeanPressure),
    ("mean", Measure::MeanPressure),
    ("mean arterial pressure", Measure::MeanPressure),
    ("map", Measure::MeanPressure),
    ("arterial systolic", Measure::Of(Vital::ArterialSystolic)),
    ("arterial sys", Measure::Of(Vital::ArterialSystolic)),
    ("abp systolic", Measure::Of(Vital::ArterialSystolic)),
    ("arterial diastolic", Measure::Of(Vital::ArterialDiastolic)),
    ("arterial dia", Measure::Of(Vital::ArterialDiastolic)),
    ("abp diastolic", Measure::Of(Vital::ArterialDiastolic)),
    ("arterial mean", Measure::Of(Vital::ArterialMean)),
    ("arterial mean pressure", Measure::Of(Vital::ArterialMean)),
    ("cuff systolic", Measure::Of(Vital::Systolic)),
    ("cuff sys", Measure::Of(Vital::Systolic)),
    ("nibp systolic", Measure::Of(Vital::Systolic)),
    ("cuff diastolic", Measure::Of(Vital::Diastolic)),
    ("cuff dia", Measure::Of(Vital::Diastolic)),
    ("nibp diastolic", Measure::Of(Vital::Diastolic)),
    ("cuff mean", Measure::Of(Vital::MeanPressure)),
    ("cuff mean pressure", Measure::Of(Vital::MeanPressure)),
    ("nibp mean pressure", Measure::Of(Vital::MeanPressure)),
];

impl Measure {
    /// The vitals that it is taken from: the first one that is known.
    pub fn vitals(self) -> impl Iterator<Item = Vital> + Clone {
        let (first, second) = match self {
            Self::Of(vital) => (vital, None),
            Self::Systolic => (Vital::ArterialSystolic, Some(Vital::Systolic)),
            Self::Diastolic => (Vital::ArterialDiastolic, Some(Vital::Diastolic)),
            Self::MeanPressure => (Vital::ArterialMean, Some(Vital::MeanPressure)),
        };
        [Some(first), second].into_iter().flatten()
    }

    /// The first of [`Measure::vitals`], whose unit and range the others share.
    pub(super) fn first(self) -> Vital {
        match self {
            Self::Of(vital) => vital,
            Self::Systolic => Vital::ArterialSystolic,
            Self::Diastolic => Vital::ArterialDiastolic,
            Self::MeanPressure => Vital::ArterialMean,
        }
    }

    /// Every name that is understood, in lower case, without low digits and underscores.
    pub(super) fn names() -> impl Iterator<Item = (String, Self)> {
        let vitals = Vital::ALL.into_iter();
        let own =
            vitals.flat_map(|vital| [vital.label(), vital.key()].map(|name| (plain(name), Self::Of(vital))));
        own.chain(NAMES.into_iter().map(|(name, measure)| (name.to_owned(), measure)))
    }

    /// What it is called on the screen.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Of(vital) => vital.label(),
            Self::Systolic => "systolic",
            Self::Diastolic => "diastolic",
            Self::MeanPressure => "mean pressure",
        }
    }
}

/// A name as it is compared.
pub(super) fn plain(name: &str) -> String {
    name.to_lowercase().replace('₂', "2").replace('_', " ")
}

/// The name in rules: the vital's key with spaces, `NIBP SYS`; or the pressure's word.
impl fmt::Display for Measure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(vital) => out.write_str(&vital.key().replace('_', " ")),
            other => out.write_str(other.label()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_one_thing_and_what_is_printed_is_a_name() {
        let names: Vec<_> = Measure::names().collect();
        for (name, measure) in &names {
            assert!(names.iter().all(|(other, of)| other != name || of == measure), "{name} is ambiguous");
            let printed = plain(&measure.to_string());
            assert!(names.contains(&(printed.clone(), *measure)), "{printed}");
            let mut vitals = measure.vitals();
            assert_eq!(vitals.next(), Some(measure.first()));
            assert!(vitals.all(|vital| vital.unit() == measure.first().unit()));
        }
    }
}
