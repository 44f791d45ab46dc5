#![allow(clippy::unwrap_used, clippy::float_cmp)]

use futures_executor::block_on;
use proptest::prelude::*;

use super::*;
use crate::{
    model::{Quality, Rate},
    monitor::Maximum,
    record::{
        MemorySource,
        formats::wfdb::{Recording, WriteError},
    },
};

const START: Time = Time::from_millis(1_000_000);
const H10: Rate = Rate::constant(130.05);

fn after(secs: f64) -> Time {
    START + Span::from_secs(secs)
}

fn session() -> Session {
    Session::start(START, SessionSettings::new(Maximum::Entered(200.0), None).unwrap())
}

fn rate(secs: f64, value: Option<f64>) -> Reading {
    let at = after(secs);
    value.map_or(Reading::unknown(Vital::HeartRate, at, Origin::Simulated), |value| {
        Reading::new(Vital::HeartRate, value, at, Quality::Good, Origin::Simulated)
    })
}

fn ecg(epoch: Time, index: u64, samples: Vec<f32>) -> WaveformPacket {
    WaveformPacket { channel: Channel::Ecg, origin: Origin::Simulated, epoch, rate: H10, index, samples }
}

/// A beat of 1 mV a second, in whole microvolts.
fn wave(n: u64) -> f32 {
    if n % 130 == 65 { 1.0 } else { (n % 7) as f32 / 1_000.0 - 0.05 }
}

fn beats(session: &mut Session, times: impl IntoIterator<Item = f64>) {
    for secs in times {
        let class = BeatClass::Normal;
        session.beat(Beat { channel: Channel::Ecg, at: after(secs), sample: 0, class }, Origin::Simulated);
    }
}

#[test]
fn time_in_zones_is_counted_while_the_rate_is_known() {
    let mut session = session();
    for secs in 0..60 {
        let value = match secs {
            0..10 => Some(90.0),
            10..30 => Some(125.0),
            30..40 => None,
            _ => Some(185.0),
        };
        session.reading(&rate(f64::from(secs), value));
        session.advance(after(f64::from(secs) + 0.5));
        if secs == 20 {
            assert_eq!((session.rate(), session.zone()), (Some(125.0), Some(Zone::Light)));
        }
    }
    assert_eq!(session.zone(), Some(Zone::Maximum));
    // Nothing is heard any more: the last reading counts for 5 s.
    session.advance(after(80.0));
    assert_eq!((session.rate(), session.zone()), (None, None));
    session.end(after(100.0));
    let summary = session.summary(after(500.0));
    assert_eq!(summary.duration, Span::from_secs(100.0));
    assert_eq!(summary.in_zones.map(Span::secs), [0.0, 20.0, 0.0, 0.0, 24.0]);
    assert_eq!((summary.below_zones.secs(), summary.rate_unknown.secs()), (10.0, 46.0));
    let mean = (10.0 * 90.0 + 20.0 * 125.0 + 24.0 * 185.0) / 54.0;
    assert!((summary.mean_rate.unwrap() - mean).abs() < 1e-9);
    assert_eq!(summary.rate_range, Some((90.0, 185.0)));
}

#[test]
fn nothing_is_taken_before_the_start_and_after_the_end() {
    let mut session = session();
    let told = |secs: f64| Interval::new(after(secs), 800.0, Origin::Simulated);
    assert!(!session.interval(told(-1.0)));
    session.reading(&rate(-1.0, Some(100.0)));
    session.waveform(&ecg(after(-2.0), 0, vec![0.5; 130]));
    assert!(session.interval(told(1.0)));
    session.end(after(10.0));
    session.end(after(20.0));
    assert!(!session.interval(told(11.0)));
    session.reading(&rate(11.0, Some(100.0)));
    session.waveform(&ecg(after(11.0), 0, vec![0.5; 130]));
    session.movement(after(11.0), 5.0);
    session.energy(after(11.0), 5.0);
    beats(&mut session, [11.0, 12.0]);
    let summary = session.summary(after(30.0));
    assert_eq!((summary.duration, summary.intervals, summary.rate_range), (Span::from_secs(10.0), 1, None));
    assert_eq!((summary.ecg, summary.movement, summary.energy), (Span::ZERO, None, None));
    assert_eq!((session.export_ecg(), session.ended()), (None, Some(after(10.0))));
}

#[test]
fn rr_is_one_interval_in_a_line_and_a_gap_an_empty_one() {
    let mut session = session();
    let mut at = 0.0;
    for (n, millis) in [812.5, 800.0, 799.8046875, 500.0, 1_100.0].into_iter().enumerate() {
        if n == 3 {
            session.interrupt();
            at += 12.0;
        }
        at += millis / 1e3;
        session.interval(Interval::new(after(at), millis, Origin::Simulated));
    }
    assert_eq!(session.export_rr(), "812.5\n800\n799.8\n\n500\n1100\n");
    assert_eq!(
        session.export_intervals(),
        "time_s,rr_ms,kind\n0.8125,812.5,normal\n1.6125,800,normal\n2.4123,799.8,normal\n\
         14.4123,12000,gap\n14.9123,500,normal\n16.0123,1100,normal\n"
    );
    let summary = session.summary(after(20.0));
    assert_eq!(summary.gaps, (1, Span::from_secs(12.0)));
}

#[test]
fn the_summary_has_the_variability_of_all_of_it() {
    let mut session = session();
    for n in 1..=400 {
        // Even but for its alternation.
        let millis = if n % 2 == 0 { 790.0 } else { 810.0 };
        let at = after(f64::from(n / 2) * 1.6 + if n % 2 == 0 { 0.0 } else { 0.81 });
        session.interval(Interval::new(at, millis, Origin::Simulated));
    }
    let live = session.measures(Span::from_secs(60.0), after(320.0)).unwrap();
    assert!((live.rmssd_ms - 20.0).abs() < 1e-6, "{live:?}");
    session.end(after(320.0));
    let found = session.summary(after(320.0)).variability.unwrap();
    assert_eq!((found.count, found.left_out), (400, 0.0));
    assert!((found.rmssd_ms - 20.0).abs() < 1e-6 && (found.sdnn_ms - 10.0).abs() < 0.02);
    let short = Session::start(START, SessionSettings::default());
    assert!(matches!(short.summary(after(5.0)).variability, Err(NotMeasured::TooShort { .. })));
}

#[test]
fn movement_and_energy_are_summed_up() {
    let mut session = session();
    for (secs, mg, kj) in
        [(1.0, 10.0, 100.0), (2.0, 30.0, 103.0), (3.0, f64::NAN, f64::NAN), (4.0, 20.0, 2.0)]
    {
        session.movement(after(secs), mg);
        session.energy(after(secs), kj);
    }
    let summary = session.summary(after(5.0));
    assert_eq!((summary.movement, summary.energy), (Some((20.0, 30.0)), Some(5.0)));
    assert_eq!(session.moved(), Some(20.0));
}

#[test]
fn the_ecg_can_be_replayed_with_its_gaps_and_beats() {
    let mut session = session();
    let epoch = after(0.25);
    let packet = |index: u64| ecg(epoch, index, (index..index + 73).map(wave).collect());
    for n in (0..20).filter(|n| !(8..11).contains(n)) {
        session.waveform(&packet(n * 73));
    }
    session.waveform(&packet(19 * 73));
    // The device began anew, six seconds later, with a missing sample.
    let anew = epoch + Span::from_secs(17.0);
    session.waveform(&ecg(anew, 0, vec![0.1, f32::NAN, 0.3]));
    let peaks: Vec<u64> = (0..20 * 73).filter(|n| n % 130 == 65).collect();
    for peak in &peaks {
        let at = H10.time_of(epoch, *peak);
        let beat = Beat { channel: Channel::Ecg, at, sample: *peak, class: BeatClass::Ventricular };
        session.beat(beat, Origin::Simulated);
    }
    let files = session.export_wfdb("strap").unwrap();
    let files = files.into_iter().map(|(name, bytes)| MemorySource::new(name, bytes)).collect();
    let record = block_on(Recording::open(files)).unwrap();
    assert_eq!((record.frame_rate(), record.shown()[0].channel), (H10, Channel::Ecg));
    let frames = block_on(record.read(0, record.frames() as usize)).unwrap();
    let samples = &frames.signals[0];
    for n in 0..20 * 73 {
        let expected = if (8 * 73..11 * 73).contains(&n) { f32::NAN } else { wave(n) };
        let found = samples[n as usize];
        assert!(
            found.is_nan() == expected.is_nan() && (found.is_nan() || (found - expected).abs() < 1e-5),
            "{n}"
        );
    }
    let last = H10.samples_in(Span::from_secs(17.0));
    assert!(samples[20 * 73..last].iter().all(|sample| sample.is_nan()));
    assert_eq!(samples.len(), last + 3);
    assert!((samples[last] - 0.1).abs() < 1e-6 && samples[last + 1].is_nan());
    let notes: Vec<_> = record.annotations().iter().map(|note| (note.frame, note.mnemonic())).collect();
    assert_eq!(notes, peaks.iter().map(|peak| (*peak, "V")).collect::<Vec<_>>());
    assert_eq!(session.export_wfdb("no name"), Err(WriteError::Name("no name".to_owned())));
}

#[test]
fn the_ecg_as_csv_has_its_times_and_an_empty_line_for_a_gap() {
    let mut session = session();
    let epoch = after(0.25);
    session.waveform(&ecg(epoch, 0, vec![0.5, -0.001, f32::NAN]));
    session.waveform(&ecg(epoch, 130, vec![-1.25]));
    assert_eq!(
        session.export_ecg().unwrap(),
        "time_s,ecg_mv\n0.2500,0.500\n0.2577,-0.001\n0.2654,\n0.2731,\n1.2496,-1.250\n"
    );
}

#[test]
fn four_hours_of_ecg_are_kept_and_another_rate_is_not_mixed_in() {
    let mut session = session();
    let hour = |n: f64| ecg(after(n * 3_600.0), 0, vec![0.1; 1_300]);
    for n in [0.0, 1.0, 3.999, 4.1] {
        session.waveform(&hour(n));
    }
    let mut other = hour(4.0);
    other.rate = Rate::constant(500.0);
    session.waveform(&other);
    let summary = session.summary(after(20_000.0));
    assert!(summary.ecg_cut && summary.ecg_refused == 1_300);
    assert!((summary.ecg - Session::ECG_REACH).secs().abs() < 0.01, "{}", summary.ecg.secs());
    let huge = ecg(Time::from_micros(i64::MAX), u64::MAX - 10, vec![0.0; 20]);
    session.waveform(&huge);
    assert_eq!(session.summary(after(20_000.0)).ecg, summary.ecg);
}

proptest! {
    #[test]
    fn whatever_packets_come_samples_stay_in_order(
        packets in prop::collection::vec((-3_000..8_000_i64, 0..400_u64, 0..300_usize), 0..30),
    ) {
        let mut session = session();
        for (millis, index, count) in packets {
            let epoch = START + Span::from_millis(millis);
            session.waveform(&ecg(epoch, index, (0..count).map(|n| n as f32 / 1e3).collect()));
        }
        let times: Vec<Time> = session.ecg.samples().map(|(at, _)| at).collect();
        prop_assert!(times.is_sorted());
        prop_assert!(times.iter().all(|at| *at + Span::from_millis(4) >= START));
        let kept = session.ecg.samples().filter(|(_, code)| code.is_some()).count();
        let even = session.ecg.even();
        prop_assert_eq!(even.iter().filter(|code| **code != i16::MIN).count(), kept);
    }
}
