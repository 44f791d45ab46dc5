use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;
use web_sys::Navigator;

/// Whether the browser can ask the device to vibrate; some that can have no motor, which nobody can know.
pub fn can_vibrate() -> bool {
    web_sys::window().is_some_and(|window| knows(&window.navigator(), "vibrate"))
}

/// Vibrates: milliseconds on and off in turn, beginning with on; an empty pattern ends it. Nothing where
/// there is no motor, and before the user has touched the page: browsers allow it only then.
pub fn vibrate(pattern: &[u32]) {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return };
    if knows(&navigator, "vibrate") && was_touched(&navigator) {
        let pattern: Array = pattern.iter().map(|ms| JsValue::from(*ms)).collect();
        navigator.vibrate_with_pattern(&pattern);
    }
}

fn knows(navigator: &Navigator, name: &str) -> bool {
    Reflect::has(navigator, &name.into()).unwrap_or(false)
}

/// Asking too early is answered with an error in the console. Browsers that do not tell are asked anyway.
fn was_touched(navigator: &Navigator) -> bool {
    Reflect::get(navigator, &"userActivation".into())
        .and_then(|activation| Reflect::get(&activation, &"hasBeenActive".into()))
        .map_or(true, |touched| touched.is_truthy())
}
