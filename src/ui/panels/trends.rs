use leptos::{html, prelude::*};

use crate::{
    live::LiveBed,
    model::{Span, Vital},
    platform::time_of_day,
    ui::trend_view::{PaneOf, Pointed, TrendView},
};

/// The spans on offer.
const SPANS: [(&str, Span); 5] = [
    ("5 min", Span::from_millis(5 * 60_000)),
    ("30 min", Span::from_millis(30 * 60_000)),
    ("2 h", Span::from_millis(2 * 3_600_000)),
    ("8 h", Span::from_millis(8 * 3_600_000)),
    ("24 h", Span::from_millis(24 * 3_600_000)),
];

const PANES: [PaneOf; 6] = [
    PaneOf { vitals: &[Vital::HeartRate], range: (40.0, 130.0) },
    PaneOf { vitals: &[Vital::SpO2], range: (85.0, 100.0) },
    PaneOf {
        vitals: &[Vital::ArterialSystolic, Vital::ArterialMean, Vital::ArterialDiastolic],
        range: (40.0, 170.0),
    },
    PaneOf { vitals: &[Vital::RespRate], range: (0.0, 35.0) },
    PaneOf { vitals: &[Vital::Systolic, Vital::MeanPressure, Vital::Diastolic], range: (40.0, 170.0) },
    PaneOf { vitals: &[Vital::Temperature], range: (35.5, 39.5) },
];

/// How far an arrow key moves the crosshair, CSS pixels.
const NUDGE: f64 = 4.0;

/// Every vital over minutes to a day, with a crosshair under finger, mouse or arrow keys.
#[component]
pub fn TrendsPanel() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let span = RwSignal::new(SPANS[0].1);
    let crosshair = RwSignal::new(None::<f64>);
    let (pointed, set_pointed) = signal(None::<Pointed>);
    let chart = NodeRef::<html::Div>::new();
    let point = move |event: web_sys::PointerEvent| {
        if let Some(chart) = chart.get_untracked() {
            crosshair.set(Some(event.client_x() - chart.get_bounding_client_rect().left()));
        }
    };
    let nudge = move |event: web_sys::KeyboardEvent| {
        let Some(chart) = chart.get_untracked() else { return };
        let width = f64::from(chart.client_width());
        let step = match event.key().as_str() {
            "ArrowLeft" => -NUDGE,
            "ArrowRight" => NUDGE,
            _ => return,
        };
        event.prevent_default();
        crosshair.update(|x| *x = Some((x.unwrap_or(width / 2.0) + step).clamp(0.0, width)));
    };
    view! {
        <div class="trend-tools">
            <fieldset class="choice">
                <legend class="visually-hidden">"Time shown"</legend>
                {SPANS
                    .map(|(text, option)| {
                        view! {
                            <label>
                                <input
                                    type="radio"
                                    name="trend-span"
                                    prop:checked=move || span.get() == option
                                    on:change=move |_| span.set(option)
                                />
                                <span>{text}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
            <output class="crosshair-values" data-crosshair>
                {move || pointed.get().map(|pointed| values(bed, &pointed))}
            </output>
        </div>
        <div
            class="trend-chart"
            node_ref=chart
            tabindex="0"
            role="group"
            aria-label="Trend chart; left and right arrows move the crosshair"
            on:pointermove=point
            on:pointerdown=point
            on:pointerleave=move |_| crosshair.set(None)
            on:keydown=nudge
        >
            <TrendView panes=&PANES span every=2.0 crosshair pointed=set_pointed label="Vital signs over time" />
        </div>
    }
}

fn values(bed: LiveBed, pointed: &Pointed) -> impl IntoView + use<> {
    let at = if bed.is_replaying() {
        (pointed.at - crate::model::Time::ZERO).to_string()
    } else {
        time_of_day(pointed.at - bed.now.get_untracked())
    };
    let shown = pointed.values.iter().filter(|(_, value)| value.is_some());
    let shown = shown
        .map(|(vital, value)| view! { <span>" · " {vital.label()} " " <b>{vital.text(*value)}</b></span> })
        .collect_view();
    view! {
        <b>{at}</b>
        {shown}
    }
}
