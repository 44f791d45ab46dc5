use super::{Bluez, Bus};
use crate::{
    Outcome, Page, Site,
    browser::Launch,
    project, scratch,
    session::{blocking, run},
};

/// Runs a test in a browser of its own, with a Bluetooth of its own, on the built site.
///
/// Where there can be no such Bluetooth the test says so and passes.
///
/// # Errors
/// The test's own, or that something could not be started, or that the page wrote errors to its console.
pub fn in_browser_with_bluetooth(name: &str, test: impl AsyncFnOnce(&Page, &Bluez) -> Outcome) -> Outcome {
    WithBluetooth::new(name).run(test)
}

/// How such a test is started.
#[derive(Clone, Copy, Debug)]
pub struct WithBluetooth<'a> {
    name: &'a str,
    url: Option<&'a str>,
    remembers: bool,
}

impl<'a> WithBluetooth<'a> {
    /// On the built site, in a browser that forgets devices with the page, as browsers do without special flags.
    pub fn new(name: &'a str) -> Self {
        Self { name, url: None, remembers: false }
    }

    /// On a site that the test serves itself.
    #[must_use]
    pub fn at(self, url: &'a str) -> Self {
        Self { url: Some(url), ..self }
    }

    /// In a browser that remembers devices over a reload (`getDevices`, `forget`).
    #[must_use]
    pub fn that_remembers_devices(self) -> Self {
        Self { remembers: true, ..self }
    }

    /// Runs it.
    ///
    /// # Errors
    /// As [`in_browser_with_bluetooth`].
    pub fn run(self, test: impl AsyncFnOnce(&Page, &Bluez) -> Outcome) -> Outcome {
        if let Some(why) = Bus::missing() {
            eprintln!("{}: cannot run here, so it was not run: {why}", self.name);
            return Ok(());
        }
        let site = if self.url.is_none() { Some(Site::serve(&project().join("dist"))?) } else { None };
        let url = site.as_ref().map(Site::url);
        let url = url.as_deref().or(self.url).unwrap_or_default();
        let bus = Bus::start(&scratch(&format!("bus-{}", self.name))?)?;
        let features =
            if self.remembers { "WebBluetooth,WebBluetoothNewPermissionsBackend" } else { "WebBluetooth" };
        let launch = Launch {
            environment: vec![("DBUS_SYSTEM_BUS_ADDRESS".to_owned(), bus.address().to_owned())],
            flags: vec![format!("--enable-features={features}")],
        };
        blocking(async {
            let bluez = Bluez::start(bus).await?;
            run(self.name, url, &launch, async |page| test(page, &bluez).await).await
        })
    }
}
