//! A bed in a page of its own, with or without its screen.

use std::{any::Any, cell::Cell, rc::Rc};

use bedside::{
    live::{Delivering, Devices, LiveBed, PresetsSignal, RulesSignal, SettingsSignal, Sound},
    model::Vital,
    ui::{Route, Screen, go, use_route},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Storage};

use super::waiting::until;

pub struct Ward {
    pub bed: LiveBed,
    pub settings: SettingsSignal,
    pub place: HtmlElement,
    /// What owns the bed's signals and effects.
    owner: Owner,
    /// What owns the elements.
    mounted: Option<Box<dyn Any>>,
}

impl Ward {
    /// A bed that nobody looks at, on a device that remembers nothing.
    pub fn unseen() -> Self {
        Self::new(|| ().into_any())
    }

    /// A bed with its whole screen, at that address.
    pub fn at(route: &Route) -> Self {
        go(route);
        Self::new(|| {
            let route = use_route();
            view! { <Screen route /> }.into_any()
        })
    }

    fn new(see: impl FnOnce() -> AnyView + 'static) -> Self {
        storage().clear().unwrap();
        let place: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&place).unwrap();
        let made = Rc::new(Cell::new(None));
        let inside = Rc::clone(&made);
        let mounted = mount_to(place.clone(), move || {
            let settings = SettingsSignal::load();
            let bed = LiveBed::start(settings);
            provide_context(settings);
            provide_context(bed);
            provide_context(RulesSignal::start(bed));
            provide_context(PresetsSignal::load(settings));
            provide_context(Sound::new(bed, settings));
            provide_context(Delivering::start(bed, settings));
            provide_context(Devices::start(bed));
            inside.set(Some((bed, settings, Owner::current().unwrap())));
            see()
        });
        let (bed, settings, owner) = made.take().unwrap();
        Self { bed, settings, place, owner, mounted: Some(Box::new(mounted)) }
    }

    /// What is heard of the bed.
    pub fn sound(&self) -> Sound {
        self.owner.with(expect_context::<Sound>)
    }

    /// What lives as long as the bed.
    pub fn inside<T>(&self, make: impl FnOnce(LiveBed) -> T) -> T {
        self.owner.with(|| make(self.bed))
    }

    /// The value of a vital now.
    pub fn value(&self, vital: Vital) -> Option<f64> {
        self.bed.reading(vital).get_untracked().and_then(|reading| reading.value)
    }

    /// Done when the vital is a number.
    pub async fn number(&self, vital: Vital) -> f64 {
        until(vital.label(), || self.value(vital).is_some()).await;
        self.value(vital).unwrap()
    }

    /// The state of the present alarm with that condition, in words.
    pub fn alarm(&self, condition: &str) -> Option<&'static str> {
        self.bed.alarms.with_untracked(|alarms| {
            let alarm = alarms.iter().find(|alarm| alarm.condition.key() == condition);
            alarm.map(|alarm| alarm.state.name())
        })
    }

    /// The first element on the screen that fits.
    pub fn find(&self, selector: &str) -> Option<Element> {
        self.place.query_selector(selector).unwrap()
    }

    /// Its text; empty when there is no such element.
    pub fn text(&self, selector: &str) -> String {
        self.find(selector).and_then(|element| element.text_content()).unwrap_or_default().trim().to_owned()
    }

    /// Takes the bed down, as the app does when its address names another view.
    pub fn close(&mut self) {
        self.owner.cleanup();
        self.mounted = None;
    }
}

impl Drop for Ward {
    fn drop(&mut self) {
        self.close();
        self.place.remove();
        storage().clear().unwrap();
        go(&Route::Bedside);
    }
}

/// What this device remembers.
pub fn storage() -> Storage {
    window().local_storage().unwrap().unwrap()
}
