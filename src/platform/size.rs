use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

/// Tells the size of an element in CSS pixels, now and whenever it changes, until dropped.
pub struct SizeObserver {
    observer: Option<ResizeObserver>,
    _on_change: Closure<dyn FnMut(js_sys::Array)>,
}

impl SizeObserver {
    /// Watches `element`.
    pub fn new(element: &Element, mut changed: impl FnMut(f64, f64) + 'static) -> Self {
        let on_change = Closure::new(move |entries: js_sys::Array| {
            if let Some(entry) = entries.iter().last() {
                let content = entry.unchecked_into::<ResizeObserverEntry>().content_rect();
                changed(content.width(), content.height());
            }
        });
        let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self { observer, _on_change: on_change }
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// The value of a design token (`--ecg`) as the style sheets have it now; empty when unknown.
pub fn css_token(name: &str) -> String {
    let style = web_sys::window().and_then(|window| {
        let root = window.document()?.document_element()?;
        window.get_computed_style(&root).ok().flatten()
    });
    style.and_then(|style| style.get_property_value(name).ok()).unwrap_or_default().trim().to_owned()
}
