use std::collections::BTreeMap;

use super::{AlarmKey, Kind, Moment, Order, Person, PersonId, Plan, Step, Way};
use crate::{
    alarms::{Category, Condition, Priority, Transition, TransitionKind},
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
        if step.condition == Condition::DeliveryFailed {
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
            TransitionKind::Escalated => {
                if let Some(course) = self.courses.get_mut(&step.serial) {
                    course.text = step.text();
                    course.rise(step.priority, now.at);
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        alarms::delivery::{Duty, LocalTime, Role},
        model::Vital,
    };

    fn at(secs: f64) -> Moment {
        Moment { at: Time::from_secs(secs), local: LocalTime { weekday: 0, minute: 0 } }
    }

    fn step(condition: Condition, priority: Priority, to: TransitionKind) -> Transition {
        Transition {
            at: Time::ZERO,
            condition,
            priority,
            to,
            value: None,
            limit: None,
            peak: None,
            by: None,
            detail: None,
            serial: 1,
            who: None,
        }
    }

    fn plan(people: &[(&str, Role, Duty)]) -> Plan {
        let mut plan = Plan::default();
        plan.on = true;
        for (name, role, duty) in people {
            let person = Person::new(name, *role, *duty, &[Way::Notification], true).unwrap();
            plan.keep_person(person, None).unwrap();
        }
        plan
    }

    fn names(orders: &[Order]) -> Vec<&str> {
        orders.iter().map(|order| order.who.as_str()).collect()
    }

    const LOW: Condition = Condition::LimitLow(Vital::SpO2);
    const NEVER: Duty = Duty([None; 7]);

    #[test]
    fn the_default_ladders_follow_the_usual_figures() {
        let plan = plan(&[
            ("Ann", Role::Nurse, Duty::ALWAYS),
            ("Cid", Role::ChargeNurse, Duty::ALWAYS),
            ("Dot", Role::Doctor, Duty::ALWAYS),
            ("Olaf", Role::Other, NEVER),
            ("Mum", Role::Family, Duty::ALWAYS),
        ]);
        let mut ladder = Escalation::new(0);
        let begun = step(Condition::Asystole, Priority::High, TransitionKind::Active);
        assert_eq!(names(&ladder.hear(&begun, &plan, at(0.0))), ["Ann"]);
        assert!(ladder.tick(&plan, at(59.9)).is_empty());
        assert_eq!(names(&ladder.tick(&plan, at(60.0))), ["Cid"]);
        assert_eq!(names(&ladder.tick(&plan, at(120.0))), ["Dot"]);
        assert_eq!(names(&ladder.tick(&plan, at(180.0))), ["Olaf"], "off duty, but the last resort");
        assert!(ladder.tick(&plan, at(4_000.0)).is_empty());

        let mut ladder = Escalation::new(0);
        let begun = step(LOW, Priority::Medium, TransitionKind::Active);
        let over = step(LOW, Priority::Medium, TransitionKind::Cleared);
        assert!(ladder.hear(&begun, &plan, at(0.0)).is_empty());
        assert!(ladder.hear(&over, &plan, at(14.0)).is_empty(), "what resolves itself disturbs nobody");
    }

    #[test]
    fn whoever_is_off_duty_is_passed_over_at_once() {
        let plan = plan(&[("Ann", Role::Nurse, NEVER), ("Dot", Role::Doctor, Duty::ALWAYS)]);
        let mut ladder = Escalation::new(0);
        let begun = step(Condition::Asystole, Priority::High, TransitionKind::Active);
        assert_eq!(names(&ladder.hear(&begun, &plan, at(0.0))), ["Dot"]);
        assert_eq!(ladder.unreached(&plan), None);
        let nobody = Plan::default();
        let mut on = nobody;
        on.on = true;
        let mut ladder = Escalation::new(0);
        assert!(ladder.hear(&begun, &on, at(0.0)).is_empty());
        assert_eq!(ladder.unreached(&on).as_deref(), Some("nobody on the list can be told of Asystole"));
    }

    #[test]
    fn a_risen_priority_begins_another_ladder_and_over_is_told_once() {
        let plan = plan(&[("Ann", Role::Nurse, Duty::ALWAYS)]);
        let mut ladder = Escalation::new(0);
        ladder.hear(&step(LOW, Priority::Medium, TransitionKind::Active), &plan, at(0.0));
        assert_eq!(names(&ladder.tick(&plan, at(30.0))), ["Ann"]);
        let risen = ladder.hear(&step(LOW, Priority::High, TransitionKind::Escalated), &plan, at(90.0));
        assert_eq!((names(&risen), risen[0].priority), (vec!["Ann"], Priority::High));
        let over = ladder.hear(&step(LOW, Priority::High, TransitionKind::Cleared), &plan, at(99.0));
        assert_eq!(names(&over), ["Ann"]);
    }

    #[test]
    fn failed_deliveries_are_never_delivered_and_time_off_does_not_count() {
        let mut plan = plan(&[("Ann", Role::Nurse, Duty::ALWAYS), ("Cid", Role::ChargeNurse, Duty::ALWAYS)]);
        let mut ladder = Escalation::new(0);
        let failed = step(Condition::DeliveryFailed, Priority::High, TransitionKind::Active);
        assert!(ladder.hear(&failed, &plan, at(0.0)).is_empty());
        assert!(ladder.tick(&plan, at(500.0)).is_empty());

        plan.on = false;
        let begun = step(Condition::Asystole, Priority::High, TransitionKind::Active);
        assert!(ladder.hear(&begun, &plan, at(500.0)).is_empty());
        assert!(ladder.tick(&plan, at(700.0)).is_empty());
        plan.on = true;
        assert_eq!(
            names(&ladder.tick(&plan, at(700.5))),
            ["Ann"],
            "only the first step, however old the alarm"
        );
    }
}
