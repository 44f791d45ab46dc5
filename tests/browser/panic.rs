//! A panic is told to the page, which then shows that monitoring has stopped.

use std::{
    cell::RefCell,
    panic,
    rc::Rc,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use bedside::platform::{Listener, announce_panics, panic_on_purpose};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::CustomEvent;

/// Whether a panic is the one that this test wants; every other one is a failure that the test
/// harness must hear of.
static ON_PURPOSE: AtomicBool = AtomicBool::new(false);

#[wasm_bindgen_test]
fn the_page_hears_of_a_panic_and_of_its_reason() {
    if thread::panicking() {
        // std lets no hook be exchanged any more once a test has failed in here.
        wasm_bindgen_test::console_log!("skipped, because a test before it failed");
        return;
    }
    let harness = panic::take_hook();
    announce_panics();
    let announce = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        if ON_PURPOSE.load(Ordering::Relaxed) { announce(what) } else { harness(what) }
    }));
    let told: Rc<RefCell<Vec<String>>> = Rc::default();
    let hears = Rc::clone(&told);
    let _listener = Listener::new(&window(), "bedside-panic", move |event| {
        let detail = event.unchecked_into::<CustomEvent>().detail();
        let message = js_sys::Reflect::get(&detail, &"message".into()).unwrap();
        hears.borrow_mut().push(message.as_string().unwrap());
    });
    // Called by way of JavaScript, which catches what ends a WebAssembly call.
    let fails = Closure::<dyn Fn()>::new(panic_on_purpose).into_js_value();
    ON_PURPOSE.store(true, Ordering::Relaxed);
    let outcome = fails.unchecked_into::<js_sys::Function>().call0(&JsValue::NULL);
    ON_PURPOSE.store(false, Ordering::Relaxed);
    assert!(outcome.is_err());
    let told = told.borrow();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("stopped on purpose"), "{}", told[0]);
}
