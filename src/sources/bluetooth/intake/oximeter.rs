use super::{
    super::{OximeterReading, Trust},
    Heard, Moment,
};
use crate::model::{Channel, Contact, Measured, Origin, Packet, Quality, Vital};

/// What an oximeter of whatever make tells, and how far it trusts it.
#[derive(Clone, Debug, Default)]
pub(super) struct OximeterIntake {
    contact: Option<bool>,
}

impl OximeterIntake {
    /// The link was lost or the bed's clock is another.
    pub(super) fn interrupt(&mut self) {
        self.contact = None;
    }

    /// `wave` says whether the device sends a pulse wave too: missing samples then tell that it is off.
    pub(super) fn hear(&mut self, reading: &OximeterReading, wave: bool, now: Moment) -> Heard {
        let at = now.bed;
        let on = reading.trust != Trust::OffPatient;
        let mut heard = Heard::words(words(reading));
        if self.contact.replace(on) != Some(on) && !wave {
            heard.packets.push(Packet::Contact(Contact { channel: Channel::Pleth, on, at }));
        }
        let quality = match reading.trust {
            Trust::Good => Quality::Good,
            Trust::Questionable => Quality::Questionable,
            Trust::Invalid | Trust::OffPatient => Quality::Invalid,
        };
        let values = [
            (Vital::SpO2, reading.spo2),
            (Vital::PulseRate, reading.pulse_per_min),
            (Vital::Perfusion, reading.perfusion),
        ];
        heard.packets.extend(values.map(|(vital, value)| {
            Packet::Measured(Measured {
                vital,
                value: value.filter(|_| quality != Quality::Invalid),
                at,
                quality,
                lasts: Measured::CONTINUOUS,
                origin: Origin::Device,
            })
        }));
        heard
    }
}

fn words(reading: &OximeterReading) -> String {
    let number = |vital: Vital, value| format!("{} {}", vital.label(), vital.text(value));
    let mut words =
        [number(Vital::SpO2, reading.spo2), number(Vital::PulseRate, reading.pulse_per_min)].join(", ");
    for remark in &reading.remarks {
        words.push_str(", ");
        words.push_str(remark);
    }
    words
}
