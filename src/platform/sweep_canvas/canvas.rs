use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use gloo_timers::callback::Interval;
use web_sys::{Document, HtmlCanvasElement, HtmlElement, Window};

use super::{
    CHUNK_MS, LAG, StripLayout, WaveSource,
    bars::Bars,
    calibration::CalibrationMarks,
    layout::Strip,
    painter::{Due, Painter},
};
use crate::{
    model::{Span, Time},
    platform::Listener,
};

/// How much of a strip may pass under the bar in one lag. A replay faster than that is shown as
/// pages that are redrawn.
const FASTEST: f64 = 0.2;

/// All sweeping strips of one view.
///
/// Dropping it stops its timer, removes its listeners and elements; the canvas keeps its picture.
pub struct SweepCanvas {
    sweeps: Rc<RefCell<Sweeps>>,
    _visibility: Listener,
}

struct Sweeps {
    window: Window,
    document: Document,
    overlay: HtmlElement,
    source: Rc<dyn WaveSource>,
    painter: Painter,
    layout: Vec<StripLayout>,
    strips: Vec<Option<Strip>>,
    bars: Option<Bars>,
    calibration: Option<CalibrationMarks>,
    timer: Option<Interval>,
    /// When the picture was frozen, on the source's clock.
    frozen: Option<Time>,
    /// Seconds of the bed's clock that the bar's left edge is behind it.
    lag: f64,
    due: Vec<Due>,
}

impl SweepCanvas {
    /// Draws the waves of `source` on `canvas`, whose size CSS gives. `overlay` lies exactly over the
    /// canvas, is positioned, clips nothing away and belongs to the sweeps alone. `paper` is the CSS
    /// colour of the ground.
    ///
    /// `None` when the browser has no 2D context for the canvas.
    pub fn new(
        canvas: HtmlCanvasElement,
        overlay: HtmlElement,
        source: Rc<dyn WaveSource>,
        paper: &str,
    ) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let sweeps = Rc::new(RefCell::new(Sweeps {
            window,
            document: document.clone(),
            overlay,
            source,
            painter: Painter::new(canvas, paper)?,
            layout: Vec::new(),
            strips: Vec::new(),
            bars: None,
            calibration: None,
            timer: None,
            frozen: None,
            lag: LAG,
            due: Vec::new(),
        }));
        let weak = Rc::downgrade(&sweeps);
        let visibility = Listener::new(&document, "visibilitychange", move |_| start_or_stop(&weak));
        Some(Self { sweeps, _visibility: visibility })
    }

    /// Where the strips stand; strip `n` of the source is drawn in `layout[n]`. Draws all of them
    /// anew when anything differs from the last layout or the canvas was resized.
    pub fn set_layout(&self, layout: Vec<StripLayout>) {
        {
            let mut sweeps = self.sweeps.borrow_mut();
            sweeps.layout = layout;
            sweeps.rebuild();
        }
        start_or_stop(&Rc::downgrade(&self.sweeps));
    }

    /// Gives one strip another vertical range from the pen on; what is drawn stays. For gains that
    /// follow the waveform by themselves.
    pub fn set_range(&self, strip: usize, low: f64, high: f64) {
        self.sweeps.borrow_mut().set_range(strip, low, high);
    }

    /// Another colour of the ground: draws everything anew.
    pub fn set_paper(&self, paper: &str) {
        let mut sweeps = self.sweeps.borrow_mut();
        if sweeps.painter.paper() != paper {
            sweeps.painter.set_paper(paper);
            sweeps.rebuild();
        }
    }

    /// Freezes the picture at once.
    pub fn pause(&self) {
        {
            let mut sweeps = self.sweeps.borrow_mut();
            sweeps.frozen = Some(sweeps.now());
        }
        start_or_stop(&Rc::downgrade(&self.sweeps));
    }

    /// Goes on with the waves of now.
    pub fn resume(&self) {
        self.sweeps.borrow_mut().frozen = None;
        start_or_stop(&Rc::downgrade(&self.sweeps));
    }

    /// Whether any strip bears ink.
    pub fn has_ink(&self) -> bool {
        let sweeps = self.sweeps.borrow();
        sweeps.strips.iter().flatten().any(|strip| strip.inked > strip.cleared - strip.sweep.width())
    }
}

/// Runs the timer only while there is something to draw and someone to see it.
fn start_or_stop(weak: &Weak<RefCell<Sweeps>>) {
    let Some(sweeps) = weak.upgrade() else { return };
    let mut sweeps = sweeps.borrow_mut();
    if sweeps.frozen.is_some() || sweeps.document.hidden() {
        sweeps.timer = None;
        sweeps.hold();
    } else if sweeps.timer.is_none() && !sweeps.layout.is_empty() {
        sweeps.redraw();
        sweeps.wake();
        let weak = weak.clone();
        sweeps.timer = Some(Interval::new(CHUNK_MS, move || {
            if let Some(sweeps) = weak.upgrade() {
                sweeps.borrow_mut().wake();
            }
        }));
    }
}

impl Sweeps {
    fn rebuild(&mut self) {
        let ratio = self.window.device_pixel_ratio();
        self.painter.fit(ratio);
        let line = self.painter.line();
        self.strips = self.layout.iter().map(|strip| Strip::new(strip, ratio, line)).collect();
        self.calibration = None;
        self.calibration = CalibrationMarks::new(&self.overlay, &self.layout, &self.strips, ratio).ok();
        self.hang_bars();
        self.redraw();
        if self.timer.is_some() {
            self.wake();
        }
    }

    /// Bars as wide as the lag.
    fn hang_bars(&mut self) {
        self.bars = None;
        let (ratio, paper) = (self.painter.ratio(), self.painter.paper());
        match Bars::new(&self.overlay, &self.strips, ratio, self.lag, paper) {
            Ok(bars) => self.bars = Some(bars),
            Err(error) => log::error!("no sweep bars: {error:?}"),
        }
        self.hold();
    }

    fn set_range(&mut self, strip: usize, low: f64, high: f64) {
        let line = self.painter.line();
        if let (Some(layout), Some(Some(strip))) = (self.layout.get_mut(strip), self.strips.get_mut(strip)) {
            (layout.low, layout.high) = (low, high);
            strip.set_range(low, high, line);
        }
    }

    /// What a wake-up of the timer does.
    fn wake(&mut self) {
        if (self.window.device_pixel_ratio() - self.painter.ratio()).abs() > 1e-6 {
            self.rebuild();
        }
        let pace = self.source.pace();
        if pace > 0.0 && !self.too_fast(pace) {
            if (self.lag - LAG * pace).abs() > 1e-6 {
                self.lag = LAG * pace;
                self.hang_bars();
            }
            self.lay();
            if let (Some(bars), Some(clock)) = (&self.bars, self.window.performance()) {
                bars.run(self.revealed(), pace, clock.now());
            }
        } else if pace > 0.0 {
            self.bars = None;
            self.lag = 0.0;
            self.redraw();
        } else {
            self.lay();
            self.hold();
        }
    }

    fn too_fast(&self, pace: f64) -> bool {
        let shortest = self.strips.iter().flatten().map(|strip| strip.sweep.period().secs());
        LAG * pace > FASTEST * shortest.fold(f64::INFINITY, f64::min)
    }

    fn now(&self) -> Time {
        self.frozen.unwrap_or_else(|| self.source.now())
    }

    /// The moment that stands at the bars' left edges.
    fn revealed(&self) -> Time {
        self.now() - Span::from_secs(self.lag)
    }

    fn hold(&self) {
        if let Some(bars) = &self.bars {
            bars.hold(self.revealed());
        }
    }

    /// Draws all that is visible anew from the rings.
    fn redraw(&mut self) {
        let now = self.now();
        self.painter.clear();
        // Behind a bar old and new ink may touch; without one a gap has to tell them apart.
        let gap = if self.bars.is_none() { (12.0 * self.painter.ratio()) as i64 } else { 0 };
        for strip in self.strips.iter_mut().flatten() {
            strip.cleared = strip.sweep.column(now);
            strip.inked = strip.cleared - strip.sweep.width() + gap;
            strip.marked = strip.sweep.time_of(strip.inked);
        }
        self.lay();
    }

    /// Erases the columns that came due and inks what arrived since the last time.
    fn lay(&mut self) {
        let now = self.now();
        let jumped = |strip: &Strip| {
            let due = strip.sweep.column(now) - strip.cleared;
            !(0..=strip.sweep.width() / 2).contains(&due)
        };
        if self.strips.iter().flatten().any(jumped) {
            self.redraw();
            return;
        }
        self.painter.take_paper();
        self.due.clear();
        for (index, strip) in self.strips.iter_mut().enumerate() {
            let Some(strip) = strip else { continue };
            let pen = strip.sweep.column(now);
            self.painter.erase(strip, strip.cleared..pen);
            strip.cleared = pen;
            strip.inked = strip.inked.max(pen - strip.sweep.width());
            let there = self.painter.inkable(&*self.source, index, strip);
            let columns = strip.inked.max(there.start)..there.end.min(pen);
            if !columns.is_empty() {
                strip.inked = columns.end;
                self.due.push(Due { strip: index, columns });
            }
        }
        self.ink();
        for (index, strip) in self.strips.iter_mut().enumerate() {
            if let Some(strip) = strip {
                self.painter.mark(&*self.source, index, strip);
            }
        }
    }

    /// Inks what is due, all strips that go together at once.
    fn ink(&mut self) {
        let strips = &self.strips;
        let key = |due: &Due| {
            let strip = strips.get(due.strip).and_then(Option::as_ref);
            strip.map(|strip| {
                (strip.area.left as i64, due.columns.start, due.columns.end, strip.color.clone())
            })
        };
        self.due.sort_by_cached_key(key);
        let together = |one: &Due, other: &Due| {
            let strip = |due: &Due| strips.get(due.strip).and_then(Option::as_ref);
            one.columns == other.columns
                && strip(one).zip(strip(other)).is_some_and(|(one, other)| one.in_step_with(other))
        };
        for batch in self.due.chunk_by(together) {
            self.painter.ink(&*self.source, strips, batch);
        }
    }
}
