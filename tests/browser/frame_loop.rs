//! The frame loop runs until it is dropped.

use std::{cell::RefCell, rc::Rc};

use bedside::platform::FrameLoop;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn frames_come_in_order_until_it_is_dropped() {
    let seen: Rc<RefCell<Vec<f64>>> = Rc::default();
    let times = seen.clone();
    let frames = FrameLoop::start(move |now| times.borrow_mut().push(now)).unwrap();
    TimeoutFuture::new(500).await;
    drop(frames);
    assert_eq!(Rc::strong_count(&seen), 1);
    let count = seen.borrow().len();
    assert!(count >= 3);
    assert!(seen.borrow().windows(2).all(|pair| pair[0] <= pair[1]));
    TimeoutFuture::new(100).await;
    assert_eq!(seen.borrow().len(), count);
}
