use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::SoundSettings;
use crate::{
    alarms::{AlarmConfig, AlarmTuning, AlarmVolumes},
    model::{AgeBand, ByHand, LimitSet, Patient},
    platform::{self, StorageError},
    processing::EcgFilter,
};

/// Where the settings are kept on this device.
const KEY: &str = "bedside.settings";

/// Colours of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Palette {
    /// Bright traces on black.
    #[default]
    Night,
    /// Dark traces on warm paper.
    Day,
}

impl Palette {
    /// Its name in the page's style sheets.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Day => "day",
        }
    }
}

/// How fast a sweep runs across the screen (the speeds of bedside monitors).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SweepSpeed {
    /// 6.25 mm/s
    Slow,
    /// 12.5 mm/s
    Half,
    /// 25 mm/s
    #[default]
    Standard,
    /// 50 mm/s
    Fast,
}

impl SweepSpeed {
    /// Every speed, slowest first.
    pub const ALL: [Self; 4] = [Self::Slow, Self::Half, Self::Standard, Self::Fast];

    /// Millimetres per second.
    pub const fn mm_per_s(self) -> f64 {
        match self {
            Self::Slow => 6.25,
            Self::Half => 12.5,
            Self::Standard => 25.0,
            Self::Fast => 50.0,
        }
    }

    /// As it stands on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Slow => "6.25 mm/s",
            Self::Half => "12.5 mm/s",
            Self::Standard => "25 mm/s",
            Self::Fast => "50 mm/s",
        }
    }
}

/// How tall one millivolt of ECG is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EcgGain {
    /// 5 mm/mV
    Half,
    /// 10 mm/mV
    #[default]
    Standard,
    /// 20 mm/mV
    Double,
}

impl EcgGain {
    /// Every gain, smallest first.
    pub const ALL: [Self; 3] = [Self::Half, Self::Standard, Self::Double];

    /// Millimetres per millivolt.
    pub const fn mm_per_mv(self) -> f64 {
        match self {
            Self::Half => 5.0,
            Self::Standard => 10.0,
            Self::Double => 20.0,
        }
    }

    /// As it stands on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Half => "5 mm/mV",
            Self::Standard => "10 mm/mV",
            Self::Double => "20 mm/mV",
        }
    }
}

/// What this device remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Colours.
    pub palette: Palette,
    /// Sweep speed of ECG and pulse waves.
    pub sweep: SweepSpeed,
    /// Sweep speed of respiration.
    pub resp_sweep: SweepSpeed,
    /// ECG gain.
    pub gain: EcgGain,
    /// What an ECG is shown through.
    pub ecg_filter: EcgFilter,
    /// How alarms and heartbeats sound.
    pub sound: SoundSettings,
    /// The one alarm volume of earlier versions; only read.
    #[serde(skip_serializing)]
    volume: Option<u8>,
    /// Minutes between automatic cuff measurements.
    pub cuff_minutes: Option<u8>,
    /// Alarm limits.
    pub limits: LimitSet,
    /// How alarms behave beside the limits.
    pub alarms: AlarmTuning,
    /// Who lies in the bed.
    pub patient: Option<Patient>,
    /// What a person entered about the patient; its times are wall time, since 1970.
    pub by_hand: ByHand,
}

impl Settings {
    /// The patient's age group; adult while nothing was entered.
    pub fn age(&self) -> AgeBand {
        self.patient.as_ref().map_or(AgeBand::Adult, Patient::age)
    }

    /// How the bed alarms; rules come on top.
    pub fn alarm_config(&self) -> AlarmConfig {
        AlarmConfig {
            age: self.age(),
            limits: self.limits.clone(),
            tuning: self.alarms.clone(),
            rules: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// What was stored by another version, or by hand, brought into range.
    fn checked(mut self) -> Self {
        if let Some(volume) = self.volume.take() {
            self.sound.volumes = AlarmVolumes::new(volume, volume, volume);
        }
        self.sound = self.sound.checked();
        self.cuff_minutes = self.cuff_minutes.map(|minutes| minutes.clamp(1, 120));
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            palette: Palette::Night,
            sweep: SweepSpeed::Standard,
            resp_sweep: SweepSpeed::Slow,
            gain: EcgGain::Standard,
            ecg_filter: EcgFilter::default(),
            sound: SoundSettings::default(),
            volume: None,
            cuff_minutes: Some(15),
            limits: LimitSet::defaults(AgeBand::Adult),
            alarms: AlarmTuning::default(),
            patient: None,
            by_hand: ByHand::default(),
        }
    }
}

/// The settings as a signal that stores itself.
#[derive(Clone, Copy)]
pub struct SettingsSignal {
    value: RwSignal<Settings>,
    /// Why settings could not be read or kept, in words for the screen.
    pub trouble: RwSignal<Option<String>>,
}

impl SettingsSignal {
    /// Reads what this device remembers, and keeps every later change.
    pub fn load() -> Self {
        let (settings, trouble) = match platform::load::<Settings>(KEY) {
            Ok(stored) => (stored.unwrap_or_default().checked(), None),
            // Nothing to tell: defaults are right where nothing can be stored.
            Err(StorageError::Unavailable) => (Settings::default(), None),
            Err(error) => (Settings::default(), Some(error.to_string())),
        };
        Self { value: RwSignal::new(settings), trouble: RwSignal::new(trouble) }
    }

    /// The settings now, tracked.
    pub fn get(self) -> Settings {
        self.value.get()
    }

    /// One part of the settings, tracked; wakes its readers only when that part changes.
    pub fn part<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&Settings) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.value.with(&part))
    }

    /// The settings now, not tracked.
    pub fn peek(self) -> Settings {
        self.value.get_untracked()
    }

    /// One part of the settings now, not tracked.
    pub fn peek_part<T>(self, part: impl FnOnce(&Settings) -> T) -> T {
        self.value.with_untracked(part)
    }

    /// Changes the settings and stores them.
    pub fn change(self, change: impl FnOnce(&mut Settings)) {
        self.value.update(change);
        let outcome = self.value.with_untracked(|settings| platform::store(KEY, settings));
        self.trouble.set(outcome.err().map(|error| error.to_string()));
    }
}
