//! What holds whatever comes, in whatever order, at whatever time.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use proptest::prelude::*;

use super::*;
use crate::model::{
    AgeBand, Channel, Limits, Origin, Quality, Reading, SensorId, SensorState, Span, Time, Vital,
};

/// Something that happens to a bed.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    Wait(Span),
    Read(Vital, Option<f64>, Quality),
    Switch(Condition, bool),
    Withheld(Condition),
    Sensor(SensorId, SensorState),
    Quality(Channel, Quality, bool),
    CuffFailed,
    Acknowledge,
    Reset,
    Inactivate(Inactivation),
    Reactivate(Inactivation),
    Limits(Vital, f64, f64),
    Tune(Condition, ConditionConfig),
    SmartDelay(SmartDelay),
    Discharge,
}

impl Happening {
    fn observation(&self, at: Time) -> Option<Observation> {
        Some(match self {
            Self::Read(vital, Some(value), quality) => {
                Observation::Reading(Reading::new(*vital, *value, at, *quality, Origin::Simulated))
            }
            Self::Read(vital, None, _) => {
                Observation::Reading(Reading::unknown(*vital, at, Origin::Simulated))
            }
            Self::Switch(condition, on) => Observation::switch(*condition, *on, at),
            Self::Withheld(condition) => {
                Observation::Withheld { condition: *condition, why: Arc::from("noise"), at }
            }
            Self::Sensor(id, state) => {
                Observation::Sensor { id: *id, state: state.clone(), device: None, at }
            }
            Self::Quality(channel, quality, off) => {
                Observation::Quality { channel: *channel, quality: *quality, off: *off, at }
            }
            Self::CuffFailed => Observation::CuffFailed { reason: Arc::from("no pulse"), at },
            _ => return None,
        })
    }

    /// Lets it happen at `now`; `at` is the time an observation claims.
    fn happen(&self, system: &mut AlarmSystem, at: Time, now: Time) -> Vec<Transition> {
        if let Some(observation) = self.observation(at) {
            return system.observe(&observation, now);
        }
        let configured = |system: &mut AlarmSystem, change: &dyn Fn(&mut AlarmConfig)| {
            let mut config = system.config().clone();
            change(&mut config);
            system.configure(config, now)
        };
        match self {
            Self::Acknowledge => system.acknowledge(None, "Nurse", now),
            Self::Reset => system.reset_latched("Nurse", now),
            Self::Inactivate(what) => system.inactivate(*what, "Nurse", now),
            Self::Reactivate(what) => system.reactivate(*what, "Nurse", now),
            Self::Discharge => system.discharge(now),
            Self::Limits(vital, low, high) => configured(system, &|config| {
                config.limits.set(*vital, Limits::new(Some(*low), Some(*high)).unwrap()).unwrap();
            }),
            // What is refused changes nothing.
            Self::Tune(condition, changed) => configured(system, &|config| {
                let _ = config.tuning.set(*condition, *changed);
            }),
            Self::SmartDelay(delay) => configured(system, &|config| config.tuning.smart_delay = *delay),
            _ => Vec::new(),
        }
    }
}

fn quality() -> impl Strategy<Value = Quality> {
    prop_oneof![5 => Just(Quality::Good), 1 => Just(Quality::Questionable), 1 => Just(Quality::Invalid)]
}

/// Readings around the limits, so that they are crossed often.
fn read() -> impl Strategy<Value = Happening> {
    let value = prop_oneof![
        (Just(Vital::HeartRate), 0.0..220.0),
        (Just(Vital::PulseRate), 40.0..130.0),
        (Just(Vital::SpO2), 75.0..100.0),
        (Just(Vital::RespRate), 4.0..35.0),
        (Just(Vital::ArterialMean), 50.0..120.0),
        (Just(Vital::Systolic), 80.0..170.0),
        (Just(Vital::Temperature), 35.5..39.5),
    ];
    prop_oneof![
        12 => (value, quality())
            .prop_map(|((vital, value), quality)| Happening::Read(vital, Some(value), quality)),
        1 => prop::sample::select(Vital::ALL.to_vec())
            .prop_map(|vital| Happening::Read(vital, None, Quality::Invalid)),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let sensor = prop::sample::select(vec![
        SensorId::Ecg,
        SensorId::Oximeter,
        SensorId::Arterial,
        SensorId::Recording,
    ]);
    let state = prop::sample::select(vec![
        SensorState::Starting,
        SensorState::Running,
        SensorState::Silent,
        SensorState::Failed(Arc::from("broken")),
        SensorState::LinkLost,
        SensorState::Ended,
    ]);
    let kind = prop::sample::select(vec![
        Condition::Asystole,
        Condition::VentricularFibrillation,
        Condition::VentricularTachycardia,
        Condition::Couplet,
        Condition::Pause,
        Condition::Apnoea,
        Condition::News2Emergency,
        Condition::LinkLost(SensorId::Ecg),
        Condition::Rule(RULE),
    ]);
    let inactivation = prop::sample::select(vec![
        Inactivation::AudioPaused,
        Inactivation::AudioOff,
        Inactivation::AlarmPaused,
        Inactivation::AlarmOff,
    ]);
    let tuned = prop::sample::select(vec![
        Condition::LimitHigh(Vital::HeartRate),
        Condition::LimitLow(Vital::SpO2),
        Condition::Couplet,
        Condition::Pause,
        Condition::Asystole,
    ]);
    let config =
        (any::<bool>(), prop::option::of(0_i64..40), prop::option::of(10_i64..200), any::<Option<bool>>())
            .prop_map(|(off, delay, escalate, latching)| ConditionConfig {
                off,
                delay: delay.map(|secs| Span::from_millis(secs * 1_000)),
                escalate_after: escalate.map(|secs| Span::from_millis(secs * 1_000)),
                latching,
                ..ConditionConfig::default()
            });
    let channel =
        prop::sample::select(vec![Channel::Ecg, Channel::Pleth, Channel::PlethRed, Channel::Arterial]);
    prop_oneof![
        30 => read(),
        20 => (1_i64..4_000).prop_map(|millis| Happening::Wait(Span::from_millis(millis))),
        2 => (1_i64..5_000).prop_map(|secs| Happening::Wait(Span::from_millis(secs * 1_000))),
        8 => (kind.clone(), any::<bool>()).prop_map(|(condition, on)| Happening::Switch(condition, on)),
        2 => kind.prop_map(Happening::Withheld),
        4 => (sensor, state).prop_map(|(id, state)| Happening::Sensor(id, state)),
        6 => (channel, quality(), any::<bool>())
            .prop_map(|(channel, quality, off)| Happening::Quality(channel, quality, off)),
        1 => Just(Happening::CuffFailed),
        3 => Just(Happening::Acknowledge),
        1 => Just(Happening::Reset),
        1 => inactivation.clone().prop_map(Happening::Inactivate),
        1 => inactivation.prop_map(Happening::Reactivate),
        1 => (tuned, config).prop_map(|(condition, config)| Happening::Tune(condition, config)),
        1 => prop::sample::select(SmartDelay::ALL.to_vec()).prop_map(Happening::SmartDelay),
        1 => (50.0..90.0, 100.0..150.0)
            .prop_map(|(low, high)| Happening::Limits(Vital::HeartRate, low, high)),
        1 => Just(Happening::Discharge),
    ]
}

pub(super) fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    prop::collection::vec(happening(), 1..150)
}

const RULE: RuleId = RuleId(1);

fn system() -> AlarmSystem {
    let mut config = AlarmConfig::defaults(AgeBand::Adult);
    config.rules.insert(RULE, RuleAlarm { priority: Priority::Medium, latching: false });
    AlarmSystem::new(config)
}

/// Lets everything happen, shows the system to `after` each time, ticks every `step` of a wait (if
/// there is a step), and once at the end.
pub(super) fn play(
    happenings: &[Happening],
    step: Option<Span>,
    mut after: impl FnMut(&AlarmSystem, &Happening, Time) -> Result<(), TestCaseError>,
) -> Result<(AlarmSystem, Vec<Transition>), TestCaseError> {
    let mut system = system();
    let mut heard = Vec::new();
    let mut now = Time::ZERO;
    for happening in happenings {
        if let Happening::Wait(span) = happening {
            let end = now + *span;
            if let Some(step) = step {
                while now < end {
                    now = (now + step).min(end);
                    heard.extend(system.tick(now));
                }
            }
            now = end;
        } else {
            heard.extend(happening.happen(&mut system, now, now));
        }
        after(&system, happening, now)?;
    }
    heard.extend(system.tick(now));
    Ok((system, heard))
}

/// Reads the lives of all alarms from their transitions, checks them, and gives those not over:
/// whether each is shown, and its state.
fn lives(heard: &[Transition]) -> Result<BTreeMap<Condition, (bool, AlarmState, u64)>, TestCaseError> {
    let mut alive: BTreeMap<Condition, (bool, AlarmState, u64)> = BTreeMap::new();
    let mut activated = BTreeSet::new();
    let mut serials = BTreeSet::new();
    for step in heard {
        if let Some((shown, state, serial)) = alive.get_mut(&step.condition) {
            prop_assert_eq!(*serial, step.serial, "a new alarm before the old one was over: {:?}", step);
            match step.to {
                TransitionKind::Active => {
                    prop_assert!(!*shown, "shown twice: {:?}", step);
                    *shown = true;
                }
                TransitionKind::Inhibited => *shown = false,
                TransitionKind::Resumed => {
                    prop_assert!(!*shown || state.is_latched(), "resumed for nothing: {:?}", step);
                    // Either it is shown again, or its cause is back.
                    if *shown {
                        *state = AlarmState::Active;
                    }
                    *shown = true;
                }
                TransitionKind::Acknowledged if state.is_latched() => {
                    *state = AlarmState::LatchedAcknowledged;
                }
                TransitionKind::Acknowledged => *state = AlarmState::Acknowledged,
                TransitionKind::Latched => *state = AlarmState::Latched,
                TransitionKind::Reminder => prop_assert!(state.is_acknowledged()),
                TransitionKind::Escalated => prop_assert!(*shown && !state.is_acknowledged()),
                TransitionKind::Cleared => {
                    alive.remove(&step.condition);
                    continue;
                }
            }
        } else {
            let begins = matches!(step.to, TransitionKind::Active | TransitionKind::Inhibited);
            prop_assert!(begins, "a life begins with {:?}", step);
            prop_assert!(serials.insert(step.serial), "a life after death: {:?}", step);
            let shown = step.to == TransitionKind::Active;
            alive.insert(step.condition, (shown, AlarmState::Active, step.serial));
        }
        if step.to == TransitionKind::Active {
            prop_assert!(activated.insert(step.serial), "one alarm active twice: {:?}", step);
        }
    }
    Ok(alive)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_alarm_lives_once_and_its_whole_life_is_told_and_logged(happenings in happenings()) {
        let (system, heard) = play(&happenings, None, |_, _, _| Ok(()))?;
        let logged: Vec<&Transition> = system
            .log()
            .entries()
            .filter_map(|entry| if let LogEvent::Alarm(step) = &entry.event { Some(step) } else { None })
            .collect();
        prop_assert!(system.log().written() <= LOG_CAPACITY as u64);
        prop_assert_eq!(logged, heard.iter().collect::<Vec<_>>());
        let told: BTreeMap<Condition, AlarmState> =
            lives(&heard)?.into_iter().filter(|(_, life)| life.0).map(|(key, life)| (key, life.1)).collect();
        let shown: BTreeMap<Condition, AlarmState> =
            system.active().iter().map(|alarm| (alarm.condition, alarm.state)).collect();
        prop_assert_eq!(told, shown);
    }

    #[test]
    fn how_often_it_ticks_does_not_matter(happenings in happenings(), step in 100_i64..3_000) {
        let silent = |_: &AlarmSystem, _: &Happening, _: Time| Ok(());
        let (fine, fine_heard) = play(&happenings, Some(Span::from_millis(step)), silent)?;
        let (coarse, coarse_heard) = play(&happenings, None, silent)?;
        // Reminders are one for each look, however many were missed.
        let steps = |heard: Vec<Transition>| {
            heard.into_iter().filter(|step| step.to != TransitionKind::Reminder).collect::<Vec<_>>()
        };
        prop_assert_eq!(steps(fine_heard), steps(coarse_heard));
        let states = |system: &AlarmSystem| {
            system.active().iter().map(|alarm| (alarm.condition, alarm.state, alarm.since)).collect::<Vec<_>>()
        };
        prop_assert_eq!(states(&fine), states(&coarse));
    }

    #[test]
    fn a_vital_beyond_its_limit_for_the_delay_is_an_alarm(happenings in happenings()) {
        // Counted here anew and more simply: since when has every reading been good and beyond?
        let mut beyond: BTreeMap<Condition, Time> = BTreeMap::new();
        play(&happenings, None, |system, happening, now| {
            match happening {
                Happening::Read(vital, value, quality) => {
                    let limits = system.limits().get(*vital);
                    let tuning = &system.config().tuning;
                    // Where depth counts besides time, scenarios count it.
                    let smart = *vital == Vital::SpO2 && tuning.smart_delay != SmartDelay::Off;
                    let shown = |value: f64| vital.text(Some(value)).parse::<f64>().unwrap();
                    let good = value.filter(|_| *quality == Quality::Good).map(shown);
                    for (condition, crossed) in [
                        (Condition::LimitLow(*vital), good.zip(limits.low()).is_some_and(|(v, low)| v < low)),
                        (Condition::LimitHigh(*vital), good.zip(limits.high()).is_some_and(|(v, high)| v > high)),
                    ] {
                        if crossed && !smart {
                            let since = *beyond.entry(condition).or_insert(now);
                            let alarmed = system
                                .active()
                                .iter()
                                .chain(system.inhibited())
                                .any(|alarm| alarm.condition == condition && !alarm.state.is_latched());
                            prop_assert!(alarmed || now - since < tuning.policy(condition).delay, "{condition:?} is lost");
                        } else {
                            beyond.remove(&condition);
                        }
                    }
                }
                // What else may interrupt a delay.
                Happening::Sensor(..) | Happening::Limits(..) | Happening::Discharge => beyond.clear(),
                Happening::Wait(span) if *span >= Span::from_secs(30.0) => beyond.clear(),
                _ => {}
            }
            Ok(())
        })?;
    }

    #[test]
    fn what_stands_is_heard_or_known(happenings in happenings()) {
        play(&happenings, None, |system, happening, now| {
            let shown = system.active();
            for pair in shown.windows(2) {
                let order = |alarm: &Alarm| (alarm.priority, alarm.since);
                prop_assert!(order(&pair[0]) >= order(&pair[1]));
            }
            // Each inhibited alarm has a reason that holds.
            let inactive: Vec<_> = system.inactive().map(|inactive| inactive.what).collect();
            for alarm in system.inhibited() {
                match alarm.inhibited_by {
                    Some(Inhibitor::Alarm(by)) => {
                        let source = shown.iter().chain(system.inhibited()).find(|other| other.condition == by);
                        prop_assert!(source.is_some_and(|source| source.priority >= alarm.priority));
                    }
                    Some(Inhibitor::Vital(better)) => prop_assert_eq!(better, Vital::HeartRate),
                    Some(Inhibitor::Rearm) => prop_assert!(policy(alarm.condition).rearm > Span::ZERO),
                    Some(Inhibitor::Inactive(what)) => {
                        prop_assert!(inactive.contains(&what), "{:?}", alarm);
                        prop_assert!(what == Inactivation::AlarmPaused || !alarm.condition.is_vital());
                        prop_assert!(!alarm.condition.breaks_through() || what == Inactivation::AlarmOff);
                    }
                    None => prop_assert!(false, "inhibited by nothing"),
                }
            }
            let off = inactive.contains(&Inactivation::AudioOff);
            let loudest = shown
                .iter()
                .filter(|alarm| !alarm.state.is_acknowledged() && (!off || alarm.condition.is_vital()))
                .map(|alarm| alarm.priority)
                .max();
            let sounding = system.sounding(now).map(|sounding| sounding.priority);
            if system.inactive().any(|i| i.what == Inactivation::AudioPaused && i.until.unwrap() > now) {
                prop_assert!(matches!(sounding, None | Some(Priority::High)) && sounding <= loudest);
            } else {
                prop_assert_eq!(sounding, loudest);
            }
            if matches!(happening, Happening::Acknowledge) {
                prop_assert_eq!(system.sounding(now), None);
            }
            Ok(())
        })?;
    }

    #[test]
    fn acknowledging_ends_only_what_is_over(happenings in happenings()) {
        let (mut system, _) = play(&happenings, Some(Span::from_secs(1.0)), |_, _, _| Ok(()))?;
        let now = system.next_tick().map_or(Time::ZERO, |next| next - Span::from_micros(1));
        system.tick(now);
        let before: Vec<(Condition, AlarmState)> =
            system.active().iter().map(|alarm| (alarm.condition, alarm.state)).collect();
        system.acknowledge(None, "Nurse", now);
        for (condition, state) in &before {
            let after = system.active().iter().find(|alarm| alarm.condition == *condition);
            let expected =
                if state.is_latched() { AlarmState::LatchedAcknowledged } else { AlarmState::Acknowledged };
            prop_assert_eq!(after.map(|alarm| alarm.state), Some(expected));
        }
        system.reset_latched("Nurse", now);
        for (condition, state) in before {
            let after = system.active().iter().find(|alarm| alarm.condition == condition);
            prop_assert_eq!(after.is_none(), state.is_latched());
        }
    }

    #[test]
    fn one_sensor_held_back_has_the_effect_of_prompt_delivery(
        readings in prop::collection::vec((60.0..160.0, quality(), 100_i64..3_000), 1..60),
    ) {
        let (mut prompt, mut late) = (system(), system());
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let total: i64 = readings.iter().map(|reading| reading.2).sum();
        let mut at = Time::ZERO;
        for (value, quality, millis) in readings {
            at += Span::from_millis(millis);
            let reading = Happening::Read(Vital::HeartRate, Some(value), quality);
            first.extend(reading.happen(&mut prompt, at, at));
            second.extend(reading.happen(&mut late, at, Time::from_millis(total)));
        }
        prop_assert_eq!(first, second);
        prop_assert_eq!(prompt.active(), late.active());
    }

    #[test]
    fn no_time_and_no_number_is_too_strange(
        steps in prop::collection::vec((happening(), any::<i64>(), any::<i64>(), any::<f64>()), 1..60),
    ) {
        let mut system = system();
        let mut heard = Vec::new();
        for (happening, at, now, value) in steps {
            heard.extend(happening.happen(&mut system, Time::from_micros(at), Time::from_micros(now)));
            let strange = Reading {
                vital: Vital::HeartRate,
                value: Some(value),
                at: Time::from_micros(at),
                quality: Quality::Good,
                origin: Origin::Replay,
                estimated: false,
            };
            heard.extend(system.observe(&Observation::Reading(strange), Time::from_micros(now)));
            heard.extend(system.tick(Time::from_micros(now.wrapping_mul(3))));
        }
        lives(&heard)?;
        // And it still does its work.
        system.discharge(Time::ZERO);
        let extreme = Happening::Read(Vital::SpO2, Some(70.0), Quality::Good);
        extreme.happen(&mut system, Time::from_secs(1.0), Time::from_secs(1.0));
        let sounding = system.sounding(Time::from_secs(1.0)).map(|sounding| sounding.priority);
        prop_assert_eq!(sounding, Some(Priority::High));
    }
}
