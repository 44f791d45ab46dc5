//! A bed that is taken down stops: no task, timer or frame goes on behind the page's back.

use std::{cell::Cell, rc::Rc};

use bedside::{
    platform::Listener,
    ui::{PanelKind, Route},
};
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    fixture::{chosen, sinus},
    waiting::{pass, until},
    ward::Ward,
};

/// Counts every timer and frame that the page asks for, and lets it have them.
const COUNT: &str = "(() => {
    const { setTimeout, setInterval, clearInterval, requestAnimationFrame } = window;
    const seen = { asked: 0, intervals: 0 };
    const standing = new Set();
    window.setTimeout = (...given) => { seen.asked += 1; return setTimeout(...given); };
    window.requestAnimationFrame = (...given) => { seen.asked += 1; return requestAnimationFrame(...given); };
    window.setInterval = (...given) => {
        const id = setInterval(...given);
        standing.add(id);
        seen.intervals = standing.size;
        return id;
    };
    window.clearInterval = id => { standing.delete(id); seen.intervals = standing.size; clearInterval(id); };
    seen.restore = () => Object.assign(window, { setTimeout, setInterval, clearInterval, requestAnimationFrame });
    return seen;
})()";

struct Timers(JsValue);

impl Timers {
    fn count() -> Self {
        Self(js_sys::eval(COUNT).unwrap())
    }

    fn get(&self, name: &str) -> f64 {
        Reflect::get(&self.0, &name.into()).unwrap().as_f64().unwrap()
    }

    /// How many timers and frames are asked for in a second.
    async fn in_a_second(&self) -> f64 {
        let before = self.get("asked");
        pass(1_000).await;
        self.get("asked") - before
    }
}

impl Drop for Timers {
    fn drop(&mut self) {
        let restore: js_sys::Function = Reflect::get(&self.0, &"restore".into()).unwrap().into();
        restore.call0(&JsValue::NULL).unwrap();
    }
}

#[wasm_bindgen_test]
async fn nothing_runs_on_after_the_screen_and_its_bed() {
    let timers = Timers::count();
    let mut ward = Ward::at(&Route::Bedside);
    let bed = ward.bed;
    until("four waves", || bed.strips.with_untracked(Vec::len) == 4).await;
    // The refresh and six sensors' tasks.
    assert!(timers.in_a_second().await > 5.0);
    assert!(timers.get("intervals") > 0.0);
    ward.close();
    assert_eq!(ward.place.child_element_count(), 0);
    assert_eq!(timers.get("intervals"), 0.0);
    // What was under way may still come to its end.
    pass(500).await;
    assert_eq!(timers.in_a_second().await, 1.0, "only the timer of this test itself");
    assert!(bed.now.try_get_untracked().is_none());
}

/// What the page was told of failures, which in a browser are nobody's result.
fn failures() -> (Rc<Cell<u32>>, [Listener; 2]) {
    let count = Rc::new(Cell::new(0));
    let listeners = ["error", "unhandledrejection"].map(|event| {
        let count = Rc::clone(&count);
        Listener::new(&window(), event, move |_| count.set(count.get() + 1))
    });
    (count, listeners)
}

#[wasm_bindgen_test]
async fn it_may_be_taken_down_at_any_moment() {
    let (failures, _listeners) = failures();
    for ms in [0, 3, 10, 17, 25, 40, 100, 260, 600] {
        let mut ward = Ward::at(&Route::Panel(PanelKind::Trends));
        pass(ms).await;
        ward.close();
        pass(50).await;
        assert_eq!(failures.get(), 0, "after {ms} ms");
    }
}

#[wasm_bindgen_test]
async fn a_bed_taken_down_while_a_recording_opens_does_not_mind() {
    let (failures, _listeners) = failures();
    let mut ward = Ward::unseen();
    ward.bed.open_recording(chosen(sinus()));
    ward.close();
    // The files are read meanwhile, for nobody.
    pass(500).await;
    assert_eq!(failures.get(), 0);
}
