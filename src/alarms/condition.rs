use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Category, Priority};
use crate::model::{Channel, SensorId, Vital};

/// Something that an alarm can be about. Each has at most one alarm at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Condition {
    /// A vital is below its low limit.
    LimitLow(Vital),
    /// A vital is above its high limit.
    LimitHigh(Vital),
    /// The heart rate is below the extreme limit, see [`super::extreme_limits`].
    ExtremeBradycardia,
    /// The heart rate is above the extreme limit, see [`super::extreme_limits`].
    ExtremeTachycardia,
    /// No heartbeat.
    Asystole,
    /// No breath.
    Apnoea,
    /// Oxygen saturation is below the desaturation limit, see [`super::DESATURATION_LIMIT`].
    Desaturation,
    /// A sensor failed or fell silent.
    NoData(SensorId),
    /// An electrode or sensor is not on the patient.
    SensorOff(Channel),
    /// A waveform is too disturbed to be measured well.
    LowQuality(Channel),
    /// The last cuff measurement gave no result.
    CuffFailed,
    /// A recording has been played to its end: nothing is monitored any more.
    RecordingEnded,
    /// The browser does not let the page sound yet.
    SoundBlocked,
}

/// A text that is no condition's key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no alarm condition {0:?}")]
pub struct UnknownCondition(pub String);

const SENSORS: [SensorId; 7] = [
    SensorId::Ecg,
    SensorId::Oximeter,
    SensorId::Arterial,
    SensorId::Resp,
    SensorId::Cuff,
    SensorId::Thermometer,
    SensorId::Recording,
];

impl Condition {
    /// Every condition there is.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::Asystole,
            Self::ExtremeBradycardia,
            Self::ExtremeTachycardia,
            Self::Apnoea,
            Self::Desaturation,
        ];
        all.extend(Vital::ALL.into_iter().flat_map(|vital| [Self::LimitLow(vital), Self::LimitHigh(vital)]));
        all.extend(SENSORS.map(Self::NoData));
        all.extend(Channel::ALL.map(Self::SensorOff));
        all.extend(Channel::ALL.map(Self::LowQuality));
        all.extend([Self::CuffFailed, Self::RecordingEnded, Self::SoundBlocked]);
        all
    }

    /// The stable name in JSON and scripts, in kebab case: `hr-low`, `asystole`, `no-data-ecg`.
    pub fn key(self) -> String {
        match self {
            Self::LimitLow(vital) => format!("{}-low", vital_key(vital)),
            Self::LimitHigh(vital) => format!("{}-high", vital_key(vital)),
            Self::ExtremeBradycardia => "extreme-bradycardia".to_owned(),
            Self::ExtremeTachycardia => "extreme-tachycardia".to_owned(),
            Self::Asystole => "asystole".to_owned(),
            Self::Apnoea => "apnoea".to_owned(),
            Self::Desaturation => "desaturation".to_owned(),
            Self::NoData(sensor) => format!("no-data-{}", sensor_key(sensor)),
            Self::SensorOff(channel) => format!("sensor-off-{}", channel_key(channel)),
            Self::LowQuality(channel) => format!("low-quality-{}", channel_key(channel)),
            Self::CuffFailed => "cuff-failed".to_owned(),
            Self::RecordingEnded => "recording-ended".to_owned(),
            Self::SoundBlocked => "sound-blocked".to_owned(),
        }
    }

    /// Patient or equipment.
    pub const fn category(self) -> Category {
        match self {
            Self::LimitLow(_)
            | Self::LimitHigh(_)
            | Self::ExtremeBradycardia
            | Self::ExtremeTachycardia
            | Self::Asystole
            | Self::Apnoea
            | Self::Desaturation => Category::Physiological,
            Self::NoData(_)
            | Self::SensorOff(_)
            | Self::LowQuality(_)
            | Self::CuffFailed
            | Self::RecordingEnded
            | Self::SoundBlocked => Category::Technical,
        }
    }

    /// Its priority. [`Condition::SensorOff`] is lowered to low until its channel has once been
    /// good, as Philips does for leads off (MX40 manual p. 4-14): a sensor not yet put on is no news.
    ///
    /// - High: what Philips, Mindray and Edan make red and impossible to switch off (asystole, extreme
    ///   rates, apnoea, desaturation).
    /// - Medium: limits, as Philips' yellow alarms; temperature and blood pressure too. A limit
    ///   somebody set is somebody's wish to be told promptly.
    /// - Loss of a continuous sensor is medium: it blinds the monitor, and a medium sound keeps the
    ///   place of the medium limit alarms that it ends. Cuff and thermometer measure now and then, so
    ///   their loss is low.
    /// - Low: quality, a failed cuff measurement (Gima), the end of a recording, blocked sound (which
    ///   no sound could tell of anyway).
    pub const fn priority(self) -> Priority {
        match self {
            Self::ExtremeBradycardia
            | Self::ExtremeTachycardia
            | Self::Asystole
            | Self::Apnoea
            | Self::Desaturation => Priority::High,
            Self::NoData(SensorId::Cuff | SensorId::Thermometer)
            | Self::SensorOff(Channel::CuffPressure)
            | Self::LowQuality(_)
            | Self::CuffFailed
            | Self::RecordingEnded
            | Self::SoundBlocked => Priority::Low,
            Self::LimitLow(_) | Self::LimitHigh(_) | Self::NoData(_) | Self::SensorOff(_) => Priority::Medium,
        }
    }

    /// The number on the screen that it is about, and that shows it beside the alarm bar.
    pub const fn number(self) -> Option<Vital> {
        match self {
            Self::Asystole => Some(Vital::HeartRate),
            Self::Apnoea => Some(Vital::RespRate),
            _ => self.vital(),
        }
    }

    /// The vital whose readings make this condition true or false, if it is such a one.
    pub const fn vital(self) -> Option<Vital> {
        match self {
            Self::LimitLow(vital) | Self::LimitHigh(vital) => Some(vital),
            Self::ExtremeBradycardia | Self::ExtremeTachycardia => Some(Vital::HeartRate),
            Self::Desaturation => Some(Vital::SpO2),
            _ => None,
        }
    }

    /// What it is called on the screen, without value and limit.
    pub fn title(self) -> String {
        match self {
            Self::LimitLow(vital) => format!("{vital} low"),
            Self::LimitHigh(vital) => format!("{vital} high"),
            Self::ExtremeBradycardia => "Extreme bradycardia".to_owned(),
            Self::ExtremeTachycardia => "Extreme tachycardia".to_owned(),
            Self::Asystole => "Asystole".to_owned(),
            Self::Apnoea => "Apnoea".to_owned(),
            Self::Desaturation => "Desaturation".to_owned(),
            Self::NoData(sensor) => format!("{sensor} no data"),
            Self::SensorOff(Channel::Ecg | Channel::EcgSecond) => "ECG electrode off".to_owned(),
            Self::SensorOff(Channel::Resp) => "Resp electrode off".to_owned(),
            Self::SensorOff(Channel::Pleth | Channel::PlethRed) => "SpO₂ sensor off".to_owned(),
            Self::SensorOff(channel) => format!("{} sensor off", channel.name()),
            Self::LowQuality(channel) => format!("{} low quality", channel.name()),
            Self::CuffFailed => "NIBP measurement failed".to_owned(),
            Self::RecordingEnded => "Recording ended".to_owned(),
            Self::SoundBlocked => "Sound blocked by the browser".to_owned(),
        }
    }
}

fn vital_key(vital: Vital) -> String {
    vital.key().to_ascii_lowercase().replace('_', "-")
}

const fn sensor_key(sensor: SensorId) -> &'static str {
    match sensor {
        SensorId::Ecg => "ecg",
        SensorId::Oximeter => "oximeter",
        SensorId::Arterial => "arterial",
        SensorId::Resp => "resp",
        SensorId::Cuff => "cuff",
        SensorId::Thermometer => "thermometer",
        SensorId::Recording => "recording",
    }
}

const fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Ecg => "ecg",
        Channel::EcgSecond => "ecg-second",
        Channel::Pleth => "pleth",
        Channel::PlethRed => "pleth-red",
        Channel::Resp => "resp",
        Channel::Arterial => "arterial",
        Channel::CuffPressure => "cuff-pressure",
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.title())
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.key()
    }
}

impl TryFrom<String> for Condition {
    type Error = UnknownCondition;

    fn try_from(key: String) -> Result<Self, UnknownCondition> {
        Self::all().into_iter().find(|condition| condition.key() == key).ok_or(UnknownCondition(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_kebab_case_unique_and_read_back() {
        let all = Condition::all();
        let mut keys: Vec<String> = all.iter().map(|condition| condition.key()).collect();
        for (condition, key) in all.iter().zip(&keys) {
            assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{key}");
            assert_eq!(Condition::try_from(key.clone()), Ok(*condition));
        }
        assert_eq!(Condition::LimitLow(Vital::HeartRate).key(), "hr-low");
        assert_eq!(Condition::LimitHigh(Vital::Systolic).key(), "nibp-sys-high");
        assert_eq!(Condition::LimitLow(Vital::ArterialSystolic).key(), "abp-sys-low");
        assert_eq!(Condition::NoData(SensorId::Ecg).key(), "no-data-ecg");
        assert_eq!(Condition::NoData(SensorId::Arterial).key(), "no-data-arterial");
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all.len());
        assert!(Condition::try_from("hr".to_owned()).is_err());
    }
}
