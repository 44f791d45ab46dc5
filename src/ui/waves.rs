use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use gloo_timers::callback::Interval;
use leptos::{html, prelude::*};

use super::{auto_range::AutoRange, next_frame::in_next_frame};
use crate::{
    charts::CSS_PX_PER_MM,
    live::{LiveBed, Settings, SettingsSignal, Strip, StripWaves},
    model::{Channel, Quality},
    platform::{SizeObserver, StripLayout, SweepCanvas, WaveSource, css_token},
};

/// How often gains that follow the waveform are looked at, milliseconds.
const AUTO_GAIN_MS: u32 = 1_000;
/// How often it is looked for the first ink, which the page's `data-ready` tells, milliseconds.
const FIRST_INK_MS: u32 = 50;
/// Seconds of waveform that such a gain follows: more than one slow breath.
const AUTO_GAIN_OVER: f64 = 8.0;
/// Where the ECG's zero line stands, as a share of the strip's height from below: beats of lead II
/// mostly go up.
const ECG_ZERO: f64 = 0.38;

/// What the sweeps are drawn with, for as long as the view lives.
struct Sweeps {
    canvas: SweepCanvas,
    waves: Rc<StripWaves>,
    ranges: BTreeMap<Channel, AutoRange>,
}

impl Sweeps {
    /// Divides the canvas's width and height, CSS pixels, among the channels.
    fn lay_out(&mut self, bed: LiveBed, settings: &Settings, channels: Vec<Channel>, size: (f64, f64)) {
        let (width, height) = size;
        let row = (height / channels.len().max(1) as f64).floor();
        let strips = channels
            .iter()
            .enumerate()
            .map(|(place, channel)| {
                let ecg = matches!(channel, Channel::Ecg | Channel::EcgSecond);
                let (low, high) = if ecg {
                    let span = row / (settings.gain.mm_per_mv() * CSS_PX_PER_MM);
                    (-ECG_ZERO * span, (1.0 - ECG_ZERO) * span)
                } else {
                    let range = self.ranges.entry(*channel).or_default();
                    range.follow(bed.recent_range(*channel, AUTO_GAIN_OVER));
                    range.edges()
                };
                let speed = if *channel == Channel::Resp { settings.resp_sweep } else { settings.sweep };
                StripLayout {
                    x: 0.0,
                    y: row * place as f64,
                    width,
                    height: row,
                    color: css_token(color_token(*channel)),
                    low,
                    high,
                    speed_mm_s: speed.mm_per_s(),
                    calibration: ecg.then_some(1.0),
                }
            })
            .collect();
        self.waves.choose(channels);
        self.canvas.set_paper(&css_token("--ground"));
        self.canvas.set_layout(strips);
    }
}

/// The sweeping waves: one canvas for all strips, and what stands beside each.
#[component]
pub fn Waves() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let area = NodeRef::<html::Section>::new();
    let (canvas, bars) = (NodeRef::<html::Canvas>::new(), NodeRef::<html::Div>::new());
    let sweeps = StoredValue::new_local(None::<Rc<RefCell<Sweeps>>>);
    let size = RwSignal::new((0.0, 0.0));
    let channels = Memo::new(move |_| {
        bed.strips.with(|strips| strips.iter().map(|strip| strip.channel).collect::<Vec<_>>())
    });
    let fed_by = Memo::new(move |_| {
        bed.source.with(|source| {
            (source.seed(), source.recording().map(|playing| (playing.name.clone(), playing.from)))
        })
    });
    let look = settings.part(|settings| {
        // Another filter changes what was drawn already.
        (settings.palette, settings.sweep, settings.resp_sweep, settings.gain, settings.ecg_filter)
    });

    Effect::new(move |_| {
        let (Some(canvas), Some(bars), Some(area)) = (canvas.get(), bars.get(), area.get()) else {
            return;
        };
        let waves = Rc::new(StripWaves::new(bed));
        let source: Rc<dyn WaveSource> = Rc::clone(&waves) as Rc<dyn WaveSource>;
        let Some(drawn) = SweepCanvas::new(canvas, bars.into(), source, &css_token("--ground")) else {
            log::error!("the browser gives no canvas to draw waves on");
            return;
        };
        let held = Rc::new(RefCell::new(Sweeps { canvas: drawn, waves, ranges: BTreeMap::new() }));
        sweeps.set_value(Some(held));
        let observer = SizeObserver::new(&area, move |width, height| size.set((width, height)));
        on_cleanup({
            let observer = StoredValue::new_local(Some(observer));
            move || {
                observer.update_value(|observer| drop(observer.take()));
                sweeps.update_value(|sweeps| drop(sweeps.take()));
            }
        });
    });

    let layout = move || {
        let Some(sweeps) = sweeps.get_value() else { return };
        sweeps.borrow_mut().lay_out(bed, &settings.peek(), channels.get_untracked(), size.get_untracked());
    };
    Effect::new(move |_| {
        size.track();
        // A memo wakes only those who have read it, so these are read, not just tracked.
        let _ = (channels.get(), look.get());
        // Another source or moment starts over: what was drawn of the one before must go.
        let _ = fed_by.get();
        // So does another delay: the clock of the waves is set back.
        let _ = bed.wave_delay.get();
        // The palette reaches the style sheet in an effect of its own; read the colours after it.
        in_next_frame(layout);
    });
    Effect::new(move |_| {
        let frozen = bed.frozen.get();
        if let Some(sweeps) = sweeps.get_value() {
            let canvas = &sweeps.borrow().canvas;
            if frozen { canvas.pause() } else { canvas.resume() }
        }
    });
    let follow = Interval::new(AUTO_GAIN_MS, move || {
        let Some(sweeps) = sweeps.get_value() else { return };
        let Sweeps { canvas, ranges, .. } = &mut *sweeps.borrow_mut();
        for (strip, channel) in channels.get_untracked().iter().enumerate() {
            if let Some(range) = ranges.get_mut(channel)
                && range.follow(bed.recent_range(*channel, AUTO_GAIN_OVER))
            {
                let (low, high) = range.edges();
                canvas.set_range(strip, low, high);
            }
        }
    });
    let follow = StoredValue::new_local(Some(follow));
    let looking = StoredValue::new_local(None::<Interval>);
    looking.set_value(Some(Interval::new(FIRST_INK_MS, move || {
        let inked = sweeps.get_value().is_some_and(|sweeps| sweeps.borrow().canvas.has_ink());
        if inked && let Some(root) = document().document_element() {
            // Setting a plain data attribute cannot fail.
            let _ = root.set_attribute("data-ready", "1");
            looking.update_value(|looking| drop(looking.take()));
        }
    })));
    on_cleanup(move || {
        follow.update_value(|follow| drop(follow.take()));
        looking.update_value(|looking| drop(looking.take()));
    });

    view! {
        <section class="waves" node_ref=area aria-label="Waves" class:frozen=move || bed.frozen.get()>
            <canvas class="sweep" node_ref=canvas aria-hidden="true"></canvas>
            <div class="sweep-bars" node_ref=bars aria-hidden="true"></div>
            <div class="strip-labels">
                <For each=move || bed.strips.get() key=Strip::clone let:strip>
                    <StripLabel strip />
                </For>
            </div>
            {move || bed.frozen.get().then(|| view! { <p class="frozen-mark">"FROZEN"</p> })}
            {move || {
                channels.with(Vec::is_empty).then(|| view! { <p class="no-waves">"Waiting for sensors"</p> })
            }}
        </section>
    }
}

/// What stands beside one wave: its name, its scale, and how far it can be trusted.
#[component]
fn StripLabel(strip: Strip) -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let scale = Memo::new(move |_| {
        let settings = settings.get();
        match (&strip.filter, strip.channel) {
            (Some((filter, _)), _) => {
                format!("{} · {} · {filter}", settings.gain.label(), settings.sweep.label())
            }
            (None, Channel::Resp) => settings.resp_sweep.label().to_owned(),
            (None, _) => settings.sweep.label().to_owned(),
        }
    });
    let doubt = match (strip.quality, strip.reason) {
        (Quality::Good, _) | (_, None) => "",
        (_, Some(reason)) => reason.text(),
    };
    view! {
        <div class=format!("strip-label {}", class_of(strip.channel)) data-strip=format!("{:?}", strip.channel)>
            <b>{strip.label.to_string()}</b>
            <span class="scale">{scale}</span>
            <span class="doubtful">{doubt}</span>
        </div>
    }
}

/// The colour of a channel, the same for its wave, its number and its trend.
pub(super) const fn color_token(channel: Channel) -> &'static str {
    match channel {
        Channel::Ecg | Channel::EcgSecond => "--ecg",
        Channel::Pleth | Channel::PlethRed => "--spo2",
        Channel::Resp => "--resp",
        Channel::Arterial => "--art",
        Channel::CuffPressure => "--nibp",
    }
}

const fn class_of(channel: Channel) -> &'static str {
    match channel {
        Channel::Ecg | Channel::EcgSecond => "hr",
        Channel::Pleth | Channel::PlethRed => "spo2",
        Channel::Resp => "resp",
        Channel::Arterial => "art",
        Channel::CuffPressure => "nibp",
    }
}
