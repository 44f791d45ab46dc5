#![allow(clippy::unwrap_used, clippy::float_cmp)]

use proptest::prelude::*;

use super::*;
use crate::model::{Channel, Rate};
use crate::processing::variability::Measures;

const ORIGIN: Origin = Origin::Simulated;

/// Feeds lengths as a device would that tells each beat at once.
fn fed(lengths: &[f64]) -> Tachogram {
    let mut tachogram = Tachogram::default();
    let mut at = 10_000.0;
    for millis in lengths {
        at += millis;
        tachogram.interval(Interval::new(Time::from_micros((at * 1e3) as i64), *millis, ORIGIN));
    }
    tachogram
}

fn kinds(tachogram: &mut Tachogram) -> Vec<IntervalKind> {
    tachogram.interrupt();
    tachogram.intervals(Time::ZERO).map(|interval| interval.kind).collect()
}

fn beat(millis: i64, class: BeatClass) -> Beat {
    Beat { channel: Channel::Ecg, at: Time::from_millis(millis), sample: 0, class }
}

/// Sinus rhythm around 800 ms that breathes and is never twice the same.
fn sinus(n: usize) -> f64 {
    800.0 + 30.0 * (n as f64 * 1.2).sin() + 12.0 * (n as f64 * 0.31).sin() + (n * 7 % 5) as f64
}

#[test]
fn an_early_beat_and_its_pause_are_marked_and_nothing_else() {
    let mut lengths: Vec<f64> = (0..120).map(sinus).collect();
    lengths[60] = 520.0;
    lengths[61] = 1_090.0;
    let kinds = kinds(&mut fed(&lengths));
    let odd: Vec<usize> = (0..120).filter(|n| kinds[*n] != IntervalKind::Normal).collect();
    assert_eq!(odd, [60, 61]);
    assert!(odd.iter().all(|n| kinds[*n] == IntervalKind::Ectopic));
}

#[test]
fn a_missed_beat_and_one_too_many_are_artefacts() {
    let mut lengths: Vec<f64> = (0..120).map(sinus).collect();
    lengths[40] = 1_610.0;
    lengths[80] = 330.0;
    lengths[81] = 470.0;
    let kinds = kinds(&mut fed(&lengths));
    let odd: Vec<usize> = (0..120).filter(|n| kinds[*n] != IntervalKind::Normal).collect();
    assert_eq!(odd, [40, 80, 81]);
    assert!(odd.iter().all(|n| kinds[*n] == IntervalKind::Artefact));
}

#[test]
fn an_even_heart_and_one_that_speeds_up_are_not_marked() {
    assert!(kinds(&mut fed(&[812.5; 100])).iter().all(|kind| *kind == IntervalKind::Normal));
    let rising: Vec<f64> = (0..200)
        .map(|n| if n < 100 { 900.0 } else { (900.0 - 5.0 * f64::from(n - 100)).max(500.0) })
        .collect();
    assert!(kinds(&mut fed(&rising)).iter().all(|kind| *kind == IntervalKind::Normal));
}

#[test]
fn the_class_of_a_beat_marks_both_intervals_at_it() {
    let mut tachogram = Tachogram::default();
    for n in 0..10 {
        let class = if n == 5 { BeatClass::Ventricular } else { BeatClass::Normal };
        tachogram.beat(beat(1_000 + n * 800, class), ORIGIN);
    }
    let kinds = kinds(&mut tachogram);
    let odd: Vec<usize> = (0..9).filter(|n| kinds[*n] == IntervalKind::Ectopic).collect();
    assert_eq!((kinds.len(), odd), (9, vec![4, 5]));
}

#[test]
fn no_interval_is_taken_across_an_interruption() {
    let mut tachogram = Tachogram::default();
    for n in [1_000, 1_800, 2_600] {
        tachogram.beat(beat(n, BeatClass::Normal), ORIGIN);
    }
    tachogram.interrupt();
    for n in [3_900, 4_700] {
        tachogram.beat(beat(n, BeatClass::Normal), ORIGIN);
    }
    let found: Vec<_> = tachogram.intervals(Time::ZERO).map(|i| (i.at.secs(), i.millis, i.joined)).collect();
    assert_eq!(found, [(1.8, 800.0, false), (2.6, 800.0, true), (4.7, 800.0, false)]);
    let gaps: Vec<_> = tachogram.gaps(Time::ZERO).collect();
    assert_eq!(gaps, [(Time::from_secs(2.6), Time::from_secs(3.9))]);
}

#[test]
fn while_a_device_tells_intervals_beats_are_left_aside_and_nothing_joins_both() {
    let mut tachogram = Tachogram::default();
    let told = |n: i64| Interval::new(Time::from_millis(1_000 + n * 800), 800.0, ORIGIN);
    for n in 0..10 {
        tachogram.beat(beat(900 + n * 800, BeatClass::Normal), ORIGIN);
        tachogram.interval(told(n));
    }
    assert_eq!(
        tachogram.intervals(Time::ZERO).map(|i| i.at).collect::<Vec<_>>(),
        (0..10).map(|n| told(n).at).collect::<Vec<_>>()
    );
    // The device has gone; beats take over.
    for n in 10..40 {
        tachogram.beat(beat(900 + n * 800, BeatClass::Normal), ORIGIN);
    }
    let later: Vec<_> = tachogram.intervals(told(9).at).map(|i| (i.at.micros() / 1_000, i.joined)).collect();
    assert_eq!((later[0], later[1], later.len()), ((15_300, false), (16_100, true), 22));
    assert!(tachogram.interval(Interval::new(Time::from_millis(33_000), 800.0, ORIGIN)));
    assert!(!tachogram.latest().unwrap().joined);
}

#[test]
fn no_interval_is_taken_across_a_hole_in_the_ecg_although_beats_are_told_late() {
    let mut tachogram = Tachogram::default();
    let ecg = |index: u64, samples: Vec<f32>| WaveformPacket {
        channel: Channel::Ecg,
        origin: ORIGIN,
        epoch: Time::ZERO,
        rate: Rate::constant(100.0),
        index,
        samples,
    };
    // One sample is missing at 1.5 s, which is bridged; 0.3 s are invalid from 3 s on; 0.5 s are lost from 5 s on.
    let holes = |n: u64| if n == 150 || (300..330).contains(&n) { f32::NAN } else { 0.0 };
    let mut beats = [800, 1_600, 2_400, 3_350, 4_100, 4_900, 5_700, 6_500, 7_300].into_iter().peekable();
    for n in 0..80 {
        let index = n * 10;
        if !(500..550).contains(&index) {
            tachogram.waveform(&ecg(index, (index..index + 10).map(holes).collect()));
        }
        // Each beat is told 0.4 s after it.
        while let Some(at) = beats.next_if(|at| at + 400 <= n.cast_signed() * 100) {
            tachogram.beat(beat(at, BeatClass::Normal), ORIGIN);
        }
    }
    let found: Vec<_> = tachogram.intervals(Time::ZERO).map(|i| (i.at.micros() / 1_000, i.joined)).collect();
    assert_eq!(
        found,
        [(1_600, false), (2_400, true), (4_100, false), (4_900, true), (6_500, false), (7_300, true)]
    );
}

#[test]
fn a_pause_is_no_interval_and_the_next_does_not_follow() {
    let mut tachogram = Tachogram::default();
    for n in [1_000, 1_800, 6_000, 6_800] {
        tachogram.beat(beat(n, BeatClass::Normal), ORIGIN);
    }
    let joined: Vec<_> = tachogram.intervals(Time::ZERO).map(|i| i.joined).collect();
    assert_eq!((joined, tachogram.refused(Time::ZERO)), (vec![false, false], 1));
}

#[test]
fn a_strap_that_tells_once_a_second_gives_one_unbroken_series() {
    let mut tachogram = Tachogram::default();
    let mut beats = 0.0;
    let mut told = Vec::new();
    for n in 0..600 {
        beats += sinus(n);
        // Told with the next notification, which itself is up to 0.3 s late.
        let notified = (beats / 1_000.0).ceil() * 1_000.0 + (n % 4) as f64 * 100.0;
        told.push((notified, sinus(n)));
    }
    for (at, millis) in told {
        assert!(tachogram.interval(Interval::new(Time::from_micros((at * 1e3) as i64), millis, ORIGIN)));
    }
    assert_eq!(tachogram.intervals(Time::ZERO).filter(|i| !i.joined).count(), 1, "only the first");
    // Ten seconds without a word are a gap.
    tachogram.interval(Interval::new(tachogram.latest().unwrap().at + Span::from_secs(10.0), 800.0, ORIGIN));
    assert_eq!(tachogram.gaps(Time::ZERO).count(), 1);
}

#[test]
fn intervals_that_have_not_had_the_time_to_pass_are_refused() {
    let mut tachogram = Tachogram::default();
    let now = Time::from_secs(100.0);
    let taken = (0..1_000).filter(|_| tachogram.interval(Interval::new(now, 900.0, ORIGIN))).count();
    assert_eq!(taken, 2);
    assert!(tachogram.latest().unwrap().at <= now + Tachogram::JITTER);
}

#[test]
fn impossible_lengths_are_refused_and_break_the_series() {
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -1.0, 65_535.0] {
        let mut tachogram = fed(&[800.0; 10]);
        let at = tachogram.latest().unwrap().at;
        assert!(!tachogram.interval(Interval::new(at + Span::from_secs(0.8), odd, ORIGIN)));
        assert!(tachogram.interval(Interval::new(at + Span::from_secs(1.6), 800.0, ORIGIN)));
        assert_eq!(tachogram.intervals(Time::ZERO).len(), 11, "{odd}");
        assert!(!tachogram.latest().unwrap().joined, "{odd}");
        assert_eq!(tachogram.refused(Time::ZERO), 1);
    }
}

#[test]
fn a_clock_that_goes_back_empties_it() {
    let mut tachogram = fed(&[800.0; 50]);
    assert!(tachogram.interval(Interval::new(Time::from_secs(2.0), 700.0, ORIGIN)));
    assert_eq!(tachogram.intervals(Time::ZERO).len(), 1);
    let mut tachogram = Tachogram::default();
    for n in [50_000, 50_800, 51_600, 51_500, 1_000, 1_900] {
        tachogram.beat(beat(n, BeatClass::Normal), ORIGIN);
    }
    let found: Vec<_> = tachogram.intervals(Time::ZERO).map(|i| i.millis).collect();
    assert_eq!(found, [900.0]);
}

#[test]
fn it_keeps_an_hour_and_no_more() {
    let tachogram = fed(&vec![300.0; 40_000]);
    let kept = tachogram.intervals(Time::ZERO).len();
    assert_eq!(kept, 12_000);
    let mut long = Tachogram::reaching(Span::from_secs(1e6));
    for n in 0..Tachogram::MOST as i64 + 500 {
        long.interval(Interval::new(Time::from_millis(n * 200), 200.0, ORIGIN));
    }
    assert_eq!(long.intervals(Time::ZERO).len(), Tachogram::MOST);
}

#[derive(Clone, Debug)]
enum Step {
    Interval(i64, f64),
    Beat(i64, bool),
    Interrupt,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let length = prop_oneof![8 => 150.0..3_200.0_f64, 1 => any::<f64>()];
    let step = prop_oneof![
        8 => (0..2_000_i64, length).prop_map(|(after, millis)| Step::Interval(after, millis)),
        8 => (-20_000..2_000_i64, any::<bool>()).prop_map(|(after, odd)| Step::Beat(after.max(-12_000), odd)),
        1 => Just(Step::Interrupt),
    ];
    prop::collection::vec(step, 0..400)
}

proptest! {
    #[test]
    fn whatever_comes_the_series_is_in_order_and_its_measures_are_numbers(steps in steps()) {
        let mut tachogram = Tachogram::reaching(Span::from_secs(200.0));
        let mut now = 100_000_000;
        for step in steps {
            match step {
                Step::Interval(after, millis) => {
                    now += after;
                    tachogram.interval(Interval::new(Time::from_millis(now), millis, ORIGIN));
                }
                Step::Beat(after, odd) => {
                    now += after;
                    tachogram.beat(beat(now, if odd { BeatClass::Ventricular } else { BeatClass::Normal }), ORIGIN);
                }
                Step::Interrupt => tachogram.interrupt(),
            }
            let kept: Vec<_> = tachogram.intervals(Time::ZERO).collect();
            for pair in kept.windows(2) {
                prop_assert!(pair[0].at <= pair[1].begins() + Span::from_micros(1));
                let touches = (pair[1].begins() - pair[0].at).micros().abs() <= 1;
                prop_assert!(!pair[1].joined || touches);
            }
            prop_assert!(kept.iter().all(|interval| interval.is_plausible()));
            prop_assert!(kept.len() <= 1_001);
            prop_assert!(tachogram.settled <= kept.len());
        }
        for window in [30.0, 60.0, 300.0] {
            if let Ok(found) = tachogram.measures(Span::from_secs(window), Time::from_millis(now)) {
                for value in [found.mean_ms, found.mean_rate, found.sdnn_ms, found.rmssd_ms, found.pnn50, found.sd1_ms, found.sd2_ms] {
                    prop_assert!(value.is_finite() && value >= 0.0);
                }
                prop_assert!((0.0..=Measures::MOST_LEFT_OUT).contains(&found.left_out));
            }
        }
        if let Ok(spectrum) = tachogram.spectrum(Time::from_millis(now)) {
            prop_assert!(spectrum.hf.is_finite() && spectrum.hf >= 0.0);
            prop_assert!(spectrum.lf.is_none_or(|lf| lf.is_finite() && lf >= 0.0));
        }
    }
}
