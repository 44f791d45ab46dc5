//! What each condition is about, and how urgent it is.

use std::fmt;

use super::{Condition, RuleId};
use crate::{
    alarms::{Category, Priority},
    model::{Channel, SensorId, Vital},
};

impl Condition {
    /// Patient or equipment.
    pub const fn category(self) -> Category {
        match self {
            Self::NoData(_)
            | Self::LinkLost(_)
            | Self::LowBattery(_)
            | Self::SensorOff(_)
            | Self::LowQuality(_)
            | Self::CuffFailed
            | Self::RecordingEnded
            | Self::SoundBlocked
            | Self::TabHidden
            | Self::StorageFull
            | Self::MonitorBattery
            | Self::DeliveryFailed => Category::Technical,
            _ => Category::Physiological,
        }
    }

    /// Its priority, unless a person chose another one. [`Condition::SensorOff`] is lowered to low until
    /// its channel has once been good, as Philips does for leads off (MX40 manual p. 4-14): a sensor
    /// not yet put on is no news.
    ///
    /// - High: what Philips, Mindray and Edan make red (asystole, fibrillation and tachycardia of the
    ///   ventricles, extreme rates, apnoea, desaturation).
    /// - Medium: limits, as Philips' yellow alarms; temperature and blood pressure too. A limit
    ///   somebody set is somebody's wish to be told promptly, and so is a rule of their own. A pause, a
    ///   run of ventricular beats and the onset of atrial fibrillation are yellow there as well. NEWS2 of
    ///   7 and more asks for an assessment within half an hour, which is prompt, not immediate.
    /// - Loss of a continuous sensor or its link is medium: it blinds the monitor, and a medium sound
    ///   keeps the place of the medium limit alarms that it ends. Cuff and thermometer measure now and
    ///   then, so their loss is low. An alert that reached nobody is medium: somebody must look.
    /// - Low: single ectopic patterns, NEWS2 of 5 and 6 (within the hour), quality, batteries, a failed cuff
    ///   measurement (Gima), the end of a recording, storage, a hidden page, blocked sound (which no
    ///   sound could tell of anyway).
    pub const fn priority(self) -> Priority {
        match self {
            Self::ExtremeBradycardia
            | Self::ExtremeTachycardia
            | Self::Asystole
            | Self::VentricularFibrillation
            | Self::VentricularTachycardia
            | Self::Apnoea
            | Self::Desaturation => Priority::High,
            Self::NoData(SensorId::Cuff | SensorId::Thermometer)
            | Self::LinkLost(SensorId::Cuff | SensorId::Thermometer)
            | Self::SensorOff(Channel::CuffPressure)
            | Self::Couplet
            | Self::Bigeminy
            | Self::FrequentPvcs
            | Self::News2Urgent
            | Self::LowBattery(_)
            | Self::LowQuality(_)
            | Self::CuffFailed
            | Self::RecordingEnded
            | Self::SoundBlocked
            | Self::TabHidden
            | Self::StorageFull
            | Self::MonitorBattery => Priority::Low,
            Self::LimitLow(_)
            | Self::LimitHigh(_)
            | Self::VentricularRun
            | Self::Pause
            | Self::AtrialFibrillation
            | Self::News2Emergency
            | Self::Rule(_)
            | Self::NoData(_)
            | Self::LinkLost(_)
            | Self::SensorOff(_)
            | Self::DeliveryFailed => Priority::Medium,
        }
    }

    /// Whether nobody may switch it off for good: asystole, ventricular fibrillation, apnoea and
    /// desaturation (Edan V6 p. 62).
    pub const fn is_vital(self) -> bool {
        matches!(self, Self::Asystole | Self::VentricularFibrillation | Self::Apnoea | Self::Desaturation)
    }

    /// Whether it is told even while alarms are paused: the arrhythmias that GE's CARESCAPE lets break
    /// through a pause (p. 140).
    pub const fn breaks_through(self) -> bool {
        matches!(self, Self::Asystole | Self::VentricularFibrillation | Self::VentricularTachycardia)
    }

    /// Whether it is an arrhythmia other than a rate.
    pub const fn is_arrhythmia(self) -> bool {
        matches!(
            self,
            Self::Asystole
                | Self::VentricularFibrillation
                | Self::VentricularTachycardia
                | Self::VentricularRun
                | Self::Couplet
                | Self::Bigeminy
                | Self::FrequentPvcs
                | Self::Pause
                | Self::AtrialFibrillation
        )
    }

    /// The number on the screen that it is about, and that shows it beside the alarm bar.
    pub const fn number(self) -> Option<Vital> {
        match self {
            _ if self.is_arrhythmia() => Some(Vital::HeartRate),
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

    /// Whether it stands until the sensor in that place tells otherwise.
    pub fn is_of(self, sensor: SensorId) -> bool {
        match self {
            Self::NoData(id) | Self::LinkLost(id) | Self::LowBattery(id) => id == sensor,
            Self::SensorOff(channel) | Self::LowQuality(channel) => sensor.channels().contains(&channel),
            Self::CuffFailed => sensor == SensorId::Cuff,
            _ if self.vital().is_some() => false,
            _ => self.number().is_some_and(|vital| vital.sensor() == sensor),
        }
    }

    /// What it is called on the screen, without value and limit.
    pub fn title(self) -> String {
        let name = match self {
            Self::LimitLow(vital) => return format!("{vital} low"),
            Self::LimitHigh(vital) => return format!("{vital} high"),
            Self::NoData(sensor) => return format!("{sensor} no data"),
            Self::LinkLost(sensor) => return format!("{sensor} link lost"),
            Self::LowBattery(sensor) => return format!("{sensor} battery low"),
            Self::SensorOff(Channel::Ecg | Channel::EcgSecond) => "ECG electrode off",
            Self::SensorOff(Channel::Resp) => "Resp electrode off",
            Self::SensorOff(Channel::Pleth | Channel::PlethRed) => "SpO₂ sensor off",
            Self::SensorOff(channel) => return format!("{} sensor off", channel.name()),
            Self::LowQuality(channel) => return format!("{} low quality", channel.name()),
            Self::Rule(RuleId(number)) => return format!("Rule {number}"),
            Self::ExtremeBradycardia => "Extreme bradycardia",
            Self::ExtremeTachycardia => "Extreme tachycardia",
            Self::Asystole => "Asystole",
            Self::VentricularFibrillation => "Ventricular fibrillation",
            Self::VentricularTachycardia => "Ventricular tachycardia",
            Self::VentricularRun => "Ventricular run",
            Self::Couplet => "PVC couplet",
            Self::Bigeminy => "Bigeminy",
            Self::FrequentPvcs => "Frequent PVCs",
            Self::Pause => "Pause",
            Self::AtrialFibrillation => "Atrial fibrillation",
            Self::Apnoea => "Apnoea",
            Self::Desaturation => "Desaturation",
            Self::News2Urgent => "NEWS2 urgent",
            Self::News2Emergency => "NEWS2 emergency",
            Self::CuffFailed => "NIBP measurement failed",
            Self::RecordingEnded => "Recording ended",
            Self::SoundBlocked => "Sound blocked by the browser",
            Self::TabHidden => "Monitor is out of sight",
            Self::StorageFull => "Storage full",
            Self::MonitorBattery => "Monitor battery low",
            Self::DeliveryFailed => "Alert not delivered",
        };
        name.to_owned()
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.title())
    }
}
