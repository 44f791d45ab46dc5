use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Person, PersonId, PlanError, Role};
use crate::{alarms::Priority, model::Span};

/// Whom a step of a ladder tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// Everybody of that role.
    Role(Role),
    /// One person.
    Person(PersonId),
    /// Everybody but family.
    Staff,
}

impl Recipient {
    pub(super) fn is(self, person: &Person) -> bool {
        match self {
            Self::Role(role) => person.role() == role,
            Self::Person(id) => person.id() == id,
            Self::Staff => person.role() != Role::Family,
        }
    }
}

/// One step of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Seconds since the alarm began, without acknowledgement.
    pub after_s: u16,
    /// Who is told then.
    pub to: Recipient,
}

/// Who is told of alarms of one priority, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    hold_s: u16,
    steps: Vec<Step>,
    last: Option<Step>,
    speak: bool,
}

impl Ladder {
    /// The most steps before the last resort.
    pub const MOST_STEPS: usize = 8;
    /// The longest a step can wait, seconds.
    pub const LONGEST_S: u16 = 3_600;

    /// A ladder. `steps` are brought into the order of their times; `last` is told whether on duty or not.
    /// Nothing is ordered in the first `hold_s` seconds, so that what resolves itself disturbs nobody.
    ///
    /// # Errors
    /// When there are too many steps or one waits too long.
    pub fn new(
        hold_s: u16,
        mut steps: Vec<Step>,
        last: Option<Step>,
        speak: bool,
    ) -> Result<Self, PlanError> {
        if steps.len() > Self::MOST_STEPS {
            return Err(PlanError::ManySteps(steps.len()));
        }
        let waits = steps.iter().chain(&last).map(|step| step.after_s).chain([hold_s]);
        if let Some(long) = waits.max().filter(|wait| *wait > Self::LONGEST_S) {
            return Err(PlanError::LongWait(long));
        }
        steps.sort_by_key(|step| step.after_s);
        Ok(Self { hold_s, steps, last, speak })
    }

    /// Seconds in which nobody is told yet.
    pub const fn hold_s(&self) -> u16 {
        self.hold_s
    }

    /// The steps, earliest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Who is told in the end, on duty or not.
    pub const fn last(&self) -> Option<Step> {
        self.last
    }

    /// Whether alarms are also spoken aloud by this device.
    pub const fn speak(&self) -> bool {
        self.speak
    }

    /// Whether it tells anybody at all.
    pub fn is_silent(&self) -> bool {
        self.steps.is_empty() && self.last.is_none() && !self.speak
    }

    /// When a step is due.
    pub(super) fn due(&self, step: Step) -> Span {
        Span::from_secs(f64::from(step.after_s.max(self.hold_s)))
    }

    pub(super) fn checked(self) -> Result<Self, PlanError> {
        Self::new(self.hold_s, self.steps, self.last, self.speak)
    }
}

/// A ladder for each priority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladders {
    /// For alarms that need a response at once.
    pub high: Ladder,
    /// For alarms that need a prompt response.
    pub medium: Ladder,
    /// For alarms to be aware of.
    pub low: Ladder,
}

impl Ladders {
    /// The ladder of a priority.
    pub const fn of(&self, priority: Priority) -> &Ladder {
        match priority {
            Priority::High => &self.high,
            Priority::Medium => &self.medium,
            Priority::Low => &self.low,
        }
    }

    /// The same, to be changed.
    pub const fn of_mut(&mut self, priority: Priority) -> &mut Ladder {
        match priority {
            Priority::High => &mut self.high,
            Priority::Medium => &mut self.medium,
            Priority::Low => &mut self.low,
        }
    }

    pub(super) fn checked(self) -> Result<Self, PlanError> {
        Ok(Self { high: self.high.checked()?, medium: self.medium.checked()?, low: self.low.checked()? })
    }
}

/// The usual figures of secondary alarm systems: high to the nurse at once, on to others after 30 to 60 s and 60
/// to 120 s; medium after 30 to 60 s and 120 s; 15 s of delay for what resolves itself (Masimo: a delay of 15 s
/// takes away 70 % of saturation alarms). Vocera demands a failsafe destination: here all staff, on duty or not,
/// after 3 and 5 minutes, which is this project's choice. Low alarms stay on the screen.
impl Default for Ladders {
    fn default() -> Self {
        let step = |after_s, role| Step { after_s, to: Recipient::Role(role) };
        let last = |after_s| Some(Step { after_s, to: Recipient::Staff });
        let (nurse, charge) = (Role::Nurse, Role::ChargeNurse);
        Self {
            high: Ladder {
                hold_s: 0,
                steps: vec![step(0, nurse), step(60, charge), step(120, Role::Doctor)],
                last: last(180),
                speak: false,
            },
            medium: Ladder {
                hold_s: 15,
                steps: vec![step(30, nurse), step(120, charge)],
                last: last(300),
                speak: false,
            },
            low: Ladder { hold_s: 0, steps: Vec::new(), last: None, speak: false },
        }
    }
}

impl fmt::Display for Recipient {
    /// Without the name of a person, which only the plan knows.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Role(role) => role.name(),
            Self::Person(_) => "one person",
            Self::Staff => "all staff",
        })
    }
}
