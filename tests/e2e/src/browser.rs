use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

use serde_json::json;
use thirtyfour::{Capabilities, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};

use crate::Outcome;

/// What a test wants otherwise than usual when its browser is started.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// Variables of its environment.
    pub environment: Vec<(String, String)>,
    /// Flags on its command line.
    pub flags: Vec<String>,
}

/// A `chromedriver` process of its own; ends with this value.
pub struct ChromeDriver {
    process: Child,
    url: String,
}

impl ChromeDriver {
    /// Starts `chromedriver` (the one in `CHROMEDRIVER`, or on `PATH`) on a port that it chooses itself. Browsers
    /// inherit its environment.
    pub fn start(launch: &Launch) -> Outcome<Self> {
        // Its choice is sometimes taken by another at the same moment: it wants the same port for IPv4 and IPv6.
        Self::try_start(launch).or_else(|_| Self::try_start(launch))
    }

    fn try_start(launch: &Launch) -> Outcome<Self> {
        let program = env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .envs(launch.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{program} cannot be started: {error}"))?;
        let output = process.stdout.take().ok_or("ChromeDriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse::<u16>().ok()
            })
            .ok_or("ChromeDriver ended without naming its port")?;
        // A full pipe would stop it.
        thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, url: format!("http://127.0.0.1:{port}") })
    }

    /// Opens a browser with an empty profile, without a screen.
    pub async fn open_browser(&self, launch: &Launch) -> Outcome<WebDriver> {
        let mut wishes = DesiredCapabilities::chrome();
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--mute-audio",
            "--window-size=1280,800",
        ] {
            wishes.add_arg(flag)?;
        }
        for flag in &launch.flags {
            wishes.add_arg(flag)?;
        }
        // ChromeDriver looks for Google's names first; Debian's browser has another.
        let chromium = env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
        if Path::new(&chromium).exists() {
            wishes.set_binary(&chromium)?;
        }
        let mut wishes = Capabilities::from(wishes);
        wishes.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;
        Ok(WebDriver::new(&self.url, wishes).await?)
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
