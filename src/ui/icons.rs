use leptos::prelude::*;

/// A line icon, 24 units square, drawn in the colour of the text around it; words stand beside it.
#[component]
pub fn Icon(
    /// The outline, as SVG path data.
    path: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
}

/// A rising line.
pub const TRENDS: &str = "M4 4v16h16M7 15l4-5 3 3 5-7";
/// A bell.
pub const ALARMS: &str = "M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21h4";
/// An arm cuff with its hose.
pub const CUFF: &str = "M5 5h10v9H5zM5 9h10M15 12h3v5a3 3 0 0 1-6 0v-3";
/// A film strip with a trace.
pub const RECORDINGS: &str = "M3 5h18v14H3zM3 12h4l2-4 3 8 2-4h7";
/// A heart-rate strap: a band with its pod.
pub const DEVICES: &str = "M3 9c5 3 13 3 18 0v6c-5 3-13 3-18 0zM9 10.5v6.5M15 10.5v6.5";
/// A person.
pub const PATIENT: &str = "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 20c1-4 4-6 8-6s7 2 8 6";
/// Two sliders.
pub const SETTINGS: &str = "M4 8h9M17 8h3M15 6v4M4 16h3M11 16h9M9 14v4";
/// A question mark.
pub const HELP: &str = "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.5";
/// A loudspeaker.
pub const SOUND: &str = "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6";
/// A cross.
pub const CLOSE: &str = "M6 6l12 12M18 6L6 18";
/// A triangle to the right.
pub const PLAY: &str = "M8 5l11 7-11 7z";
/// Two bars.
pub const PAUSE: &str = "M8 5v14M16 5v14";
