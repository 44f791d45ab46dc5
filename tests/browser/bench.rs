//! The page that is measured shows what its address asks for, and says when it does.

use bedside::ui::BenchPage;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlCanvasElement, HtmlElement};

async fn shown(query: &'static str) -> (bool, u32, u32) {
    let root = document().document_element().unwrap();
    let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&place).unwrap();
    let page = mount_to(place.clone(), move || view! { <BenchPage query=query.to_owned() /> });
    for _ in 0..40 {
        TimeoutFuture::new(50).await;
        if root.has_attribute("data-ready") {
            break;
        }
    }
    let ready = root.has_attribute("data-ready");
    let canvas: HtmlCanvasElement = place.query_selector("canvas").unwrap().unwrap().unchecked_into();
    let ratio = window().device_pixel_ratio();
    let size = [canvas.width(), canvas.height()].map(|length| (f64::from(length) / ratio) as u32);
    drop(page);
    place.remove();
    root.remove_attribute("data-ready").unwrap();
    (ready, size[0], size[1])
}

#[wasm_bindgen_test]
async fn it_shows_as_many_strips_as_asked_and_tells_when_ink_is_there() {
    let query = "strips=5&width=200&height=40&seconds=2&columns=2";
    assert_eq!(shown(query).await, (true, 400, 120));
}

#[wasm_bindgen_test]
async fn an_unreadable_query_falls_back_to_four_strips() {
    assert_eq!(shown("strips=many&width=").await, (true, 600, 320));
}

#[wasm_bindgen_test]
async fn the_peer_draws_the_same_strips() {
    let query = "strips=2&width=200&height=40&seconds=2&columns=1&draw=plotters";
    assert_eq!(shown(query).await, (true, 200, 80));
}
