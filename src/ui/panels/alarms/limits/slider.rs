use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::{
    live::LiveBed,
    model::{LimitSet, Limits, Span, Time, Vital},
};

/// How much of the past is drawn beside the limits.
const DRAWN: Span = Span::from_millis(3_600_000);
/// How often that is looked up, seconds.
const LOOKED_UP: f64 = 30.0;

/// Both limits as handles on one scale, with the range of the last hour. A handle changes its limit when
/// it is let go; an absent limit lies at its end of the scale.
#[component]
pub fn LimitSlider(
    vital: Vital,
    limits: Memo<Limits>,
    dragged: [RwSignal<Option<f64>>; 2],
    change: impl Fn(bool, Option<f64>) + Copy + 'static,
) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let (least, most) = LimitSet::scale(vital);
    let moment = Memo::new(move |_| (bed.now.get().secs() / LOOKED_UP).floor() as i64);
    let step = if vital.decimals() > 0 { "0.1" } else { "1" };
    let place =
        move |value: f64| format!("{:.1}%", ((value - least) / (most - least)).clamp(0.0, 1.0) * 100.0);
    let seen = Memo::new(move |_| {
        moment.get();
        let from: Time = bed.now.get_untracked() - DRAWN;
        bed.with_trend(|trend| trend.range(vital, from))
    });
    let handle = move |label: &'static str, high: bool| {
        let dragged = dragged[usize::from(high)];
        let limit = move || if high { limits.get().high() } else { limits.get().low() };
        let shown = move || dragged.get().or(limit()).unwrap_or(if high { most } else { least });
        // Where both lie at the high end, the low one must be the one on top.
        let over = move || !high && shown() > f64::midpoint(least, most);
        view! {
            <input
                type="range"
                min=least
                max=most
                step=step
                data-slider=format!("{}-{label}", vital.key())
                class:over=over
                aria-label=format!("{} {label} limit", vital.label())
                aria-valuetext=move || {
                    dragged
                        .get()
                        .or(limit())
                        .map_or_else(|| "off".to_owned(), |limit| format!("{} {}", vital.text(Some(limit)), vital.unit()))
                }
                prop:value=shown
                on:input=move |event| dragged.set(event_target_value(&event).parse().ok())
                on:change=move |event| {
                    let field = event_target::<HtmlInputElement>(&event);
                    dragged.set(None);
                    if let Ok(limit) = field.value().parse() {
                        change(high, Some(limit));
                    }
                    field.set_value(&untrack(shown).to_string());
                }
            />
        }
    };
    view! {
        <span class="limit-slider">
            <span class="limit-scale">
                {move || {
                    seen.get()
                        .map(|(low, high)| {
                            let title = format!(
                                "Last hour: {} to {} {}",
                                vital.text(Some(low)),
                                vital.text(Some(high)),
                                vital.unit(),
                            );
                            let (from, to) = (place(low), place(high));
                            view! {
                                <span class="limit-seen" title=title style:left=from.clone() style:width=format!("calc({to} - {from})")></span>
                            }
                        })
                }}
            </span>
            {handle("low", false)}
            {handle("high", true)}
        </span>
    }
}
