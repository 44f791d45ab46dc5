use leptos::prelude::*;

use super::number::{LimitMarks, Number, OriginMark};
use crate::model::Vital;

/// A rate beside its wave: heart rate, respiration rate.
#[component]
pub fn RateTile(vital: Vital, class: &'static str) -> impl IntoView {
    view! {
        <article class=format!("tile {class}")>
            <div class="label">
                <b>{vital.label()}</b>
                <span class="unit">{vital.unit()}</span>
            </div>
            <LimitMarks vital />
            <Number vital class="big" />
            <OriginMark vital />
        </article>
    }
}
