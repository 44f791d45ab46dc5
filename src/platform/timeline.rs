use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Leaves a mark in the browser's own timeline, where its developer tools and `make bench` read it: `name`
/// happened at `at_ms` on the page's monotonic clock. Only the latest mark of a name is kept.
pub fn mark(name: &str, at_ms: f64) {
    let Some(performance) = web_sys::window().and_then(|window| window.performance()) else { return };
    performance.clear_marks_with_mark_name(name);
    let options = Object::new();
    // Setting a property of a plain object cannot fail, and a browser whose `mark` takes no start time
    // only has a less telling timeline.
    let _ = Reflect::set(&options, &"startTime".into(), &at_ms.max(0.0).into());
    if let Some(mark) =
        Reflect::get(&performance, &"mark".into()).ok().and_then(|f| f.dyn_into::<Function>().ok())
    {
        let _: Result<JsValue, JsValue> = mark.call2(&performance, &name.into(), &options);
    }
}
