//! Waiting for what a browser does in its own time: by looking again and again, never by trusting a
//! speed.

use gloo_timers::future::TimeoutFuture;

const LOOK_MS: u32 = 50;
/// At least 40 s altogether.
const LOOKS: u32 = 800;

/// Done as soon as `seen` is true; fails when that does not come.
pub async fn until(what: &str, mut seen: impl FnMut() -> bool) {
    for _ in 0..LOOKS {
        if seen() {
            return;
        }
        TimeoutFuture::new(LOOK_MS).await;
    }
    assert!(seen(), "never came: {what}");
}

/// Lets the page live on for a while, to see that something does *not* happen.
pub async fn pass(ms: u32) {
    TimeoutFuture::new(ms).await;
}
