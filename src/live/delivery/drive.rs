//! What drives deliveries: the log of the alarms, and time.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    Delivering, OtherBed,
    delivering::{Core, PLAN},
};
use crate::{
    alarms::{
        Condition, LogEvent, Observation, Transition, TransitionKind,
        delivery::{AlarmKey, Kind, Moment, Outbox, Outcome, PageAlarm, PageMessage, Plan, Progress, Way},
    },
    live::AT_THE_BED,
    platform::{self, Listener, OtherPages, local_time, monotonic_ms, wall_time},
    sources::Clock,
};

/// Where the outbox is kept on this device.
const OUTBOX: &str = "bedside.deliveries";

/// How often time is told to deliveries. How late a timer is does not matter for what is sent.
const TICK_MS: u32 = 500;

/// Between two signs of life to other pages.
const ALIVE_MS: f64 = 2_000.0;

/// Another page that has not answered for so long is no longer in sight.
const LISTENS_MS: f64 = 6_000.0;

impl Delivering {
    pub(super) fn drive(self) {
        // What is in the log was told before the page opened, or nothing is there yet.
        let heard = self.bed.with_bed(|bed| bed.alarms.log().written());
        let line = OtherPages::open(move |message| self.hear(message));
        let window = window();
        let listeners = [
            // Another page of this device changed the plan: an outdated one must not send, nor be stored over it.
            Listener::new(&window, "storage", move |event| {
                let key = event.dyn_ref::<web_sys::StorageEvent>().and_then(web_sys::StorageEvent::key);
                if key.as_deref() == Some(PLAN) {
                    self.reload_plan();
                }
            }),
            Listener::new(&window, "pagehide", move |_| {
                self.tell(&PageMessage::Closing { page: self.page() });
            }),
        ];
        let seen = platform::on_notification_seen(move |tag| self.seen(&tag));
        self.core.update_value(|core| {
            core.heard = heard;
            core.line = line;
        });
        // Let go of with the reactive owner.
        StoredValue::new_local(listeners.into_iter().chain(seen).collect::<Vec<_>>());
        // From inside another site nothing is sent, nor taken from a page that may send.
        if !self.framed {
            platform::when_sole_page(OUTBOX, move || self.keep_outbox());
        }
        let ticking = StoredValue::new_local(Some(Interval::new(TICK_MS, move || self.tick())));
        on_cleanup(move || ticking.update_value(|ticking| drop(ticking.take())));
        Effect::new(move |_| {
            self.bed.log_version.track();
            self.step();
        });
        let on = Memo::new(move |_| self.plan.with(|plan| plan.on));
        Effect::new(move |was: Option<bool>| {
            let on = on.get();
            if was == Some(true) && !on {
                self.core.update_value(|core| {
                    core.outbox.withdraw_all("delivery was turned off");
                    core.changed = true;
                });
                self.tell(&PageMessage::Closing { page: self.page() });
            }
            self.step();
            on
        });
    }

    /// Tells time. The page's own timer does; call it too wherever something else wakes the page.
    pub fn tick(self) {
        let now = wall_time();
        if now.secs().floor() as i64 != self.now.get_untracked().secs().floor() as i64 {
            self.now.set(now);
        }
        self.step();
        self.watch_beds();
        self.tell_alive(false);
    }

    /// Takes in what happened to alarms, orders, sends what is due, and brings it all to the signals.
    fn step(self) {
        let now = Moment { at: wall_time(), local: local_time() };
        let Some(steps) = self.unheard() else { return };
        let subject = self.subject();
        let mut due = Vec::new();
        let mut needless = Vec::new();
        self.core.update_value(|core| {
            self.plan.with_untracked(|plan| {
                let mut orders = Vec::new();
                for step in &steps {
                    orders.extend(core.escalation.hear(step, plan, now));
                    let key = AlarmKey { session: core.escalation.session(), serial: step.serial };
                    if matches!(step.to, TransitionKind::Acknowledged | TransitionKind::Cleared) {
                        needless.extend(notifications_of(core, key));
                    }
                    if step.to == TransitionKind::Acknowledged {
                        core.put(&mut orders, &subject, now.at);
                        core.outbox.acknowledge(key, step.who.as_deref().unwrap_or(AT_THE_BED));
                        core.changed = true;
                    }
                }
                orders.extend(core.escalation.tick(plan, now));
                core.put(&mut orders, &subject, now.at);
                if plan.on {
                    due = core.outbox.due(now.at);
                    core.changed |= !due.is_empty();
                }
            });
        });
        for delivery in due {
            self.send(delivery);
        }
        for tag in needless {
            leptos::task::spawn_local(async move { platform::close_notification(&tag).await });
        }
        self.bring();
    }

    /// The steps of alarms since the last time; nothing when the handle outlived its owner.
    fn unheard(self) -> Option<Vec<Transition>> {
        let heard = self.core.try_with_value(|core| core.heard)?;
        let (steps, written) = self.bed.with_bed(|bed| {
            let log = bed.alarms.log();
            let steps = log.since(heard).filter_map(|entry| match &entry.event {
                LogEvent::Alarm(step) => Some(step.clone()),
                _ => None,
            });
            (steps.collect(), log.written())
        });
        self.core.update_value(|core| core.heard = written);
        Some(steps)
    }

    /// Brings the outbox to the signals and to this device's memory.
    pub(super) fn bring(self) {
        let now = wall_time();
        let mut failing = None;
        let mut stored = Ok(());
        let mut deliveries = None;
        self.core.update_value(|core| {
            self.plan.with_untracked(|plan| {
                let name = |way| plan.way_name(way).to_owned();
                failing = if plan.on { core.failing(plan, now, name) } else { None };
            });
            if std::mem::take(&mut core.changed) {
                deliveries = Some(core.outbox.deliveries().rev().cloned().collect());
                if core.keeps {
                    stored = platform::store(OUTBOX, &core.outbox);
                }
            }
        });
        if let Some(deliveries) = deliveries {
            self.deliveries.set(deliveries);
            self.note(stored);
        }
        if self.failing.with_untracked(|known| *known != failing) {
            self.bed.observed.update(|waiting| {
                waiting.push(Observation::Switch {
                    condition: Condition::DeliveryFailed,
                    on: failing.is_some(),
                    detail: failing.as_deref().map(Into::into),
                    at: self.bed.clock().now(),
                });
            });
            self.failing.set(failing);
        }
    }

    /// This page keeps the device's outbox from now on, with what is left of the visit before.
    fn keep_outbox(self) {
        let old = platform::load::<Outbox>(OUTBOX);
        let _ = self.core.try_update_value(|core| {
            core.keeps = true;
            core.changed = true;
            match old {
                Ok(Some(old)) => core.outbox.take_over(old, wall_time()),
                Ok(None) => {}
                Err(error) => self.note(Err(error)),
            }
            if !self.plan.with_untracked(|plan| plan.on) {
                core.outbox.withdraw_all("delivery was turned off");
            }
        });
        self.step();
    }

    fn reload_plan(self) {
        if let Ok(Some(mut plan)) = platform::load::<Plan>(PLAN) {
            plan.on &= !self.framed;
            if let Ok(secrets) = super::secrets::Secrets::load() {
                self.core.update_value(|core| core.secrets = secrets);
            }
            self.plan.set(plan);
        }
    }

    /// Tells other pages that this one is alive, and which alarms are for them.
    pub(super) fn tell_alive(self, at_once: bool) {
        let now = monotonic_ms();
        let on = self.plan.with_untracked(|plan| plan.on);
        let due = self.core.with_value(|core| now - core.told_alive_ms >= ALIVE_MS);
        if !on || !(due || at_once) {
            return;
        }
        let subject = self.subject();
        let present = self.bed.alarms.get_untracked();
        let mut alarms = Vec::new();
        self.core.update_value(|core| {
            core.told_alive_ms = now;
            core.listeners.retain(|_, heard| now - *heard < LISTENS_MS);
            let session = core.escalation.session();
            for delivery in core.outbox.deliveries() {
                let order = &delivery.order;
                let ours =
                    (order.way, order.kind, order.alarm.session) == (Way::OtherPages, Kind::Alert, session);
                let alarm = present.iter().find(|alarm| ours && alarm.serial == order.alarm.serial);
                if let Some(alarm) = alarm {
                    alarms.push(PageAlarm {
                        serial: alarm.serial,
                        delivery: delivery.id,
                        who: order.who.clone(),
                        priority: alarm.priority,
                        category: alarm.category(),
                        text: alarm.text(),
                        acknowledged: delivery.acknowledged_by.is_some(),
                    });
                }
            }
        });
        let hidden = document().hidden();
        self.tell(&PageMessage::Alive { page: self.page(), bed: subject.text(), hidden, alarms });
    }

    pub(super) fn shown_there(self, page: u64, deliveries: &[u64]) {
        let now = wall_time();
        self.core.update_value(|core| {
            core.listeners.insert(page, monotonic_ms());
            let pages = core.listeners.len();
            for id in deliveries {
                let waiting = core.outbox.delivery(*id).is_some_and(|delivery| {
                    // Also one that waits for its next try: signs of life carry it as well.
                    delivery.progress.is_pending() && delivery.order.way == Way::OtherPages
                });
                if waiting {
                    let known =
                        format!("shown on {pages} other {}", if pages == 1 { "page" } else { "pages" });
                    core.outbox.report(*id, Outcome::Reached(Progress::Shown, known), now);
                    core.changed = true;
                }
            }
        });
        self.bring();
    }

    /// Another page says that somebody acknowledged; only an alarm that was shown there can be.
    pub(super) fn acknowledged_there(self, serial: u64, who: &str) {
        let told = self.core.with_value(|core| {
            core.outbox.deliveries().any(|delivery| {
                let order = &delivery.order;
                order.way == Way::OtherPages
                    && order.alarm == AlarmKey { session: core.escalation.session(), serial }
            })
        });
        if told && self.plan.with_untracked(|plan| plan.on) {
            self.bed.acknowledge_one(serial, who);
            self.step();
            self.tell_alive(true);
        }
    }

    fn seen(self, tag: &str) {
        if let Ok(id) = tag.parse() {
            self.report(id, Outcome::Reached(Progress::Seen, "touched on this device".to_owned()));
        }
    }

    /// Other beds, tracked.
    pub fn other_beds(self) -> Vec<OtherBed> {
        self.others.get()
    }
}

impl Core {
    fn put(
        &mut self,
        orders: &mut Vec<crate::alarms::delivery::Order>,
        subject: &crate::alarms::delivery::Subject,
        now: crate::model::Time,
    ) {
        for order in orders.drain(..) {
            self.outbox.put(order, subject.clone(), now);
            self.changed = true;
        }
    }

    fn failing(&self, plan: &Plan, now: crate::model::Time, name: impl Fn(Way) -> String) -> Option<String> {
        let lost = self.outbox.lost();
        let full = (lost > 0).then(|| format!("{lost} messages were dropped, too many wait"));
        self.outbox.failing(now, name).or_else(|| self.escalation.unreached(plan)).or(full)
    }
}

/// The notifications of an alarm that are on the screen.
fn notifications_of(core: &Core, alarm: AlarmKey) -> Vec<String> {
    let of_alarm = core.outbox.deliveries().filter(|delivery| {
        let order = &delivery.order;
        (order.alarm, order.way, order.kind) == (alarm, Way::Notification, Kind::Alert)
    });
    of_alarm.filter(|delivery| delivery.progress.is_out()).map(|delivery| delivery.id.to_string()).collect()
}
