use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};
use tokio::time::Instant;

use super::devtools::DevTools;
use crate::{Outcome, Page};

/// The browser's list of devices, answered by the test instead of a person.
///
/// It stands for the person from the moment it is made until it is dropped.
pub struct Chooser {
    devtools: DevTools,
    /// Answering a question twice can crash the browser.
    answered: BTreeSet<String>,
    offered: Vec<String>,
}

impl Page {
    /// Takes over the browser's list of devices in the window that is spoken to.
    ///
    /// # Errors
    /// When the browser's developer tools cannot be reached.
    pub async fn chooser(&self) -> Outcome<Chooser> {
        let mut devtools =
            DevTools::attach(&self.debugger_address()?, &self.window().await?.to_string()).await?;
        devtools.command("DeviceAccess.enable", json!({})).await?;
        Ok(Chooser { devtools, answered: BTreeSet::new(), offered: vec![] })
    }
}

impl Chooser {
    /// Waits until the list is open and shows this device, and chooses it.
    ///
    /// # Errors
    /// When it is not shown in time; what was shown instead is told.
    pub async fn choose(&mut self, name: &str, at_most: Duration) -> Outcome {
        let (id, device) = self
            .prompt(&format!("{name:?} in the list of devices"), at_most, |devices| {
                let device = devices.iter().find(|device| device["name"] == name)?;
                Some(device["id"].clone())
            })
            .await?;
        self.answer("DeviceAccess.selectPrompt", &id, json!({ "id": id, "deviceId": device })).await
    }

    /// Waits until the list is open, and closes it without a choice.
    ///
    /// # Errors
    /// When it does not open in time.
    pub async fn cancel(&mut self, at_most: Duration) -> Outcome {
        let (id, _) = self.prompt("the list of devices", at_most, |_| Some(Value::Null)).await?;
        self.answer("DeviceAccess.cancelPrompt", &id, json!({ "id": id })).await
    }

    /// What the list showed last.
    pub fn offered(&self) -> &[String] {
        &self.offered
    }

    async fn prompt(
        &mut self,
        what: &str,
        at_most: Duration,
        find: impl Fn(&[Value]) -> Option<Value>,
    ) -> Outcome<(String, Value)> {
        let until = Instant::now() + at_most;
        let mut seen = false;
        while let Some((name, told)) = self.devtools.event(until - Instant::now()).await? {
            let id = told["id"].as_str().unwrap_or_default();
            if name != "DeviceAccess.deviceRequestPrompted" || self.answered.contains(id) {
                continue;
            }
            seen = true;
            let devices = told["devices"].as_array().map_or(&[][..], Vec::as_slice);
            self.offered = devices.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect();
            if let Some(found) = find(devices) {
                return Ok((id.to_owned(), found));
            }
        }
        let shown = if seen { format!("it shows {:?}", self.offered) } else { "it did not open".to_owned() };
        Err(format!("waited {} s for {what}; {shown}", at_most.as_secs()).into())
    }

    async fn answer(&mut self, method: &str, id: &str, parameters: Value) -> Outcome {
        self.answered.insert(id.to_owned());
        self.devtools.command(method, parameters).await?;
        Ok(())
    }
}
