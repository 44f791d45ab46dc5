//! How alarms reach people: who is told, when, by what, and what became of it. A pure state machine.
//!
//! A [`Plan`] says who there is, when they are on duty and how they are reached. An [`Escalation`] takes the
//! steps of alarms and time, climbs the [`Ladder`] of each alarm's priority and gives out [`Order`]s. The
//! [`Outbox`] makes [`Delivery`]s of them, says which are due, and remembers what became of each.
//! [`webhook_post`] writes the body of a message. Sending itself is the matter of the browser's rooms.
//!
//! # What it promises
//! - Nothing is ordered while the plan is off. Nothing is ordered twice for the same alarm, priority and person,
//!   and nothing is lost however seldom time is told.
//! - Acknowledging ends the ladder. Whether a message was received or seen never changes when the next person
//!   is told: the ladder is a plain timer that only an acknowledgement or the end of the alarm stops.
//! - A delivery never claims more than is known. *Sent* is not *accepted*, *shown* is not *seen*.
//! - The outbox is bounded, survives a reload, and gives up by age and by count. Giving up is told.
//! - An alarm about failed deliveries is never delivered itself.
//! - Secrets and addresses are in none of these types but [`Receiver`], whose debug output hides them.
//!
//! Times here are wall time in microseconds since 1970, as people live by it, not the bed's clock: a recording
//! at 60 times its speed must not hurry anybody. Hours of duty are local time.

mod backoff;
mod body;
mod delivering;
mod duty;
mod escalation;
mod ladder;
mod outbox;
mod page_message;
mod person;
mod plan;
mod receiver;

#[cfg(test)]
mod properties;

pub use backoff::{LONGEST_PAUSE, MOST_ATTEMPTS, OLDEST, pause_after};
pub use body::{Post, signed_text, webhook_post};
pub use delivering::{AlarmKey, Delivery, Kind, Order, Outcome, Progress, Subject};
pub use duty::{Duty, LocalTime, Moment, Shift, ShiftError, WEEKDAYS};
pub use escalation::Escalation;
pub use ladder::{Ladder, Ladders, Recipient, Step};
pub use outbox::{OUTBOX_CAPACITY, Outbox};
pub use page_message::{PageAlarm, PageMessage};
pub use person::{Person, PersonId, Role, Way};
pub use plan::{Plan, PlanError};
pub use receiver::{AddressError, Receiver, Template, Webhook, WebhookId};
