mod people;

use leptos::prelude::*;

use self::people::PeopleTab;

use super::limits::LimitsEditor;
use crate::{
    alarms::{Inhibitor, LogEntry, LogEvent},
    live::LiveBed,
    ui::alarm_bar::AlarmItems,
};

/// How many log entries are shown.
const SHOWN: usize = 100;

/// Present alarms, limits, and the log.
#[component]
pub fn AlarmsPanel() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let none = Memo::new(move |_| bed.alarms.with(Vec::is_empty));
    view! {
        <h3>"Present"</h3>
        <ul class="alarm-list stacked">
            <AlarmItems />
        </ul>
        {move || none.get().then(|| view! { <p class="dim">"No alarms."</p> })}
        <h3>"Limits"</h3>
        <LimitsEditor />
        <PeopleTab />
        <h3>"Log"</h3>
        <ol class="log" data-alarm-log>
            {move || {
                bed.log_version.track();
                bed.recent_log(SHOWN)
                    .into_iter()
                    .map(|entry| view! { <LogLine entry /> })
                    .collect_view()
            }}
        </ol>
    }
}

#[component]
fn LogLine(entry: LogEntry) -> impl IntoView {
    let at = expect_context::<LiveBed>().log_time(&entry);
    let (priority, marks, text, what) = match &entry.event {
        LogEvent::Alarm(step) => {
            let by = match step.by {
                Some(Inhibitor::Alarm(condition)) => format!("{} by {}", step.to.name(), condition.title()),
                Some(Inhibitor::Vital(vital)) => format!("{} by {vital}", step.to.name()),
                None => step.to.name().to_owned(),
            };
            let marks = step.priority.marks(step.condition.category());
            (Some(step.priority.name()), marks, step.text(), by)
        }
        LogEvent::AudioPaused { until } => {
            (None, "", "Audio paused".to_owned(), format!("for {}", *until - entry.at))
        }
        LogEvent::AudioResumed => (None, "", "Audio resumed".to_owned(), String::new()),
        LogEvent::Limits { vital, limits } => {
            let text =
                format!("{vital} limits {} to {}", vital.text(limits.low()), vital.text(limits.high()));
            (None, "", text, "changed".to_owned())
        }
        LogEvent::Discharged => (None, "", "Another patient or source".to_owned(), String::new()),
    };
    view! {
        <li data-priority=priority>
            <time>{at}</time>
            <span class="marks">{marks}</span>
            <span class="text">{text}</span>
            <span class="what">{what}</span>
        </li>
    }
}
