use std::collections::VecDeque;

use leptos::prelude::*;

use super::{LiveBed, Settings, SettingsSignal};
use crate::{
    alarms::{AlarmTuning, Preset, PresetError, Presets, auto_limits},
    model::{AgeBand, LimitError, LimitSet, Limits, Vital},
    platform::{self, StorageError},
};

/// Where presets are kept on this device.
const KEY: &str = "bedside.presets";

/// How many changes can be undone.
const UNDO: usize = 40;

/// What stood before a change, and what the change was.
#[derive(Clone)]
struct Before {
    what: String,
    limits: LimitSet,
    tuning: AlarmTuning,
    presets: Presets,
}

/// Changes to limits and conditions that can be undone, and presets, which store themselves.
#[derive(Clone, Copy)]
pub struct PresetsSignal {
    settings: SettingsSignal,
    age: Memo<AgeBand>,
    presets: RwSignal<Presets>,
    past: RwSignal<VecDeque<Before>>,
    /// Why presets could not be read or kept, in words for the screen.
    pub trouble: RwSignal<Option<String>>,
}

impl PresetsSignal {
    /// Reads what this device remembers.
    pub fn load(settings: SettingsSignal) -> Self {
        let (presets, trouble) = match platform::load::<Presets>(KEY) {
            Ok(stored) => (stored.unwrap_or_default(), None),
            // Nothing to tell: defaults are right where nothing can be stored.
            Err(StorageError::Unavailable) => (Presets::default(), None),
            Err(error) => (Presets::default(), Some(error.to_string())),
        };
        Self {
            settings,
            age: settings.part(Settings::age),
            presets: RwSignal::new(presets),
            past: RwSignal::new(VecDeque::new()),
            trouble: RwSignal::new(trouble),
        }
    }

    /// Names of a person's own presets; tracked.
    pub fn own(self) -> Vec<String> {
        self.presets.with(|presets| presets.own().iter().map(|preset| preset.name().to_owned()).collect())
    }

    /// Name of the preset in use; tracked.
    pub fn in_use(self) -> String {
        let age = self.age.get();
        self.presets.with(|presets| presets.in_use(age).to_owned())
    }

    /// The limits that the preset in use has; tracked.
    pub fn limits_in_use(self) -> LimitSet {
        let age = self.age.get();
        self.presets.with(|presets| presets.limits_in_use(age))
    }

    /// What [`PresetsSignal::undo`] would undo; tracked.
    pub fn undoes(self) -> Option<String> {
        self.past.with(|past| past.back().map(|before| before.what.clone()))
    }

    /// Goes back to what stood before the last change.
    pub fn undo(self) {
        let Some(before) = self.past.try_update(VecDeque::pop_back).flatten() else { return };
        self.settings.change(|settings| {
            settings.limits = before.limits;
            settings.alarms = before.tuning;
        });
        if self.presets.with_untracked(|presets| *presets != before.presets) {
            self.presets.set(before.presets);
            self.store();
        }
    }

    /// Changes limits or tuning, so that it can be undone; nothing happens when nothing differs.
    pub fn change(self, what: impl Into<String>, change: impl FnOnce(&mut LimitSet, &mut AlarmTuning)) {
        let present = self.settings.peek();
        let (mut limits, mut tuning) = (present.limits.clone(), present.alarms.clone());
        change(&mut limits, &mut tuning);
        if limits == present.limits && tuning == present.alarms {
            return;
        }
        self.remember(what.into());
        self.settings.change(|settings| {
            settings.limits = limits;
            settings.alarms = tuning;
        });
    }

    /// Sets the limits of one vital.
    ///
    /// # Errors
    /// When they make no sense or lie outside what the vital can be; nothing is changed then.
    pub fn set_limits(self, vital: Vital, low: Option<f64>, high: Option<f64>) -> Result<(), LimitError> {
        let limits = Limits::new(low, high)?;
        let mut set = self.settings.peek().limits;
        set.set(vital, limits)?;
        self.change(format!("{} limits", vital.label()), |limits, _| *limits = set);
        Ok(())
    }

    /// Sets limits around the present values; the vitals that were left alone.
    pub fn set_around_now(self, bed: LiveBed) -> Vec<Vital> {
        let present = self.settings.peek();
        let auto = auto_limits(present.age(), &bed.values_now(), &present.limits);
        self.change("auto limits", |limits, _| *limits = auto.set);
        auto.left_alone
    }

    /// Puts the preset of that name in force.
    pub fn apply(self, name: &str) {
        let Some((limits, tuning)) = self.presets.with_untracked(|presets| presets.get(name)) else { return };
        self.remember(format!("preset {name}"));
        let age = self.settings.peek().age();
        self.settings.change(|settings| {
            settings.limits = limits;
            if let Some(tuning) = tuning {
                settings.alarms = tuning;
            }
        });
        self.presets.update(|presets| presets.put_in_use(name, age));
        self.store();
    }

    /// Keeps what is in force as a preset of that name, which is in use from now on.
    ///
    /// # Errors
    /// When the name is refused or there is no room; nothing is changed then.
    pub fn save(self, name: &str) -> Result<(), PresetError> {
        let present = self.settings.peek();
        let preset = Preset::new(name, present.limits.clone(), present.alarms.clone())?;
        let mut presets = self.presets.get_untracked();
        let name = preset.name().to_owned();
        presets.save(preset)?;
        presets.put_in_use(&name, present.age());
        self.remember(format!("saving {name}"));
        self.presets.set(presets);
        self.store();
        Ok(())
    }

    /// Forgets a person's own preset.
    pub fn delete(self, name: &str) {
        self.remember(format!("deleting {name}"));
        self.presets.update(|presets| presets.delete(name));
        self.store();
    }

    fn remember(self, what: String) {
        let Settings { limits, alarms: tuning, .. } = self.settings.peek();
        let before = Before { what, limits, tuning, presets: self.presets.get_untracked() };
        self.past.update(|past| {
            if past.len() == UNDO {
                past.pop_front();
            }
            past.push_back(before);
        });
    }

    fn store(self) {
        let outcome = self.presets.with_untracked(|presets| platform::store(KEY, presets));
        self.trouble.set(outcome.err().map(|error| error.to_string()));
    }
}
