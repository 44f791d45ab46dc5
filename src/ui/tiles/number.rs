use leptos::prelude::*;

use crate::{
    live::{LiveBed, SourceView},
    model::{Origin, Quality, Vital},
};

/// One number with everything it must carry: quality, origin, and the alarm on it.
#[component]
pub fn Number(
    /// Which vital.
    vital: Vital,
    /// How large it stands.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let reading = bed.shown(vital);
    let text = Memo::new(move |_| vital.text(reading.get().and_then(|reading| reading.value)));
    let quality = Memo::new(move |_| match reading.get().map(|reading| reading.quality) {
        Some(Quality::Good) => "good",
        Some(Quality::Questionable) => "questionable",
        Some(Quality::Invalid) | None => "invalid",
    });
    let estimated = Memo::new(move |_| reading.get().is_some_and(|reading| reading.estimated));
    let origin = Memo::new(move |_| reading.get().map(|reading| reading.origin.name()));
    let alarm = bed.alarm_on(vital);
    let spoken = move || {
        let unit = vital.unit();
        let estimate = if estimated.get() { ", estimate" } else { "" };
        format!("{} {} {unit}{estimate}", vital.label(), text.get().replace("---", "unknown"))
    };
    view! {
        <span
            class=format!("number {class}")
            role="img"
            aria-label=spoken
            data-vital=vital.key()
            data-quality=quality
            data-origin=origin
            data-priority=move || alarm.get().map(|(priority, _)| priority.name())
            data-state=move || alarm.get().map(|(_, state)| state.name())
        >
            <span class="value">{text}</span>
            <span class="doubt" class:estimate=estimated aria-hidden="true">
                {move || match quality.get() {
                    _ if estimated.get() => "est",
                    "questionable" => "?",
                    _ => "",
                }}
            </span>
        </span>
    }
}

/// The limits of a vital, high above low, as small numbers.
#[component]
pub fn LimitMarks(vital: Vital) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let limits = Memo::new(move |_| bed.limits.with(|limits| limits.get(vital)));
    let mark = move |limit: Option<f64>| limit.map_or("off".to_owned(), |limit| vital.text(Some(limit)));
    view! {
        <span class="limits">
            <span>{move || mark(limits.get().high())}</span>
            <span>{move || mark(limits.get().low())}</span>
        </span>
    }
}

/// Where a number comes from, in the corner of its tile.
#[component]
pub fn OriginMark(vital: Vital) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let reading = bed.shown(vital);
    let beside = Memo::new(move |_| bed.devices.with(|devices| !devices.is_empty()));
    let mark = Memo::new(move |_| {
        let device = bed.devices.with(|devices| devices.get(&vital.sensor()).map(ToString::to_string));
        device.unwrap_or_else(|| {
            if bed.devices_alone.get() && beside.get() {
                // Nobody measures it.
                return String::new();
            }
            let origin = reading.get().map(|reading| reading.origin);
            // A tile may hold a number of its neighbour (the pulse rate of a recording without SpO2).
            origin.unwrap_or_else(|| bed.source.with(SourceView::origin)).mark().to_owned()
        })
    });
    // Simulated numbers beside real ones must not be taken for those.
    let simulated = move || beside.get() && mark.with(|mark| mark == Origin::Simulated.mark());
    view! {
        <span class="origin" class:simulated=simulated title=mark>
            {mark}
        </span>
    }
}
