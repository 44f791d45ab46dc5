//! NEWS2 as a bed keeps it: from readings and entries to the alarm, on virtual time.

#![allow(clippy::unwrap_used)]

use bedside::{
    alarms::{Alarm, AlarmConfig, Condition, Transition, TransitionKind},
    model::{
        AgeBand, Breathing, ByHand, Consciousness, Measured, News2, Origin, Packet, Quality, Reading,
        SpO2Scale, Span, Time, Vital,
    },
    monitor::Bed,
    processing::Finding,
    sources::Arrival,
};

/// A bed whose readings are given.
struct Ward {
    bed: Bed,
    now: Time,
    told: Vec<Transition>,
}

const WELL: [(Vital, f64); 6] = [
    (Vital::HeartRate, 70.0),
    (Vital::RespRate, 16.0),
    (Vital::SpO2, 98.0),
    (Vital::ArterialSystolic, 120.0),
    (Vital::Temperature, 37.0),
    (Vital::PulseRate, 70.0),
];

impl Ward {
    fn new(age: AgeBand) -> Self {
        let mut ward = Self { bed: Bed::new(AlarmConfig::defaults(age)), now: Time::ZERO, told: Vec::new() };
        ward.enter(Some(Consciousness::Alert), Some(Breathing::AIR));
        ward
    }

    fn enter(&mut self, consciousness: Option<Consciousness>, breathing: Option<Breathing>) {
        let consciousness = consciousness.map(|level| (level, self.now));
        self.bed.scores.enter(ByHand { consciousness, breathing, scale: SpO2Scale::One });
    }

    /// Lives `secs` seconds with one set of readings a second, changed ones among them.
    fn live(&mut self, secs: u32, changed: &[(Vital, f64)], quality: Quality) {
        for _ in 0..secs {
            self.now += Span::from_secs(1.0);
            let findings: Vec<_> = WELL
                .iter()
                .map(|&(vital, usual)| {
                    let other = changed.iter().find(|(other, _)| *other == vital);
                    let (value, quality) =
                        other.map_or((usual, Quality::Good), |(_, value)| (*value, quality));
                    Finding::Reading(Reading::new(vital, value, self.now, quality, Origin::Simulated))
                })
                .collect();
            let observed = self.bed.observe(&findings, self.now);
            self.told.extend(self.bed.judge(&observed, self.now));
        }
    }

    fn score(&self) -> News2 {
        self.bed.scores.news2().unwrap().clone().unwrap()
    }

    /// When each NEWS2 alarm began and ended.
    fn story(&self) -> Vec<(f64, Condition, TransitionKind)> {
        let mine = self
            .told
            .iter()
            .filter(|step| matches!(step.condition, Condition::News2Urgent | Condition::News2Emergency));
        mine.map(|step| (step.at.secs(), step.condition, step.to)).collect()
    }

    fn text(&self, condition: Condition) -> Option<String> {
        let alarms = self.bed.alarms.active();
        alarms.iter().find(|alarm| alarm.condition == condition).map(Alarm::text)
    }
}

#[test]
fn a_well_patient_scores_nothing_and_raises_no_alarm() {
    let mut ward = Ward::new(AgeBand::Adult);
    ward.live(300, &[], Quality::Good);
    assert_eq!(ward.score().total(), Some(0));
    assert!(ward.told.is_empty(), "{:?}", ward.told);
}

#[test]
fn five_is_urgent_and_seven_an_emergency_after_a_minute() {
    let mut ward = Ward::new(AgeBand::Adult);
    ward.live(10, &[], Quality::Good);
    ward.enter(Some(Consciousness::Alert), Breathing::oxygen(2.0).ok());
    let five = [(Vital::RespRate, 22.0), (Vital::Temperature, 38.5)];
    ward.live(60, &five, Quality::Good);
    assert_eq!(ward.score().total(), Some(5));
    assert_eq!(ward.story(), [], "it has not held for a minute");
    ward.live(5, &five, Quality::Good);
    let urgent = Condition::News2Urgent;
    let begins = ward.story();
    assert_eq!((begins.len(), begins[0].1, begins[0].2), (1, urgent, TransitionKind::Active));
    assert!((70.0..=72.0).contains(&begins[0].0), "{begins:?}");
    let text = ward.text(urgent).unwrap();
    assert!(text.contains("NEWS2 5: RR 22 (2), O₂ 2 l/min (2), Temp 38.5 (1)"), "{text}");

    let seven = [(Vital::RespRate, 22.0), (Vital::Temperature, 38.5), (Vital::SpO2, 93.0)];
    ward.live(90, &seven, Quality::Good);
    assert_eq!(ward.score().total(), Some(7));
    assert!(ward.text(Condition::News2Emergency).unwrap().contains("NEWS2 7"));
    assert_eq!(ward.text(urgent), None, "the worse one tells it");
    ward.enter(Some(Consciousness::Alert), Some(Breathing::AIR));
    ward.live(90, &[], Quality::Good);
    assert_eq!((ward.text(Condition::News2Emergency), ward.text(urgent)), (None, None));
}

#[test]
fn one_part_alone_at_three_is_urgent_and_a_flicker_is_not() {
    let mut ward = Ward::new(AgeBand::Adult);
    for _ in 0..10 {
        ward.live(30, &[(Vital::RespRate, 25.0)], Quality::Good);
        ward.live(1, &[], Quality::Good);
    }
    assert_eq!(ward.story(), []);
    ward.live(63, &[(Vital::RespRate, 25.0)], Quality::Good);
    assert_eq!(ward.score().total(), Some(3));
    assert!(ward.text(Condition::News2Urgent).is_some());
    for _ in 0..10 {
        ward.live(30, &[], Quality::Good);
        ward.live(1, &[(Vital::RespRate, 25.0)], Quality::Good);
    }
    assert_eq!(ward.story().len(), 1, "nor does a flicker end it: {:?}", ward.story());
}

#[test]
fn a_part_that_is_missing_is_named_and_what_is_certain_alarms_all_the_same() {
    let mut ward = Ward::new(AgeBand::Adult);
    ward.enter(None, Breathing::oxygen(4.0).ok());
    ward.live(70, &[(Vital::RespRate, 26.0), (Vital::SpO2, 92.0)], Quality::Good);
    let score = ward.score();
    assert_eq!((score.total(), score.least()), (None, 7));
    let text = ward.text(Condition::News2Emergency).unwrap();
    assert!(text.contains("NEWS2 at least 7: ") && text.ends_with("consciousness missing"), "{text}");
}

#[test]
fn a_questionable_number_does_not_count() {
    let mut ward = Ward::new(AgeBand::Adult);
    ward.live(70, &[(Vital::RespRate, 30.0)], Quality::Questionable);
    assert_eq!(ward.score().lacking(), "RR");
    assert_eq!(ward.story(), []);
}

#[test]
fn a_consciousness_grows_stale_while_the_bed_lives() {
    let mut ward = Ward::new(AgeBand::Adult);
    ward.live(4 * 3_600, &[], Quality::Good);
    assert_eq!(ward.score().total(), Some(0));
    ward.live(2, &[], Quality::Good);
    assert_eq!(ward.score().lacking(), "consciousness older than 4 h");
}

#[test]
fn a_child_has_no_score_and_another_age_ends_its_alarms() {
    let mut ward = Ward::new(AgeBand::Adult);
    ward.enter(Some(Consciousness::Pain), Some(Breathing::AIR));
    ward.live(65, &[], Quality::Good);
    assert!(ward.text(Condition::News2Urgent).is_some());
    ward.bed.alarms.configure(AlarmConfig::defaults(AgeBand::Child), ward.now);
    ward.live(1, &[], Quality::Good);
    let refused = ward.bed.scores.news2().unwrap().clone().unwrap_err();
    assert!(refused.to_string().contains("under 16 years"));
    assert_eq!(ward.text(Condition::News2Urgent), None);
    ward.live(120, &[], Quality::Good);
    assert_eq!(ward.text(Condition::News2Urgent), None);
}

#[test]
fn it_works_where_only_packets_and_time_come_in_and_another_patient_starts_anew() {
    let mut bed = Bed::new(AlarmConfig::defaults(AgeBand::Adult));
    let mut begins = Vec::new();
    for second in 0..90 {
        let at = Time::from_secs(f64::from(second));
        bed.arrive(Arrival::Packet(Packet::Measured(Measured {
            vital: Vital::Temperature,
            value: Some(34.0),
            at,
            quality: Quality::Good,
            lasts: Measured::CONTINUOUS,
            origin: Origin::Simulated,
        })));
        let (_, transitions) = bed.advance(at + Span::from_millis(500));
        begins.extend(transitions.into_iter().filter(|step| step.condition == Condition::News2Urgent));
    }
    assert_eq!(begins.len(), 1);
    assert!((60.0..=63.0).contains(&begins[0].at.secs()), "{}", begins[0].at.secs());
    bed.discharge(Time::from_secs(90.0));
    assert!(bed.scores.news2().is_none());
    assert!(bed.alarms.active().is_empty());
}
