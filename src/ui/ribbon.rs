use leptos::prelude::*;

use super::trend_view::{PaneOf, TrendView};
use crate::model::{Span, Vital};

/// How much time the ribbon shows: an hour.
const SHOWN: Span = Span::from_millis(3_600_000);

const PANES: [PaneOf; 2] = [
    PaneOf { vitals: &[Vital::HeartRate], range: (40.0, 140.0) },
    PaneOf { vitals: &[Vital::SpO2], range: (85.0, 100.0) },
];

/// The last hour under the waves.
#[component]
pub fn Ribbon() -> impl IntoView {
    view! {
        <section class="ribbon" aria-label="Trend of the last hour">
            <TrendView
                panes=&PANES
                span=Signal::stored(SHOWN)
                every=10.0
                crosshair=Signal::stored(None)
                label="Heart rate and oxygen saturation over the last hour"
            />
        </section>
    }
}
