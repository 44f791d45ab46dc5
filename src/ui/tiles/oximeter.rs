use leptos::prelude::*;

use super::number::{LimitMarks, Number, OriginMark};
use crate::{live::LiveBed, model::Vital};

/// Perfusion index that fills the bar, per cent: what fingers of healthy adults reach.
const FULL_PERFUSION: f64 = 5.0;

/// Oxygen saturation, pulse rate and perfusion.
#[component]
pub fn OximeterTile() -> impl IntoView {
    let perfusion = expect_context::<LiveBed>().shown(Vital::Perfusion);
    let filled = Memo::new(move |_| {
        let index = perfusion.get().and_then(|reading| reading.value).unwrap_or(0.0);
        ((index / FULL_PERFUSION).clamp(0.0, 1.0) * 100.0).round()
    });
    view! {
        <article class="tile spo2">
            <div class="label">
                <b>{Vital::SpO2.label()}</b>
                <span class="unit">{Vital::SpO2.unit()}</span>
            </div>
            <LimitMarks vital=Vital::SpO2 />
            <Number vital=Vital::SpO2 class="big" />
            <div class="beside">
                <div class="pair">
                    <span class="label">"PR"</span>
                    <Number vital=Vital::PulseRate class="small" />
                </div>
                <div class="pair">
                    <span class="label">"PI"</span>
                    <Number vital=Vital::Perfusion class="small" />
                </div>
                <div class="perfusion" aria-hidden="true">
                    <div style:height=move || format!("{}%", filled.get())></div>
                </div>
            </div>
            <OriginMark vital=Vital::SpO2 />
        </article>
    }
}
