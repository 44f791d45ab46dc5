use std::{cell::RefCell, rc::Rc};

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{VisibilityState, WakeLockSentinel, WakeLockType};

use super::Listener;

/// Keeps the screen from going dark for as long as it lives, where the browser can.
///
/// Browsers let go of the lock when the page is hidden, so it is asked for again whenever the page
/// is back in sight.
pub struct WakeLock {
    held: Rc<RefCell<Option<WakeLockSentinel>>>,
    _visibility: Option<Listener>,
}

impl Default for WakeLock {
    fn default() -> Self {
        Self::new()
    }
}

impl WakeLock {
    /// Asks for it from now on.
    pub fn new() -> Self {
        let held = Rc::default();
        ask(&held);
        let again = Rc::clone(&held);
        let document = web_sys::window().and_then(|window| window.document());
        let visibility =
            document.map(|document| Listener::new(&document, "visibilitychange", move |_| ask(&again)));
        Self { held, _visibility: visibility }
    }
}

impl Drop for WakeLock {
    fn drop(&mut self) {
        if let Some(lock) = self.held.borrow_mut().take() {
            // Lets go by itself with the page where this fails.
            let _ = lock.release();
        }
    }
}

fn ask(held: &Rc<RefCell<Option<WakeLockSentinel>>>) {
    let Some(window) = web_sys::window() else { return };
    let in_sight =
        window.document().is_some_and(|document| document.visibility_state() == VisibilityState::Visible);
    // Not there outside secure contexts and in older browsers.
    let known = js_sys::Reflect::has(&window.navigator(), &"wakeLock".into()).unwrap_or(false);
    if !in_sight || !known {
        return;
    }
    let request = window.navigator().wake_lock().request(WakeLockType::Screen);
    let held = Rc::downgrade(held);
    spawn_local(async move {
        match JsFuture::from(request).await {
            Ok(lock) => match held.upgrade() {
                Some(held) => *held.borrow_mut() = Some(lock),
                // Nobody wants it any more. It ends with the page where letting go fails.
                None => drop(lock.release()),
            },
            // A tablet that saves its battery may refuse; monitoring goes on.
            Err(_) => log::info!("the device may let its screen go dark"),
        }
    });
}
