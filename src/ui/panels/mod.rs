//! What slides over the waves: one panel at a time, named by the address. The numbers and the alarm
//! bar stay in sight.

mod alarms;
mod choice;
mod circulation;
mod cuff;
mod devices;
mod help;
mod news2;
mod patient;
mod recordings;
mod settings;
mod simulation;
mod sound_settings;
mod tabs;
mod trends;

use leptos::{html, prelude::*};

use self::{
    alarms::AlarmsPanel, cuff::CuffPanel, devices::DevicesPanel, help::HelpPanel, patient::PatientPanel,
    recordings::RecordingsPanel, settings::SettingsPanel, trends::TrendsPanel,
};
use super::{
    icons::{self, Icon},
    route::PanelKind,
};

/// The panel of that kind.
#[component]
pub fn Panel(panel: PanelKind) -> impl IntoView {
    let sheet = NodeRef::<html::Section>::new();
    // A screen reader or keyboard goes on inside the panel that just opened.
    Effect::new(move |_| {
        if let Some(sheet) = sheet.get() {
            // Only fails for an element that left the page, which then needs no focus.
            let _ = sheet.focus();
        }
    });
    let content = match panel {
        PanelKind::Trends => view! { <TrendsPanel /> }.into_any(),
        PanelKind::Alarms => view! { <AlarmsPanel /> }.into_any(),
        PanelKind::Cuff => view! { <CuffPanel /> }.into_any(),
        PanelKind::Patient => view! { <PatientPanel /> }.into_any(),
        PanelKind::Recordings => view! { <RecordingsPanel /> }.into_any(),
        PanelKind::Devices => view! { <DevicesPanel /> }.into_any(),
        PanelKind::Settings => view! { <SettingsPanel /> }.into_any(),
        PanelKind::Help => view! { <HelpPanel /> }.into_any(),
    };
    view! {
        <a class="scrim" href="#/" tabindex="-1" aria-hidden="true"></a>
        <section
            class="panel"
            class:wide=matches!(panel, PanelKind::Trends | PanelKind::Alarms | PanelKind::Devices)
            node_ref=sheet
            tabindex="-1"
            aria-label=panel.title()
            data-panel=panel.title()
        >
            <header class="panel-head">
                <h2 class="panel-title">{panel.title()}</h2>
                <a class="close" href="#/" aria-label="Close">
                    <Icon path=icons::CLOSE />
                </a>
            </header>
            <div class="panel-body">{content}</div>
        </section>
    }
}
