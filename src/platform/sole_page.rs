use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Calls `now` once this page is the only one of this device that holds `name`, at once or when the page that holds
/// it is closed. Where the browser has no locks (outside secure contexts) it is called at once.
pub fn when_sole_page(name: &str, now: impl FnOnce() + 'static) {
    // By name: web-sys counts this interface, in every browser since 2022, among the unstable ones.
    let part =
        |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().filter(|part| !part.is_undefined());
    let locks = web_sys::window().and_then(|window| part(&window.navigator(), "locks"));
    let request = locks.as_ref().and_then(|locks| part(locks, "request")?.dyn_into::<Function>().ok());
    let (Some(locks), Some(request)) = (locks, request) else {
        now();
        return;
    };
    let held = Closure::once_into_js(move |_lock: JsValue| {
        now();
        // Held until the page closes.
        JsValue::from(Promise::new(&mut |_, _| ()))
    });
    // Refused only where pages have no storage either.
    let _ = request.call2(&locks, &name.into(), &held);
}
