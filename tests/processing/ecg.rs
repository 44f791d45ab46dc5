//! Beats, heart rate and asystole.

use bedside::{
    model::{Channel, Packet, Quality, Time, Vital},
    processing::{Event, Finding, Processor, QualityReason},
};
use proptest::prelude::*;

use crate::bed::{Found, around, beats, complex, disturbance, noise, packet, pulse, run, ventricular, wave};

/// True beats missed and beats found where none is, from `from` seconds on.
fn compare(truth: &[f64], found: &[f64], from: f64) -> (usize, usize) {
    let near = |list: &[f64], at: f64| list.iter().any(|other| (other - at).abs() < 0.05);
    let end = truth.last().copied().unwrap_or(0.0) - 1.0;
    let inside = |at: &&f64| **at > from && **at < end;
    (
        truth.iter().filter(inside).filter(|at| !near(found, **at)).count(),
        found.iter().filter(inside).filter(|at| !near(truth, **at)).count(),
    )
}

fn times(found: &Found) -> Vec<f64> {
    found.beats().iter().map(|beat| beat.at.secs()).collect()
}

#[test]
fn beats_are_found_at_every_rate_gain_and_polarity() {
    let truth = beats(60.0, |n, _| 0.8 + 0.05 * noise(n as f64));
    for hz in [100.0, 125.0, 200.0, 250.0, 360.0, 500.0, 1000.0] {
        for gain in [0.4, 1.0, -1.0, 4.0] {
            let ecg = wave(Channel::Ecg, hz, 60.0, |t| {
                gain * around(&truth, t, |_, t| complex(t, 0.3)) + disturbance(t)
            });
            let found = run(&[ecg], 17);
            assert_eq!(compare(&truth, &times(&found), 4.0), (0, 0), "{hz} Hz, gain {gain}");
            let rate = found.value(Vital::HeartRate, 59.0).unwrap();
            assert!((rate - 75.0).abs() < 1.5, "{hz} Hz, gain {gain}: {rate}");
            for beat in found.beats() {
                let nearest = truth.iter().map(|at| (at - beat.at.secs()).abs()).fold(1.0, f64::min);
                assert!(nearest < 0.013, "{hz} Hz, gain {gain}: R peak {nearest} s off");
                assert!((beat.sample as f64 / hz - beat.at.secs()).abs() < 1e-5);
            }
        }
    }
}

#[test]
fn fast_and_slow_hearts_are_counted() {
    for rate in [30.0, 40.0, 120.0, 180.0, 220.0] {
        let truth = beats(60.0, |_, _| 60.0 / rate);
        // The T wave moves closer as the heart runs faster.
        let squeeze = (60.0 / rate / 0.8_f64).min(1.0).sqrt();
        let ecg = wave(Channel::Ecg, 250.0, 60.0, |t| {
            around(&truth, t, |_, t| if t > 0.1 { complex(t / squeeze, 0.25) } else { complex(t, 0.25) })
                + disturbance(t)
        });
        let shown = run(&[ecg], 63).value(Vital::HeartRate, 59.0);
        assert!(shown.is_some_and(|shown| (shown - rate).abs() < 2.0), "{rate}: {shown:?}");
    }
}

#[test]
fn a_step_of_the_rate_shows_within_ten_seconds() {
    for (after, low, high) in [(120.0, 115.0, 125.0), (40.0, 36.0, 44.0)] {
        let truth = beats(60.0, |_, at| if at < 30.0 { 0.75 } else { 60.0 / after });
        let ecg =
            wave(Channel::Ecg, 500.0, 60.0, |t| around(&truth, t, |_, t| complex(t, 0.3)) + disturbance(t));
        let shown = run(&[ecg], 125).value(Vital::HeartRate, 40.0).unwrap();
        assert!((low..=high).contains(&shown), "to {after}: {shown}");
    }
}

#[test]
fn a_tall_t_wave_is_not_counted() {
    let truth = beats(60.0, |_, _| 0.75);
    let ecg = wave(Channel::Ecg, 360.0, 60.0, |t| around(&truth, t, |_, t| complex(t, 1.2)) + disturbance(t));
    let found = run(&[ecg], 90);
    assert_eq!(compare(&truth, &times(&found), 4.0), (0, 0));
}

#[test]
fn bigeminy_is_counted_beat_by_beat() {
    let truth = beats(60.0, |n, _| if n % 2 == 1 { 0.5 } else { 1.0 });
    let ecg = wave(Channel::Ecg, 500.0, 60.0, |t| {
        around(&truth, t, |n, t| if n % 2 == 1 { ventricular(t) } else { complex(t, 0.3) }) + disturbance(t)
    });
    let found = run(&[ecg], 125);
    assert_eq!(compare(&truth, &times(&found), 4.0), (0, 0));
    let shown = found.value(Vital::HeartRate, 59.0).unwrap();
    assert!((shown - 80.0).abs() < 4.0, "{shown}");
}

#[test]
fn what_is_too_small_for_a_complex_is_no_beat() {
    let truth = beats(30.0, |_, _| 0.75);
    let triangle = |t: f64| 0.08 * (1.0 - t.abs() / 0.04).max(0.0);
    let ecg = wave(Channel::Ecg, 500.0, 30.0, |t| around(&truth, t, |_, t| triangle(t)));
    let found = run(&[ecg], 125);
    assert_eq!(found.beats().len(), 0);
    assert!(!found.events(Event::Asystole).is_empty());
}

#[test]
fn p_waves_of_standing_ventricles_are_no_beats() {
    let truth = beats(40.0, |_, _| 0.8);
    let ecg = wave(Channel::Ecg, 250.0, 40.0, |t| {
        around(&truth, t, |n, t| if n < 25 { complex(t, 0.3) } else { complex(t.min(-0.09), 0.3) })
            + disturbance(t)
    });
    let found = run(&[ecg], 50);
    let events = found.events(Event::Asystole);
    assert!(events.len() == 1 && events[0].0 && events[0].1 < 26.0, "{events:?}");
}

#[test]
fn a_gap_makes_no_beat_and_blanks_the_rate() {
    let truth = beats(60.0, |_, _| 0.8);
    let ecg = wave(Channel::Ecg, 250.0, 60.0, |t| {
        let off = (20.0..26.0).contains(&t) || (40.0..40.02).contains(&t);
        let value =
            around(&truth, t, |_, t| complex(t, 0.3)) + disturbance(t) + if t > 26.0 { 5.0 } else { 0.0 };
        if off { f64::NAN } else { value }
    });
    let found = run(&[ecg], 50);
    let heard: Vec<f64> = truth.iter().copied().filter(|at| !(19.9..26.2).contains(at)).collect();
    assert_eq!(compare(&heard, &times(&found), 4.0), (0, 0));
    assert_eq!(found.value(Vital::HeartRate, 22.5), None, "off");
    assert!(found.value(Vital::HeartRate, 32.0).is_some(), "back");
    assert!(found.events(Event::Asystole).is_empty(), "electrodes off is no asystole");
    let off = |f: &Finding| {
        matches!(
            f,
            Finding::Quality { quality: Quality::Invalid, reason: Some(QualityReason::SensorOff), .. }
        )
    };
    assert_eq!(found.0.iter().filter(|f| off(f)).count(), 1, "the short dropout is not told");
}

#[test]
fn asystole_is_told_within_six_seconds_and_ends_with_the_next_beats() {
    let truth: Vec<f64> =
        beats(60.0, |_, _| 0.8).into_iter().filter(|at| !(20.0..35.0).contains(at)).collect();
    let ecg = wave(Channel::Ecg, 500.0, 60.0, |t| around(&truth, t, |_, t| complex(t, 0.3)) + disturbance(t));
    let found = run(&[ecg], 125);
    let events = found.events(Event::Asystole);
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(events[0].0 && (23.5..25.5).contains(&events[0].1), "{events:?}");
    assert!(!events[1].0 && (35.0..36.5).contains(&events[1].1), "{events:?}");
    assert_eq!(found.value(Vital::HeartRate, 30.0), None);
    assert!(found.value(Vital::HeartRate, 42.0).is_some());
    // A line that was flat from the beginning.
    for level in [0.0, 0.3] {
        let flat = run(&[wave(Channel::Ecg, 250.0, 20.0, |t| level * 0.05 * noise(t))], 62);
        let events = flat.events(Event::Asystole);
        assert!(events.len() == 1 && events[0].1 <= 6.0, "{events:?}");
    }
}

#[test]
fn noise_makes_the_rate_questionable() {
    let truth = beats(60.0, |_, _| 0.8);
    let ecg = wave(Channel::Ecg, 250.0, 60.0, |t| {
        let strength = if t < 30.0 { 0.0 } else { 0.5 };
        around(&truth, t, |_, t| complex(t, 0.3)) + disturbance(t) + strength * noise((t * 25.0).floor())
    });
    let found = run(&[ecg], 50);
    let quality = |secs: f64| {
        found.readings(Vital::HeartRate).iter().rev().find(|r| r.at.secs() <= secs).map(|r| r.quality)
    };
    assert_eq!(quality(29.0), Some(Quality::Good));
    let questionable = (40..60).filter(|secs| quality(f64::from(*secs)) != Some(Quality::Good)).count();
    assert!(questionable >= 18, "{questionable} of 20 seconds");
}

/// The same heart before and after lost samples, a restart of the stream and another rate.
#[test]
fn lost_samples_and_new_streams_make_no_beat() {
    let truth = beats(60.0, |_, _| 0.8);
    let (mut processor, mut findings) = (Processor::new(), Vec::new());
    let mut heard = Vec::new();
    // From, to, rate, seconds at which the stream began.
    for (from, to, hz, epoch) in [
        (0.0, 20.0, 250.0, 0.0),
        (20.7, 32.0, 250.0, 0.0),
        (32.0, 45.0, 250.0, 32.0),
        (45.3, 60.0, 360.0, 45.3),
    ] {
        heard.extend(truth.iter().copied().filter(|at| (from + 0.3..to - 0.5).contains(at)));
        let ecg = wave(Channel::Ecg, hz, to - epoch, |t| {
            // Each stream has another offset: electrodes were put on anew.
            around(&truth, t + epoch, |_, t| complex(t, 0.3)) + disturbance(t + epoch) + from * 0.1
        });
        let first = ((from - epoch) * hz) as usize;
        for start in (first..ecg.samples.len()).step_by(50) {
            let packet = packet(&ecg, start, (start + 50).min(ecg.samples.len()));
            let Packet::Waveform(mut packet) = packet else { continue };
            packet.epoch = Time::from_secs(epoch);
            let end = packet.end();
            processor.receive(&Packet::Waveform(packet), &mut findings);
            processor.advance(end, &mut findings);
        }
    }
    let found = Found(findings);
    let early = |at: &f64| (45.3..48.0).contains(at);
    let missed: Vec<f64> = heard.into_iter().filter(|at| !early(at)).collect();
    assert_eq!(compare(&missed, &times(&found), 4.0).0, 0);
    assert_eq!(compare(&truth, &times(&found), 4.0).1, 0);
    assert!(found.events(Event::Asystole).is_empty());
    assert!((found.value(Vital::HeartRate, 59.0).unwrap() - 75.0).abs() < 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn packets_of_any_size_give_the_same_findings(cut in 1_usize..200, other in 1_usize..200) {
        let truth = beats(25.0, |n, _| 0.8 + 0.2 * noise(n as f64));
        let make = || wave(Channel::Ecg, 250.0, 25.0, |t| {
            let gap = (12.0..12.6).contains(&t);
            if gap { f64::NAN } else { around(&truth, t, |_, t| complex(t, 0.3)) + disturbance(t) }
        });
        let all = || [
            make(),
            wave(Channel::Pleth, 125.0, 25.0, |t| around(&truth, t, |_, t| pulse(t)) + 0.01 * noise(t)),
            wave(Channel::Resp, 62.5, 25.0, |t| (t * 1.6).sin() + 0.01 * noise(t)),
        ];
        prop_assert_eq!(run(&all(), cut).0, run(&all(), other).0);
    }
}
