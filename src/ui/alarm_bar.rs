use leptos::prelude::*;

use crate::{
    alarms::{Alarm, AlarmState, Category},
    live::LiveBed,
};

/// The present alarms, the most urgent first. Its room is always there: nothing moves when an alarm
/// comes.
#[component]
pub fn AlarmBar() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let any = Memo::new(move |_| bed.alarms.with(|alarms| !alarms.is_empty()));
    let unacknowledged = Memo::new(move |_| {
        bed.alarms.with(|alarms| alarms.iter().any(|alarm| alarm.state != AlarmState::Acknowledged))
    });
    let more = Memo::new(move |_| bed.alarms.with(|alarms| alarms.len().saturating_sub(1)));
    let audio_paused = Memo::new(move |_| bed.audio_paused_until.get().is_some());
    view! {
        <section class="alarm-bar" data-alarm-bar aria-label="Alarms">
            <ul class="alarm-list" role="status" aria-live="assertive" aria-relevant="additions text">
                <For
                    each=move || bed.alarms.get()
                    key=|alarm| (alarm.serial, alarm.state, alarm.text())
                    let:alarm
                >
                    <AlarmItem alarm />
                </For>
                {move || (!any.get()).then(|| view! { <li class="no-alarm">"No alarms"</li> })}
            </ul>
            {move || {
                (more.get() > 0)
                    .then(|| view! { <a class="more" href="#/alarms">{format!("+{} more", more.get())}</a> })
            }}
            <button
                class="key"
                data-action="acknowledge"
                disabled=move || !unacknowledged.get()
                on:click=move |_| bed.acknowledge()
            >
                "Acknowledge"
            </button>
            <button
                class="key"
                data-action="audio-pause"
                aria-pressed=move || audio_paused.get().to_string()
                on:click=move |_| bed.toggle_audio_pause()
            >
                {move || if audio_paused.get() { "Resume audio" } else { "Audio pause" }}
            </button>
        </section>
    }
}

/// One alarm: symbol, words, since when.
#[component]
pub fn AlarmItem(alarm: Alarm) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let since = alarm.since;
    let age = Memo::new(move |_| (bed.now.get() - since).to_string());
    let technical = alarm.category() == Category::Technical;
    view! {
        <li
            class="alarm"
            class:technical=technical
            data-condition=alarm.condition.key()
            data-priority=alarm.priority.name()
            data-state=alarm.state.name()
        >
            <span class="marks" aria-label=format!("{} priority", alarm.priority.name())>
                {alarm.marks()}
            </span>
            <span class="text">{alarm.text()}</span>
            {(alarm.state == AlarmState::Latched)
                .then(|| view! { <span class="latched" title="The cause is gone; acknowledge to reset">"latched"</span> })}
            {(alarm.state == AlarmState::Acknowledged)
                .then(|| view! { <span class="latched">"acknowledged"</span> })}
            <span class="age">{age}</span>
        </li>
    }
}
