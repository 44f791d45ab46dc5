use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::AlarmTuning;
use crate::model::{AgeBand, LimitSet};

/// A person's own preset: limits and everything that was changed about the conditions, under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preset {
    name: String,
    /// The limits.
    pub limits: LimitSet,
    /// How alarms behave beside the limits.
    pub tuning: AlarmTuning,
}

/// Why a preset was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PresetError {
    /// It has no name, or one that is too long.
    #[error("the name of a preset has 1 to {} characters, this has {length}", Preset::LONGEST)]
    Name {
        /// Its length in characters.
        length: usize,
    },
    /// The name is that of a default preset.
    #[error("{0} is the name of a default preset: choose another one")]
    Taken(String),
    /// There is no room for one more.
    #[error("there are {} presets already: delete one first", Presets::MOST)]
    Full,
}

impl Preset {
    /// The most characters a name may have.
    pub const LONGEST: usize = 40;

    /// A preset of this name, which is trimmed.
    ///
    /// # Errors
    /// When the name is empty, too long or that of a default preset.
    pub fn new(name: &str, limits: LimitSet, tuning: AlarmTuning) -> Result<Self, PresetError> {
        let name = name.trim();
        let length = name.chars().count();
        if !(1..=Self::LONGEST).contains(&length) {
            return Err(PresetError::Name { length });
        }
        if AgeBand::ALL.iter().any(|age| age.name() == name) {
            return Err(PresetError::Taken(name.to_owned()));
        }
        Ok(Self { name: name.to_owned(), limits, tuning })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A person's own presets, and which preset is in use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Presets {
    own: Vec<Preset>,
    /// The preset that was applied last, and the patient's age group then: another age group
    /// brings its own defaults.
    used: Option<(String, AgeBand)>,
}

/// As it was stored, perhaps by hand.
#[derive(Deserialize)]
struct Stored {
    own: Vec<Preset>,
    used: Option<(String, AgeBand)>,
}

impl From<Stored> for Presets {
    fn from(stored: Stored) -> Self {
        let mut presets = Self { own: Vec::new(), used: stored.used };
        for Preset { name, limits, tuning } in stored.own {
            // What is refused is left out; the others stay.
            if let Ok(preset) = Preset::new(&name, limits, tuning) {
                let _ = presets.save(preset);
            }
        }
        presets
    }
}

impl Presets {
    /// The most that are kept.
    pub const MOST: usize = 20;

    /// A person's own, in the order in which they were saved.
    pub fn own(&self) -> &[Preset] {
        &self.own
    }

    /// Keeps a preset; one of the same name is replaced.
    ///
    /// # Errors
    /// When there are [`Presets::MOST`] already.
    pub fn save(&mut self, preset: Preset) -> Result<(), PresetError> {
        if let Some(known) = self.own.iter_mut().find(|known| known.name == preset.name) {
            *known = preset;
            return Ok(());
        }
        if self.own.len() >= Self::MOST {
            return Err(PresetError::Full);
        }
        self.own.push(preset);
        Ok(())
    }

    /// Forgets a person's own preset.
    pub fn delete(&mut self, name: &str) {
        self.own.retain(|preset| preset.name != name);
    }

    /// Notes that the preset of that name is in use for a patient of that age group.
    pub fn put_in_use(&mut self, name: &str, age: AgeBand) {
        self.used = Some((name.to_owned(), age));
    }

    /// The limits of the preset of that name, and for a person's own what was changed about the conditions.
    pub fn get(&self, name: &str) -> Option<(LimitSet, Option<AlarmTuning>)> {
        let default = AgeBand::ALL.into_iter().find(|age| age.name() == name);
        let default = default.map(|age| (LimitSet::defaults(age), None));
        default.or_else(|| {
            let own = self.own.iter().find(|preset| preset.name == name)?;
            Some((own.limits.clone(), Some(own.tuning.clone())))
        })
    }

    /// The name of the preset in use for a patient of that age group: the one that was applied last, or
    /// the age group's defaults when that is gone or was for another one.
    pub fn in_use(&self, age: AgeBand) -> &str {
        let used = self.used.as_ref().filter(|(name, of)| *of == age && self.get(name).is_some());
        used.map_or(age.name(), |(name, _)| name)
    }

    /// The limits of the preset in use.
    pub fn limits_in_use(&self, age: AgeBand) -> LimitSet {
        self.get(self.in_use(age)).map_or_else(|| LimitSet::defaults(age), |(limits, _)| limits)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{Limits, Vital};

    fn preset(name: &str) -> Result<Preset, PresetError> {
        let mut limits = LimitSet::defaults(AgeBand::Adult);
        limits.set(Vital::HeartRate, Limits::new(Some(45.0), Some(110.0)).unwrap()).unwrap();
        Preset::new(name, limits, AlarmTuning::default())
    }

    #[test]
    fn names_are_checked() {
        assert_eq!(preset("  Ward 3 ").unwrap().name(), "Ward 3");
        assert_eq!(preset("  ").unwrap_err(), PresetError::Name { length: 0 });
        assert_eq!(preset(&"ü".repeat(41)).unwrap_err(), PresetError::Name { length: 41 });
        assert!(preset(&"ü".repeat(40)).is_ok());
        assert!(preset("Child").unwrap_err().to_string().starts_with("Child is the name of a default"));
    }

    #[test]
    fn the_same_name_is_replaced_and_the_last_one_refused() {
        let mut presets = Presets::default();
        for number in 0..Presets::MOST {
            presets.save(preset(&number.to_string()).unwrap()).unwrap();
        }
        let full = presets.clone();
        presets.save(preset("7").unwrap()).unwrap();
        assert_eq!(presets.save(preset("one more").unwrap()), Err(PresetError::Full));
        assert_eq!(presets, full);
        presets.delete("7");
        assert_eq!(presets.own().len(), Presets::MOST - 1);
    }

    #[test]
    fn the_one_in_use_goes_with_its_age_group_and_its_life() {
        let mut presets = Presets::default();
        assert_eq!(presets.in_use(AgeBand::Child), "Child");
        presets.save(preset("Ward").unwrap()).unwrap();
        presets.put_in_use("Ward", AgeBand::Adult);
        assert_eq!(presets.in_use(AgeBand::Adult), "Ward");
        assert_eq!(presets.limits_in_use(AgeBand::Adult).get(Vital::HeartRate).low(), Some(45.0));
        assert_eq!(presets.in_use(AgeBand::Neonate), "Neonate");
        let stored = serde_json::to_string(&presets).unwrap();
        assert_eq!(serde_json::from_str::<Presets>(&stored).unwrap(), presets);
        presets.delete("Ward");
        assert_eq!(presets.in_use(AgeBand::Adult), "Adult");
    }
}
