//! A second ECG lead decides where the first is noisy, and does no harm where it is itself.

use bedside::{
    model::{Channel, Quality, Vital},
    processing::Event,
};

use crate::bed::{Found, Wave, around, beats, complex, disturbance, noise, run, wave};

/// Noise of the height of the beats, as steep as they are, from 20 s on.
fn shaking(t: f64) -> f64 {
    if t < 20.0 { 0.0 } else { 1.2 * noise((t * 25.0).floor()) }
}

fn leads(truth: &[f64], shaken: usize, second_hz: f64) -> [Wave; 2] {
    let one = |channel, hz, gain: f64, shaken: bool| {
        wave(channel, hz, 60.0, |t| {
            let shake = if shaken { shaking(t) } else { 0.0 };
            gain * around(truth, t, |_, t| complex(t, 0.3)) + disturbance(t) + shake
        })
    };
    [one(Channel::Ecg, 250.0, 1.0, shaken == 0), one(Channel::EcgSecond, second_hz, -0.7, shaken == 1)]
}

/// True beats missed and beats found where none is, after four seconds.
fn compare(truth: &[f64], found: &Found) -> (usize, usize) {
    let found: Vec<f64> = found.beats().iter().map(|beat| beat.at.secs()).collect();
    let near = |list: &[f64], at: f64| list.iter().any(|other| (other - at).abs() < 0.06);
    let inside = |at: &&f64| (4.0..59.0).contains(*at);
    (
        truth.iter().filter(inside).filter(|at| !near(&found, **at)).count(),
        found.iter().filter(inside).filter(|at| !near(truth, **at)).count(),
    )
}

#[test]
fn the_clean_lead_decides() {
    let truth = beats(60.0, |n, _| 0.8 + 0.05 * noise(n as f64));
    for second_hz in [250.0, 500.0] {
        let [first, second] = leads(&truth, 0, second_hz);
        let (missed, extra) =
            compare(&truth, &run(&[leads(&truth, 0, second_hz).into_iter().next().unwrap()], 30));
        assert!(missed + extra > 10, "the noise is no trouble: {missed} missed, {extra} extra");
        let found = run(&[first, second], 30);
        let (missed, extra) = compare(&truth, &found);
        assert!(missed + extra <= 4, "{second_hz} Hz: {missed} missed, {extra} extra");
        let last = *found.readings(Vital::HeartRate).last().unwrap();
        assert!((last.value.unwrap() - 75.0).abs() < 2.0 && last.quality == Quality::Good, "{last:?}");
    }
}

#[test]
fn a_noisy_second_lead_does_no_harm() {
    let truth = beats(60.0, |n, _| 0.8 + 0.05 * noise(n as f64));
    let (missed, extra) = compare(&truth, &run(&leads(&truth, 1, 250.0), 30));
    assert!(missed + extra <= 2, "{missed} missed, {extra} extra");
}

#[test]
fn a_second_lead_that_goes_off_is_left_out_and_heard_again() {
    let truth = beats(60.0, |_, _| 0.8);
    let [first, mut second] = leads(&truth, 2, 250.0);
    for (n, sample) in second.samples.iter_mut().enumerate() {
        if (20 * 250..30 * 250).contains(&n) {
            *sample = f32::NAN;
        } else if (40 * 250..46 * 250).contains(&n) {
            *sample = 0.2;
        }
    }
    let found = run(&[first, second], 30);
    assert_eq!(compare(&truth, &found), (0, 0));
    assert!(found.events(Event::Asystole).is_empty());
}

#[test]
fn packets_of_two_leads_may_come_in_any_pieces() {
    let truth = beats(60.0, |n, _| 0.8 + 0.1 * noise(n as f64));
    let whole = run(&leads(&truth, 1, 500.0), 1000).0;
    for cut in [1, 17, 62] {
        assert_eq!(run(&leads(&truth, 1, 500.0), cut).0, whole, "cut into {cut}");
    }
}

#[test]
fn a_second_lead_that_only_hums_takes_no_beat_away() {
    // Its electrode hangs free: neither missing nor flat, and as calm as can be.
    let truth = beats(60.0, |n, _| 0.8 + 0.05 * noise(n as f64));
    for shaken in [0, 2] {
        let [first, mut second] = leads(&truth, shaken, 250.0);
        for (n, sample) in second.samples.iter_mut().enumerate().skip(15 * 250) {
            *sample = 0.01 * noise(n as f64) as f32;
        }
        let found = run(&[first, second], 30);
        assert!(found.events(Event::Asystole).is_empty(), "{:?}", found.events(Event::Asystole));
        assert!(shaken == 0 || compare(&truth, &found) == (0, 0), "{:?}", compare(&truth, &found));
    }
}
