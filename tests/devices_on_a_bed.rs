//! A device in the place of a simulated sensor: what the bed shows and alarms when one comes, falters and goes.

#![allow(clippy::unwrap_used)]

use bedside::{
    alarms::{Alarm, AlarmConfig, Condition},
    model::{
        AgeBand, Battery, Channel, Contact, CuffPhase, CuffReport, Measured, Origin, Packet, Quality, Rate,
        SensorId, SensorState, Span, Time, Vital, WaveformPacket,
    },
    monitor::Bed,
    sources::Arrival,
};

struct Ward {
    bed: Bed,
    now: Time,
}

impl Ward {
    fn new() -> Self {
        Self { bed: Bed::new(AlarmConfig::defaults(AgeBand::Adult)), now: Time::ZERO }
    }

    fn place(&mut self, id: SensorId, device: Option<&str>) {
        self.bed.arrive(Arrival::Placed { id, device: device.map(Into::into), at: self.now });
    }

    fn state(&mut self, id: SensorId, state: SensorState) {
        self.bed.arrive(Arrival::Sensor { id, state, at: self.now });
    }

    fn packet(&mut self, packet: Packet) {
        self.bed.arrive(Arrival::Packet(packet));
    }

    fn number(&mut self, vital: Vital, value: f64) {
        let (at, quality) = (self.now, Quality::Good);
        self.packet(Packet::Measured(Measured {
            vital,
            value: Some(value),
            at,
            quality,
            lasts: Measured::CONTINUOUS,
            origin: Origin::Device,
        }));
    }

    fn pass(&mut self, secs: f64) {
        let end = self.now + Span::from_secs(secs);
        while self.now < end {
            self.now += Span::from_millis(125);
            self.bed.advance(self.now);
        }
    }

    /// Half a minute of a simulated ECG at 60 /min: a spike each second.
    fn simulated_ecg(&mut self) {
        self.state(SensorId::Ecg, SensorState::Running);
        for second in 0..30 {
            let samples =
                (0..250).map(|n| if (100..104).contains(&n) { 1.0 } else { 0.002 * f32::from(n as u8 % 3) });
            self.packet(Packet::Waveform(WaveformPacket {
                channel: Channel::Ecg,
                origin: Origin::Simulated,
                epoch: Time::ZERO,
                rate: Rate::constant(250.0),
                index: second * 250,
                samples: samples.collect(),
            }));
            self.pass(1.0);
        }
    }

    fn shown(&self, vital: Vital) -> (Option<f64>, Quality, Origin) {
        let reading = self.bed.monitor.reading(vital).unwrap();
        (reading.value, reading.quality, reading.origin)
    }

    fn alarms(&self, condition: Condition) -> bool {
        self.bed.alarms.active().iter().any(|alarm| alarm.condition == condition)
    }
}

#[test]
fn a_strap_takes_the_place_of_the_simulated_ecg_and_nothing_of_that_stays() {
    let mut ward = Ward::new();
    ward.simulated_ecg();
    let (rate, _, origin) = ward.shown(Vital::HeartRate);
    assert!((rate.unwrap() - 60.0).abs() < 1.0 && origin == Origin::Simulated);
    ward.place(SensorId::Ecg, Some("Strap 7"));
    ward.pass(0.25);
    assert_eq!(ward.shown(Vital::HeartRate).0, None, "nobody has measured it yet");
    assert!(ward.bed.monitor.wave(Channel::Ecg).is_none());
    assert_eq!(ward.bed.monitor.devices()[&SensorId::Ecg].as_ref(), "Strap 7");
    ward.number(Vital::HeartRate, 88.0);
    ward.pass(1.0);
    assert_eq!(ward.shown(Vital::HeartRate), (Some(88.0), Quality::Good, Origin::Device));
    ward.place(SensorId::Ecg, None);
    ward.pass(0.25);
    assert_eq!(ward.shown(Vital::HeartRate).0, None);
    assert!(ward.bed.monitor.devices().is_empty());
}

#[test]
fn when_the_link_breaks_the_number_is_in_doubt_and_then_blank_and_the_alarm_says_why() {
    let mut ward = Ward::new();
    ward.place(SensorId::Ecg, Some("Strap"));
    ward.state(SensorId::Ecg, SensorState::Running);
    for _ in 0..5 {
        ward.number(Vital::HeartRate, 140.0);
        ward.pass(1.0);
    }
    ward.state(SensorId::Ecg, SensorState::LinkLost);
    ward.pass(0.5);
    assert_eq!(ward.shown(Vital::HeartRate), (Some(140.0), Quality::Questionable, Origin::Device));
    assert!(ward.alarms(Condition::LinkLost(SensorId::Ecg)));
    let mut told = ward.bed.alarms.active().iter().map(Alarm::text);
    assert!(told.any(|text| text == "ECG link lost: Strap"), "{:?}", ward.bed.alarms.active());
    ward.pass(11.0);
    assert_eq!(ward.shown(Vital::HeartRate).0, None);
    assert!(ward.alarms(Condition::LinkLost(SensorId::Ecg)));
    assert!(!ward.alarms(Condition::NoData(SensorId::Ecg)));
    ward.state(SensorId::Ecg, SensorState::Running);
    ward.number(Vital::HeartRate, 90.0);
    ward.pass(1.0);
    assert_eq!(ward.shown(Vital::HeartRate), (Some(90.0), Quality::Good, Origin::Device));
    assert!(!ward.alarms(Condition::LinkLost(SensorId::Ecg)));
}

#[test]
fn what_a_device_was_alarming_about_ends_when_it_is_taken_off_the_bed() {
    let mut ward = Ward::new();
    ward.place(SensorId::Oximeter, Some("Clip"));
    ward.state(SensorId::Oximeter, SensorState::Running);
    ward.number(Vital::SpO2, 97.0);
    ward.pass(1.0);
    let at = ward.now;
    ward.packet(Packet::Battery(Battery { id: SensorId::Oximeter, percent: 9, at }));
    ward.packet(Packet::Contact(Contact { channel: Channel::Pleth, on: false, at }));
    ward.pass(15.0);
    assert!(ward.alarms(Condition::LowBattery(SensorId::Oximeter)));
    assert!(ward.alarms(Condition::SensorOff(Channel::Pleth)));
    assert_eq!(ward.shown(Vital::SpO2).0, None);
    ward.place(SensorId::Oximeter, None);
    ward.pass(1.0);
    assert!(ward.bed.alarms.active().is_empty(), "{:?}", ward.bed.alarms.active());
    assert!(ward.bed.monitor.batteries().is_empty());
}

#[test]
fn a_cuff_may_hand_over_what_it_kept_and_the_latest_is_shown() {
    let mut ward = Ward::new();
    ward.pass(1.0);
    ward.place(SensorId::Cuff, Some("Cuff"));
    let measured = |value, at| {
        Packet::Measured(Measured {
            vital: Vital::Systolic,
            value: Some(value),
            at,
            quality: Quality::Questionable,
            lasts: Measured::CONTINUOUS,
            origin: Origin::Device,
        })
    };
    let now = ward.now;
    for (value, ago) in [(121.0, 0.0), (150.0, 600.0), (140.0, 1200.0), (150.0, 600.0)] {
        ward.packet(measured(value, now - Span::from_secs(ago)));
    }
    ward.packet(Packet::Cuff(CuffReport {
        at: now,
        phase: CuffPhase::Measured("movement".into()),
        origin: Origin::Device,
    }));
    ward.pass(1.0);
    assert_eq!(ward.shown(Vital::Systolic), (Some(121.0), Quality::Questionable, Origin::Device));
    assert_eq!(ward.bed.monitor.cuff().phase, CuffPhase::Measured("movement".into()));
    let kept = ward.bed.monitor.trend().points(Vital::Systolic, Time::from_micros(i64::MIN));
    assert_eq!(kept.iter().filter_map(|point| point.value).collect::<Vec<_>>(), [140.0, 150.0, 121.0]);
}
