//! Sizes and colours that the style sheets decide.

use std::{cell::RefCell, rc::Rc};

use bedside::platform::{SizeObserver, css_token};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use super::{
    stage::Stage,
    waiting::{pass, until},
};

#[wasm_bindgen_test]
async fn a_new_size_is_told_until_nobody_listens() {
    let stage = Stage::new(300.0, 80.0);
    let told: Rc<RefCell<Vec<(f64, f64)>>> = Rc::default();
    let hears = Rc::clone(&told);
    let observer =
        SizeObserver::new(&stage.root, move |width, height| hears.borrow_mut().push((width, height)));
    let last = || told.borrow().last().copied();
    until("the first size", || last() == Some((300.0, 80.0))).await;
    stage.root.style().set_property("width", "450px").unwrap();
    until("the new size", || last() == Some((450.0, 80.0))).await;
    drop(observer);
    assert_eq!(Rc::strong_count(&told), 1);
    let count = told.borrow().len();
    stage.root.style().set_property("width", "200px").unwrap();
    pass(200).await;
    assert_eq!(told.borrow().len(), count);
}

#[wasm_bindgen_test]
fn a_token_is_what_the_style_sheets_say_now() {
    let root: HtmlElement = document().document_element().unwrap().unchecked_into();
    assert_eq!(css_token("--test-ink"), "");
    root.style().set_property("--test-ink", "  #12ab34 ").unwrap();
    assert_eq!(css_token("--test-ink"), "#12ab34");
    root.style().set_property("--test-ink", "red").unwrap();
    assert_eq!(css_token("--test-ink"), "red");
    root.style().remove_property("--test-ink").unwrap();
}
