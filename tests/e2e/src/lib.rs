//! The harness of the end-to-end tests: a static host, a browser, and words to speak about the screen.
//!
//! A test is a function that calls [`in_browser`] with the site to open and what to do there:
//!
//! ```ignore
//! #[test]
//! fn heart_rate_is_shown() -> Outcome {
//!     in_browser("heart-rate-is-shown", async |page| {
//!         page.open("#/").await?;
//!         page.wait_for_number("HR", seconds(30)).await?;
//!         Ok(())
//!     })
//! }
//! ```
//!
//! Each test has its own host, `chromedriver`, browser and profile, so tests share nothing and may run side by side.
//! When one fails, a screenshot and the page's console are in `target/e2e/`. A test also fails when the page wrote an
//! error to its console (a refused script, a missing file, an exception), unless it says that it expects some.
//!
//! What the tests know of the page's structure is in [`screen`], in one place.

mod annotations;
mod browser;
mod generated_record;
mod page;
mod session;
mod site;
mod webhook_server;

pub mod bluez;
pub mod screen;

pub use annotations::beat_times_s;
pub use generated_record::GeneratedRecord;
pub use page::Page;
pub use session::{Site, in_browser, in_browser_at, project, scratch};
pub use webhook_server::{Received, WebhookServer};

/// What a test returns: any error ends it with that error's text.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A duration, short enough to be read inside a call.
pub const fn seconds(count: u64) -> std::time::Duration {
    std::time::Duration::from_secs(count)
}
