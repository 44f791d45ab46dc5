#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{
    alarms::{
        LOG_CAPACITY,
        properties::{happenings, play},
    },
    model::Vital,
};

const HR_HIGH: Condition = Condition::LimitHigh(Vital::HeartRate);

fn second(n: i64) -> Time {
    Time::from_millis(n * 1_000)
}

fn step(serial: u64, condition: Condition, to: TransitionKind, at: i64) -> Transition {
    let (by, detail, who) = (None, None, None);
    let (value, limit, peak) = (Some(130.0), Some(120.0), Some(134.0));
    let priority = condition.priority();
    Transition { at: second(at), condition, priority, to, value, limit, peak, by, detail, who, serial }
}

fn log(events: impl IntoIterator<Item = LogEvent>) -> Vec<LogEntry> {
    let entry = |(number, event): (u64, LogEvent)| {
        let at = if let LogEvent::Alarm(step) = &event { step.at } else { Time::ZERO };
        LogEntry { number, at, event }
    };
    (0..).zip(events).map(entry).collect()
}

fn only(steps: impl IntoIterator<Item = Transition>) -> Episode {
    let log = log(steps.into_iter().map(LogEvent::Alarm));
    let mut found = episodes_of(log.iter());
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn a_life_is_told_from_its_first_step_to_its_last() {
    use TransitionKind::{Acknowledged, Active, Cleared, Escalated, Latched, Reminder};
    let of = |to, at| step(7, HR_HIGH, to, at);
    let by_nurse = Transition { who: Some("A. Nurse".to_owned()), ..of(Acknowledged, 50) };
    let raised = Transition { priority: Priority::High, ..of(Escalated, 40) };
    let worst = Transition { peak: Some(151.0), ..of(Reminder, 230) };
    let later = Transition { who: Some("B. Nurse".to_owned()), ..of(Acknowledged, 240) };
    let episode = only([of(Active, 10), raised, by_nurse, worst, later, of(Latched, 250), of(Cleared, 260)]);
    assert_eq!(episode.priority, Priority::High);
    assert_eq!((episode.began, episode.shown, episode.cut), (second(10), Some(second(10)), false));
    assert_eq!(episode.text, "HR 130 > 120");
    assert_eq!((episode.value, episode.limit, episode.peak), (Some(130.0), Some(120.0), Some(134.0)));
    assert_eq!(episode.acknowledged, Some((second(50), Some("A. Nurse".to_owned()))));
    assert_eq!(episode.acknowledged_after(), Some(Span::from_secs(40.0)));
    assert_eq!(episode.escalations, [(second(40), Priority::High)]);
    assert_eq!((episode.reminders, episode.latched), (1, Some(second(250))));
    assert_eq!(episode.ended, Some((second(260), End::Resolved)));
    assert_eq!(episode.lasted(second(999)), Span::from_secs(250.0));
}

#[test]
fn what_hides_an_alarm_is_told_with_its_time_and_reason() {
    use TransitionKind::{Active, Cleared, Inhibited, Resumed};
    let by = Some(Inhibitor::Alarm(Condition::ExtremeTachycardia));
    let hidden = |at| Transition { by, ..step(1, HR_HIGH, Inhibited, at) };
    let episode = only([
        hidden(10),
        step(1, HR_HIGH, Active, 20),
        hidden(30),
        step(1, HR_HIGH, Resumed, 45),
        step(1, HR_HIGH, Cleared, 60),
    ]);
    assert_eq!((episode.began, episode.shown), (second(10), Some(second(20))));
    let spans: Vec<_> = episode.inhibited.iter().map(|span| (span.from, span.to, span.by)).collect();
    assert_eq!(spans, [(second(10), Some(second(20)), by), (second(30), Some(second(45)), by)]);
    assert_eq!(episode.visible(second(99)), [(second(20), second(30)), (second(45), second(60))]);
    let never = only([hidden(10)]);
    assert_eq!((never.shown, never.visible(second(99)).len()), (None, 0));
    assert!(!never.cut && !never.self_resolved());
}

#[test]
fn the_end_says_why() {
    use TransitionKind::{Active, Cleared};
    let begins = || step(1, HR_HIGH, Active, 10);
    let ends = || step(1, HR_HIGH, Cleared, 24);
    let why = |end: Transition| only([begins(), end]).ended.unwrap().1;
    assert_eq!(why(ends()), End::Resolved);
    let reset = Transition { who: Some("A. Nurse".to_owned()), ..ends() };
    assert_eq!(why(reset), End::Reset);
    let lost = Condition::NoData(crate::model::SensorId::Ecg);
    let replaced = Transition { by: Some(Inhibitor::Alarm(lost)), ..ends() };
    assert_eq!(why(replaced.clone()), End::Replaced(lost));
    assert!(only([begins(), ends()]).self_resolved());
    assert!(!only([begins(), replaced]).self_resolved());
    let discharged = [LogEvent::Alarm(begins()), LogEvent::Discharged, LogEvent::Alarm(ends())];
    let told = episodes_of(log(discharged).iter());
    assert_eq!(told[0].ended, Some((second(24), End::Discharged)));
    // What the next patient's alarms do is not the discharge's.
    let next = step(2, HR_HIGH, Active, 30);
    let over = step(2, HR_HIGH, Cleared, 40);
    let mut events = vec![LogEvent::Discharged, LogEvent::Alarm(next), LogEvent::Alarm(over)];
    assert_eq!(episodes_of(log(events.clone()).iter())[0].ended.unwrap().1, End::Resolved);
    events.push(LogEvent::Alarm(step(3, HR_HIGH, Active, 50)));
    assert_eq!(episodes_of(log(events).iter()).len(), 2);
}

#[test]
fn one_whose_beginning_was_dropped_tells_what_is_left() {
    use TransitionKind::{Acknowledged, Cleared};
    let episode = only([step(3, HR_HIGH, Acknowledged, 50), step(3, HR_HIGH, Cleared, 55)]);
    assert!(episode.cut && !episode.self_resolved());
    assert_eq!((episode.began, episode.shown), (second(50), Some(second(50))));
    assert_eq!(episode.ended, Some((second(55), End::Resolved)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_alarm_is_one_episode_and_ends_where_it_ended(happenings in happenings(), dropped in 0_usize..60) {
        let (system, heard) = play(&happenings, None, |_, _, _| Ok(()))?;
        prop_assert!(system.log().written() <= LOG_CAPACITY as u64);
        let told = episodes(system.log());
        let serials: Vec<u64> = told.iter().map(|episode| episode.serial).collect();
        let distinct: BTreeSet<u64> = serials.iter().copied().collect();
        prop_assert_eq!(serials.len(), distinct.len());
        prop_assert_eq!(&distinct, &heard.iter().map(|step| step.serial).collect::<BTreeSet<_>>());
        let standing: BTreeSet<u64> =
            system.active().iter().chain(system.inhibited()).map(|alarm| alarm.serial).collect();
        for episode in &told {
            let all: Vec<&Transition> = heard.iter().filter(|step| step.serial == episode.serial).collect();
            let when = |to: TransitionKind| all.iter().find(|step| step.to == to).map(|step| step.at);
            prop_assert!(!episode.cut);
            prop_assert_eq!(episode.began, all[0].at);
            prop_assert_eq!(episode.shown, when(TransitionKind::Active));
            prop_assert_eq!(episode.acknowledged.as_ref().map(|(at, _)| *at), when(TransitionKind::Acknowledged));
            prop_assert_eq!(episode.latched, when(TransitionKind::Latched));
            prop_assert_eq!(episode.ended.map(|(at, _)| at), when(TransitionKind::Cleared));
            prop_assert_eq!(episode.ended.is_none(), standing.contains(&episode.serial));
            let count = |to: TransitionKind| all.iter().filter(|step| step.to == to).count();
            prop_assert_eq!(episode.inhibited.len(), count(TransitionKind::Inhibited));
            prop_assert_eq!(episode.reminders as usize, count(TransitionKind::Reminder));
            prop_assert_eq!(episode.escalations.len(), count(TransitionKind::Escalated));
            let highest = all.iter().map(|step| step.priority).max();
            prop_assert_eq!(Some(episode.priority), highest);
        }
        for alarm in system.active() {
            let episode = told.iter().find(|episode| episode.serial == alarm.serial);
            prop_assert!(episode.is_some_and(|episode| episode.shown.is_some()), "{:?}", alarm);
        }

        // Whatever was dropped from the front: what ended still has its one end.
        let rest: Vec<&LogEntry> = system.log().entries().skip(dropped).collect();
        let left = episodes_of(rest.iter().copied());
        for episode in &left {
            let whole = told.iter().find(|whole| whole.serial == episode.serial);
            prop_assert_eq!(whole.map(|whole| whole.ended.map(|(at, _)| at)), Some(episode.ended.map(|(at, _)| at)));
        }
        let mentioned: BTreeSet<u64> = rest
            .iter()
            .filter_map(|entry| if let LogEvent::Alarm(step) = &entry.event { Some(step.serial) } else { None })
            .collect();
        prop_assert_eq!(left.len(), mentioned.len());
    }
}
