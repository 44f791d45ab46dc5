//! Random alarms, ladders and patterns of time.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{
    Duty, Escalation, Kind, Ladder, LocalTime, Moment, Order, Outbox, Outcome, Person, Plan, Progress,
    Recipient, Role, Step, Subject, Way,
};
use crate::{
    alarms::{Condition, Priority, Transition, TransitionKind},
    model::{Span, Time, Vital},
};

fn moment(tenths: i64) -> Moment {
    Moment { at: Time::from_millis(tenths * 100), local: LocalTime { weekday: 2, minute: 600 } }
}

fn transition(serial: u64, to: TransitionKind) -> Transition {
    Transition {
        at: Time::ZERO,
        condition: Condition::LimitLow(Vital::SpO2),
        priority: Priority::High,
        to,
        value: Some(82.0),
        limit: Some(90.0),
        peak: None,
        by: None,
        detail: None,
        serial,
        who: None,
    }
}

fn person(name: &str, role: Role, on_duty: bool) -> Person {
    let duty = if on_duty { Duty::ALWAYS } else { Duty([None; 7]) };
    Person::new(name, role, duty, &[Way::Notification, Way::Speech], true).unwrap()
}

prop_compose! {
    fn plans()(
        people in prop::collection::vec((0..5_usize, any::<bool>()), 0..5),
        steps in prop::collection::vec((0..40_u16, 0..6_usize), 0..5),
        last in prop::option::of((0..60_u16, 0..6_usize)),
        hold in 0..10_u16,
        speak: bool,
    ) -> Plan {
        let step = |(after_s, to): (u16, usize)| Step {
            after_s,
            to: Role::ALL.get(to).map_or(Recipient::Staff, |role| Recipient::Role(*role)),
        };
        let mut plan = Plan::default();
        plan.on = true;
        let steps = steps.into_iter().map(step).collect();
        plan.ladders.high = Ladder::new(hold, steps, last.map(step), speak).unwrap();
        for (number, (role, on_duty)) in people.into_iter().enumerate() {
            plan.keep_person(person(&format!("P{number}"), Role::ALL[role], on_duty), None).unwrap();
        }
        plan
    }
}

/// Lives of alarms: what happens to which, in order of time (tenths of a second).
fn lives() -> impl Strategy<Value = Vec<(i64, u64, TransitionKind)>> {
    let kinds = prop::sample::select(vec![
        TransitionKind::Inhibited,
        TransitionKind::Resumed,
        TransitionKind::Acknowledged,
        TransitionKind::Latched,
        TransitionKind::Cleared,
    ]);
    let life = (0..300_i64, prop::collection::vec((0..400_i64, kinds), 0..5));
    prop::collection::vec(life, 1..4).prop_map(|lives| {
        let mut steps = Vec::new();
        for (serial, (begin, rest)) in lives.into_iter().enumerate() {
            let mut at = begin;
            steps.push((at, serial as u64, TransitionKind::Active));
            for (pause, kind) in rest {
                at += pause;
                steps.push((at, serial as u64, kind));
                if kind == TransitionKind::Cleared {
                    break;
                }
            }
        }
        steps.sort_by_key(|(at, serial, _)| (*at, *serial));
        steps
    })
}

/// Everything that is ordered when time is told at these moments and at every step of an alarm.
fn orders(plan: &Plan, steps: &[(i64, u64, TransitionKind)], ticks: &[i64]) -> Vec<(i64, Order)> {
    let mut escalation = Escalation::new(5);
    let mut out = Vec::new();
    let mut ticks = ticks.iter().copied().peekable();
    for (at, serial, kind) in steps {
        while let Some(tick) = ticks.next_if(|tick| tick < at) {
            out.extend(escalation.tick(plan, moment(tick)).into_iter().map(|order| (tick, order)));
        }
        let heard = escalation.hear(&transition(*serial, *kind), plan, moment(*at));
        out.extend(heard.into_iter().map(|order| (*at, order)));
    }
    for tick in ticks.chain([3_000]) {
        out.extend(escalation.tick(plan, moment(tick)).into_iter().map(|order| (tick, order)));
    }
    out
}

fn names(orders: &[(i64, Order)]) -> BTreeSet<(u64, bool, String, Way)> {
    orders
        .iter()
        .map(|(_, order)| (order.alarm.serial, order.kind == Kind::Over, order.who.clone(), order.way))
        .collect()
}

proptest! {
    /// However time is told, the same people are told the same, each once.
    #[test]
    fn nothing_is_ordered_twice_or_lost(
        plan in plans(),
        steps in lives(),
        mut ticks in prop::collection::vec(0..3_000_i64, 0..40),
    ) {
        ticks.sort_unstable();
        let every: Vec<i64> = (0..3_000).collect();
        let (seldom, often) = (orders(&plan, &steps, &ticks), orders(&plan, &steps, &every));
        prop_assert_eq!(names(&seldom), names(&often));
        prop_assert_eq!(names(&seldom).len(), seldom.len());
        prop_assert_eq!(names(&often).len(), often.len());
    }

    /// Acknowledging ends the ladder, over is told to exactly those who were told, and a plan that is off says nothing.
    #[test]
    fn acknowledged_is_acknowledged_and_off_is_off(plan in plans(), steps in lives()) {
        let every: Vec<i64> = (0..3_000).collect();
        let told = orders(&plan, &steps, &every);
        for (at, serial, kind) in &steps {
            if *kind == TransitionKind::Acknowledged {
                let later = told.iter().any(|(when, order)| {
                    when > at && order.alarm.serial == *serial && order.kind == Kind::Alert
                });
                prop_assert!(!later);
            }
            if *kind == TransitionKind::Cleared {
                let kinds = |kind| names(&told).into_iter()
                    .filter(|(of, over, who, _)| of == serial && *over == (kind == Kind::Over) && who != "this room")
                    .map(|(_, _, who, way)| (who, way)).collect::<BTreeSet<_>>();
                prop_assert_eq!(kinds(Kind::Alert), kinds(Kind::Over));
            }
        }
        let mut off = plan;
        off.on = false;
        prop_assert!(orders(&off, &steps, &every).is_empty());
    }

    /// Whoever is on duty on the first step that has anybody is told by its time, and an open alarm reaches the last
    /// resort on duty or not.
    #[test]
    fn the_ladder_is_climbed_in_time(plan in plans()) {
        let every: Vec<i64> = (0..3_000).collect();
        let told = orders(&plan, &[(10, 0, TransitionKind::Active)], &every);
        let ladder = &plan.ladders.high;
        let when = |name: &str| told.iter().find(|(_, order)| order.who == name).map(|(when, _)| *when);
        for step in ladder.steps() {
            for person in plan.people().iter().filter(|p| step.to.is(p) && *p.duty() == Duty::ALWAYS) {
                let due = 10 + i64::from(step.after_s.max(ladder.hold_s())) * 10;
                prop_assert!(when(person.name()).is_some_and(|told| told <= due));
            }
        }
        if let Some(last) = ladder.last() {
            for person in plan.people().iter().filter(|p| last.to.is(p)) {
                prop_assert!(when(person.name()).is_some());
            }
        }
        prop_assert!(told.iter().all(|(when, _)| *when >= 10 + i64::from(ladder.hold_s()) * 10));
    }

    /// The outbox hands nothing out twice at a time, is bounded, survives storage, and comes to rest.
    #[test]
    fn the_outbox_comes_to_rest(
        steps in prop::collection::vec((0..7_u8, 0..20_u64, 0..30_000_i64), 1..120),
    ) {
        let mut outbox = Outbox::new(1_000);
        let mut now = Time::ZERO;
        let mut under_way = BTreeMap::new();
        for (what, which, pause) in steps {
            now += Span::from_millis(pause);
            let id = 1_000 + which;
            match what {
                0 | 1 => {
                    let mut with_one = Plan::default();
                    with_one.on = true;
                    with_one.keep_person(person("Ann", Role::Nurse, true), None).unwrap();
                    let mut escalation = Escalation::new(1);
                    let moment = Moment { at: now, ..moment(0) };
                    for order in escalation.hear(&transition(which, TransitionKind::Active), &with_one, moment) {
                        outbox.put(order, Subject::default(), now);
                    }
                }
                2 => {
                    for delivery in outbox.due(now) {
                        // Only one that was never answered is handed out again, after half a minute.
                        let before = under_way.insert(delivery.id, now);
                        prop_assert!(before.is_none_or(|before| now - before >= Span::from_secs(30.0)));
                    }
                }
                3 => {
                    under_way.remove(&id);
                    outbox.report(id, Outcome::Failed { why: "refused".into(), again: which % 5 > 0 }, now);
                }
                4 => {
                    under_way.remove(&id);
                    outbox.report(id, Outcome::Reached(Progress::Accepted, "204".into()), now);
                }
                5 => outbox.acknowledge(super::AlarmKey { session: 1, serial: which }, "Bob"),
                _ => {
                    let text = serde_json::to_string(&outbox).unwrap();
                    let stored = serde_json::from_str::<Outbox>(&text).unwrap();
                    prop_assert_eq!(&stored, &outbox);
                }
            }
            prop_assert!(outbox.deliveries().len() <= super::OUTBOX_CAPACITY);
            prop_assert!(outbox.deliveries().all(|delivery| delivery.attempts <= super::MOST_ATTEMPTS));
            let _ = outbox.failing(now, |_| String::new());
        }
        for _ in 0..40 {
            now += Span::from_secs(60.0);
            let due = outbox.due(now);
            for delivery in due {
                outbox.report(delivery.id, Outcome::Failed { why: "refused".into(), again: true }, now);
            }
        }
        prop_assert!(outbox.deliveries().all(|delivery| !delivery.progress.is_pending()));
        prop_assert_eq!(outbox.next_due(), None);
    }
}
