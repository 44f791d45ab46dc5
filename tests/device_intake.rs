//! From a device's bytes to a number on the bed, with lost frames, a lost link and another patient in between.

#![allow(clippy::unwrap_used)]

use bedside::{
    alarms::AlarmConfig,
    model::{AgeBand, Channel, Origin, Packet, Quality, SensorId, SensorState, Span, Time, Vital},
    monitor::{Bed, Session, SessionSettings, Zone},
    sources::{
        Arrival,
        bluetooth::{Heard, Intake, Moment, Offered, Uuid, characteristic as c},
    },
};

const RATE: f64 = 130.17;
const COUNT: u64 = 73;
/// What an H10's clock shows when it is switched on, nanoseconds.
const SWITCHED_ON: u64 = 599_616_000_000_000_000;

fn offered(characteristics: &[Uuid]) -> Vec<Offered> {
    characteristics
        .iter()
        .map(|&characteristic| Offered { characteristic, reads: true, notifies: true })
        .collect()
}

fn moment(bed: Time) -> Moment {
    Moment { bed, local_secs: 0.0 }
}

/// A Polar H10 on somebody whose heart beats evenly, and the bed that it is heard at.
struct H10 {
    intake: Intake,
    bed: Bed,
    now: Time,
    taken: u64,
    per_min: f64,
}

impl H10 {
    fn new(per_min: f64) -> Self {
        let mut bed = Bed::new(AlarmConfig::defaults(AgeBand::Adult));
        bed.arrive(Arrival::Placed { id: SensorId::Ecg, device: Some("Polar H10".into()), at: Time::ZERO });
        let mut strap = Self { intake: Intake::default(), bed, now: Time::from_secs(1.0), taken: 0, per_min };
        strap.connect();
        strap
    }

    fn connect(&mut self) {
        let all = [c::HEART_RATE_MEASUREMENT, c::BATTERY_LEVEL, c::PMD_CONTROL, c::PMD_DATA];
        assert!(self.intake.offer(offered(&all)));
        let told = [c::HEART_RATE_MEASUREMENT, c::PMD_CONTROL, c::PMD_DATA, c::BATTERY_LEVEL];
        assert_eq!(self.intake.subscriptions(), told, "both of the streams' before anything is read");
        assert_eq!(self.intake.reads(), [c::BATTERY_LEVEL, c::PMD_CONTROL]);
        self.hear(c::BATTERY_LEVEL, &[80]);
        // Features, then settings and start of ECG, then of acceleration.
        let asked = self.hear(c::PMD_CONTROL, &hex("0f05000000000000000000000000000000"));
        assert_eq!(asked.writes[0].bytes, [1, 0]);
        let asked = self.hear(c::PMD_CONTROL, &hex("f0010000000001820001010e00"));
        assert_eq!(asked.writes[0].bytes, hex("02000001820001010e00"));
        let asked = self.hear(c::PMD_CONTROL, &hex("f00200000000"));
        assert_eq!(asked.writes[0].bytes, [1, 2]);
        self.hear(c::PMD_CONTROL, &hex("f0010205"));
    }

    fn hear(&mut self, from: Uuid, bytes: &[u8]) -> Heard {
        let heard = self.intake.hear(from, bytes, moment(self.now));
        for packet in &heard.packets {
            if packet.sensor() == Some(SensorId::Ecg) {
                self.bed.arrive(Arrival::Packet(packet.clone()));
            }
        }
        heard
    }

    fn millivolt(&self, sample: u64) -> f64 {
        let phase = (sample as f64 / RATE * self.per_min / 60.0).fract();
        let bell = |at: f64, width: f64, height: f64| height * (-((phase - at) / width).powi(2) / 2.0).exp();
        bell(0.3, 0.025, 0.1) + bell(0.48, 0.01, -0.1) + bell(0.5, 0.012, 1.1) + bell(0.75, 0.05, 0.25)
    }

    /// The next frame arrives, or is lost.
    fn frame(&mut self, arrives: bool) {
        let samples = (self.taken..self.taken + COUNT).flat_map(|n| {
            let [a, b, c, _] = ((self.millivolt(n) * 1e3).round() as i32).to_le_bytes();
            [a, b, c]
        });
        let samples: Vec<u8> = samples.collect();
        self.taken += COUNT;
        let stamp = SWITCHED_ON + ((self.taken - 1) as f64 / RATE * 1e9).round() as u64;
        let mut bytes = vec![0];
        bytes.extend(stamp.to_le_bytes());
        bytes.push(0);
        bytes.extend(samples);
        assert_eq!(bytes.len(), 229);
        self.pass(COUNT as f64 / RATE);
        if arrives {
            assert_eq!(self.hear(c::PMD_DATA, &bytes).refused, None);
        }
    }

    fn pass(&mut self, secs: f64) {
        self.now += Span::from_secs(secs);
        self.bed.advance(self.now);
    }

    fn rate(&self) -> (Option<f64>, Quality, Origin) {
        let reading = self.bed.monitor.reading(Vital::HeartRate).unwrap();
        (reading.value, reading.quality, reading.origin)
    }
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn the_heart_rate_is_found_in_the_straps_own_ecg_and_lost_frames_are_gaps() {
    let mut strap = H10::new(72.0);
    for number in 0..120 {
        strap.frame(![40, 41, 80].contains(&number));
        // The strap's own number says something else; while there is an ECG it does not count.
        if number % 2 == 0 {
            strap.hear(c::HEART_RATE_MEASUREMENT, &[0x00, 99]);
        }
    }
    let (rate, quality, origin) = strap.rate();
    assert!((rate.unwrap() - 72.0).abs() <= 1.0, "{rate:?}");
    assert_eq!((quality, origin), (Quality::Good, Origin::Device));
    assert_eq!(strap.intake.facts().lost, 3);
    let wave = strap.bed.monitor.wave(Channel::Ecg).unwrap();
    assert!((wave.ring().rate().hz() - RATE).abs() < 0.005, "not the 130 of the data sheet");
    let ring = wave.ring();
    let missing = (ring.start()..ring.end()).filter(|&n| ring.get(n).is_nan()).count();
    assert!((missing as i64 - 3 * COUNT as i64).abs() <= 3, "{missing} samples are gaps");
    assert_eq!(strap.bed.monitor.batteries()[&SensorId::Ecg], 80);
}

#[test]
fn after_a_reconnect_the_wave_goes_on_where_the_straps_own_clock_says() {
    let mut strap = H10::new(60.0);
    for _ in 0..30 {
        strap.frame(true);
    }
    let until = strap.bed.monitor.wave(Channel::Ecg).unwrap().ring().end();
    strap.intake.interrupt();
    strap.bed.arrive(Arrival::Sensor { id: SensorId::Ecg, state: SensorState::LinkLost, at: strap.now });
    for _ in 0..20 {
        strap.frame(false);
    }
    assert_eq!(strap.rate().0, None, "11 s without a beat");
    strap.connect();
    strap.bed.arrive(Arrival::Sensor { id: SensorId::Ecg, state: SensorState::Running, at: strap.now });
    for _ in 0..30 {
        strap.frame(true);
    }
    let ring = strap.bed.monitor.wave(Channel::Ecg).unwrap().ring();
    let gap = (until..ring.end()).take_while(|&n| ring.get(n).is_nan()).count();
    assert!((gap as i64 - 20 * COUNT as i64).abs() <= 3, "{gap}");
    assert!((strap.rate().0.unwrap() - 60.0).abs() <= 1.0);
}

#[test]
fn while_the_ecg_is_refused_the_straps_own_number_counts_and_the_reason_is_told() {
    let mut intake = Intake::default();
    intake.offer(offered(&[c::HEART_RATE_MEASUREMENT, c::PMD_CONTROL, c::PMD_DATA]));
    let now = moment(Time::from_secs(3.0));
    intake.hear(c::PMD_CONTROL, &hex("0f01000000000000000000000000000000"), now);
    let asked = intake.hear(c::PMD_CONTROL, &hex("f001000a"), now);
    assert!(asked.writes.is_empty());
    assert!(intake.facts().notes[0].contains("too small for raw ECG"), "{:?}", intake.facts().notes);
    let heard = intake.hear(c::HEART_RATE_MEASUREMENT, &[0x16, 72, 0x40, 0x03], now);
    let number = heard.packets.iter().find_map(|packet| match packet {
        Packet::Measured(measured) => measured.value,
        _ => None,
    });
    assert_eq!(number, Some(72.0));
    assert!(heard.packets.iter().any(
        |packet| matches!(packet, Packet::Interval(interval) if (interval.millis - 812.5).abs() < 1e-9)
    ));
    assert!(intake.farewell().is_empty(), "nothing runs that would have to be stopped");
}

#[test]
fn a_session_takes_the_straps_intervals_its_ecg_and_the_rate_and_can_be_replayed() {
    let mut strap = H10::new(150.0);
    strap.bed.session = Some(Session::start(strap.now, SessionSettings::default()));
    for number in 0..200 {
        strap.frame(number != 100);
        // 150 /min: 0.4 s are 409.6 of 1/1024 s; what is lost to rounding comes back in the next one.
        strap.hear(c::HEART_RATE_MEASUREMENT, &[0x16, 150, 0x9a, 0x01]);
    }
    let now = strap.now;
    let measured = strap.bed.tachogram.measures(Span::from_secs(60.0), now);
    assert!(strap.bed.tachogram.latest().unwrap().origin == Origin::Device, "finer than the ECG's beats");
    assert!(measured.is_ok() || strap.bed.tachogram.intervals(Time::ZERO).len() > 100, "{measured:?}");
    let session = strap.bed.session.as_mut().unwrap();
    let summary = session.summary(now);
    assert!((summary.mean_rate.unwrap() - 150.0).abs() < 2.0, "{summary:?}");
    assert_eq!(session.zone().map(Zone::number), Some(4), "83 % of 180");
    assert!((summary.ecg.secs() - 199.0 * COUNT as f64 / RATE).abs() < 2.0, "{:?}", summary.ecg);
    let text = session.export_rr();
    assert!(text.lines().filter(|line| !line.is_empty()).all(|line| line == "400.4"), "{text}");
    session.end(now);
    // Another patient: what was recorded stays to be taken away.
    strap.bed.discharge(now);
    let files = strap.bed.session.as_ref().unwrap().export_wfdb("session").unwrap();
    assert_eq!(
        files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["session.hea", "session.dat", "session.atr"]
    );
}

#[test]
fn a_device_that_streams_is_told_to_stop() {
    let strap = H10::new(60.0);
    let farewell: Vec<_> = strap.intake.farewell().into_iter().map(|write| (write.to, write.bytes)).collect();
    assert_eq!(farewell, [(c::PMD_CONTROL, vec![3, 0])]);
}

#[test]
fn an_answer_that_stays_out_is_given_up_and_the_next_stream_is_asked_for() {
    let mut intake = Intake::default();
    intake.offer(offered(&[c::HEART_RATE_MEASUREMENT, c::PMD_CONTROL, c::PMD_DATA]));
    let at = |secs| moment(Time::from_secs(secs));
    intake.hear(c::PMD_CONTROL, &hex("0f05000000000000000000000000000000"), at(1.0));
    assert!(intake.poll(at(5.0)).is_empty());
    let next = intake.poll(at(6.5));
    assert_eq!(next[0].bytes, [1, 2], "acceleration");
    assert!(intake.facts().notes[0].contains("did not answer"));
}

#[test]
fn refused_values_change_nothing() {
    let mut strap = H10::new(60.0);
    for _ in 0..20 {
        strap.frame(true);
    }
    let (rate, facts) = (strap.rate(), strap.intake.facts().clone());
    for (from, bytes) in [
        (c::HEART_RATE_MEASUREMENT, hex("00")),
        (c::HEART_RATE_MEASUREMENT, hex("01ffff")),
        (c::PMD_DATA, hex("00")),
        (c::PMD_DATA, hex("000000000000000000ff0102")),
        (c::PMD_CONTROL, hex("f0")),
        (c::BATTERY_LEVEL, hex("ff")),
        (c::BODY_SENSOR_LOCATION, hex("99")),
    ] {
        let heard = strap.hear(from, &bytes);
        assert!(heard.refused.is_some(), "{from}: {bytes:?}");
        assert!(heard.packets.is_empty());
    }
    assert_eq!((strap.rate(), strap.intake.facts().clone()), (rate, facts));
}

#[test]
fn an_oximeters_own_doubts_decide_what_is_shown() {
    let mut bed = Bed::new(AlarmConfig::defaults(AgeBand::Adult));
    let mut intake = Intake::default();
    assert!(intake.offer(offered(&[c::OXIMETRY_CONTINUOUS])));
    assert_eq!(intake.places().into_iter().collect::<Vec<_>>(), [SensorId::Oximeter]);
    let mut now = Time::from_secs(1.0);
    bed.arrive(Arrival::Placed { id: SensorId::Oximeter, device: Some("Clip".into()), at: now });
    let mut show = |bytes: &str| {
        let heard = intake.hear(c::OXIMETRY_CONTINUOUS, &hex(bytes), moment(now));
        heard.packets.into_iter().for_each(|packet| bed.arrive(Arrival::Packet(packet)));
        now += Span::from_secs(1.0);
        bed.advance(now);
        let reading = bed.monitor.reading(Vital::SpO2).unwrap();
        (reading.value, reading.quality)
    };
    assert_eq!(show("1c5f005a00200000000057f0"), (Some(95.0), Quality::Good));
    assert_eq!(show("0c5f005a000040000000"), (Some(95.0), Quality::Questionable), "questionable measurement");
    assert_eq!(show("0c5f005a002000000800"), (None, Quality::Invalid), "not on the patient");
    assert_eq!(show("0c5f005a000004000000"), (None, Quality::Invalid), "a demonstration");
    assert_eq!(show("005f005a00"), (Some(95.0), Quality::Good));
}
