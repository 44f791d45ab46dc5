use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use thirtyfour::{By, WebDriver, WebElement, WindowHandle};

use crate::{Outcome, screen, seconds};

/// How often a condition is looked at again while waiting for it.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// One page in one browser, spoken to in terms of the screen.
pub struct Page {
    driver: WebDriver,
    url: String,
    evidence: PathBuf,
    /// Console entries are handed out once by the browser, so they are collected here.
    console: RefCell<Vec<String>>,
    expected: RefCell<Vec<String>>,
}

impl Page {
    pub(crate) fn new(driver: WebDriver, url: &str, evidence: PathBuf) -> Self {
        let (console, expected) = Default::default();
        Self { driver, url: url.to_owned(), evidence, console, expected }
    }

    /// Opens a view by its route (`#/`, `#/trends` …) and waits until the first ink is on the screen.
    ///
    /// # Errors
    /// When the page is not ready within 20 s.
    pub async fn open(&self, route: &str) -> Outcome {
        self.go(route).await?;
        self.wait_until(
            "the first ink",
            "return document.documentElement.hasAttribute('data-ready')",
            seconds(20),
        )
        .await
    }

    /// Opens a view without waiting for anything but the load itself.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn go(&self, route: &str) -> Outcome {
        Ok(self.driver.goto(format!("{}{route}", self.url)).await?)
    }

    /// Changes the view on the page that is open, as a click on a link does.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn show(&self, route: &str) -> Outcome {
        self.eval("location.hash = arguments[0]", vec![json!(route)]).await?;
        Ok(())
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn reload(&self) -> Outcome {
        Ok(self.driver.refresh().await?)
    }

    /// Makes the page exactly this large, in CSS pixels.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// Sends a command of the browser's developer tools protocol.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Outcome<Value> {
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
    }

    /// Where the browser's developer tools listen: `host:port`.
    ///
    /// # Errors
    /// When the browser did not say.
    pub fn debugger_address(&self) -> Outcome<String> {
        let options = self.driver.capabilities().get("goog:chromeOptions");
        let address = options.and_then(|options| options["debuggerAddress"].as_str());
        Ok(address.ok_or("the browser tells no address of its developer tools")?.to_owned())
    }

    /// The window that is spoken to.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn window(&self) -> Outcome<WindowHandle> {
        Ok(self.driver.window().await?)
    }

    /// Opens another window of the same browser, and speaks to it from now on.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn open_window(&self) -> Outcome<WindowHandle> {
        let window = self.driver.new_window().await?;
        self.driver.switch_to_window(window.clone()).await?;
        Ok(window)
    }

    /// Opens a tab in front of the page, which is hidden then; goes on speaking to the page.
    ///
    /// # Errors
    /// When the browser refuses, or the page is not hidden by it.
    pub async fn cover(&self) -> Outcome {
        // ChromeDriver's own way to open one leaves the page in front.
        self.devtools("Target.createTarget", json!({ "url": "about:blank" })).await?;
        let hidden = "return document.visibilityState === 'hidden'";
        self.wait_until("the page to be hidden", hidden, seconds(10)).await
    }

    /// Speaks to another window from now on.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn switch_to(&self, window: &WindowHandle) -> Outcome {
        Ok(self.driver.switch_to_window(window.clone()).await?)
    }

    /// Speaks to the first frame of the page from now on.
    ///
    /// # Errors
    /// When there is none.
    pub async fn enter_frame(&self) -> Outcome {
        Ok(self.driver.enter_frame(0).await?)
    }

    /// Runs a function body in the page; `arguments` are its arguments, its `return` value comes back.
    ///
    /// # Errors
    /// When the script throws.
    pub async fn eval(&self, body: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.driver.execute(body, arguments).await?.json().clone())
    }

    /// Runs a script that ends by calling its last argument with a result.
    ///
    /// # Errors
    /// When the script throws or does not end in time.
    pub async fn eval_async(&self, body: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.driver.execute_async(body, arguments).await?.json().clone())
    }

    /// Waits until a function body returns something true in the page.
    ///
    /// # Errors
    /// When it does not within the time; `what` is named then.
    pub async fn wait_until(&self, what: &str, body: &str, at_most: Duration) -> Outcome {
        let start = Instant::now();
        loop {
            // While a page is being replaced there is nothing to ask; the next look will tell.
            if let Ok(value) = self.eval(body, vec![]).await
                && !matches!(value, Value::Null | Value::Bool(false))
            {
                return Ok(());
            }
            if start.elapsed() > at_most {
                return Err(format!("waited {} s for {what}", at_most.as_secs()).into());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits until an element is there and fulfils the condition, a JavaScript expression on `element` such as
    /// `element.textContent > 90` (or `true`: that it is visible).
    ///
    /// # Errors
    /// When it does not within the time; its text then is in the error.
    pub async fn wait_for(&self, css: &str, condition: &str, at_most: Duration) -> Outcome {
        let body = format!(
            "const element = document.querySelector({}); \
             return !!element && element.checkVisibility() && !!({condition})",
            json!(css)
        );
        let what = format!("{css} to be visible with {condition}");
        match self.wait_until(&what, &body, at_most).await {
            Ok(()) => Ok(()),
            Err(error) => {
                let text = self.text(css).await.unwrap_or_else(|_| "nothing there".to_owned());
                Err(format!("{error}; last: {text:?}").into())
            }
        }
    }

    /// Waits until no element matches any more (or none that is visible).
    ///
    /// # Errors
    /// When one still does after the time.
    pub async fn wait_gone(&self, css: &str, at_most: Duration) -> Outcome {
        let body = format!(
            "return ![...document.querySelectorAll({})].some(element => element.checkVisibility())",
            json!(css)
        );
        self.wait_until(&format!("{css} to go"), &body, at_most).await
    }

    /// The shown text of the first element that matches.
    ///
    /// # Errors
    /// When there is none.
    pub async fn text(&self, css: &str) -> Outcome<String> {
        Ok(self.find(css).await?.text().await?.trim().to_owned())
    }

    /// An attribute of the first element that matches.
    ///
    /// # Errors
    /// When there is no such element.
    pub async fn attribute(&self, css: &str, name: &str) -> Outcome<Option<String>> {
        Ok(self.find(css).await?.attr(name).await?)
    }

    /// Whether an element matches and is visible now.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn is_visible(&self, css: &str) -> Outcome<bool> {
        let body = "return !!document.querySelector(arguments[0])?.checkVisibility()";
        Ok(self.eval(body, vec![json!(css)]).await? == Value::Bool(true))
    }

    /// Clicks where a user would; fails when something covers the place.
    ///
    /// # Errors
    /// When the element is not there or is covered.
    pub async fn click(&self, css: &str) -> Outcome {
        Ok(self.find(css).await?.click().await?)
    }

    /// Presses keys on the page itself.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn press(&self, keys: &str) -> Outcome {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Sets an input or a select and tells the page as a user's hand would.
    ///
    /// # Errors
    /// When there is no such control, or it refuses the value.
    pub async fn set(&self, css: &str, value: &str) -> Outcome {
        self.wait_for(css, "true", seconds(10)).await?;
        let body = "const control = document.querySelector(arguments[0]); control.value = arguments[1]; \
                    for (const kind of ['input', 'change']) control.dispatchEvent(new Event(kind, { bubbles: true })); \
                    return control.value";
        let now = self.eval(body, vec![json!(css), json!(value)]).await?;
        if now.as_str() == Some(value) {
            Ok(())
        } else {
            Err(format!("{css} took {now}, not {value}").into())
        }
    }

    /// Chooses files in a file input.
    ///
    /// # Errors
    /// When the input is not there or a file is missing.
    pub async fn choose_files(&self, css: &str, files: &[&Path]) -> Outcome {
        let names: Vec<String> = files
            .iter()
            .map(|file| Ok(file.canonicalize().map_err(|error| format!("{}: {error}", file.display()))?))
            .map(|file: Outcome<PathBuf>| Ok(file?.to_string_lossy().into_owned()))
            .collect::<Outcome<_>>()?;
        Ok(self.find(css).await?.send_keys(names.join("\n")).await?)
    }

    /// Waits until a vital shows a number, and returns it.
    ///
    /// # Errors
    /// When it shows none within the time.
    pub async fn wait_for_number(&self, vital: &str, at_most: Duration) -> Outcome<f64> {
        let value = screen::value(vital);
        self.wait_for(&value, r"/^-?\d+(\.\d+)?$/.test(element.textContent.trim())", at_most).await?;
        let text = self.text(&value).await?;
        text.parse().map_err(|_| format!("{vital} shows {text:?}").into())
    }

    /// Saves a picture of the page to `target/e2e/NAME.png`.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn screenshot(&self, name: &str) -> Outcome<PathBuf> {
        fs::create_dir_all(&self.evidence)?;
        let path = self.evidence.join(format!("{name}.png"));
        self.driver.screenshot(&path).await?;
        Ok(path)
    }

    /// Everything the page wrote to its console since it was opened.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn console(&self) -> Outcome<Vec<String>> {
        let new = self.driver.browser_log().await?;
        self.console
            .borrow_mut()
            .extend(new.into_iter().map(|entry| format!("{} {}", entry.level, entry.message)));
        Ok(self.console.borrow().clone())
    }

    /// Says that console errors which contain this text belong to the test.
    pub fn expect_in_console(&self, text: &str) {
        self.expected.borrow_mut().push(text.to_owned());
    }

    pub(crate) async fn unexpected_console(&self) -> Outcome {
        let expected = self.expected.borrow().clone();
        let errors: Vec<String> = self
            .console()
            .await?
            .into_iter()
            .filter(|line| line.starts_with("SEVERE"))
            .filter(|line| !expected.iter().any(|text| line.contains(text)))
            .collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(format!("console: {}", errors.join("\n         ")).into())
        }
    }

    /// Best effort: the test has failed already, and its own error matters more.
    pub(crate) async fn keep_evidence(&self, name: &str) {
        let _ = self.screenshot(name).await;
        let console = self.console().await.unwrap_or_else(|_| self.console.borrow().clone());
        let _ = fs::write(self.evidence.join(format!("{name}.console.txt")), console.join("\n"));
    }

    pub(crate) async fn close(self) {
        let _ = self.driver.quit().await;
    }

    async fn find(&self, css: &str) -> Outcome<WebElement> {
        self.driver.find(By::Css(css)).await.map_err(|_| format!("{css} is not on the page").into())
    }
}
