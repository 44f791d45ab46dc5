//! A canvas with its overlay on the page, and a source of waves that does what a test says.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bedside::{
    model::{Channel, Origin, Rate, Ring, Span, Time, WaveformPacket},
    platform::{StripLayout, SweepCanvas, WaveSource},
};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement};

pub const RATE: Rate = Rate::constant(100.0);
/// Strips of 400 CSS pixels at 100 px/s: 4 s across.
pub const WIDTH: f64 = 400.0;
pub const SPEED_MM_S: f64 = 100.0 / bedside::charts::CSS_PX_PER_MM;

pub struct Stage {
    pub root: HtmlElement,
    pub canvas: HtmlCanvasElement,
    pub overlay: HtmlElement,
}

impl Stage {
    pub fn new(width: f64, height: f64) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let make = |name: &str| document.create_element(name).unwrap().unchecked_into::<HtmlElement>();
        let (root, canvas, overlay) = (make("div"), make("canvas"), make("div"));
        let place = |element: &HtmlElement, styles: &[(&str, &str)]| {
            for (property, value) in styles {
                element.style().set_property(property, value).unwrap();
            }
        };
        let size = [("width", format!("{width}px")), ("height", format!("{height}px"))];
        let size = size.each_ref().map(|(property, value)| (*property, value.as_str()));
        place(&root, &[("position", "fixed"), ("left", "0"), ("top", "0")]);
        place(&root, &size);
        place(&canvas, &[("display", "block"), ("width", "100%"), ("height", "100%")]);
        place(&overlay, &[("position", "absolute"), ("inset", "0")]);
        root.append_child(&canvas).unwrap();
        root.append_child(&overlay).unwrap();
        document.body().unwrap().append_child(&root).unwrap();
        Self { root, canvas: canvas.unchecked_into(), overlay }
    }

    pub fn sweeps(&self, source: &Rc<Waves>) -> SweepCanvas {
        SweepCanvas::new(self.canvas.clone(), self.overlay.clone(), source.clone(), "#000000").unwrap()
    }

    /// Red, green, blue and alpha of every pixel of an area given in CSS pixels.
    pub fn pixels(&self, x: f64, y: f64, width: f64, height: f64) -> Vec<u8> {
        let ratio = web_sys::window().unwrap().device_pixel_ratio();
        let context = self.canvas.get_context("2d").unwrap().unwrap();
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let [x, y, width, height] = [x, y, width, height].map(|css| (css * ratio) as i32);
        context.get_image_data(x, y, width.max(1), height.max(1)).unwrap().data().0
    }

    /// Red, green and blue of the pixel at a place in CSS pixels.
    pub fn pixel(&self, x: f64, y: f64) -> [u8; 3] {
        let data = self.pixels(x, y, 1.0, 1.0);
        [data[0], data[1], data[2]]
    }

    /// Whether there is ink within a pixel of this place.
    pub fn inked(&self, x: f64, y: f64) -> bool {
        [-1.0, 0.0, 1.0].iter().any(|off| self.pixel(x, y + off)[1] > 60)
    }

    /// The bars, those of one strip's pair after each other.
    pub fn bars(&self) -> Vec<Element> {
        let found = self.overlay.query_selector_all(":scope > div > div").unwrap();
        (0..found.length()).map(|n| found.get(n).unwrap().unchecked_into()).collect()
    }

    /// Where the left edge of the first bar is, in CSS pixels from the strip's left, on its page.
    pub fn bar(&self) -> f64 {
        self.bars()[0].get_bounding_client_rect().left().rem_euclid(WIDTH)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// One strip's layout at the canvas's upper left, values -1 to 1.
pub fn strip(height: f64) -> StripLayout {
    StripLayout {
        x: 0.0,
        y: 0.0,
        width: WIDTH,
        height,
        color: "#00ff00".to_owned(),
        low: -1.0,
        high: 1.0,
        speed_mm_s: SPEED_MM_S,
        calibration: None,
    }
}

/// A source of waves.
pub struct Waves {
    /// The clock stands at this, or follows the page's when there is none.
    pub stands: Cell<Option<Time>>,
    pub pace: Cell<f64>,
    pub ring: RefCell<Ring>,
    /// How often a strip was asked for.
    pub asked: Cell<u32>,
    pub marks: RefCell<Vec<(Time, &'static str)>>,
}

impl Waves {
    /// A clock that stands at `now`.
    pub fn at(now: Time, samples: &[f32]) -> Rc<Self> {
        let waves = Self {
            stands: Cell::new(Some(now)),
            pace: Cell::new(0.0),
            ring: RefCell::new(Ring::new(RATE, Span::from_secs(20.0))),
            asked: Cell::new(0),
            marks: RefCell::default(),
        };
        let packet = WaveformPacket {
            channel: Channel::Ecg,
            origin: Origin::Simulated,
            epoch: Time::ZERO,
            rate: RATE,
            index: 0,
            samples: samples.to_vec(),
        };
        assert!(waves.ring.borrow_mut().push(&packet));
        Rc::new(waves)
    }

    /// A clock that runs with the page's.
    pub fn live(samples: &[f32]) -> Rc<Self> {
        let waves = Self::at(Time::ZERO, samples);
        waves.stands.set(None);
        waves.pace.set(1.0);
        waves
    }
}

impl WaveSource for Waves {
    fn now(&self) -> Time {
        let page = || Time::from_secs(web_sys::window().unwrap().performance().unwrap().now() / 1e3);
        self.stands.get().unwrap_or_else(page)
    }

    fn pace(&self) -> f64 {
        self.pace.get()
    }

    fn strip(&self, _strip: usize, see: &mut dyn FnMut(&Ring)) {
        self.asked.set(self.asked.get() + 1);
        see(&self.ring.borrow());
    }

    fn marks(&self, _strip: usize, from: Time, to: Time, see: &mut dyn FnMut(Time, &str)) {
        for (at, label) in self.marks.borrow().iter().filter(|(at, _)| (from..to).contains(at)) {
            see(*at, label);
        }
    }
}
