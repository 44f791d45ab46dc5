use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Window;

use super::Listener;

/// One persistent frame loop: calls back once per displayed frame, with the frame's time in
/// milliseconds of `performance.now()`.
///
/// It rests while the page is hidden and ends when dropped. One closure serves all frames.
pub struct FrameLoop {
    inner: Rc<Inner>,
    _visibility: Listener,
}

type Tick = Closure<dyn FnMut(f64)>;

struct Inner {
    window: Window,
    request: Cell<Option<i32>>,
    tick: RefCell<Option<Tick>>,
}

impl FrameLoop {
    /// Starts at once. `None` outside of a page.
    pub fn start(mut frame: impl FnMut(f64) + 'static) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let inner = Rc::new(Inner { window, request: Cell::new(None), tick: RefCell::new(None) });
        let weak = Rc::downgrade(&inner);
        *inner.tick.borrow_mut() = Some(Closure::new(move |now: f64| {
            let Some(inner) = weak.upgrade() else { return };
            inner.request.set(None);
            inner.ask();
            frame(now);
        }));
        let weak = Rc::downgrade(&inner);
        let hidden = document.clone();
        let visibility = Listener::new(&document, "visibilitychange", move |_| {
            let Some(inner) = weak.upgrade() else { return };
            if hidden.hidden() { inner.stop() } else { inner.ask() }
        });
        if !document.hidden() {
            inner.ask();
        }
        Some(Self { inner, _visibility: visibility })
    }
}

impl Drop for FrameLoop {
    fn drop(&mut self) {
        self.inner.stop();
    }
}

impl Inner {
    fn ask(&self) {
        if self.request.get().is_none()
            && let Some(tick) = &*self.tick.borrow()
        {
            self.request.set(self.window.request_animation_frame(tick.as_ref().unchecked_ref()).ok());
        }
    }

    fn stop(&self) {
        if let Some(request) = self.request.take() {
            let _ = self.window.cancel_animation_frame(request);
        }
    }
}
