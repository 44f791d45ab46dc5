use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
    sync::Arc,
};

use leptos::prelude::*;

use super::DeviceView;
use crate::{
    model::SensorId,
    platform::{Listener, bluetooth::Peripheral},
    sources::bluetooth::{Connection, DeviceFacts, Intake, LinkState},
};

/// One paired device.
pub(super) struct Device {
    pub key: u32,
    pub name: Arc<str>,
    pub peripheral: Peripheral,
    pub link: RefCell<Connection>,
    pub intake: RefCell<Intake>,
    /// The places on the bed that it fills.
    pub fills: RefCell<BTreeSet<SensorId>>,
    /// Whether the bed was told that it delivers, since its link came or the bed forgot.
    pub running: Cell<bool>,
    /// The bed's era in which it was told.
    pub era: Cell<u32>,
    /// When it sent something last, on the page's clock.
    pub heard_ms: Cell<f64>,
    pub counts: Counts,
    pub why: RefCell<Option<Arc<str>>>,
    pub last: RefCell<Arc<str>>,
    pub view: RwSignal<DeviceView>,
    /// Tells when the link ends; kept for as long as the device.
    pub listener: RefCell<Option<Listener>>,
}

/// What is counted of a device's values.
#[derive(Default)]
pub(super) struct Counts {
    pub heard: Cell<u64>,
    pub refused: Cell<u64>,
    /// How many were heard when the present second began.
    pub before: Cell<u64>,
    pub per_second: Cell<u32>,
}

impl Device {
    pub fn new(key: u32, name: Arc<str>, peripheral: Peripheral, seed: u64) -> Rc<Self> {
        let view = DeviceView {
            name: Arc::clone(&name),
            link: LinkState::Ended,
            why: None,
            facts: DeviceFacts::default(),
            per_second: 0,
            heard: 0,
            refused: 0,
            last: "".into(),
            fills: BTreeSet::new(),
            could_fill: BTreeSet::new(),
        };
        Rc::new(Self {
            key,
            name,
            peripheral,
            link: RefCell::new(Connection::new(seed)),
            intake: RefCell::default(),
            fills: RefCell::default(),
            running: Cell::new(false),
            era: Cell::new(0),
            heard_ms: Cell::new(0.0),
            counts: Counts::default(),
            why: RefCell::default(),
            last: RefCell::new("".into()),
            view: RwSignal::new(view),
            listener: RefCell::default(),
        })
    }

    pub fn state(&self) -> LinkState {
        self.link.borrow().state()
    }

    /// Brings what is known to the screen.
    pub fn show(&self) {
        let (fills, could) = (self.fills.borrow().clone(), self.intake.borrow().places());
        let view = DeviceView {
            name: Arc::clone(&self.name),
            link: self.state(),
            why: self.why.borrow().clone(),
            facts: self.intake.borrow().facts().clone(),
            per_second: self.counts.per_second.get(),
            heard: self.counts.heard.get(),
            refused: self.counts.refused.get(),
            last: Arc::clone(&self.last.borrow()),
            could_fill: could.difference(&fills).copied().collect(),
            fills,
        };
        super::super::bed::set_changed(self.view, view);
    }
}
