//! What is shown, what is trusted and what is withheld: ECG filters, signal quality, and the pulse as a second
//! opinion; on the simulated patient and on real recordings. Those are not part of the project: without
//! `../shared/recordings` their tests say so and pass.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    path::Path,
    rc::Rc,
};

use bedside::{
    alarms::{AlarmConfig, Condition, LogEvent, Transition, TransitionKind},
    model::{AgeBand, Channel, Packet, Quality, Span, Time, Vital},
    monitor::{Bed, STEP, play_through},
    physiology::Scenario,
    processing::{Band, EcgFilter, Event, Finding, Notch, QualityReason},
    record::{DiskSource, formats::wfdb::Recording},
    sources::{Arrival, VirtualTime, simulated::SimulatedBed},
};

/// What is wrong between the patient's heart and the ECG.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Artefact {
    None,
    /// An electrode hangs in the air: nothing but a little noise.
    Loose,
    /// The patient shakes: an irregular noise far above the complexes.
    Shaking,
    /// The same, so that complexes can still be seen.
    Trembling,
    /// The mains, 1.5 mV from top to bottom.
    Hum,
}

impl Artefact {
    fn change(self, sample: f32, n: u64) -> f32 {
        let chance = |n: u64| {
            let mut word = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((word ^ (word >> 31)) >> 40) as f32 / (1_u32 << 23) as f32 - 1.0
        };
        match self {
            Self::None => sample,
            Self::Loose => 0.01 * chance(n),
            Self::Shaking | Self::Trembling => {
                let size = if self == Self::Shaking { 2.0 } else { 1.0 };
                // Corners of a random curve, 10 a second, and noise on it.
                let (at, part) = (n / 50, (n % 50) as f32 / 50.0);
                sample + size * (chance(at) * (1.0 - part) + chance(at + 1) * part) + 0.2 * size * chance(n)
            }
            Self::Hum => sample + 0.75 * (n as f32 * std::f32::consts::TAU / 10.0).sin(),
        }
    }
}

/// A simulated patient whose ECG can be spoiled.
struct Ward {
    time: VirtualTime,
    patient: SimulatedBed,
    bed: Rc<RefCell<Bed>>,
    artefact: Rc<Cell<Artefact>>,
    findings: Vec<Finding>,
    transitions: Vec<Transition>,
}

impl Ward {
    fn new(seed: u64) -> Self {
        let mut time = VirtualTime::new();
        let patient = SimulatedBed::new(seed);
        let bed = Rc::new(RefCell::new(Bed::new(AlarmConfig::defaults(AgeBand::Adult))));
        let artefact = Rc::new(Cell::new(Artefact::None));
        let (sink, wrong) = (Rc::clone(&bed), Rc::clone(&artefact));
        let arrive = move |mut arrival| {
            if let Arrival::Packet(Packet::Waveform(packet)) = &mut arrival
                && packet.channel == Channel::Ecg
            {
                for (sample, n) in packet.samples.iter_mut().zip(packet.index..) {
                    *sample = wrong.get().change(*sample, n);
                }
            }
            sink.borrow_mut().arrive(arrival);
        };
        for (_, task) in patient.tasks(&time.clock(), arrive) {
            time.spawn(task);
        }
        Self { time, patient, bed, artefact, findings: Vec::new(), transitions: Vec::new() }
    }

    fn run(&mut self, secs: f64) {
        let until = self.time.now() + Span::from_secs(secs);
        while self.time.now() < until {
            self.time.run_until(self.time.now() + STEP);
            let (findings, transitions) = self.bed.borrow_mut().advance(self.time.now());
            self.findings.extend(findings);
            self.transitions.extend(transitions);
        }
    }

    fn become_like(&mut self, scenario: Scenario) -> Time {
        let now = self.time.now();
        self.patient.patient().borrow_mut().set_targets(scenario.targets(), now);
        now
    }

    /// Seconds from `since` to the alarm.
    fn alarmed(&self, condition: Condition, since: Time) -> Option<f64> {
        let mut steps = self.transitions.iter();
        let first = steps.find(|step| {
            step.condition == condition && step.to == TransitionKind::Active && step.at >= since
        });
        first.map(|step| (step.at - since).secs())
    }

    fn withheld(&self) -> Vec<String> {
        let bed = self.bed.borrow();
        let entries = bed.alarms.log().entries();
        let of = |event: &LogEvent| matches!(event, LogEvent::Withheld { .. });
        entries
            .filter(|entry| of(&entry.event))
            .map(|entry| format!("{} {}", entry.told().text, entry.told().what))
            .collect()
    }

    /// Why `channel` was in doubt at some time since `since`.
    fn reasons(&self, channel: Channel, since: Time) -> Vec<QualityReason> {
        let of = |finding: &Finding| match finding {
            Finding::Quality { channel: other, reason, at, .. } if *other == channel && *at >= since => {
                *reason
            }
            _ => None,
        };
        self.findings.iter().filter_map(of).collect()
    }
}

#[test]
fn what_is_found_does_not_depend_on_what_is_shown() {
    let lived = |filter: EcgFilter| {
        let mut ward = Ward::new(3);
        ward.bed.borrow_mut().monitor.show_ecg_through(filter);
        ward.run(20.0);
        ward.artefact.set(Artefact::Hum);
        ward.run(10.0);
        ward.become_like(Scenario::VentricularTachycardia);
        ward.run(20.0);
        let bed = ward.bed.borrow();
        let ring = bed.monitor.wave(Channel::Ecg).unwrap().ring();
        let shown: Vec<u32> = (ring.start()..ring.end()).map(|n| ring.get(n).to_bits()).collect();
        (ward.findings.clone(), shown)
    };
    let (found, shown) = lived(EcgFilter::default());
    assert!(found.iter().any(|one| matches!(one, Finding::Event { active: true, .. })));
    for (band, notch) in
        [(Band::Diagnostic, Notch::Off), (Band::Surgery, Notch::Hz50), (Band::Monitor, Notch::Hz60)]
    {
        let (other, differently) = lived(EcgFilter { band, notch });
        assert_eq!(found, other, "{band:?} {notch:?}");
        assert_ne!(shown, differently, "{band:?} {notch:?}");
    }
}

#[test]
fn the_filter_stays_when_the_patient_changes() {
    let surgery = EcgFilter { band: Band::Surgery, notch: Notch::Hz50 };
    let mut ward = Ward::new(1);
    ward.bed.borrow_mut().monitor.show_ecg_through(surgery);
    ward.bed.borrow_mut().discharge(ward.time.now());
    ward.run(2.0);
    let bed = ward.bed.borrow();
    let text = bed.monitor.wave(Channel::Ecg).unwrap().filter().unwrap().text().to_string();
    assert_eq!(text, "Surgery 1–20 Hz · without 50 Hz");
}

#[test]
fn a_patient_of_the_simulator_is_never_in_doubt_without_a_cause() {
    for scenario in Scenario::ALL {
        for seed in 1..=2 {
            let mut ward = Ward::new(seed);
            ward.run(20.0);
            ward.become_like(scenario);
            ward.run(180.0);
            for channel in Channel::ALL {
                let told = ward.reasons(channel, Time::ZERO);
                let machine = told.iter().find(|reason| {
                    matches!(
                        reason,
                        QualityReason::Repeating | QualityReason::MainsHum | QualityReason::Contradicted
                    )
                });
                assert_eq!(machine, None, "{}, patient {seed}, {}", scenario.name(), channel.name());
            }
            let moved = ward.reasons(Channel::Ecg, Time::ZERO).contains(&QualityReason::Movement);
            assert!(!moved, "{}, patient {seed}", scenario.name());
        }
    }
}

#[test]
fn a_loose_electrode_is_no_asystole_while_the_pulse_goes_on() {
    for seed in 1..=3 {
        let mut ward = Ward::new(seed);
        ward.run(40.0);
        ward.artefact.set(Artefact::Loose);
        ward.run(120.0);
        assert_eq!(ward.alarmed(Condition::Asystole, Time::ZERO), None, "patient {seed}");
        assert_eq!(ward.alarmed(Condition::Pause, Time::ZERO), None, "patient {seed}");
        let log = ward.withheld();
        let asystole =
            log.iter().filter(|line| line.starts_with("Asystole withheld: pulse goes on at ")).count();
        assert_eq!(asystole, 1, "once: {log:?}");
        assert!(log.len() <= 2, "{log:?}");
        // The heart stops under the loose electrode.
        let onset = ward.become_like(Scenario::Asystole);
        ward.run(12.0);
        let alarmed = ward.alarmed(Condition::Asystole, onset);
        println!("patient {seed}: asystole under a loose electrode alarms after {alarmed:?} s");
        assert!(alarmed.is_some_and(|secs| secs <= 6.0), "patient {seed}: {alarmed:?}");
    }
}

#[test]
fn a_heart_that_stops_or_fibrillates_is_never_withheld() {
    let lethal = [
        (Scenario::Asystole, Condition::Asystole),
        (Scenario::VentricularFibrillation, Condition::VentricularFibrillation),
        (Scenario::VentricularTachycardia, Condition::VentricularTachycardia),
    ];
    for (scenario, condition) in lethal {
        for seed in 1..=6 {
            let mut ward = Ward::new(seed);
            ward.run(60.0);
            let onset = ward.become_like(scenario);
            ward.run(60.0);
            let alarmed = ward.alarmed(condition, onset);
            println!("{}, patient {seed}: {alarmed:?} s", scenario.name());
            // Tachycardia alarms as fast as its beats are known.
            let within = if condition == Condition::VentricularTachycardia { 10.0 } else { 6.0 };
            assert!(
                alarmed.is_some_and(|secs| secs <= within),
                "{}, patient {seed}: {alarmed:?}",
                scenario.name()
            );
            let by_pulse = |finding: &&Finding| {
                matches!(finding, Finding::Withheld { event, .. }
                    if matches!(event, Event::Asystole | Event::VentricularFibrillation | Event::VentricularTachycardia))
            };
            assert_eq!(ward.findings.iter().find(by_pulse), None, "{}, patient {seed}", scenario.name());
        }
    }
}

#[test]
fn a_heart_that_stops_in_a_shaking_ecg_is_not_withheld_beyond_its_pulse() {
    for scenario in [Scenario::Asystole, Scenario::VentricularFibrillation] {
        for seed in 1..=3 {
            let mut ward = Ward::new(seed);
            ward.run(30.0);
            ward.artefact.set(Artefact::Shaking);
            ward.run(60.0);
            let onset = ward.become_like(scenario);
            ward.run(30.0);
            let late = |finding: &&Finding| {
                matches!(finding, Finding::Withheld { event, at, .. }
                    if *event != Event::Couplet && *event != Event::Bigeminy
                    && *event != Event::VentricularRun && *at > onset + Span::from_millis(4_000))
            };
            assert_eq!(ward.findings.iter().find(late), None, "{}, patient {seed}", scenario.name());
        }
    }
}

#[test]
fn in_a_spoilt_ecg_the_heart_rate_is_in_doubt_rather_than_wrong() {
    for artefact in [Artefact::Shaking, Artefact::Trembling, Artefact::Hum] {
        let mut hidden = 0;
        for seed in 1..=3 {
            let mut ward = Ward::new(seed);
            ward.run(40.0);
            let since = ward.time.now() + Span::from_secs(8.0);
            ward.artefact.set(artefact);
            ward.run(60.0);
            let pulse: BTreeMap<i64, f64> = ward
                .findings
                .iter()
                .filter_map(|one| match one {
                    Finding::Reading(reading) if reading.vital == Vital::PulseRate => {
                        Some((reading.at.micros() / 1_000_000, reading.value?))
                    }
                    _ => None,
                })
                .collect();
            let (mut right, mut wrong, mut doubtful) = (0, 0, 0);
            for finding in &ward.findings {
                let Finding::Reading(reading) = finding else { continue };
                if reading.vital != Vital::HeartRate || reading.at < since {
                    continue;
                }
                let Some(rate) = reading.value else { continue };
                let truth = pulse.get(&(reading.at.micros() / 1_000_000)).copied().unwrap_or(rate);
                match (reading.quality, (rate - truth).abs() <= 15.0) {
                    (Quality::Good, true) => right += 1,
                    (Quality::Good, false) => wrong += 1,
                    _ => doubtful += 1,
                }
            }
            let fibrillation = ward.alarmed(Condition::VentricularFibrillation, Time::ZERO);
            println!("{:?} {:?} {fibrillation:?}", ward.withheld(), ward.reasons(Channel::Ecg, since));
            println!("{artefact:?}, patient {seed}: right {right}, wrong {wrong}, in doubt {doubtful}");
            assert!(wrong * 20 <= right + wrong + doubtful, "{artefact:?}, patient {seed}: {wrong} wrong");
            let reasons = ward.reasons(Channel::Ecg, since - Span::from_secs(8.0));
            assert!(artefact == Artefact::Trembling || !reasons.is_empty(), "{artefact:?}, patient {seed}");
            assert!(artefact != Artefact::Hum || reasons.contains(&QualityReason::MainsHum), "{reasons:?}");
            hidden += ward.withheld().len();
        }
        assert!(artefact != Artefact::Shaking || hidden > 0, "what noise hides is in the log");
    }
}

/// Of each channel of a record, after `skip` seconds: seconds in all, and seconds for each reason.
fn doubts(
    header: &str,
    inside: impl Fn(f64) -> bool,
) -> BTreeMap<Channel, (f64, BTreeMap<QualityReason, f64>)> {
    let files = DiskSource::record(header).unwrap();
    let recording = Rc::new(futures_executor::block_on(Recording::open(files)).unwrap());
    let end = recording.duration().secs();
    let mut told: BTreeMap<Channel, Vec<(f64, Option<QualityReason>)>> = BTreeMap::new();
    let heard = |findings: &[Finding]| {
        for finding in findings {
            if let Finding::Quality { channel, reason, at, .. } = finding {
                told.entry(*channel).or_default().push((at.secs(), *reason));
            }
        }
    };
    futures_executor::block_on(play_through(recording, heard, async |_| true)).unwrap();
    let mut doubts = BTreeMap::new();
    for (channel, told) in told {
        let (mut all, mut each) = (0.0, BTreeMap::new());
        for second in (0..end as u32).map(f64::from).filter(|second| inside(*second)) {
            all += 1.0;
            let place = told.partition_point(|(at, _)| *at <= second);
            if let Some(reason) = place.checked_sub(1).and_then(|before| told[before].1) {
                *each.entry(reason).or_insert(0.0) += 1.0;
            }
        }
        doubts.insert(channel, (all, each));
    }
    doubts
}

fn records(folder: &str) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(format!("../shared/recordings/{folder}")) else {
        println!("skipped: ../shared/recordings/{folder} is not there");
        return Vec::new();
    };
    let mut headers: Vec<String> = files
        .filter_map(|file| Some(file.ok()?.path()))
        // The monitor's own numbers of bidmc are no waves.
        .filter(|path| path.extension().is_some_and(|ending| ending == "hea"))
        .map(|path| path.display().to_string())
        .filter(|path| !path.ends_with("n.hea"))
        .collect();
    headers.sort();
    headers
}

/// Records whose first ECG has a clean signal from beginning to end, and complexes that are large enough to be
/// counted: in bidmc03 they have 0.12 mV, some are missed, and the pulse contradicts.
const CLEAN: [&str; 15] = [
    "bidmc01", "bidmc02", "bidmc04", "bidmc05", "bidmc06", "bidmc07", "bidmc08", "/101", "/106", "/112",
    "/115", "/118", "/122", "/124", "/220",
];

#[test]
fn real_recordings_are_not_called_what_they_are_not() {
    let named = [
        QualityReason::Repeating,
        QualityReason::MainsHum,
        QualityReason::Movement,
        QualityReason::Contradicted,
    ];
    for folder in ["bidmc", "mitdb"] {
        let (mut all, mut new, mut any) = (0.0, [0.0; 4], 0.0_f64);
        for header in records(folder) {
            for (channel, (secs, reasons)) in doubts(&header, |second| second >= 30.0) {
                let of = |reason: &QualityReason| reasons.get(reason).copied().unwrap_or(0.0);
                if !reasons.is_empty() {
                    println!("{header} {}: {reasons:?} of {secs} s", channel.name());
                }
                assert!(of(&QualityReason::Repeating) == 0.0, "{header} {}", channel.name());
                let doubtful = reasons.values().sum::<f64>() / secs;
                let clean = CLEAN.iter().any(|record| header.contains(record)) && channel == Channel::Ecg;
                assert!(!clean || doubtful < 0.01, "{header}: {doubtful}");
                all += secs;
                any += reasons.values().sum::<f64>();
                new.iter_mut().zip(&named).for_each(|(sum, reason)| *sum += of(reason));
            }
        }
        if all > 0.0 {
            println!("{folder}: of {all} s {any} s not good; {named:?} {new:?}");
            assert!(new.iter().sum::<f64>() / all < 0.005, "{folder}");
        }
    }
}

#[test]
fn noise_that_was_added_to_a_real_ecg_is_marked() {
    // Two minutes of noise and two of quiet in turn, after five of quiet.
    let noise = |second: f64| second >= 300.0 && (second - 300.0) % 240.0 < 120.0;
    let settled = |second: f64| (second - 300.0).rem_euclid(120.0) >= 10.0;
    for (record, least) in [("118e00", 0.5), ("118e06", 0.1)] {
        let header = format!("../shared/recordings/nstdb/{record}.hea");
        if !Path::new(&header).is_file() {
            println!("skipped: {header} is not there");
            continue;
        }
        let share = |inside: &dyn Fn(f64) -> bool| {
            let found = doubts(&header, inside);
            let (all, reasons) = &found[&Channel::Ecg];
            println!("{record}: {reasons:?} of {all} s");
            reasons.values().sum::<f64>() / all
        };
        let (noisy, quiet) =
            (share(&|s| noise(s) && settled(s)), share(&|s| s > 30.0 && !noise(s) && settled(s)));
        println!("{record}: {noisy:.3} of the noise is marked, {quiet:.3} of the quiet");
        assert!(noisy >= least && quiet < 0.08, "{record}: {noisy} {quiet}");
    }
}
