use std::{
    any::Any,
    fs,
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
};

use futures_util::FutureExt;

pub use crate::site::Site;
use crate::{
    Outcome, Page,
    browser::{ChromeDriver, Launch},
};

/// The project's folder.
pub fn project() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Runs a test in a browser of its own on the built site (`dist/`).
///
/// # Errors
/// The test's own, or that the host or the browser could not be started, or that the page wrote errors to its console.
pub fn in_browser(name: &str, test: impl AsyncFnOnce(&Page) -> Outcome) -> Outcome {
    let site = Site::serve(&project().join("dist"))?;
    in_browser_at(name, &site.url(), test)
}

/// The same on a site that the test serves itself.
///
/// # Errors
/// As [`in_browser`].
pub fn in_browser_at(name: &str, url: &str, test: impl AsyncFnOnce(&Page) -> Outcome) -> Outcome {
    blocking(run(name, url, &Launch::default(), test))
}

/// Runs a future to its end on this thread.
pub(crate) fn blocking(future: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future)
}

/// Runs a test in a browser that is started with more than usual.
pub(crate) async fn run(
    name: &str,
    url: &str,
    launch: &Launch,
    test: impl AsyncFnOnce(&Page) -> Outcome,
) -> Outcome {
    let driver = ChromeDriver::start(launch)?;
    let page = Page::new(driver.open_browser(launch).await?, url, project().join("target/e2e"));
    page.resize(1280, 800).await?;
    // A failed assertion panics; the browser must be closed and photographed then as well.
    let outcome = AssertUnwindSafe(test(&page)).catch_unwind().await;
    let outcome = match outcome {
        Ok(Ok(())) => page.unexpected_console().await,
        Ok(Err(error)) => Err(error),
        Err(panic) => Err(panic_text(panic.as_ref()).into()),
    };
    if outcome.is_err() {
        page.keep_evidence(name).await;
    }
    page.close().await;
    outcome
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "the test panicked".to_owned())
}

/// Empties a folder for a test's own files, below the build folder.
///
/// # Errors
/// When it cannot be written.
pub fn scratch(name: &str) -> Outcome<PathBuf> {
    let folder = project().join("target/e2e/scratch").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
