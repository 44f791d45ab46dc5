use leptos::prelude::*;

use super::number::{LimitMarks, Number, OriginMark};
use crate::model::Vital;

/// Body temperature.
#[component]
pub fn TemperatureTile() -> impl IntoView {
    let vital = Vital::Temperature;
    view! {
        <article class="tile temp">
            <div class="label">
                <b>{vital.label()}</b>
                <span class="unit">{vital.unit()}</span>
            </div>
            <LimitMarks vital />
            <Number vital class="middle" />
            <OriginMark vital />
        </article>
    }
}
