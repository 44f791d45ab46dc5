use std::collections::BTreeMap;

use crate::{
    alarms::delivery::{Receiver, WebhookId},
    platform::{self, StorageError},
};

/// Where addresses and secrets are kept on this device, apart from everything that is ever shown or exported.
const KEY: &str = "bedside.secrets";

/// The receivers of this device's webhooks.
#[derive(Default)]
pub struct Secrets(BTreeMap<u32, Receiver>);

impl Secrets {
    /// What this device remembers.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load() -> Result<Self, StorageError> {
        Ok(Self(platform::load(KEY)?.unwrap_or_default()))
    }

    /// Where a webhook is.
    pub fn get(&self, id: WebhookId) -> Option<&Receiver> {
        self.0.get(&id.0)
    }

    /// Remembers where a webhook is, or forgets it.
    ///
    /// # Errors
    /// When the browser keeps nothing; it is remembered until the page closes.
    pub fn set(&mut self, id: WebhookId, receiver: Option<Receiver>) -> Result<(), StorageError> {
        match receiver {
            Some(receiver) => self.0.insert(id.0, receiver),
            None => self.0.remove(&id.0),
        };
        platform::store(KEY, &self.0)
    }
}
