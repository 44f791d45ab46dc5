use std::collections::BTreeMap;

use super::{AlarmKey, Kind, Moment, Order, Person, PersonId, Plan, Step, Way};
use crate::{
    alarms::{Category, Priority, Transition, TransitionKind},
    model::Time,
};

/// The ladders of the alarms of one page, each as far as it was climbed.
#[derive(Clone, Debug)]
pub struct Escalation {
    session: u64,
    courses: BTreeMap<u64, Course>,
}

/// The way of one alarm up its ladder.
#[derive(Clone, Debug)]
struct Course {
    priority: Priority,
    category: Category,
    condition: String,
    text: String,
    /// When the alarm began, for messages.
    began: Time,
    /// From when the steps count: later than `began` when nothing could be ordered meanwhile.
    from: Time,
    /// Since when it is not shown because a worse alarm tells the same.
    inhibited: Option<Time>,
    acknowledged: bool,
    spoken: bool,
    /// Steps that were taken, whoever was on duty.
    taken: Vec<Step>,
    /// The last step found nobody: the next is taken at once.
    nobody: bool,
    told: Vec<(PersonId, Vec<Way>)>,
    /// Who was told while the alarm was of a lower priority.
    told_before: Vec<(PersonId, Vec<Way>)>,
}

impl Escalation {
    /// Of a page that was opened then (milliseconds since 1970).
    pub const fn new(session: u64) -> Self {
        Self { session, courses: BTreeMap::new() }
    }

    /// When the page was opened.
    pub const fn session(&self) -> u64 {
        self.session
    }

    /// Takes in a step in the life of an alarm, after everything that was due before it. An alarm about deliveries
    /// that fail is not for delivery: it would feed itself.
    pub fn hear(&mut self, step: &Transition, plan: &Plan, now: Moment) -> Vec<Order> {
        let mut orders = self.tick(plan, now);
        if is_about_delivery(step) {
            return orders;
        }
        match step.to {
            TransitionKind::Active | TransitionKind::Resumed => {
                let course = self.courses.entry(step.serial).or_insert_with(|| Course::new(step, now.at));
                course.text = step.text();
                course.rise(step.priority, now.at);
                if let Some(since) = course.inhibited.take() {
                    course.from += now.at - since;
                }
            }
            TransitionKind::Inhibited => {
                if let Some(course) = self.courses.get_mut(&step.serial) {
                    course.inhibited.get_or_insert(now.at);
                }
            }
            TransitionKind::Acknowledged => {
                if let Some(course) = self.courses.get_mut(&step.serial) {
                    course.acknowledged = true;
                }
            }
            TransitionKind::Cleared => {
                if let Some(course) = self.courses.remove(&step.serial).filter(|_| plan.on) {
                    let key = AlarmKey { session: self.session, serial: step.serial };
                    orders.extend(course.over(key, plan));
                }
            }
            TransitionKind::Latched | TransitionKind::Reminder => {}
        }
        // What is due at once is ordered at once.
        orders.extend(self.tick(plan, now));
        orders
    }

    /// Time passes: whoever is to be told by now is told.
    pub fn tick(&mut self, plan: &Plan, now: Moment) -> Vec<Order> {
        let mut orders = Vec::new();
        for (serial, course) in &mut self.courses {
            // Ladders begin when delivery is turned on. A clock that was set back must not hold anybody up.
            if !plan.on || course.from > now.at {
                course.from = now.at;
            }
            if plan.on && !course.acknowledged && course.inhibited.is_none() {
                let key = AlarmKey { session: self.session, serial: *serial };
                course.climb(key, plan, now, &mut orders);
            }
        }
        orders
    }

    /// Why a high alarm has reached nobody although its ladder is at its end.
    pub fn unreached(&self, plan: &Plan) -> Option<String> {
        let lost = self.courses.values().find(|course| {
            let ladder = plan.ladders.of(course.priority);
            let end = ladder.steps().iter().chain(&ladder.last()).all(|step| course.taken.contains(step));
            let open = plan.on && !course.acknowledged && course.inhibited.is_none();
            course.priority == Priority::High && open && end && course.told.is_empty() && !course.spoken
        })?;
        Some(format!("nobody on the list can be told of {}", lost.text))
    }
}

/// Whether an alarm is about deliveries themselves.
fn is_about_delivery(step: &Transition) -> bool {
    step.condition.key() == "delivery-failed"
}

impl Course {
    fn new(step: &Transition, at: Time) -> Self {
        Self {
            priority: step.priority,
            category: step.condition.category(),
            condition: step.condition.key(),
            text: step.text(),
            began: at,
            from: at,
            inhibited: None,
            acknowledged: false,
            spoken: false,
            taken: Vec::new(),
            nobody: false,
            told: Vec::new(),
            told_before: Vec::new(),
        }
    }

    /// Its priority rose: another ladder begins, and whoever is on it hears of that, told before or not.
    fn rise(&mut self, priority: Priority, at: Time) {
        if self.priority != priority {
            self.priority = priority;
            self.from = at;
            self.taken.clear();
            (self.nobody, self.spoken) = (false, false);
            self.told_before.append(&mut self.told);
        }
    }

    fn climb(&mut self, key: AlarmKey, plan: &Plan, now: Moment, orders: &mut Vec<Order>) {
        let ladder = plan.ladders.of(self.priority);
        let elapsed = now.at - self.from;
        let hold = ladder.due(Step { after_s: 0, to: super::Recipient::Staff });
        if ladder.speak() && !self.spoken && elapsed >= hold {
            self.spoken = true;
            orders.push(self.order(key, Kind::Alert, None, "this room", Way::Speech));
        }
        let last = ladder.last();
        for step in ladder.steps().iter().copied().chain(last) {
            if self.taken.contains(&step) {
                continue;
            }
            if elapsed < hold || !(self.nobody || elapsed >= ladder.due(step)) {
                break;
            }
            self.taken.push(step);
            self.nobody = true;
            let whatever_the_hour = last == Some(step);
            for person in plan.people().iter().filter(|person| step.to.is(person)) {
                let reached = whatever_the_hour || person.duty().covers(now.local);
                if !reached || person.ways().is_empty() {
                    continue;
                }
                self.nobody = false;
                self.tell(key, person, orders);
            }
        }
    }

    fn tell(&mut self, key: AlarmKey, person: &Person, orders: &mut Vec<Order>) {
        if self.told.iter().any(|(told, _)| *told == person.id()) {
            return;
        }
        for way in person.ways() {
            orders.push(self.order(key, Kind::Alert, Some(person.id()), person.name(), *way));
        }
        self.told.push((person.id(), person.ways().to_vec()));
    }

    /// To everybody who was told and wants to know.
    fn over(&self, key: AlarmKey, plan: &Plan) -> Vec<Order> {
        let mut orders = Vec::new();
        let mut known = Vec::new();
        for (id, ways) in self.told.iter().chain(&self.told_before) {
            let Some(person) = plan.person(*id).filter(|person| person.wants_over()) else { continue };
            if known.contains(id) {
                continue;
            }
            known.push(*id);
            for way in ways.iter().filter(|way| person.ways().contains(way)) {
                orders.push(self.order(key, Kind::Over, Some(*id), person.name(), *way));
            }
        }
        orders
    }

    fn order(&self, alarm: AlarmKey, kind: Kind, person: Option<PersonId>, who: &str, way: Way) -> Order {
        Order {
            alarm,
            kind,
            person,
            who: who.to_owned(),
            way,
            priority: self.priority,
            category: self.category,
            condition: self.condition.clone(),
            text: self.text.clone(),
            since: self.began,
        }
    }
}
