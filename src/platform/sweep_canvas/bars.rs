use std::cell::Cell;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Animation, Document, Element, FillMode, HtmlElement, KeyframeAnimationOptions, OptionalEffectTiming,
};

use super::{clip::Clip, layout::Strip};
use crate::{charts::Sweep, model::Time};

/// How much wider a bar is than the lag it hides, in CSS pixels: the gap between the newest ink and
/// the oldest.
const GAP: f64 = 4.0;

/// How long bars run on their own at most, in seconds of wall time: a page that hangs stops its bars
/// within it, so they do not go on over old ink as if it were new. They get more time when half of
/// it is used up, not at every chunk, for each time costs the page a frame.
const RUN: f64 = 1.0;

/// The bars that hide the place where ink is laid: for each run of strips that are in step, a pair
/// one strip's width apart, so that one enters at the left as the other leaves at the right.
pub struct Bars(Vec<Pair>);

struct Pair {
    window: Element,
    animations: Vec<Animation>,
    /// Up to where each may run, in milliseconds of its own time.
    ends: [Cell<f64>; 2],
    /// Milliseconds of the bed's clock for one page.
    period: f64,
    /// CSS pixels per millisecond of the bed's clock.
    speed: f64,
}

impl Bars {
    /// Puts bars into `overlay`, as wide as `lag` seconds of the bed's clock.
    ///
    /// # Errors
    /// What the browser says when it refuses to make or animate an element.
    pub fn new(
        overlay: &HtmlElement,
        strips: &[Option<Strip>],
        ratio: f64,
        lag: f64,
        paper: &str,
    ) -> Result<Self, JsValue> {
        let document = overlay.owner_document().ok_or(JsValue::NULL)?;
        let mut bars = Self(Vec::new());
        for (sweep, area) in runs(strips) {
            bars.0.push(Pair::new(&document, overlay, sweep, area, ratio, lag, paper)?);
        }
        Ok(bars)
    }

    /// Lets the bars go on from `at` at `pace` seconds a second, `time` being `performance.now()`.
    /// Bars that already do so to within a pixel are left alone.
    pub fn run(&self, at: Time, pace: f64, time: f64) {
        for pair in &self.0 {
            let target = pair.phase(at);
            for (n, animation) in pair.animations.iter().enumerate() {
                // Not from the animation's own current time: that is as old as the last frame.
                let shown = animation.start_time().map(|start| (time - start) * pace);
                let off = shown.map_or(f64::INFINITY, |shown| {
                    let ahead = (shown - target).rem_euclid(pair.period);
                    ahead.min(pair.period - ahead) * pair.speed
                });
                let runs = same(animation.playback_rate(), pace);
                if !runs || off > 1.0 {
                    animation.set_playback_rate(pace);
                    animation.set_start_time(Some(time - target / pace));
                }
                let reached = if !runs || off > 1.0 { target } else { shown.unwrap_or(target) };
                let run = RUN * 1e3 * pace;
                let left = pair.ends[n].get() - reached;
                if !(run / 2.0..=run * 1.1).contains(&left) {
                    pair.ends[n].set(reached + run);
                    until(animation, (reached + run) / pair.period);
                }
            }
        }
    }

    /// Lets the bars stand still at `at`.
    pub fn hold(&self, at: Time) {
        for pair in &self.0 {
            for (n, animation) in pair.animations.iter().enumerate() {
                // Refused only for an animation without end that has no position; ours has one.
                let _ = animation.pause();
                pair.ends[n].set(0.0);
                until(animation, 1.0);
                animation.set_current_time(Some(pair.phase(at)));
            }
        }
    }
}

impl Pair {
    fn new(
        document: &Document,
        overlay: &HtmlElement,
        sweep: Sweep,
        area: Clip,
        ratio: f64,
        lag: f64,
        paper: &str,
    ) -> Result<Self, JsValue> {
        let css = |pixels: f64| format!("{}px", pixels / ratio);
        let window = styled(
            document,
            &[
                ("position", "absolute"),
                ("overflow", "hidden"),
                ("pointer-events", "none"),
                ("left", &css(area.left)),
                ("top", &css(area.top)),
                ("width", &css(area.width)),
                ("height", &css(area.height)),
            ],
        )?;
        overlay.append_child(&window)?;
        let speed = sweep.px_per_s() / ratio / 1e3;
        let period = sweep.width() as f64 / sweep.px_per_s() * 1e3;
        let mut pair =
            Self { window: window.into(), animations: Vec::new(), ends: Default::default(), period, speed };
        let width = format!("{}px", (lag * 1e3 * speed + GAP).ceil());
        for left in [0.0, -area.width] {
            let bar = styled(
                document,
                &[
                    ("position", "absolute"),
                    ("top", "0"),
                    ("height", "100%"),
                    ("width", &width),
                    ("left", &css(left)),
                    ("background-color", paper),
                    ("will-change", "transform"),
                ],
            )?;
            pair.window.append_child(&bar)?;
            let options = KeyframeAnimationOptions::new();
            options.set_duration(period);
            options.set_fill(FillMode::Forwards);
            let path =
                Array::of2(&"translateX(0)".into(), &format!("translateX({})", css(area.width)).into());
            let frames = Object::new();
            Reflect::set(&frames, &"transform".into(), &path)?;
            let animation = bar.animate_with_keyframe_animation_options(Some(&frames), &options);
            animation.pause()?;
            pair.animations.push(animation);
        }
        Ok(pair)
    }

    /// Where on its page the pen is at `at`, in milliseconds since it was at the left.
    fn phase(&self, at: Time) -> f64 {
        (at.secs() * 1e3).rem_euclid(self.period)
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for animation in &self.animations {
            animation.cancel();
        }
        self.window.remove();
    }
}

pub fn styled(document: &Document, styles: &[(&str, &str)]) -> Result<HtmlElement, JsValue> {
    let element: HtmlElement = document.create_element("div")?.dyn_into()?;
    for (property, value) in styles {
        element.style().set_property(property, value)?;
    }
    Ok(element)
}

/// Lets an animation run for so many pages in all and then stand.
fn until(animation: &Animation, pages: f64) {
    let timing = OptionalEffectTiming::new();
    timing.set_iterations(pages);
    if let Some(effect) = animation.effect() {
        // Refused only for a negative or missing number.
        let _ = effect.update_timing_with_timing(&timing);
    }
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-9
}

/// Strips in step, together with what stands between them unless that is a strip with another pen.
fn runs(strips: &[Option<Strip>]) -> Vec<(Sweep, Clip)> {
    let mut runs: Vec<(&Strip, Clip)> = Vec::new();
    let mut sorted: Vec<&Strip> = strips.iter().flatten().collect();
    sorted.sort_by(|one, other| one.area.top.total_cmp(&other.area.top));
    for strip in &sorted {
        let open = runs.iter_mut().rev().find(|(first, _)| first.in_step_with(strip));
        let joined = open.and_then(|(_, area)| {
            let joined = area.around(strip.area);
            let free = !sorted.iter().any(|other| !other.in_step_with(strip) && other.area.meets(joined));
            free.then(|| *area = joined)
        });
        if joined.is_none() {
            runs.push((strip, strip.area));
        }
    }
    runs.into_iter().map(|(strip, area)| (strip.sweep, area)).collect()
}
