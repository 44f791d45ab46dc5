use leptos::prelude::*;

use super::{
    icons::{self, Icon},
    route::{PanelKind, Route},
};

/// The row of panels at the thumb's reach.
#[component]
pub fn Actions(panel: Memo<Option<PanelKind>>) -> impl IntoView {
    let link = move |kind: PanelKind| {
        let open = move || panel.get() == Some(kind);
        // The same key opens and closes.
        let target = move || if open() { Route::Bedside } else { Route::Panel(kind) }.to_string();
        view! {
            <a class="action" href=target aria-current=move || open().then_some("page")>
                <Icon path=icon(kind) />
                <span>{kind.title()}</span>
            </a>
        }
    };
    view! { <nav class="actions" aria-label="Views">{PanelKind::ALL.map(link).collect_view()}</nav> }
}

const fn icon(kind: PanelKind) -> &'static str {
    match kind {
        PanelKind::Trends => icons::TRENDS,
        PanelKind::Alarms => icons::ALARMS,
        PanelKind::Cuff => icons::CUFF,
        PanelKind::Recordings => icons::RECORDINGS,
        PanelKind::Devices => icons::DEVICES,
        PanelKind::Patient => icons::PATIENT,
        PanelKind::Settings => icons::SETTINGS,
        PanelKind::Help => icons::HELP,
    }
}
