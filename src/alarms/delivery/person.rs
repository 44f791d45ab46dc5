use serde::{Deserialize, Serialize};

use super::{Duty, PlanError, WebhookId};

/// Tells people of one plan apart; never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonId(pub u32);

/// What somebody is to the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The patient's nurse.
    Nurse,
    /// The nurse in charge of the ward.
    ChargeNurse,
    /// A doctor.
    Doctor,
    /// A relative. Not staff: told only where a ladder names them.
    Family,
    /// Anybody else on the staff.
    Other,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [Self::Nurse, Self::ChargeNurse, Self::Doctor, Self::Family, Self::Other];

    /// As it stands on the screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nurse => "nurse",
            Self::ChargeNurse => "charge nurse",
            Self::Doctor => "doctor",
            Self::Family => "family",
            Self::Other => "other staff",
        }
    }
}

/// By what somebody is reached. The screen of the monitor itself shows every alarm in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A notification of the system, on this device.
    Notification,
    /// Other tabs and windows of this app on this device.
    OtherPages,
    /// Spoken aloud by this device.
    Speech,
    /// A message to an address in the network.
    Webhook(WebhookId),
}

/// Somebody who can be told of alarms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub(super) id: PersonId,
    name: String,
    role: Role,
    duty: Duty,
    ways: Vec<Way>,
    wants_over: bool,
}

impl Person {
    /// The most characters a name may have.
    pub const LONGEST: usize = 80;

    /// Checks and trims. The plan gives a new person the id; until then it is 0.
    ///
    /// # Errors
    /// When the name is empty or too long, or there is no way to reach the person.
    pub fn new(
        name: &str,
        role: Role,
        duty: Duty,
        ways: &[Way],
        wants_over: bool,
    ) -> Result<Self, PlanError> {
        let mut ways = ways.to_vec();
        ways.sort_unstable();
        ways.dedup();
        if ways.is_empty() {
            return Err(PlanError::NoWay);
        }
        let name = checked_name("the person", name)?;
        Ok(Self { id: PersonId(0), name, role, duty, ways, wants_over })
    }

    /// Which one.
    pub const fn id(&self) -> PersonId {
        self.id
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What they are to the patient.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// When they are on duty.
    pub const fn duty(&self) -> &Duty {
        &self.duty
    }

    /// By what they are reached; each once.
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// Whether they are told when an alarm they were told of is over.
    pub const fn wants_over(&self) -> bool {
        self.wants_over
    }

    pub(super) fn checked(self) -> Result<Self, PlanError> {
        // Ways may all have been removed since; then nobody can reach the person, and that is no fault of it.
        let name = checked_name("a person", &self.name)?;
        Ok(Self { name, ..self })
    }

    pub(super) fn forget(&mut self, webhook: WebhookId) {
        self.ways.retain(|way| *way != Way::Webhook(webhook));
    }
}

pub(super) fn checked_name(what: &'static str, text: &str) -> Result<String, PlanError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(PlanError::NoName(what));
    }
    if length > Person::LONGEST {
        return Err(PlanError::LongName(what, length));
    }
    Ok(text.to_owned())
}
