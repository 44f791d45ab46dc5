//! Each channel does what it can, and tells what is known.

use leptos::{prelude::*, task::spawn_local};

use super::{Delivering, TestResult};
use crate::{
    alarms::{
        Category, Priority,
        delivery::{AlarmKey, Delivery, Kind, Order, Outcome, Progress, Way, webhook_post},
    },
    platform::{self, ask_notification_permission, post_webhook, show_notification, speak, wall_time},
};

impl Delivering {
    /// Sends a delivery and reports what became of it.
    pub(super) fn send(self, delivery: Delivery) {
        spawn_local(async move {
            let id = delivery.id;
            if let Some(outcome) = self.carry(delivery).await {
                self.report(id, outcome);
            }
        });
    }

    pub(super) fn report(self, id: u64, outcome: Outcome) {
        let known = self.core.try_update_value(|core| {
            core.outbox.report(id, outcome, wall_time());
            core.changed = true;
        });
        // Nobody is there to be told once the page was taken down.
        if known.is_some() {
            self.bring();
        }
    }

    /// Tries out a channel with a message that says so, and shows what happened.
    pub fn test(self, way: Way) {
        self.tests.update(|tests| drop(tests.insert(way, TestResult::Running)));
        let now = wall_time();
        let order = Order {
            alarm: AlarmKey { session: self.page(), serial: 0 },
            kind: Kind::Test,
            person: None,
            who: "a test".to_owned(),
            way,
            priority: Priority::Low,
            category: Category::Technical,
            condition: "test".to_owned(),
            text: "Test".to_owned(),
            since: now,
        };
        let delivery = Delivery {
            id: 0,
            order,
            subject: self.subject(),
            ordered: now,
            progress: Progress::Sending,
            known: String::new(),
            attempts: 1,
            next: now,
            acknowledged_by: None,
        };
        spawn_local(async move {
            let result = if self.framed {
                TestResult::Failed("nothing is sent from inside another site".to_owned())
            } else if !self.plan.with_untracked(|plan| plan.on) {
                TestResult::Failed("turn delivery on first: nothing is sent while it is off".to_owned())
            } else {
                match self.carry(delivery).await {
                    Some(Outcome::Reached(_, known)) => TestResult::Reached(known),
                    Some(Outcome::Failed { why, .. }) => TestResult::Failed(why),
                    None => TestResult::Reached(match self.listening_pages() {
                        1 => "1 other page is in sight".to_owned(),
                        pages => format!("{pages} other pages are in sight"),
                    }),
                }
            };
            let _ = self.tests.try_update(|tests| drop(tests.insert(way, result)));
        });
    }

    /// Asks the device whether notifications may be shown; call it from a tap or key.
    pub fn ask_permission(self) {
        spawn_local(async move {
            let permission = ask_notification_permission().await;
            let _ = self.permission.try_set(permission);
        });
    }

    /// Nothing is known yet where another page has to answer first.
    async fn carry(self, delivery: Delivery) -> Option<Outcome> {
        let failed = |why: &str, again| Some(Outcome::Failed { why: why.to_owned(), again });
        let order = &delivery.order;
        match order.way {
            Way::Notification => {
                let title = delivery.title();
                let body = format!("For {}. Touch it to see the monitor.", order.who);
                let stays = order.kind == Kind::Alert && order.priority == Priority::High;
                let id = delivery.id;
                let seen = move || {
                    self.report(id, Outcome::Reached(Progress::Seen, "touched on this device".to_owned()));
                };
                Some(show_notification(&title, &body, &id.to_string(), stays, seen).await)
            }
            Way::OtherPages if order.kind == Kind::Over => {
                Some(Outcome::Reached(Progress::Sent, "taken off the other pages".to_owned()))
            }
            Way::OtherPages if self.listening_pages() == 0 => {
                failed("no other page of Bedside is in sight on this device", true)
            }
            Way::OtherPages => {
                self.tell_alive(true);
                None
            }
            Way::Speech => {
                let volume = self.plan.with_untracked(|plan| f64::from(plan.speech_volume)) / 100.0;
                Some(speak(&spoken(&delivery), volume))
            }
            Way::Webhook(id) => {
                let webhook = self.plan.with_untracked(|plan| plan.webhook(id).cloned());
                let receiver = self.core.with_value(|core| core.secrets.get(id).cloned());
                let Some((webhook, receiver)) = webhook.zip(receiver) else {
                    return failed("this channel has no address any more: enter it again", false);
                };
                let now = wall_time();
                let post = webhook_post(&delivery, &webhook, &receiver, now);
                let unix_seconds = now.secs() as u64;
                let outcome = post_webhook(&post, receiver.secret(), webhook.is_simple(), unix_seconds).await;
                Some(outcome)
            }
        }
    }

    /// Looks again whether notifications are allowed: its user may have changed that in the browser.
    pub fn look_at_permission(self) {
        let now = platform::notification_permission();
        if self.permission.get_untracked() != now {
            self.permission.set(now);
        }
    }
}

/// What the voice says: no marks, no signs.
fn spoken(delivery: &Delivery) -> String {
    let order = &delivery.order;
    let bed = &delivery.subject.bed;
    let text = order.text.replace('<', "below").replace('>', "above");
    match order.kind {
        Kind::Alert => format!("{} priority alarm, {bed}: {text}", order.priority.name()),
        Kind::Over => format!("{bed}: over, {text}"),
        Kind::Test => format!("Test, {bed}: no alarm"),
    }
}
