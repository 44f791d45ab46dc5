use std::{collections::BTreeSet, time::Duration};

use serde_json::{Value, json};
use tokio::time::Instant;

use super::devtools::DevTools;
use crate::{Outcome, Page, seconds};

/// The browser's list of devices, answered by the test instead of a person.
///
/// It stands for the person from the moment it is made until it is dropped.
pub struct Chooser {
    devtools: DevTools,
    /// Answering a question twice can crash the browser.
    answered: BTreeSet<String>,
    /// The question that is open: its name, and the devices it shows.
    open: Option<(String, Vec<Value>)>,
    offered: Vec<String>,
}

/// How long a list may take to open, on a machine with much to do.
const OPENS: Duration = seconds(10);

impl Page {
    /// Takes over the browser's list of devices in the window that is spoken to.
    ///
    /// # Errors
    /// When the browser's developer tools cannot be reached.
    pub async fn chooser(&self) -> Outcome<Chooser> {
        let mut devtools =
            DevTools::attach(&self.debugger_address()?, &self.window().await?.to_string()).await?;
        devtools.command("DeviceAccess.enable", json!({})).await?;
        Ok(Chooser { devtools, answered: BTreeSet::new(), open: None, offered: vec![] })
    }
}

impl Chooser {
    /// Clicks what opens the list, and waits until it is open.
    ///
    /// Where nothing opens it is clicked once more. Under load, Chromium has been seen to take a click of
    /// `ChromeDriver` for nobody's: one in some hundred, and never the next.
    ///
    /// # Errors
    /// When there is nothing to click, or the list does not open.
    pub async fn open(&mut self, page: &Page, css: &str) -> Outcome {
        page.click(css).await?;
        if self.look(Instant::now() + OPENS).await? {
            return Ok(());
        }
        eprintln!("no list of devices opened after a click on {css}; it is clicked once more");
        page.click(css).await?;
        if self.look(Instant::now() + OPENS).await? {
            return Ok(());
        }
        Err(format!("no list of devices opened after two clicks on {css}").into())
    }

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
        loop {
            if let Some((id, devices)) = &self.open
                && let Some(found) = find(devices)
            {
                return Ok((id.clone(), found));
            }
            if !self.look(until).await? {
                let shown = match self.open {
                    Some(_) => format!("it shows {:?}", self.offered),
                    None => "it did not open".to_owned(),
                };
                return Err(format!("waited {} s for {what}; {shown}", at_most.as_secs()).into());
            }
        }
    }

    /// Waits until the list opens or shows something else; whether it did.
    async fn look(&mut self, until: Instant) -> Outcome<bool> {
        while let Some((name, mut told)) = self.devtools.event(until - Instant::now()).await? {
            let id = told["id"].as_str().unwrap_or_default().to_owned();
            if name == "DeviceAccess.deviceRequestPrompted" && !self.answered.contains(&id) {
                let Value::Array(devices) = told["devices"].take() else { continue };
                let names = devices.iter().filter_map(|one| one["name"].as_str());
                self.offered = names.map(str::to_owned).collect();
                self.open = Some((id, devices));
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn answer(&mut self, method: &str, id: &str, parameters: Value) -> Outcome {
        self.answered.insert(id.to_owned());
        self.open = None;
        self.devtools.command(method, parameters).await?;
        Ok(())
    }
}
