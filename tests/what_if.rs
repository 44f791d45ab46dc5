//! What would have been is what is: the same readings make the same alarms in a bed and in a what-if.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{collections::BTreeMap, rc::Rc};

use bedside::{
    alarms::{
        AlarmConfig, AlarmSystem, Condition, ConditionConfig, Observation, Priority, SmartDelay,
        TransitionKind, WhatIf, what_if,
    },
    model::{AgeBand, Limits, Origin, Quality, Reading, Span, Time, Vital},
    monitor::{observation, play_through},
    processing::Finding,
    record::{DiskSource, formats::wfdb::Recording},
};
use futures_executor::block_on;
use proptest::prelude::*;

fn config() -> AlarmConfig {
    AlarmConfig::defaults(AgeBand::Adult)
}

fn with_limits(vital: Vital, low: Option<f64>, high: Option<f64>) -> AlarmConfig {
    let mut config = config();
    config.limits.set(vital, Limits::new(low, high).unwrap()).unwrap();
    config
}

fn reading(vital: Vital, at: f64, value: Option<f64>, quality: Quality) -> Observation {
    let at = Time::from_secs(at);
    Observation::Reading(match value {
        Some(value) => Reading::new(vital, value, at, quality, Origin::Simulated),
        None => Reading::unknown(vital, at, Origin::Simulated),
    })
}

/// How time passes at a bed.
const STEP: Span = Span::from_millis(500);

/// Alarms by condition, as a bed's own alarm system makes them: time passes in steps, and somebody resets
/// what latches.
fn lived(config: &AlarmConfig, history: &[Observation]) -> BTreeMap<Condition, usize> {
    let mut system = AlarmSystem::new(config.clone());
    let mut began = BTreeMap::new();
    let mut now = history.first().map_or(Time::ZERO, Observation::at);
    let mut count = |transitions: &[bedside::alarms::Transition]| {
        for transition in transitions.iter().filter(|transition| transition.to == TransitionKind::Active) {
            *began.entry(transition.condition).or_insert(0) += 1;
        }
    };
    for observation in history {
        while now + STEP < observation.at() {
            now += STEP;
            count(&system.tick(now));
            if system.active().iter().any(|alarm| alarm.state.is_latched()) {
                count(&system.reset_latched("a nurse", now));
            }
        }
        now = now.max(observation.at());
        count(&system.observe(observation, now));
        if system.active().iter().any(|alarm| alarm.state.is_latched()) {
            count(&system.reset_latched("a nurse", now));
        }
    }
    began
}

/// Vitals that wander, at times doubtful or unknown.
fn histories() -> impl Strategy<Value = Vec<Observation>> {
    let vital = proptest::sample::select(vec![
        Vital::HeartRate,
        Vital::PulseRate,
        Vital::SpO2,
        Vital::RespRate,
        Vital::Systolic,
        Vital::Temperature,
    ]);
    let quality =
        prop_oneof![12 => Just(Some(Quality::Good)), 1 => Just(Some(Quality::Questionable)), 1 => Just(None)];
    // Long stays at one level, so that delays run out and calm readings are left out.
    let stay = (vital, -1.2..1.4_f64, quality, 1..40_u32, 0..200_u32);
    proptest::collection::vec(stay, 1..40).prop_map(|stays| {
        let mut at = 0.0;
        let mut history = Vec::new();
        for (vital, level, quality, count, pause) in stays {
            let limits = config().limits.get(vital);
            let (low, high) = (limits.low().unwrap(), limits.high().unwrap());
            for _ in 0..count {
                at += 1.0;
                let value = (low + level * (high - low)).clamp(vital.plausible().0, vital.plausible().1);
                history.push(match quality {
                    Some(quality) => reading(vital, at, Some(value), quality),
                    None => reading(vital, at, None, Quality::Invalid),
                });
            }
            if pause > 170 {
                at += f64::from(pause);
            }
        }
        history
    })
}

proptest! {
    #[test]
    fn what_would_have_been_is_what_was(history in histories(), smart in any::<bool>(), delay in 0..15_i64) {
        let mut config = config();
        if smart {
            config.tuning.smart_delay = SmartDelay::TwentyFive;
        }
        let late = ConditionConfig { delay: Some(Span::from_millis(delay * 1_000)), ..ConditionConfig::default() };
        config.tuning.set(Condition::LimitHigh(Vital::HeartRate), late).unwrap();
        let found = what_if(&config, Span::ZERO, &history);
        prop_assert_eq!(&found.alarms, &lived(&config, &history));
        prop_assert_eq!(found.total(), found.alarms.values().sum::<usize>());
        prop_assert!(found.in_alarm <= found.over);
        prop_assert!(found.longest.is_none_or(|(_, span)| span <= found.in_alarm));
    }

    /// Narrower limits mean more time in alarm, of one vital alone and without the distance that ends one.
    #[test]
    fn narrower_limits_are_never_quieter(
        values in proptest::collection::vec(20.0..60.0_f64, 1..400),
        narrow in (30.0..39.0_f64, 41.0..50.0_f64),
        wider in (0.0..9.0_f64, 0.0..9.0_f64),
    ) {
        let history: Vec<_> = values
            .iter()
            .enumerate()
            .map(|(n, value)| reading(Vital::RespRate, 2.0 * n as f64, Some(*value), Quality::Good))
            .collect();
        let of = |low: f64, high: f64| {
            let mut config = with_limits(Vital::RespRate, Some(low.round()), Some(high.round()));
            for condition in [Condition::LimitLow(Vital::RespRate), Condition::LimitHigh(Vital::RespRate)] {
                let plain = ConditionConfig { hysteresis: Some(0.0), ..ConditionConfig::default() };
                config.tuning.set(condition, plain).unwrap();
            }
            what_if(&config, Span::ZERO, &history).in_alarm
        };
        let (low, high) = narrow;
        prop_assert!(of(low - wider.0, high + wider.1) <= of(low, high));
    }
}

/// A heart rate of 80 that is 130 for `spike` seconds in each minute, for `minutes`.
fn spikes(minutes: u32, spike: u32) -> Vec<Observation> {
    (0..minutes * 60)
        .map(|second| {
            let rate = if second % 60 >= 30 && second % 60 < 30 + spike { 130.0 } else { 80.0 };
            reading(Vital::HeartRate, f64::from(second), Some(rate), Quality::Good)
        })
        .collect()
}

#[test]
fn limits_delays_and_averaging_change_the_count() {
    let history = spikes(60, 4);
    let high = Condition::LimitHigh(Vital::HeartRate);
    let now = what_if(&config(), Span::ZERO, &history);
    assert_eq!(now.alarms, BTreeMap::from([(high, 60)]));
    assert_eq!(now.priorities, [0, 60, 0]);
    assert!((now.per_hour(Priority::Medium).unwrap() - 60.0).abs() < 0.1);
    assert_eq!(now.longest.map(|(condition, _)| condition), Some(high));
    assert_eq!(
        what_if(&with_limits(Vital::HeartRate, Some(50.0), Some(130.0)), Span::ZERO, &history).total(),
        0
    );
    let mut late = config();
    let delay = ConditionConfig { delay: Some(Span::from_millis(5_000)), ..ConditionConfig::default() };
    late.tuning.set(high, delay).unwrap();
    assert_eq!(what_if(&late, Span::ZERO, &history).total(), 0);
    // Four seconds of 130 among twelve of 80 are 92 at most.
    assert_eq!(what_if(&config(), Span::from_millis(16_000), &history).total(), 0);
    assert_eq!(what_if(&config(), Span::ZERO, &[]), WhatIf::default());
}

/// How long a day of a calm and of a restless patient takes: `cargo test --test what_if -- --nocapture`.
#[test]
fn a_day_is_gone_through() {
    for (name, spike, alarms) in [("calm", 0, 0), ("restless", 10, 1_440)] {
        let history = spikes(24 * 60, spike);
        let began = std::time::Instant::now();
        let found = what_if(&config(), Span::ZERO, &history);
        eprintln!("{name}: {} readings in {:?}", history.len(), began.elapsed());
        assert_eq!(found.total(), alarms);
    }
}

#[test]
fn a_recording_is_heard_once_and_judged_by_any_limits() {
    let header = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sinus.hea");
    let open = || Rc::new(block_on(Recording::open(DiskSource::record(header).unwrap())).unwrap());
    let mut steps = Vec::new();
    let mut heard = Vec::new();
    let hear = |findings: &[Finding]| heard.extend(findings.iter().filter_map(observation));
    let whole = block_on(play_through(open(), hear, async |done| {
        steps.push(done);
        true
    }));
    assert_eq!(whole.unwrap(), Some(()));
    assert_eq!(steps.len(), 9);
    assert!(steps.is_sorted() && (steps[8] - 1.0).abs() < 1e-9, "{steps:?}");
    // 75/min for 45 s, then 110/min.
    let high = Condition::LimitHigh(Vital::HeartRate);
    assert_eq!(what_if(&config(), Span::ZERO, &heard).alarms.get(&high), None);
    let tight = what_if(&with_limits(Vital::HeartRate, Some(50.0), Some(100.0)), Span::ZERO, &heard);
    assert_eq!(tight.alarms.get(&high), Some(&1));
    assert!((20.0..45.0).contains(&tight.in_alarm.secs()), "{:?}", tight.in_alarm);
    assert_eq!(lived(&with_limits(Vital::HeartRate, Some(50.0), Some(100.0)), &heard), tight.alarms);
    // Given up, there is nothing.
    assert_eq!(block_on(play_through(open(), |_| {}, async |done| done < 0.5)).unwrap(), None);
}
