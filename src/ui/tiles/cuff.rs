use leptos::prelude::*;

use super::number::{LimitMarks, Number, OriginMark};
use crate::{
    live::LiveBed,
    model::{CuffPhase, Span, Vital},
    platform::time_of_day,
};

/// Cuff blood pressure: the last result with its time, and the pressure while it measures.
#[component]
pub fn CuffTile() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let systolic = bed.shown(Vital::Systolic);
    let status = Memo::new(move |_| {
        let now = bed.now.get();
        bed.cuff.with(|cuff| match &cuff.phase {
            CuffPhase::Inflating => "Inflating".to_owned(),
            CuffPhase::Deflating => "Measuring".to_owned(),
            CuffPhase::Failed(reason) => format!("Failed: {reason}"),
            CuffPhase::Done => String::new(),
            CuffPhase::Measured(remark) => remark.to_string(),
            CuffPhase::Idle { next } => next.map_or(String::new(), |next| format!("next in {}", next - now)),
        })
    });
    let measured = Memo::new(move |_| {
        let now = bed.now.get();
        systolic.get().and_then(|reading| reading.value.map(|_| reading.at)).map(|at| {
            let since: Span = now - at;
            format!("{} · {since}", &time_of_day(Span::ZERO - since)[..5])
        })
    });
    let pressure = Memo::new(move |_| bed.cuff.with(|cuff| cuff.pressure.map(|mmhg| format!("{mmhg:.0}"))));
    view! {
        <article class="tile nibp">
            <div class="label">
                <b>"NIBP"</b>
                <span class="unit">{Vital::Systolic.unit()}</span>
            </div>
            <LimitMarks vital=Vital::Systolic />
            <div class="pressures">
                <Number vital=Vital::Systolic class="middle" />
                <span class="slash">"/"</span>
                <Number vital=Vital::Diastolic class="middle" />
                <span class="mean">
                    "("
                    <Number vital=Vital::MeanPressure class="small" />
                    ")"
                </span>
            </div>
            <div class="cuff-line">
                {move || {
                    pressure
                        .get()
                        .map(|mmhg| {
                            view! {
                                <span class="cuff-pressure">
                                    "Cuff " <b data-cuff-pressure>{mmhg}</b>
                                </span>
                            }
                        })
                }} <span data-cuff-status>{status}</span>
                <span class="measured">{move || measured.get().unwrap_or_default()}</span>
            </div>
            <OriginMark vital=Vital::Systolic />
        </article>
    }
}
