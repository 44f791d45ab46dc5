use leptos::prelude::*;

use super::number::{LimitMarks, Number, OriginMark};
use crate::{
    live::LiveBed,
    model::{Channel, Vital},
};

/// Arterial pressure; absent while a recording is open that has none.
#[component]
pub fn ArterialTile() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let present = Memo::new(move |_| {
        !bed.is_replaying()
            || bed.strips.with(|strips| strips.iter().any(|strip| strip.channel == Channel::Arterial))
    });
    view! {
        <Show when=move || present.get()>
            <article class="tile art">
                <div class="label">
                    <b>{Channel::Arterial.name()}</b>
                    <span class="unit">{Vital::ArterialSystolic.unit()}</span>
                </div>
                <LimitMarks vital=Vital::ArterialSystolic />
                <div class="pressures">
                    <Number vital=Vital::ArterialSystolic class="middle" />
                    <span class="slash">"/"</span>
                    <Number vital=Vital::ArterialDiastolic class="middle" />
                    <span class="mean">
                        "("
                        <Number vital=Vital::ArterialMean class="small" />
                        ")"
                    </span>
                </div>
                <OriginMark vital=Vital::ArterialMean />
            </article>
        </Show>
    }
}
