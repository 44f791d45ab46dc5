use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{
    AlarmKey, Delivery, Kind, MOST_ATTEMPTS, OLDEST, Order, Outcome, Progress, Subject, Way, pause_after,
};
use crate::{
    alarms::Priority,
    model::{Span, Time},
};

/// How many deliveries are remembered; finished ones go first, the oldest before others.
pub const OUTBOX_CAPACITY: usize = 200;

/// A try that the browser never answered counts as failed after this; every channel gives up sooner by itself.
const LOST: Span = Span::from_millis(30_000);

/// How often a delivery of a high alarm may fail in a row before that is an alarm itself: one failure is often over
/// a second later. This project's choice.
const FAILING: u32 = 2;

/// Deliveries, the ones on their way and the last that were finished, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outbox {
    deliveries: VecDeque<Delivery>,
    next_id: u64,
    /// Deliveries that were dropped because the outbox was full of unfinished ones.
    lost: u64,
}

impl Outbox {
    /// Empty, for a page that was opened then (milliseconds since 1970). Deliveries are counted from there, so that
    /// no two visits to the page ever use the same number.
    pub const fn new(session: u64) -> Self {
        Self { deliveries: VecDeque::new(), next_id: session, lost: 0 }
    }

    /// Every delivery that is remembered, oldest first.
    pub fn deliveries(&self) -> impl DoubleEndedIterator<Item = &Delivery> + ExactSizeIterator {
        self.deliveries.iter()
    }

    /// One of them.
    pub fn delivery(&self, id: u64) -> Option<&Delivery> {
        self.deliveries.iter().find(|delivery| delivery.id == id)
    }

    /// Deliveries that had to be dropped for want of room.
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    /// Queues an order; due at once.
    pub fn put(&mut self, order: Order, subject: Subject, now: Time) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.deliveries.push_back(Delivery {
            id,
            order,
            subject,
            ordered: now,
            progress: Progress::Queued,
            known: String::new(),
            attempts: 0,
            next: now,
            acknowledged_by: None,
        });
        self.make_room();
        id
    }

    /// What is to be sent now; from here on each is being sent, until [`Self::report`] tells what became of it.
    /// Gives up what is too old. That an alarm is over waits until it is settled whether the alarm itself was told.
    pub fn due(&mut self, now: Time) -> Vec<Delivery> {
        for delivery in &mut self.deliveries {
            // A clock that was set back must not hold anything up.
            delivery.ordered = delivery.ordered.min(now);
            delivery.next = delivery.next.min(now + super::LONGEST_PAUSE);
            if delivery.progress == Progress::Sending && now - delivery.next >= LOST {
                fail(delivery, "no answer within 30 s", true, now);
            }
            if delivery.progress == Progress::Queued && now - delivery.ordered >= OLDEST {
                let why = if delivery.known.is_empty() { "not sent" } else { &delivery.known };
                delivery.known = format!("given up after 15 minutes: {why}");
                delivery.progress = Progress::Failed;
            }
        }
        let mut due = Vec::new();
        for place in 0..self.deliveries.len() {
            let delivery = &self.deliveries[place];
            if delivery.progress != Progress::Queued || delivery.next > now {
                continue;
            }
            if delivery.order.kind == Kind::Over {
                match self.alert_of(delivery).map(|alert| alert.progress) {
                    Some(alert) if alert.is_pending() => continue,
                    Some(Progress::Failed | Progress::Withdrawn) => {
                        self.deliveries[place].progress = Progress::Withdrawn;
                        "the alarm itself was not delivered".clone_into(&mut self.deliveries[place].known);
                        continue;
                    }
                    _ => {}
                }
            }
            let delivery = &mut self.deliveries[place];
            delivery.progress = Progress::Sending;
            delivery.attempts += 1;
            delivery.next = now;
            due.push(delivery.clone());
        }
        due
    }

    /// Takes note of what became of a try. A delivery that was finished meanwhile only ever gets further.
    pub fn report(&mut self, id: u64, outcome: Outcome, now: Time) {
        let Some(delivery) = self.deliveries.iter_mut().find(|delivery| delivery.id == id) else { return };
        match outcome {
            Outcome::Reached(progress, known) => {
                let further = delivery.progress == Progress::Shown && progress == Progress::Seen;
                let late = matches!(delivery.progress, Progress::Failed | Progress::Withdrawn);
                if delivery.progress.is_pending() || further || late {
                    delivery.progress = progress;
                    delivery.known = known;
                }
            }
            Outcome::Failed { why, again } => {
                if delivery.progress == Progress::Sending {
                    fail(delivery, &why, again, now);
                }
            }
        }
    }

    /// Somebody acknowledged an alarm: whoever was not reached yet need not be.
    pub fn acknowledge(&mut self, alarm: AlarmKey, who: &str) {
        let of_alarm =
            |delivery: &&mut Delivery| delivery.order.alarm == alarm && delivery.order.kind == Kind::Alert;
        for delivery in self.deliveries.iter_mut().filter(of_alarm) {
            delivery.acknowledged_by.get_or_insert_with(|| who.to_owned());
            if delivery.progress == Progress::Queued {
                withdraw(delivery, "acknowledged before it could be delivered");
            }
        }
    }

    /// Delivery was turned off: nothing more is sent.
    pub fn withdraw_all(&mut self, why: &str) {
        for delivery in self.deliveries.iter_mut().filter(|delivery| delivery.progress.is_pending()) {
            withdraw(delivery, why);
        }
    }

    /// What another visit to the page left: a try that was under way may or may not have arrived, so it is repeated
    /// under the same number. Notices and the voice of another visit are over.
    pub fn take_over(&mut self, mut old: Self, now: Time) {
        for delivery in &mut old.deliveries {
            if !delivery.progress.is_pending() {
                continue;
            }
            if matches!(delivery.order.way, Way::Webhook(_)) {
                delivery.progress = Progress::Queued;
                delivery.next = now;
            } else {
                withdraw(delivery, "the page was closed");
            }
        }
        old.deliveries.retain(|old| self.delivery(old.id).is_none());
        old.deliveries.append(&mut self.deliveries);
        self.deliveries = old.deliveries;
        self.lost += old.lost;
        self.make_room();
    }

    /// When [`Self::due`] has something to do at the latest.
    pub fn next_due(&self) -> Option<Time> {
        let pending = self.deliveries.iter().filter(|delivery| delivery.progress.is_pending());
        pending.map(|delivery| delivery.next).min()
    }

    /// Why somebody was not told of a high alarm that still matters: nobody acknowledged it, it is not long ago, and
    /// its channel has not worked since. `way` gives the name of a channel.
    pub fn failing(&self, now: Time, way: impl Fn(Way) -> String) -> Option<String> {
        let works = |failed: &Delivery| {
            self.deliveries.iter().any(|other| {
                other.order.way == failed.order.way && other.id > failed.id && other.progress.is_out()
            })
        };
        let failed = self.deliveries.iter().rev().find(|delivery| {
            let order = &delivery.order;
            let failed = match delivery.progress {
                Progress::Queued => delivery.attempts >= FAILING,
                Progress::Sending => delivery.attempts > FAILING,
                Progress::Failed => true,
                _ => false,
            };
            failed
                && (order.priority, order.kind) == (Priority::High, Kind::Alert)
                && delivery.acknowledged_by.is_none()
                && now - delivery.ordered < OLDEST
                && !works(delivery)
        })?;
        let order = &failed.order;
        let known = if failed.known.is_empty() { "no answer yet" } else { &failed.known };
        Some(format!("{} not told by {}: {known}", order.who, way(order.way)))
    }

    fn alert_of(&self, over: &Delivery) -> Option<&Delivery> {
        self.deliveries.iter().rev().find(|delivery| {
            let (order, other) = (&delivery.order, &over.order);
            order.kind == Kind::Alert
                && order.alarm == other.alarm
                && order.person == other.person
                && order.way == other.way
        })
    }

    fn make_room(&mut self) {
        while self.deliveries.len() > OUTBOX_CAPACITY {
            let finished = self.deliveries.iter().position(|delivery| !delivery.progress.is_pending());
            let place = finished.or_else(|| {
                // Nothing is finished: the least urgent goes, the oldest of these first. That is told.
                self.lost += 1;
                let urgency = |at: &usize| self.deliveries[*at].order.priority;
                (0..self.deliveries.len()).min_by_key(urgency)
            });
            self.deliveries.remove(place.unwrap_or_default());
        }
    }
}

fn withdraw(delivery: &mut Delivery, why: &str) {
    delivery.progress = Progress::Withdrawn;
    why.clone_into(&mut delivery.known);
}

fn fail(delivery: &mut Delivery, why: &str, again: bool, now: Time) {
    why.clone_into(&mut delivery.known);
    let acknowledged = delivery.acknowledged_by.is_some() && delivery.order.kind == Kind::Alert;
    if acknowledged {
        withdraw(delivery, "acknowledged before it could be delivered");
    } else if again && delivery.attempts < MOST_ATTEMPTS {
        delivery.progress = Progress::Queued;
        // What was ordered when differs from device to device and delivery to delivery.
        delivery.next = now + pause_after(delivery.attempts, delivery.ordered.micros() as u64 ^ delivery.id);
    } else {
        delivery.progress = Progress::Failed;
        if again {
            delivery.known = format!("given up after {} tries: {why}", delivery.attempts);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::alarms::{
        Category,
        delivery::{PersonId, WebhookId},
    };

    const HOOK: Way = Way::Webhook(WebhookId(1));

    fn order(serial: u64, kind: Kind, way: Way) -> Order {
        Order {
            alarm: AlarmKey { session: 1, serial },
            kind,
            person: Some(PersonId(1)),
            who: "Ann".to_owned(),
            way,
            priority: Priority::High,
            category: Category::Physiological,
            condition: "asystole".to_owned(),
            text: "Asystole".to_owned(),
            since: Time::ZERO,
        }
    }

    fn refused() -> Outcome {
        Outcome::Failed { why: "no answer".to_owned(), again: true }
    }

    fn secs(secs: f64) -> Time {
        Time::from_secs(secs)
    }

    #[test]
    fn a_failed_try_is_repeated_later_and_later_and_given_up() {
        let mut outbox = Outbox::new(0);
        let id = outbox.put(order(1, Kind::Alert, HOOK), Subject::default(), Time::ZERO);
        let mut tries = Vec::new();
        for tenth in 0..10_000 {
            let now = secs(f64::from(tenth) / 10.0);
            for delivery in outbox.due(now) {
                tries.push(now);
                outbox.report(delivery.id, refused(), now);
            }
        }
        let delivery = outbox.delivery(id).unwrap();
        assert_eq!(delivery.progress, Progress::Failed);
        assert!(
            delivery.known.contains("given up after") && delivery.known.contains("no answer"),
            "{}",
            delivery.known
        );
        assert!(
            (0.7..1.4).contains(&(tries[1] - tries[0]).secs()),
            "the first retry comes after about a second"
        );
        assert!(tries.len() > 10 && tries.len() <= MOST_ATTEMPTS as usize, "{}", tries.len());
    }

    #[test]
    fn what_cannot_help_is_not_tried_again_and_what_is_shown_can_be_seen() {
        let mut outbox = Outbox::new(7);
        let hook = outbox.put(order(1, Kind::Alert, HOOK), Subject::default(), Time::ZERO);
        let notice = outbox.put(order(1, Kind::Alert, Way::Notification), Subject::default(), Time::ZERO);
        assert_eq!((hook, outbox.due(Time::ZERO).len(), outbox.due(Time::ZERO).len()), (7, 2, 0));
        outbox.report(hook, Outcome::Failed { why: "403 Forbidden".into(), again: false }, secs(1.0));
        outbox.report(notice, Outcome::Reached(Progress::Shown, String::new()), secs(1.0));
        outbox.report(notice, Outcome::Reached(Progress::Seen, String::new()), secs(2.0));
        outbox.report(notice, Outcome::Reached(Progress::Shown, String::new()), secs(3.0));
        assert_eq!(outbox.delivery(hook).unwrap().progress, Progress::Failed);
        assert_eq!(outbox.delivery(notice).unwrap().progress, Progress::Seen);
        let why = outbox.failing(secs(3.0), |_| "Phone".to_owned()).unwrap();
        assert_eq!(why, "Ann not told by Phone: 403 Forbidden");
        assert_eq!(outbox.failing(secs(3.0) + OLDEST, |_| String::new()), None, "old failures do not alarm");
        outbox.acknowledge(AlarmKey { session: 1, serial: 1 }, "Bob");
        assert_eq!(outbox.failing(secs(3.0), |_| String::new()), None, "somebody knows");
        assert_eq!(outbox.delivery(notice).unwrap().acknowledged_by.as_deref(), Some("Bob"));
    }

    #[test]
    fn two_failures_of_a_high_alarm_fail_until_the_channel_works() {
        let mut outbox = Outbox::new(0);
        outbox.put(order(1, Kind::Alert, HOOK), Subject::default(), Time::ZERO);
        let mut now = Time::ZERO;
        for failures in 1..=2 {
            let id = outbox.due(now)[0].id;
            assert_eq!(outbox.failing(now, |_| String::new()), None);
            outbox.report(id, refused(), now);
            assert_eq!(outbox.failing(now, |_| String::new()).is_some(), failures == 2);
            now = outbox.next_due().unwrap();
        }
        let id = outbox.due(now)[0].id;
        outbox.report(id, Outcome::Reached(Progress::Accepted, "204".into()), now);
        assert_eq!(outbox.failing(now, |_| String::new()), None);
    }

    #[test]
    fn over_follows_the_alert_and_never_goes_alone() {
        let mut outbox = Outbox::new(0);
        outbox.put(order(1, Kind::Alert, HOOK), Subject::default(), Time::ZERO);
        let alert = outbox.due(Time::ZERO)[0].id;
        let over = outbox.put(order(1, Kind::Over, HOOK), Subject::default(), Time::ZERO);
        assert!(outbox.due(secs(1.0)).is_empty(), "the alert is still on its way");
        outbox.report(alert, Outcome::Reached(Progress::Sent, String::new()), secs(1.0));
        assert_eq!(outbox.due(secs(1.0))[0].id, over);

        outbox.put(order(2, Kind::Alert, HOOK), Subject::default(), Time::ZERO);
        let alert = outbox.due(secs(2.0))[0].id;
        outbox.report(alert, Outcome::Failed { why: "404".into(), again: false }, secs(2.0));
        let over = outbox.put(order(2, Kind::Over, HOOK), Subject::default(), Time::ZERO);
        assert!(outbox.due(secs(3.0)).is_empty());
        assert_eq!(outbox.delivery(over).unwrap().progress, Progress::Withdrawn);
    }

    #[test]
    fn a_reload_goes_on_with_messages_and_lets_notices_go() {
        let mut outbox = Outbox::new(100);
        let hook = outbox.put(order(1, Kind::Alert, HOOK), Subject::default(), Time::ZERO);
        let notice = outbox.put(order(1, Kind::Alert, Way::Notification), Subject::default(), Time::ZERO);
        assert_eq!(outbox.due(Time::ZERO).len(), 2);
        let stored = serde_json::to_string(&outbox).unwrap();
        let mut next = Outbox::new(200);
        let fresh = next.put(order(9, Kind::Alert, HOOK), Subject::default(), secs(1.0));
        next.take_over(serde_json::from_str(&stored).unwrap(), secs(1.0));
        let due: Vec<u64> = next.due(secs(1.0)).iter().map(|delivery| delivery.id).collect();
        assert_eq!(due, [hook, fresh]);
        assert_eq!(next.delivery(hook).unwrap().attempts, 2);
        assert_eq!(next.delivery(notice).unwrap().progress, Progress::Withdrawn);
    }

    #[test]
    fn the_outbox_is_bounded_and_tells_what_it_lost() {
        let mut outbox = Outbox::new(0);
        for serial in 0..OUTBOX_CAPACITY as u64 + 5 {
            outbox.put(order(serial, Kind::Alert, HOOK), Subject::default(), Time::ZERO);
        }
        assert_eq!((outbox.deliveries().len(), outbox.lost()), (OUTBOX_CAPACITY, 5));
        outbox.withdraw_all("delivery was turned off");
        outbox.put(order(0, Kind::Alert, HOOK), Subject::default(), Time::ZERO);
        assert_eq!((outbox.deliveries().len(), outbox.lost()), (OUTBOX_CAPACITY, 5));
        assert_eq!(outbox.due(Time::ZERO).len(), 1);
    }
}
