//! What is on the screen is named by the address.

use bedside::ui::{PanelKind, Route, go, use_route};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::waiting::{pass, until};

#[wasm_bindgen_test]
fn every_route_is_read_back_from_its_address() {
    let panels = PanelKind::ALL.map(Route::Panel);
    let bench = ["", "strips=8&width=400"].map(|query| Route::Bench(query.to_owned()));
    for route in panels.into_iter().chain(bench).chain([Route::Bedside, Route::Panic]) {
        assert_eq!(Route::parse(&route.to_string()), route);
    }
}

#[wasm_bindgen_test]
fn an_address_that_names_nothing_is_the_bed() {
    for hash in ["", "#", "#/", "#/Trends", "#/alarms/7", "#/bench/", "#/%20", "#//"] {
        assert_eq!(Route::parse(hash), Route::Bedside, "{hash}");
    }
    assert_eq!(Route::parse("#alarms"), Route::Panel(PanelKind::Alarms), "without the slash");
    assert_eq!(Route::parse("#/cuff?from=a-link"), Route::Panel(PanelKind::Cuff));
}

#[wasm_bindgen_test]
async fn the_route_follows_the_address_until_nobody_looks() {
    go(&Route::Panel(PanelKind::Cuff));
    let owner = Owner::new();
    let route = owner.with(use_route);
    assert_eq!(route.get_untracked(), Route::Panel(PanelKind::Cuff), "the address it began with");
    for next in [Route::Panel(PanelKind::Settings), Route::Bedside] {
        go(&next);
        until("the route", || route.get_untracked() == next).await;
        assert_eq!(window().location().hash().unwrap(), next.to_string());
    }
    // Typed by hand, or a link.
    window().location().set_hash("trends").unwrap();
    until("the route", || route.get_untracked() == Route::Panel(PanelKind::Trends)).await;
    owner.cleanup();
    go(&Route::Bedside);
    pass(100).await;
    assert_ne!(route.try_get_untracked(), Some(Route::Bedside));
}
