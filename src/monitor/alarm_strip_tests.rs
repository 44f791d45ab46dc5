#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    alarms::{AlarmConfig, AlarmSystem, Condition, Observation},
    model::{AgeBand, Origin, Packet, WaveformPacket},
    sources::Arrival,
};

fn second(n: i64) -> Time {
    Time::from_millis(n * 1_000)
}

/// Sends the samples of `from..to` whole seconds to a channel, each the sample of its time.
fn send(monitor: &mut Monitor, channel: Channel, hz: f64, seconds: (i64, i64), sample: impl Fn(f64) -> f32) {
    let count = |second: i64| (second as f64 * hz) as u64;
    let index = count(seconds.0);
    let samples = (index..count(seconds.1)).map(|n| sample(n as f64 / hz)).collect();
    let rate = Rate::new(hz).unwrap();
    let origin = Origin::Simulated;
    let packet = WaveformPacket { channel, origin, epoch: Time::ZERO, rate, index, samples };
    monitor.arrive(Arrival::Packet(Packet::Waveform(packet)));
}

fn pressure(at: f64) -> f32 {
    (90.0 + 30.0 * (at * 7.0).sin()) as f32
}

/// Asystole begins and ends once for each of these seconds.
fn alarms(seconds: &[i64]) -> AlarmSystem {
    let mut system = AlarmSystem::new(AlarmConfig::defaults(AgeBand::Adult));
    for begin in seconds {
        alarm(&mut system, *begin);
    }
    system
}

fn alarm(system: &mut AlarmSystem, begin: i64) {
    let switch = |on, at| Observation::Switch { condition: Condition::Asystole, on, detail: None, at };
    system.observe(&switch(true, second(begin)), second(begin));
    system.acknowledge(None, "A. Nurse", second(begin));
    let end = second(begin) + Span::from_millis(500);
    system.observe(&switch(false, end), end);
    system.reset_latched("A. Nurse", end);
}

#[test]
fn a_strip_is_stored_when_its_time_after_has_passed_and_shows_the_samples_at_their_times() {
    let mut monitor = Monitor::new();
    send(&mut monitor, Channel::Arterial, 125.0, (0, 29), pressure);
    let system = alarms(&[20]);
    let mut strips = AlarmStrips::default();
    strips.follow(system.log());
    strips.advance(second(29), &monitor);
    assert!(strips.of(0).is_none() && strips.is_taking(0));
    // The samples of the last second are late, and waited for.
    strips.advance(second(31), &monitor);
    assert!(strips.of(0).is_none());
    send(&mut monitor, Channel::Arterial, 125.0, (29, 31), pressure);
    strips.advance(second(31), &monitor);
    let strip = strips.of(0).unwrap();
    assert!(!strips.is_taking(0) && strips.of(1).is_none());
    assert_eq!((strip.from, strip.to, strip.alarms[0].1), (second(10), second(30), second(20)));
    let wave = &strip.waves[0];
    assert_eq!((strip.waves.len(), wave.channel, wave.samples().len()), (1, Channel::Arterial, 1_250));
    for (n, sample) in wave.samples().enumerate() {
        let at = wave.rate.time_of(wave.begins, n as u64).secs();
        // The mean of two samples 8 ms apart of a sine of 7 rad/s.
        assert!((sample - pressure(at)).abs() < 0.05, "{at}: {sample}");
    }
}

#[test]
fn what_is_missing_stays_a_gap_and_nothing_is_invented_before_the_first_sample() {
    let mut monitor = Monitor::new();
    let broken = |at: f64| if (12.0..13.0).contains(&at) { f32::NAN } else { pressure(at) };
    send(&mut monitor, Channel::Arterial, 125.0, (5, 30), broken);
    let mut strips = AlarmStrips::default();
    strips.follow(alarms(&[10]).log());
    strips.advance(second(25), &monitor);
    let wave = &strips.of(0).unwrap().waves[0];
    assert_eq!(wave.begins.secs().round() as i64, 5);
    let missing = wave.samples().filter(|sample| sample.is_nan()).count();
    assert!((62..=64).contains(&missing), "{missing} of 62.5 a second");
}

#[test]
fn alarms_that_begin_together_share_a_strip_and_others_have_their_own() {
    let mut monitor = Monitor::new();
    send(&mut monitor, Channel::Arterial, 125.0, (0, 60), pressure);
    let mut strips = AlarmStrips::default();
    strips.follow(alarms(&[20, 24, 26]).log());
    strips.advance(second(60), &monitor);
    assert_eq!(strips.size().0, 2);
    let first = strips.of(0).unwrap();
    assert_eq!(first.alarms, [(0, second(20)), (1, second(24))]);
    assert!(Arc::ptr_eq(first, strips.of(1).unwrap()));
    assert_eq!(strips.of(2).unwrap().to, second(36));
}

#[test]
fn the_oldest_makes_room_and_all_of_them_stay_below_four_megabytes() {
    let mut strips = AlarmStrips::default();
    let waves = [
        (Channel::Ecg, 500.0),
        (Channel::EcgSecond, 360.0),
        (Channel::Pleth, 125.0),
        (Channel::Arterial, 250.0),
        (Channel::Resp, 100.0),
    ];
    let mut monitor = Monitor::new();
    let mut system = alarms(&[]);
    for begin in (1..=105).map(|n| n * 20) {
        alarm(&mut system, begin);
        strips.follow(system.log());
        for (channel, hz) in waves {
            send(&mut monitor, channel, hz, (begin - 10, begin + 10), pressure);
        }
        strips.advance(second(begin + 12), &monitor);
    }
    let (kept, bytes) = strips.size();
    assert_eq!(kept, STRIPS_KEPT);
    assert!(strips.of(4).is_none() && strips.of(5).is_some());
    assert!(bytes < 4_000_000, "{bytes} bytes");
    let rates: Vec<f64> = strips.of(100).unwrap().waves.iter().map(|wave| wave.rate.hz()).collect();
    assert_eq!(rates, [250.0, 180.0, 62.5, 62.5, 50.0]);
}

#[test]
fn a_bed_that_turns_to_another_patient_keeps_what_there_was_until_then() {
    let mut monitor = Monitor::new();
    send(&mut monitor, Channel::Arterial, 125.0, (0, 24), pressure);
    let mut strips = AlarmStrips::default();
    strips.follow(alarms(&[20]).log());
    strips.finish(second(24), &monitor);
    let strip = strips.of(0).unwrap();
    assert_eq!((strip.from, strip.to), (second(10), second(24)));
    assert_eq!(strip.waves[0].samples().len(), 875);
    // Without a wave there is no strip.
    let mut none = AlarmStrips::default();
    none.follow(alarms(&[20]).log());
    none.finish(second(24), &Monitor::new());
    assert!(none.of(0).is_none() && !none.is_taking(0));
}
