//! The bed's trend as a drawing: which vitals, in which colours, over which time.

use leptos::{html, prelude::*};
use plotters::style::RGBColor;

use super::next_frame::in_next_frame;
use crate::{
    charts::{Ink, TimeAxis, Trend, TrendPane, TrendSeries, TrendStyle},
    live::{LiveBed, SettingsSignal, SourceView},
    model::{Span, Time, Vital},
    platform::{SizeObserver, TrendCanvas, css_token},
};

/// Readings further apart than this are not joined: two trend values in a row, and a little.
const JOIN: Span = Span::from_millis(5_000);

/// Vitals that share a pane, and the range it shows at least.
pub struct PaneOf {
    /// The vitals.
    pub vitals: &'static [Vital],
    /// The range shown at least.
    pub range: (f64, f64),
}

/// A trend of the bed on a canvas, redrawn as the bed goes on.
#[component]
pub fn TrendView(
    /// What is shown, from top to bottom.
    panes: &'static [PaneOf],
    /// How much time is shown.
    #[prop(into)]
    span: Signal<Span>,
    /// How often it is redrawn, seconds of the bed's clock.
    every: f64,
    /// Where the crosshair stands, CSS pixels from the left.
    #[prop(into)]
    crosshair: Signal<Option<f64>>,
    /// Told what stands at the crosshair.
    #[prop(optional)]
    pointed: Option<WriteSignal<Option<Pointed>>>,
    /// For the ear: what this drawing shows.
    label: &'static str,
) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let settings = expect_context::<SettingsSignal>();
    let canvas = NodeRef::<html::Canvas>::new();
    let size = RwSignal::new((0.0, 0.0));
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            let observer = SizeObserver::new(&canvas, move |width, height| size.set((width, height)));
            let observer = StoredValue::new_local(Some(observer));
            on_cleanup(move || observer.update_value(|observer| drop(observer.take())));
        }
    });
    let turn = Memo::new(move |_| (bed.now.get().secs() / every).floor() as i64);
    let palette = settings.part(|settings| settings.palette);
    let limits = bed.limits;
    let draw = move || {
        let Some(canvas) = canvas.get_untracked() else { return };
        let trend = build(bed, panes, span.get_untracked());
        let drawing = TrendCanvas::new(canvas);
        let x = crosshair.get_untracked();
        if let Err(error) = drawing.draw(&trend, &ink(), x) {
            log::error!("{error}");
        }
        if let Some(pointed) = pointed {
            pointed.set(x.and_then(|x| drawing.readings_at(&trend, x)).map(|(at, readings)| {
                Pointed {
                    at,
                    values: panes
                        .iter()
                        .zip(readings)
                        .flat_map(|(pane, values)| pane.vitals.iter().copied().zip(values))
                        .map(|(vital, value)| (vital, value.map(|(_, value)| value)))
                        .collect(),
                }
            }));
        }
    };
    Effect::new(move |_| {
        // A memo wakes only those who have read it, so these are read, not just tracked.
        let _ = (turn.get(), palette.get(), limits.get());
        size.track();
        span.track();
        crosshair.track();
        // The palette reaches the style sheet in an effect of its own; read the colours after it.
        in_next_frame(draw);
    });
    view! { <canvas node_ref=canvas role="img" aria-label=label></canvas> }
}

/// What stands at the crosshair.
#[derive(Clone, Debug, PartialEq)]
pub struct Pointed {
    /// When.
    pub at: Time,
    /// Each vital's value there.
    pub values: Vec<(Vital, Option<f64>)>,
}

fn build(bed: LiveBed, panes: &'static [PaneOf], span: Span) -> Trend {
    let to = bed.now.get_untracked();
    let from = to - span;
    let limits = bed.limits.get_untracked();
    let series = |vital: Vital| {
        let points = bed.with_trend(|trend| trend.points(vital, from));
        let points = points.into_iter().map(|point| (point.at, point.value));
        let style = if vital.is_episodic() { TrendStyle::Spots } else { TrendStyle::Line { join: JOIN } };
        TrendSeries::new(vital.label(), vital.unit(), token_color(color_of(vital)), limits.get(vital), points)
            .decimals(vital.decimals())
            .style(style)
    };
    let pane = |pane: &PaneOf| TrendPane {
        series: pane.vitals.iter().map(|vital| series(*vital)).collect(),
        range: Some(pane.range),
    };
    Trend { panes: panes.iter().map(pane).collect(), from, to, axis: axis(bed) }
}

/// Time of day for a live bed, the record's own time for a recording.
pub(super) fn axis(bed: LiveBed) -> TimeAxis {
    match bed.source.get_untracked() {
        SourceView::Recording(_) => TimeAxis::Elapsed,
        SourceView::Simulated { .. } => {
            let date = js_sys::Date::new_0();
            let today = f64::from(date.get_hours() * 3_600 + date.get_minutes() * 60 + date.get_seconds());
            let at_zero = Span::from_secs(today) - (bed.now.get_untracked() - Time::ZERO);
            TimeAxis::TimeOfDay { at_zero }
        }
    }
}

/// What every drawing on paper has its colours from.
pub(super) fn ink() -> Ink {
    Ink {
        paper: token_color("--ground"),
        text: token_color("--text-dim"),
        grid: token_color("--edge"),
        crosshair: token_color("--text"),
        font: "system-ui, sans-serif".to_owned(),
    }
}

const fn color_of(vital: Vital) -> &'static str {
    match vital {
        Vital::HeartRate => "--ecg",
        Vital::SpO2 | Vital::PulseRate | Vital::Perfusion => "--spo2",
        Vital::ArterialSystolic | Vital::ArterialDiastolic | Vital::ArterialMean => "--art",
        Vital::RespRate => "--resp",
        Vital::Systolic | Vital::Diastolic | Vital::MeanPressure => "--nibp",
        Vital::Temperature => "--temp",
    }
}

/// A design token of the form `#rrggbb`; the tokens are all written so.
pub(super) fn token_color(name: &str) -> RGBColor {
    let text = css_token(name);
    let part =
        |at: usize| text.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(128);
    RGBColor(part(1), part(3), part(5))
}
