#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::{
    alarms::{InhibitedSpan, Inhibitor},
    model::Vital,
};

const HR_HIGH: Condition = Condition::LimitHigh(Vital::HeartRate);
const CUFF: Condition = Condition::CuffFailed;

fn second(n: i64) -> Time {
    Time::from_millis(n * 1_000)
}

fn secs(n: i64) -> Span {
    Span::from_millis(n * 1_000)
}

/// An alarm shown at `from` that resolved at `to`, acknowledged at `acknowledged`.
fn episode(condition: Condition, from: i64, to: Option<i64>, acknowledged: Option<i64>) -> Episode {
    Episode {
        serial: 0,
        number: 0,
        condition,
        priority: condition.priority(),
        began: second(from),
        cut: false,
        shown: Some(second(from)),
        text: condition.title(),
        value: None,
        limit: None,
        peak: None,
        acknowledged: acknowledged.map(|at| (second(at), None)),
        ended: to.map(|at| (second(at), End::Resolved)),
        latched: None,
        inhibited: Vec::new(),
        reminders: 0,
        escalations: Vec::new(),
    }
}

#[test]
fn alarms_are_counted_by_hour_priority_and_category() {
    let episodes = [
        episode(HR_HIGH, 100, Some(130), None),
        episode(Condition::Asystole, 3_700, Some(3_720), Some(3_710)),
        episode(CUFF, 3_800, None, None),
        // Before and after what is looked at.
        episode(CUFF, -5, Some(-1), None),
        episode(CUFF, 7_200, None, None),
    ];
    let burden = burden(&episodes, &[], second(0)..second(5_400));
    assert_eq!(burden.alarms, Counts([[1, 0], [1, 0], [0, 1]]));
    assert_eq!(burden.hours, [Counts([[0, 0], [1, 0], [0, 0]]), Counts([[1, 0], [0, 0], [0, 1]])]);
    assert_eq!((burden.per_hour, burden.per_day), (Some(2.0), Some(48.0)));
    assert_eq!((burden.alarms.total(), burden.alarms.of(Priority::Low)), (3, 1));
    assert_eq!(burden.conditions.len(), 3);
}

#[test]
fn time_in_alarm_is_that_with_any_alarm_on_the_screen() {
    let mut hidden = episode(HR_HIGH, 300, Some(400), None);
    let by = Some(Inhibitor::Alarm(Condition::ExtremeTachycardia));
    hidden.inhibited.push(InhibitedSpan { from: second(320), to: Some(second(390)), by });
    let episodes = [
        // Begun before, and overlapping.
        episode(HR_HIGH, -50, Some(20), None),
        episode(CUFF, 10, Some(60), None),
        hidden,
        episode(CUFF, 990, None, None),
    ];
    let burden = burden(&episodes, &[], second(0)..second(1_000));
    assert_eq!(burden.in_alarm, secs(60 + 20 + 10 + 10));
    assert_eq!(burden.inhibited.into_iter().collect::<Vec<_>>(), [("Extreme tachycardia".to_owned(), 1)]);
}

#[test]
fn an_acknowledgement_is_in_time_or_late_or_not_asked_for() {
    let high = |to, acknowledged| episode(Condition::Asystole, 0, to, acknowledged);
    let medium = |to, acknowledged| episode(HR_HIGH, 0, to, acknowledged);
    let episodes = [
        high(Some(500), Some(60)),
        high(None, Some(61)),
        // Nobody came, and it went on for longer than that.
        high(Some(61), None),
        // It was over before anybody had to come.
        high(Some(60), None),
        medium(None, Some(120)),
        medium(Some(300), None),
        episode(CUFF, 0, None, None),
    ];
    let over = second(0)..second(1_000);
    let done = burden(&episodes, &[], over);
    assert_eq!(done.in_time[0], (Priority::High, Share { met: 1, of: 3 }));
    assert_eq!(done.in_time[1], (Priority::Medium, Share { met: 1, of: 2 }));
    assert_eq!(done.median_acknowledge, Some(secs(61)));
    assert_eq!(done.self_resolved, Share { met: 0, of: 4 });
    // Too early to tell.
    let early = burden(&[high(None, None)], &[], second(0)..second(60));
    assert_eq!(early.in_time[0].1.share(), None);
}

#[test]
fn medians_and_self_resolving_are_those_of_the_definitions() {
    let episodes = [
        episode(HR_HIGH, 0, Some(15), None),
        episode(HR_HIGH, 100, Some(116), None),
        episode(HR_HIGH, 200, Some(205), Some(203)),
        episode(HR_HIGH, 300, Some(340), None),
        episode(HR_HIGH, 400, None, None),
    ];
    let burden = burden(&episodes, &[], second(0)..second(1_000));
    assert_eq!(burden.self_resolved, Share { met: 1, of: 4 });
    assert_eq!(burden.median_duration, Some(Span::from_secs(15.5)));
}

#[test]
fn more_than_ten_alarms_in_ten_minutes_are_a_flood() {
    let every = |spacing: i64, count: i64| (0..count).map(move |n| second(n * spacing)).collect::<Vec<_>>();
    assert_eq!(floods(&every(60, 10)), []);
    // Eleven within exactly ten minutes; one second slower are none.
    assert_eq!(floods(&every(60, 11)), [Flood { from: second(0), to: second(600), alarms: 11 }]);
    assert_eq!(floods(&every(61, 30)), []);
    // A long one is one.
    assert_eq!(floods(&every(30, 100)), [Flood { from: second(0), to: second(99 * 30), alarms: 100 }]);
    let mut two = every(1, 12);
    two.extend((0..15).map(|n| second(5_000 + n)));
    let counts: Vec<usize> = floods(&two).iter().map(|flood| flood.alarms).collect();
    assert_eq!(counts, [12, 15]);
}

#[test]
fn paused_and_off_are_told_for_themselves() {
    let span = |what, from, to: Option<i64>| InactiveSpan {
        what,
        number: 0,
        from: second(from),
        to: to.map(second),
        who: None,
    };
    let spans = [
        span(Inactivation::AudioPaused, -60, Some(60)),
        span(Inactivation::AudioPaused, 100, Some(220)),
        span(Inactivation::AlarmOff, 500, None),
        // Beyond what has passed.
        span(Inactivation::AudioPaused, 950, Some(1_070)),
    ];
    let burden = burden(&[], &spans, second(0)..second(1_000));
    let expected = [60 + 120 + 50, 0, 0, 500].map(secs);
    assert_eq!(burden.inactive.map(|(_, span)| span), expected);
}

#[test]
fn nothing_monitored_is_no_number() {
    let none = burden(&[], &[], second(5)..second(5));
    assert_eq!((none.per_hour, none.median_duration, none.self_resolved.share()), (None, None, None));
    assert!(none.hours.is_empty() && none.floods.is_empty());
}

fn any_episode() -> impl Strategy<Value = Episode> {
    let condition = prop::sample::select(vec![HR_HIGH, CUFF, Condition::Asystole, Condition::Apnoea]);
    let acknowledged = prop::option::of(0_i64..200);
    (condition, -500_i64..4_500, prop::option::of(0_i64..300), acknowledged).prop_map(
        |(condition, from, lasted, acknowledged)| {
            let to = lasted.map(|lasted| from + lasted);
            // Nobody acknowledges what is over.
            let acknowledged = acknowledged.filter(|after| lasted.is_none_or(|lasted| *after <= lasted));
            episode(condition, from, to, acknowledged.map(|after| from + after))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_equals_a_count_second_by_second(episodes in prop::collection::vec(any_episode(), 0..60)) {
        let end = 4_000_i64;
        let burden = burden(&episodes, &[], second(0)..second(end));
        let begun: Vec<&Episode> =
            episodes.iter().filter(|e| e.began >= second(0) && e.began < second(end)).collect();
        prop_assert_eq!(burden.alarms.total(), begun.len());
        prop_assert_eq!(burden.hours.iter().map(|hour| hour.total()).sum::<usize>(), begun.len());
        prop_assert_eq!(burden.conditions.iter().map(|(_, n)| n).sum::<usize>(), begun.len());
        for priority in Priority::ALL {
            let count = begun.iter().filter(|e| e.condition.priority() == priority).count();
            prop_assert_eq!(burden.alarms.of(priority), count);
        }
        // All times are whole seconds, so each second is all in or all out.
        let lit = |at: i64| episodes.iter().any(|e| {
            e.began <= second(at) && e.ended.is_none_or(|(over, _)| over > second(at))
        });
        prop_assert_eq!(burden.in_alarm, secs((0..end).filter(|at| lit(*at)).count() as i64));
        // An alarm is in a flood exactly where some ten minutes that have it have more than ten.
        let begins: Vec<Time> = begun.iter().map(|e| e.began).collect();
        let in_window = |from: Time| begins.iter().filter(|at| **at >= from && **at - from <= FLOOD_WITHIN).count();
        let flooded = begins.iter().filter(|at| begins.iter().any(|from| {
            *from <= **at && **at - *from <= FLOOD_WITHIN && in_window(*from) > FLOOD_OVER
        })).count();
        prop_assert_eq!(burden.floods.iter().map(|flood| flood.alarms).sum::<usize>(), flooded);
        let over: Vec<&&Episode> = begun.iter().filter(|e| e.ended.is_some()).collect();
        let alone = over.iter().filter(|e| {
            e.acknowledged.is_none() && e.ended.unwrap().0 - e.began <= secs(15)
        }).count();
        prop_assert_eq!(burden.self_resolved, Share { met: alone, of: over.len() });
        if let Some(median) = burden.median_duration {
            let shorter = over.iter().filter(|e| e.ended.unwrap().0 - e.began < median).count();
            let longer = over.iter().filter(|e| e.ended.unwrap().0 - e.began > median).count();
            prop_assert!(shorter * 2 <= over.len() && longer * 2 <= over.len());
        } else {
            prop_assert!(over.is_empty());
        }
    }
}
