mod about;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::{Channel, SensorId, Vital};

/// Which of a person's own rules: see the room `rules`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(pub u32);

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
    /// The ventricles fibrillate or flutter: no beat that pumps.
    VentricularFibrillation,
    /// Five or more ventricular beats in a row, fast.
    VentricularTachycardia,
    /// A short run of ventricular beats.
    VentricularRun,
    /// Two ventricular beats in a row.
    Couplet,
    /// Every second beat is ventricular.
    Bigeminy,
    /// Many single ventricular beats a minute.
    FrequentPvcs,
    /// The heart paused for longer than between two beats.
    Pause,
    /// The atria fibrillate.
    AtrialFibrillation,
    /// No breath.
    Apnoea,
    /// NEWS2 is 5 or 6, or one part of it alone is 3: urgent review.
    News2Urgent,
    /// NEWS2 is 7 or more: emergency assessment.
    News2Emergency,
    /// A person's own rule is true.
    Rule(RuleId),
    /// Oxygen saturation is below the desaturation limit, see [`super::DESATURATION_LIMIT`].
    Desaturation,
    /// A sensor failed or fell silent.
    NoData(SensorId),
    /// The radio link to a sensor is lost.
    LinkLost(SensorId),
    /// The battery of a sensor runs low.
    LowBattery(SensorId),
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
    /// The page is hidden: nobody sees it, and the browser slows it down.
    TabHidden,
    /// This device has no room to keep settings, queues or recordings.
    StorageFull,
    /// This device's own battery runs low.
    MonitorBattery,
    /// A high-priority alert could not be delivered to anyone outside this screen.
    DeliveryFailed,
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
    /// Every condition there is, without people's own rules, which come and go.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = SIMPLE.iter().map(|(condition, _)| *condition).collect();
        all.extend(Vital::ALL.into_iter().flat_map(|vital| [Self::LimitLow(vital), Self::LimitHigh(vital)]));
        all.extend(
            SENSORS
                .into_iter()
                .flat_map(|sensor| [Self::NoData(sensor), Self::LinkLost(sensor), Self::LowBattery(sensor)]),
        );
        all.extend(
            Channel::ALL
                .into_iter()
                .flat_map(|channel| [Self::SensorOff(channel), Self::LowQuality(channel)]),
        );
        all
    }

    /// The stable name in JSON and scripts, in kebab case: `hr-low`, `asystole`, `no-data-ecg`.
    pub fn key(self) -> String {
        match self {
            Self::LimitLow(vital) => format!("{}-low", vital_key(vital)),
            Self::LimitHigh(vital) => format!("{}-high", vital_key(vital)),
            Self::NoData(sensor) => format!("no-data-{}", sensor_key(sensor)),
            Self::LinkLost(sensor) => format!("link-lost-{}", sensor_key(sensor)),
            Self::LowBattery(sensor) => format!("low-battery-{}", sensor_key(sensor)),
            Self::SensorOff(channel) => format!("sensor-off-{}", channel_key(channel)),
            Self::LowQuality(channel) => format!("low-quality-{}", channel_key(channel)),
            Self::Rule(RuleId(number)) => format!("rule-{number}"),
            simple => SIMPLE
                .iter()
                .find(|(condition, _)| *condition == simple)
                .map_or("", |(_, key)| key)
                .to_owned(),
        }
    }
}

/// The conditions that are about nothing further, with their keys.
const SIMPLE: [(Condition, &str); 22] = [
    (Condition::Asystole, "asystole"),
    (Condition::VentricularFibrillation, "ventricular-fibrillation"),
    (Condition::VentricularTachycardia, "ventricular-tachycardia"),
    (Condition::ExtremeBradycardia, "extreme-bradycardia"),
    (Condition::ExtremeTachycardia, "extreme-tachycardia"),
    (Condition::Apnoea, "apnoea"),
    (Condition::Desaturation, "desaturation"),
    (Condition::VentricularRun, "ventricular-run"),
    (Condition::Pause, "pause"),
    (Condition::AtrialFibrillation, "atrial-fibrillation"),
    (Condition::FrequentPvcs, "frequent-pvcs"),
    (Condition::Couplet, "couplet"),
    (Condition::Bigeminy, "bigeminy"),
    (Condition::News2Emergency, "news2-emergency"),
    (Condition::News2Urgent, "news2-urgent"),
    (Condition::CuffFailed, "cuff-failed"),
    (Condition::RecordingEnded, "recording-ended"),
    (Condition::SoundBlocked, "sound-blocked"),
    (Condition::TabHidden, "tab-hidden"),
    (Condition::StorageFull, "storage-full"),
    (Condition::MonitorBattery, "monitor-battery"),
    (Condition::DeliveryFailed, "delivery-failed"),
];

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

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.key()
    }
}

impl TryFrom<String> for Condition {
    type Error = UnknownCondition;

    fn try_from(key: String) -> Result<Self, UnknownCondition> {
        if let Some(number) = key.strip_prefix("rule-").and_then(|number| number.parse().ok()) {
            return Ok(Self::Rule(RuleId(number)));
        }
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
        let rule = Condition::Rule(RuleId(7));
        assert_eq!(rule.key(), "rule-7");
        assert_eq!(Condition::try_from("rule-7".to_owned()), Ok(rule));
    }
}
