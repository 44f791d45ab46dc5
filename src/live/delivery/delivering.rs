use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{OtherBed, secrets::Secrets};
use crate::{
    alarms::delivery::{
        AddressError, Delivery, Escalation, Outbox, PageMessage, Plan, PlanError, Receiver, Subject,
        Template, Way, Webhook, WebhookId,
    },
    live::{LiveBed, SettingsSignal},
    model::{Patient, Time},
    platform::{self, OtherPages, Permission, StorageError},
};

/// Where the plan is kept on this device.
pub(super) const PLAN: &str = "bedside.people";

/// What trying out a channel showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestResult {
    /// It goes on.
    Running,
    /// It came so far.
    Reached(String),
    /// It failed, and why.
    Failed(String),
}

pub(super) struct Core {
    pub escalation: Escalation,
    pub outbox: Outbox,
    /// Log entries that were heard.
    pub heard: u64,
    /// Whether this page keeps the device's outbox. One page does, the others remember theirs while they are open.
    pub keeps: bool,
    /// Whether the outbox is another than what is stored.
    pub changed: bool,
    pub secrets: Secrets,
    pub line: Option<OtherPages>,
    /// Other pages in sight, and when each was heard last on the page's clock.
    pub listeners: BTreeMap<u64, f64>,
    pub told_alive_ms: f64,
}

/// Who is told of the alarms of a bed, and what became of it. A handle: copies are the same.
#[derive(Clone, Copy)]
pub struct Delivering {
    pub(super) core: StoredValue<Core, LocalStorage>,
    pub(super) bed: LiveBed,
    pub(super) settings: SettingsSignal,
    /// The plan. Change it with [`Delivering::change`].
    pub plan: RwSignal<Plan>,
    /// Deliveries, newest first.
    pub deliveries: RwSignal<Vec<Delivery>>,
    /// Wall time, once a second.
    pub now: RwSignal<Time>,
    /// Why somebody was not told of a high alarm, if that is so.
    pub failing: RwSignal<Option<String>>,
    /// Why the plan, secrets or the outbox could not be read or kept.
    pub trouble: RwSignal<Option<String>>,
    /// What trying out the channels showed.
    pub tests: RwSignal<BTreeMap<Way, TestResult>>,
    /// Whether the device lets the page show notifications.
    pub permission: RwSignal<Permission>,
    /// Beds on other pages of this device.
    pub others: RwSignal<Vec<OtherBed>>,
    pub(super) watched_ms: StoredValue<f64>,
    /// Whether the page is shown inside a page of another origin. Nothing is sent then.
    pub framed: bool,
}

impl Delivering {
    /// Delivers the alarms of `bed`, for as long as the reactive owner lives.
    pub fn start(bed: LiveBed, settings: SettingsSignal) -> Self {
        let mut trouble = None;
        let mut note = |error: StorageError| {
            // Nothing to tell: defaults are right where nothing can be stored.
            if !matches!(error, StorageError::Unavailable) {
                trouble = Some(error.to_string());
            }
        };
        let mut plan = platform::load::<Plan>(PLAN).map_err(&mut note).ok().flatten().unwrap_or_default();
        let framed = platform::is_framed_by_others();
        if framed {
            plan.on = false;
        }
        let secrets = Secrets::load().map_err(&mut note).unwrap_or_default();
        let session = js_sys::Date::now() as u64;
        let core = Core {
            escalation: Escalation::new(session),
            outbox: Outbox::new(session),
            heard: 0,
            keeps: false,
            changed: false,
            secrets,
            line: None,
            listeners: BTreeMap::new(),
            told_alive_ms: f64::NEG_INFINITY,
        };
        let delivering = Self {
            core: StoredValue::new_local(core),
            bed,
            settings,
            plan: RwSignal::new(plan),
            deliveries: RwSignal::new(Vec::new()),
            now: RwSignal::new(platform::wall_time()),
            failing: RwSignal::new(None),
            trouble: RwSignal::new(trouble),
            tests: RwSignal::new(BTreeMap::new()),
            permission: RwSignal::new(platform::notification_permission()),
            others: RwSignal::new(Vec::new()),
            watched_ms: StoredValue::new(platform::monotonic_ms()),
            framed,
        };
        delivering.drive();
        delivering
    }

    /// Changes the plan and keeps it; a change that is refused changes nothing.
    ///
    /// # Errors
    /// The change's own.
    pub fn change<T>(self, change: impl FnOnce(&mut Plan) -> Result<T, PlanError>) -> Result<T, PlanError> {
        let mut plan = self.plan.get_untracked();
        let outcome = change(&mut plan)?;
        if self.framed {
            plan.on = false;
        }
        let kept = platform::store(PLAN, &plan);
        self.plan.set(plan);
        self.note(kept);
        Ok(outcome)
    }

    /// Puts a webhook on the list, or in the place of `old`. Empty texts keep the address and the secret that an old
    /// one has; simple mode lets go of the secret.
    ///
    /// # Errors
    /// In words for the screen, when something about it cannot be.
    pub fn keep_webhook(
        self,
        name: &str,
        (template, simple): (Template, bool),
        (address, secret): (&str, &str),
        old: Option<WebhookId>,
    ) -> Result<(), String> {
        let words = |error: AddressError| error.to_string();
        let before = old.and_then(|old| self.core.with_value(|core| core.secrets.get(old).cloned()));
        let kept = before.as_ref();
        let address = if address.trim().is_empty() { kept.map_or("", Receiver::address) } else { address };
        let secret = match kept {
            Some(kept) if secret.is_empty() && !simple => kept.secret(),
            _ => secret,
        };
        let receiver = Receiver::new(address, secret).map_err(words)?;
        receiver.fits(template).map_err(words)?;
        let signed = !secret.is_empty();
        let id = Webhook::new(name, template, simple, signed)
            .and_then(|webhook| self.change(|plan| plan.keep_webhook(webhook, old)))
            .map_err(|error| error.to_string())?;
        self.set_receiver(id, Some(receiver));
        Ok(())
    }

    /// Forgets a webhook with its address and secret.
    pub fn remove_webhook(self, id: WebhookId) {
        // Removing is never refused.
        let _ = self.change(|plan| {
            plan.remove_webhook(id);
            Ok(())
        });
        self.set_receiver(id, None);
    }

    fn set_receiver(self, id: WebhookId, receiver: Option<Receiver>) {
        let mut kept = Ok(());
        self.core.update_value(|core| kept = core.secrets.set(id, receiver));
        self.note(kept);
    }

    /// The part of a webhook's address that may be shown.
    pub fn host(self, id: WebhookId) -> String {
        self.core.with_value(|core| core.secrets.get(id).map_or_else(String::new, Receiver::host))
    }

    /// How many other pages of this device are in sight.
    pub fn listening_pages(self) -> usize {
        self.core.with_value(|core| core.listeners.len())
    }

    /// Whose alarms these are, as messages say it.
    pub(super) fn subject(self) -> Subject {
        let patient = self.settings.peek().patient;
        let allowed = self.plan.with_untracked(|plan| plan.name_patient);
        let name = patient.as_ref().map(Patient::name).filter(|name| allowed && !name.is_empty());
        Subject {
            bed: patient.as_ref().map_or("Bed 1", Patient::bed).to_owned(),
            patient: name.map(str::to_owned),
            source: self.bed.source.with_untracked(|source| source.origin().name().to_owned()),
        }
    }

    pub(super) fn page(self) -> u64 {
        self.core.with_value(|core| core.escalation.session())
    }

    pub(super) fn tell(self, message: &PageMessage) {
        self.core.with_value(|core| {
            if let Some(line) = &core.line {
                line.tell(message);
            }
        });
    }

    pub(super) fn note(self, kept: Result<(), StorageError>) {
        let trouble = kept.err().map(|error| error.to_string());
        if self.trouble.with_untracked(|known| *known != trouble) {
            self.trouble.set(trouble);
        }
    }
}
