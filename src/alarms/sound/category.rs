use crate::{
    alarms::Condition,
    model::{Channel, SensorId, Vital},
};

/// What an alarm is about, as alarm sounds tell it (IEC 60601-1-8:2006 annex F, 2020 annex G).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SoundCategory {
    /// Nothing of the following, or several of them.
    General,
    /// Heart and blood pressure.
    Cardiovascular,
    /// How well blood reaches the tissue.
    Perfusion,
    /// Breathing.
    Ventilation,
    /// Oxygen in the blood.
    Oxygen,
    /// Temperature, or energy given to the patient.
    Temperature,
    /// Drugs and fluids given to the patient.
    Drug,
    /// Equipment that failed or lost its power.
    Equipment,
}

impl SoundCategory {
    /// Every category.
    pub const ALL: [Self; 8] = [
        Self::General,
        Self::Cardiovascular,
        Self::Perfusion,
        Self::Ventilation,
        Self::Oxygen,
        Self::Temperature,
        Self::Drug,
        Self::Equipment,
    ];

    /// The name on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::General => "General",
            Self::Cardiovascular => "Heart and pressure",
            Self::Perfusion => "Perfusion",
            Self::Ventilation => "Breathing",
            Self::Oxygen => "Oxygen",
            Self::Temperature => "Temperature",
            Self::Drug => "Drug or fluid",
            Self::Equipment => "Equipment",
        }
    }

    /// What a condition sounds as: its vital or sensor decides where there is one.
    pub const fn of(condition: Condition) -> Self {
        match condition {
            Condition::LimitLow(vital) | Condition::LimitHigh(vital) => Self::of_vital(vital),
            Condition::ExtremeBradycardia
            | Condition::ExtremeTachycardia
            | Condition::Asystole
            | Condition::VentricularFibrillation
            | Condition::VentricularTachycardia
            | Condition::VentricularRun
            | Condition::Couplet
            | Condition::Bigeminy
            | Condition::FrequentPvcs
            | Condition::Pause
            | Condition::AtrialFibrillation
            | Condition::CuffFailed => Self::Cardiovascular,
            Condition::Apnoea => Self::Ventilation,
            Condition::Desaturation => Self::Oxygen,
            // Several vitals together, or whatever somebody chose.
            Condition::News2Urgent | Condition::News2Emergency | Condition::Rule(_) => Self::General,
            Condition::NoData(sensor) | Condition::LinkLost(sensor) => Self::of_sensor(sensor),
            Condition::SensorOff(channel) | Condition::LowQuality(channel) => Self::of_channel(channel),
            Condition::LowBattery(_)
            | Condition::RecordingEnded
            | Condition::SoundBlocked
            | Condition::TabHidden
            | Condition::StorageFull
            | Condition::MonitorBattery
            | Condition::DeliveryFailed => Self::Equipment,
        }
    }

    const fn of_vital(vital: Vital) -> Self {
        match vital {
            Vital::HeartRate
            | Vital::PulseRate
            | Vital::ArterialSystolic
            | Vital::ArterialDiastolic
            | Vital::ArterialMean
            | Vital::Systolic
            | Vital::Diastolic
            | Vital::MeanPressure => Self::Cardiovascular,
            Vital::SpO2 => Self::Oxygen,
            Vital::Perfusion => Self::Perfusion,
            Vital::RespRate => Self::Ventilation,
            Vital::Temperature => Self::Temperature,
        }
    }

    const fn of_sensor(sensor: SensorId) -> Self {
        match sensor {
            SensorId::Ecg | SensorId::Arterial | SensorId::Cuff => Self::Cardiovascular,
            SensorId::Oximeter => Self::Oxygen,
            SensorId::Resp => Self::Ventilation,
            SensorId::Thermometer => Self::Temperature,
            SensorId::Recording => Self::Equipment,
        }
    }

    const fn of_channel(channel: Channel) -> Self {
        match channel {
            Channel::Ecg | Channel::EcgSecond | Channel::Arterial | Channel::CuffPressure => {
                Self::Cardiovascular
            }
            Channel::Pleth | Channel::PlethRed => Self::Oxygen,
            Channel::Resp => Self::Ventilation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vitals_and_their_sensors_sound_alike() {
        for (vital, sensor) in [
            (Vital::HeartRate, SensorId::Ecg),
            (Vital::SpO2, SensorId::Oximeter),
            (Vital::RespRate, SensorId::Resp),
            (Vital::Temperature, SensorId::Thermometer),
            (Vital::Systolic, SensorId::Cuff),
        ] {
            let low = SoundCategory::of(Condition::LimitLow(vital));
            assert_eq!(low, SoundCategory::of(Condition::NoData(sensor)));
            for channel in sensor.channels() {
                assert_eq!(low, SoundCategory::of(Condition::SensorOff(*channel)));
            }
        }
        assert_eq!(SoundCategory::of(Condition::Asystole), SoundCategory::Cardiovascular);
        assert_eq!(SoundCategory::of(Condition::Apnoea), SoundCategory::Ventilation);
        assert_eq!(SoundCategory::of(Condition::SoundBlocked), SoundCategory::Equipment);
    }
}
