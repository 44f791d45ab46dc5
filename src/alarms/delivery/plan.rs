use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Ladder, Ladders, Person, PersonId, Recipient, Way, Webhook, WebhookId};

/// Who is told of alarms, when and how, as this device keeps it. Without addresses and secrets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Plan {
    /// The master switch: off until somebody turns it on.
    pub on: bool,
    /// Whether the patient's name may be in messages.
    pub name_patient: bool,
    /// How loud the voice speaks, per cent.
    pub speech_volume: u8,
    /// Who is told when, for each priority.
    pub ladders: Ladders,
    people: Vec<Person>,
    webhooks: Vec<Webhook>,
    next_id: u32,
}

/// Why an entry was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlanError {
    /// A name is missing.
    #[error("{0} needs a name")]
    NoName(&'static str),
    /// A name is too long.
    #[error("the name of {0} is {1} characters long, at most {max} fit", max = Person::LONGEST)]
    LongName(&'static str, usize),
    /// Nothing by which somebody could be reached.
    #[error("choose at least one channel by which the person is reached")]
    NoWay,
    /// The list is full.
    #[error("there are {0} already, and no more fit")]
    Full(usize),
    /// A ladder of too many steps.
    #[error("a ladder has at most {max} steps, not {0}", max = Ladder::MOST_STEPS)]
    ManySteps(usize),
    /// A step that waits too long.
    #[error("a step waits at most {max} s, not {0}", max = Ladder::LONGEST_S)]
    LongWait(u16),
    /// Simple mode allows no header, so nothing can be signed.
    #[error("simple mode allows no signature: leave the secret empty, or choose the full mode")]
    SignedSimple,
}

impl Plan {
    /// The most people.
    pub const MOST_PEOPLE: usize = 50;
    /// The most webhooks.
    pub const MOST_WEBHOOKS: usize = 20;

    /// Everybody.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// One of them.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id() == id)
    }

    /// Every webhook.
    pub fn webhooks(&self) -> &[Webhook] {
        &self.webhooks
    }

    /// One of them.
    pub fn webhook(&self, id: WebhookId) -> Option<&Webhook> {
        self.webhooks.iter().find(|webhook| webhook.id() == id)
    }

    /// Puts somebody on the list, or in the place of `old`, and gives the id.
    ///
    /// # Errors
    /// When the list is full.
    pub fn keep_person(&mut self, mut person: Person, old: Option<PersonId>) -> Result<PersonId, PlanError> {
        let place = old.and_then(|old| self.people.iter().position(|known| known.id() == old));
        if let Some(place) = place {
            person.id = self.people[place].id();
            let id = person.id;
            self.people[place] = person;
            return Ok(id);
        }
        if self.people.len() >= Self::MOST_PEOPLE {
            return Err(PlanError::Full(self.people.len()));
        }
        person.id = PersonId(self.fresh_id());
        let id = person.id;
        self.people.push(person);
        Ok(id)
    }

    /// Takes somebody off the list, and out of the ladders.
    pub fn remove_person(&mut self, id: PersonId) {
        self.people.retain(|person| person.id() != id);
        for ladder in [&mut self.ladders.high, &mut self.ladders.medium, &mut self.ladders.low] {
            let keep = |step: &super::Step| step.to != Recipient::Person(id);
            let steps = ladder.steps().iter().copied().filter(keep).collect();
            let last = ladder.last().filter(keep);
            // Fewer steps than before are never too many.
            if let Ok(shorter) = Ladder::new(ladder.hold_s(), steps, last, ladder.speak()) {
                *ladder = shorter;
            }
        }
    }

    /// Puts a webhook on the list, or in the place of `old`, and gives the id.
    ///
    /// # Errors
    /// When the list is full.
    pub fn keep_webhook(
        &mut self,
        mut webhook: Webhook,
        old: Option<WebhookId>,
    ) -> Result<WebhookId, PlanError> {
        let place = old.and_then(|old| self.webhooks.iter().position(|known| known.id() == old));
        if let Some(place) = place {
            webhook.id = self.webhooks[place].id();
            let id = webhook.id;
            self.webhooks[place] = webhook;
            return Ok(id);
        }
        if self.webhooks.len() >= Self::MOST_WEBHOOKS {
            return Err(PlanError::Full(self.webhooks.len()));
        }
        webhook.id = WebhookId(self.fresh_id());
        let id = webhook.id;
        self.webhooks.push(webhook);
        Ok(id)
    }

    /// Takes a webhook off the list, and from everybody who was reached by it.
    pub fn remove_webhook(&mut self, id: WebhookId) {
        self.webhooks.retain(|webhook| webhook.id() != id);
        self.people.iter_mut().for_each(|person| person.forget(id));
    }

    /// What a channel is called on the screen.
    pub fn way_name(&self, way: Way) -> &str {
        match way {
            Way::Notification => "Notification",
            Way::OtherPages => "Other pages",
            Way::Speech => "Voice",
            Way::Webhook(id) => self.webhook(id).map_or("Removed channel", Webhook::name),
        }
    }

    /// Whom a step names, as it stands on the screen.
    pub fn recipient_name(&self, to: Recipient) -> String {
        match to {
            Recipient::Person(id) => self.person(id).map_or("nobody", Person::name).to_owned(),
            other => other.to_string(),
        }
    }

    fn fresh_id(&mut self) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            on: false,
            name_patient: false,
            speech_volume: 80,
            ladders: Ladders::default(),
            people: Vec::new(),
            webhooks: Vec::new(),
            next_id: 1,
        }
    }
}

#[derive(Deserialize)]
struct Unchecked {
    on: bool,
    name_patient: bool,
    speech_volume: u8,
    ladders: Ladders,
    people: Vec<Person>,
    webhooks: Vec<Webhook>,
    next_id: u32,
}

impl TryFrom<Unchecked> for Plan {
    type Error = PlanError;

    fn try_from(stored: Unchecked) -> Result<Self, PlanError> {
        if stored.people.len() > Self::MOST_PEOPLE {
            return Err(PlanError::Full(Self::MOST_PEOPLE));
        }
        if stored.webhooks.len() > Self::MOST_WEBHOOKS {
            return Err(PlanError::Full(Self::MOST_WEBHOOKS));
        }
        let used = stored.people.iter().map(|p| p.id.0).chain(stored.webhooks.iter().map(|w| w.id.0)).max();
        Ok(Self {
            on: stored.on,
            name_patient: stored.name_patient,
            speech_volume: stored.speech_volume.min(100),
            ladders: stored.ladders.checked()?,
            people: stored.people.into_iter().map(Person::checked).collect::<Result<_, _>>()?,
            webhooks: stored.webhooks.into_iter().map(Webhook::checked).collect::<Result<_, _>>()?,
            // An id that was used is not given again, whatever was stored.
            next_id: stored.next_id.max(used.map_or(1, |used| used.saturating_add(1))),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::alarms::delivery::{Duty, Role, Step, Template};

    #[test]
    fn a_plan_survives_storage_and_what_cannot_be_is_refused() {
        let mut plan = Plan::default();
        assert!(!plan.on, "nothing is sent before somebody turned it on");
        let hook =
            plan.keep_webhook(Webhook::new("Phone", Template::Json, false, false).unwrap(), None).unwrap();
        let ways = [Way::Webhook(hook), Way::Notification, Way::Notification];
        let ann = Person::new(" Ann ", Role::Nurse, Duty::ALWAYS, &ways, true).unwrap();
        let ann = plan.keep_person(ann, None).unwrap();
        assert_eq!(plan.person(ann).unwrap().name(), "Ann");
        assert_eq!(plan.person(ann).unwrap().ways().len(), 2);
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
        assert!(serde_json::from_str::<Plan>(&text.replace("\" Ann", "\"").replace("Ann", " ")).is_err());
        assert!(serde_json::from_str::<Plan>(&text.replace("\"after_s\":60", "\"after_s\":9000")).is_err());
    }

    #[test]
    fn what_is_removed_leaves_nothing_behind() {
        let mut plan = Plan::default();
        let hook =
            plan.keep_webhook(Webhook::new("Phone", Template::Ntfy, false, false).unwrap(), None).unwrap();
        let bob = Person::new("Bob", Role::Other, Duty::ALWAYS, &[Way::Webhook(hook)], true).unwrap();
        let bob = plan.keep_person(bob, None).unwrap();
        let step = Step { after_s: 5, to: Recipient::Person(bob) };
        plan.ladders.high = Ladder::new(0, vec![step], Some(step), false).unwrap();
        plan.remove_webhook(hook);
        assert!(plan.person(bob).unwrap().ways().is_empty());
        plan.remove_person(bob);
        assert!(plan.ladders.high.is_silent());
        let eve = Person::new("Eve", Role::Nurse, Duty::ALWAYS, &[Way::Speech], true).unwrap();
        assert_ne!(plan.keep_person(eve, None).unwrap(), bob, "an id is not used again");
        assert_eq!(Person::new("Eve", Role::Nurse, Duty::ALWAYS, &[], true).unwrap_err(), PlanError::NoWay);
        assert_eq!(Webhook::new("x", Template::Json, true, true).unwrap_err(), PlanError::SignedSimple);
    }
}
