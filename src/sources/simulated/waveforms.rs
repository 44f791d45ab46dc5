use super::{Fault, FaultSwitch, SharedPatient, schedule::Schedule};
use crate::{
    model::{Channel, Origin, Packet, Rate, SensorId, Span, Time, WaveformPacket},
    physiology::VirtualPatient,
    sources::{Sensor, SensorError},
};

/// A sensor that takes `N` channels at once, at one rate.
///
/// While its fault is [`Fault::SensorOff`] all samples are `NaN`.
pub struct Waveforms<const N: usize> {
    id: SensorId,
    channels: [Channel; N],
    /// What the first channel is called, until that was told.
    label: Option<&'static str>,
    sense: fn(&mut VirtualPatient, Time) -> [f32; N],
    schedule: Schedule,
    patient: SharedPatient,
    fault: FaultSwitch,
}

/// Lead II at 500 Hz, 20 samples every 40 ms.
pub fn ecg(patient: SharedPatient, fault: FaultSwitch, now: Time) -> Waveforms<1> {
    Waveforms {
        id: SensorId::Ecg,
        channels: [Channel::Ecg],
        label: Some("ECG II"),
        sense: |patient, at| [patient.ecg(at)],
        schedule: Schedule::new(now, Rate::constant(500.0), 20),
        patient,
        fault,
    }
}

/// Infrared and red light through the finger at 125 Hz, 5 samples of each every 40 ms.
pub fn oximeter(patient: SharedPatient, fault: FaultSwitch, now: Time) -> Waveforms<2> {
    Waveforms {
        id: SensorId::Oximeter,
        channels: [Channel::Pleth, Channel::PlethRed],
        label: None,
        sense: |patient, at| {
            let light = patient.light(at);
            [light.infrared, light.red]
        },
        schedule: Schedule::new(now, Rate::constant(125.0), 5),
        patient,
        fault,
    }
}

/// Pressure in the artery of the arm at 125 Hz, 5 samples every 40 ms.
pub fn arterial(patient: SharedPatient, fault: FaultSwitch, now: Time) -> Waveforms<1> {
    Waveforms {
        id: SensorId::Arterial,
        channels: [Channel::Arterial],
        label: None,
        sense: |patient, at| [patient.arterial_pressure(at)],
        schedule: Schedule::new(now, Rate::constant(125.0), 5),
        patient,
        fault,
    }
}

/// Thoracic impedance at 62.5 Hz, 5 samples every 80 ms.
pub fn respiration(patient: SharedPatient, fault: FaultSwitch, now: Time) -> Waveforms<1> {
    Waveforms {
        id: SensorId::Resp,
        channels: [Channel::Resp],
        label: None,
        sense: |patient, at| [patient.breath(at)],
        schedule: Schedule::new(now, Rate::constant(62.5), 5),
        patient,
        fault,
    }
}

impl<const N: usize> Sensor for Waveforms<N> {
    fn id(&self) -> SensorId {
        self.id
    }

    fn due(&self) -> Option<Time> {
        Some(self.schedule.due())
    }

    /// Long against a packet, short against the 10 s in which a monitor should tell.
    fn patience(&self) -> Span {
        Span::from_millis(3_000)
    }

    async fn read(&mut self, now: Time) -> Result<Vec<Packet>, SensorError> {
        let taken = self.schedule.take(now);
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let off = self.fault.get() == Fault::SensorOff;
        let mut samples = [(); N].map(|()| Vec::with_capacity((taken.end - taken.start) as usize));
        let mut patient = self.patient.borrow_mut();
        for index in taken.clone() {
            let sensed =
                if off { [f32::NAN; N] } else { (self.sense)(&mut patient, self.schedule.time_of(index)) };
            samples.iter_mut().zip(sensed).for_each(|(channel, sample)| channel.push(sample));
        }
        let label =
            self.label.take().map(|label| Packet::Label { channel: self.channels[0], label: label.into() });
        let waveforms = self.channels.into_iter().zip(samples).map(|(channel, samples)| {
            Packet::Waveform(WaveformPacket {
                channel,
                origin: Origin::Simulated,
                epoch: self.schedule.epoch(),
                rate: self.schedule.rate(),
                index: taken.start,
                samples,
            })
        });
        Ok(label.into_iter().chain(waveforms).collect())
    }
}
