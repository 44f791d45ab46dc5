//! What is measured now and then: blood pressure, temperature, weight.

use super::{
    super::{
        BloodPressureMeasurement, CuffPressure, PressureStatus, TemperatureMeasurement, WeightMeasurement,
    },
    Heard, Moment,
};
use crate::model::{
    Channel, CuffPhase, CuffReport, Measured, Origin, Packet, Quality, Rate, Span, Time, Vital,
    WaveformPacket, Weight,
};

/// A temperature taken on occasion stands for the patient so long, as for the alarm system.
const TEMPERATURE_LASTS: Span = Span::from_millis(600_000);

/// A cuff that measures by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct CuffIntake {
    measuring: bool,
}

impl CuffIntake {
    /// The link was lost: a measurement that was under way is not followed any more.
    pub(super) fn interrupt(&mut self) {
        self.measuring = false;
    }

    pub(super) fn pressure(&mut self, told: &CuffPressure, now: Moment) -> Heard {
        let Some(mmhg) = told.mmhg() else { return Heard::words("cuff pressure unknown".to_owned()) };
        let mut heard = Heard::words(format!("cuff {mmhg:.0} mmHg"));
        if !std::mem::replace(&mut self.measuring, true) {
            heard.packets.push(report(CuffPhase::Deflating, now.bed));
        }
        heard.packets.push(Packet::Waveform(WaveformPacket {
            channel: Channel::CuffPressure,
            origin: Origin::Device,
            // Single values at no fixed rate; they are shown, and nothing is computed from them.
            epoch: now.bed,
            rate: Rate::constant(1.0),
            index: 0,
            samples: vec![mmhg as f32],
        }));
        heard
    }

    pub(super) fn result(&mut self, told: &BloodPressureMeasurement, now: Moment) -> Heard {
        self.measuring = false;
        let (at, clock) = now.of(told.taken);
        let said = told.status.map(PressureStatus::remarks).unwrap_or_default();
        let mut remarks: Vec<String> = said.iter().map(ToString::to_string).collect();
        let pressures = [
            (Vital::Systolic, told.systolic_mmhg()),
            (Vital::Diastolic, told.diastolic_mmhg()),
            (Vital::MeanPressure, told.mean_mmhg()),
        ];
        let [(_, systolic), (_, diastolic), _] = pressures;
        let (Some(systolic), Some(diastolic)) = (systolic, diastolic) else {
            remarks.insert(0, "no result".to_owned());
            let why = remarks.join(", ");
            let mut heard = Heard::words(why.clone());
            heard.packets.push(report(CuffPhase::Failed(why.into()), now.bed));
            return heard;
        };
        let quality = if said.is_empty() { Quality::Good } else { Quality::Questionable };
        let mut words = format!("{systolic:.0}/{diastolic:.0} mmHg");
        if let Some(pulse) = told.pulse_per_min {
            let pulse = format!("pulse {pulse:.0} /min");
            words.push_str(", ");
            words.push_str(&pulse);
            remarks.push(pulse);
        }
        remarks.extend(clock);
        let mut heard = Heard::words(words);
        heard.packets.push(report(CuffPhase::Measured(remarks.join(", ").into()), at));
        heard.packets.extend(pressures.map(|(vital, value)| {
            Packet::Measured(Measured {
                vital,
                value,
                at,
                quality,
                lasts: Measured::CONTINUOUS,
                origin: Origin::Device,
            })
        }));
        heard
    }
}

fn report(phase: CuffPhase, at: Time) -> Packet {
    Packet::Cuff(CuffReport { at, phase, origin: Origin::Device })
}

pub(super) fn temperature(told: &TemperatureMeasurement, now: Moment) -> Heard {
    let (at, clock) = now.of(told.taken);
    let celsius = told.celsius();
    let mut words = celsius.map_or("no temperature".to_owned(), |celsius| format!("{celsius:.1} °C"));
    for more in told.site.map(|site| site.words().to_owned()).into_iter().chain(clock) {
        words.push_str(", ");
        words.push_str(&more);
    }
    let mut heard = Heard::words(words);
    heard.packets.push(Packet::Measured(Measured {
        vital: Vital::Temperature,
        value: celsius,
        at,
        // On its way to the final one.
        quality: if told.intermediate { Quality::Questionable } else { Quality::Good },
        lasts: if told.intermediate { Measured::CONTINUOUS } else { TEMPERATURE_LASTS },
        origin: Origin::Device,
    }));
    heard
}

pub(super) fn weight(told: &WeightMeasurement, now: Moment) -> Heard {
    let (at, clock) = now.of(told.taken);
    let Some(kilograms) = told.kilograms().filter(|kilograms| *kilograms > 0.0) else {
        return Heard::words("no weight".to_owned());
    };
    let mut heard =
        Heard::words(format!("{kilograms:.1} kg{}", clock.map_or(String::new(), |why| format!(", {why}"))));
    heard.packets.push(Packet::Weight(Weight { kilograms, at, origin: Origin::Device }));
    heard
}
