use std::{cell::Cell, rc::Rc};

use gloo_timers::callback::Interval;
use leptos::{
    html::{Canvas, Div},
    prelude::*,
};

use super::{
    patients::Patients,
    peer::Peer,
    setup::{PAPER, Setup},
};
use crate::model::Span;
use crate::platform::{FrameLoop, SweepCanvas};

/// How often the patients are read, in milliseconds.
const FEED_MS: u32 = 100;

/// Many live strips and nothing else; see the module.
#[component]
// A component owns its properties.
#[allow(clippy::needless_pass_by_value)]
pub fn BenchPage(
    /// The part of the address behind `?`.
    query: String,
) -> impl IntoView {
    let setup = Setup::read(&query);
    let canvas = NodeRef::<Canvas>::new();
    let overlay = NodeRef::<Div>::new();
    let running = StoredValue::new_local(None);
    Effect::new(move || {
        if let (Some(canvas), Some(overlay)) = (canvas.get(), overlay.get()) {
            running.set_value(run(setup, canvas, overlay.into()));
        }
    });
    on_cleanup(move || running.set_value(None));
    let (width, height) = setup.size();
    let (width, height) = (format!("{width}px"), format!("{height}px"));
    view! {
        <div
            style:position="absolute"
            style:inset="0 auto auto 0"
            style:overflow="hidden"
            style:background=PAPER
            style:width=width
            style:height=height
        >
            <canvas node_ref=canvas style:display="block" style:width="100%" style:height="100%"></canvas>
            <div node_ref=overlay style:position="absolute" style:inset="0"></div>
        </div>
    }
}

/// What lives as long as the page is shown.
struct Running {
    _feed: Interval,
    _frames: Option<FrameLoop>,
}

fn run(setup: Setup, canvas: web_sys::HtmlCanvasElement, overlay: web_sys::HtmlElement) -> Option<Running> {
    let window = web_sys::window()?;
    let shown = Span::from_secs(setup.seconds);
    let patients = Rc::new(Patients::new(window.performance()?, setup.strips, shown));
    patients.feed();
    if setup.plotters {
        let peer = Peer::new(canvas, setup, window.device_pixel_ratio());
        let source = patients.clone();
        let mut ready = Ready::default();
        let frames = FrameLoop::start(move |_| {
            if peer.draw(&*source).is_some() {
                ready.drawn();
            }
        });
        let feed = Interval::new(16, move || patients.feed());
        return Some(Running { _feed: feed, _frames: frames });
    }
    let sweeps = SweepCanvas::new(canvas, overlay, patients.clone(), PAPER)?;
    sweeps.set_layout(setup.layout());
    let seen = Rc::new(Cell::new(false));
    let feed = Interval::new(FEED_MS, move || {
        patients.feed();
        if !seen.get() && sweeps.has_ink() {
            seen.set(true);
            // Two frames later what was laid has been presented.
            request_animation_frame(|| request_animation_frame(mark_ready));
        }
    });
    Some(Running { _feed: feed, _frames: None })
}

/// Says that ink is on the screen, one frame after it was first drawn.
#[derive(Default)]
struct Ready(u8);

impl Ready {
    fn drawn(&mut self) {
        self.0 = self.0.saturating_add(1);
        if self.0 == 2 {
            mark_ready();
        }
    }
}

fn mark_ready() {
    if let Some(root) = document().document_element() {
        // Refused only for a name that is not a name.
        let _ = root.set_attribute("data-ready", "");
    }
}
