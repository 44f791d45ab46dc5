use gloo_timers::callback::Interval;
use leptos::{html, prelude::*};

use crate::{
    alarms::{Alarm, AlarmState, Category, Inactivation},
    live::{AT_THE_BED, LiveBed},
};

/// How long each message stands where they rotate (Philips).
const TURN_MS: u32 = 2_000;

/// The present alarms, the most urgent first. Its room is always there: nothing moves when an alarm
/// comes.
#[component]
pub fn AlarmBar() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let any = Memo::new(move |_| bed.alarms.with(|alarms| !alarms.is_empty()));
    let unacknowledged = Memo::new(move |_| {
        bed.alarms.with(|alarms| alarms.iter().any(|alarm| !alarm.state.is_acknowledged()))
    });
    let more = Memo::new(move |_| bed.alarms.with(|alarms| alarms.len().saturating_sub(1)));
    let latched = Memo::new(move |_| {
        bed.alarms.with(|alarms| {
            !alarms.is_empty() && alarms.iter().all(|alarm| alarm.state == AlarmState::LatchedAcknowledged)
        })
    });
    let list = NodeRef::<html::Ul>::new();
    let turn = RwSignal::new(0_usize);
    let turning = Interval::new(TURN_MS, move || {
        // Only where not everything fits; otherwise the most urgent stays first.
        let hidden = list.get_untracked().is_some_and(|list| list.scroll_height() > list.client_height());
        let next = if hidden { turn.get_untracked() + 1 } else { 0 };
        if next != turn.get_untracked() {
            turn.set(next);
        }
    });
    let turning = StoredValue::new_local(Some(turning));
    on_cleanup(move || turning.update_value(|turning| drop(turning.take())));
    let audio_paused = Memo::new(move |_| bed.is_inactive(Inactivation::AudioPaused));
    view! {
        <section class="alarm-bar" data-alarm-bar aria-label="Present alarms">
            <div class="alarm-area" role="status" aria-live="assertive" aria-atomic="false" aria-relevant="additions text">
                <Show
                    when=move || any.get()
                    fallback=|| view! { <span class="no-alarm">"No alarms"</span> }
                >
                    <ul class="alarm-list" node_ref=list>
                        <AlarmItems turn />
                    </ul>
                </Show>
            </div>
            {move || {
                (more.get() > 0)
                    .then(|| view! { <a class="more" href="#/alarms">{format!("All {}", more.get() + 1)}</a> })
            }}
            <button
                class="key"
                data-action="acknowledge"
                disabled=move || !unacknowledged.get() && !latched.get()
                on:click=move |_| if latched.get() { bed.reset_latched() } else { bed.acknowledge() }
            >
                {move || if latched.get() { "Reset latched" } else { "Acknowledge" }}
            </button>
            <button
                class="key"
                data-action="audio-pause"
                aria-pressed=move || audio_paused.get().to_string()
                on:click=move |_| bed.toggle_inactivation(Inactivation::AudioPaused)
            >
                {move || if audio_paused.get() { "Resume audio" } else { "Audio pause" }}
            </button>
        </section>
    }
}

/// Every present alarm.
#[component]
pub fn AlarmItems(
    /// Each has a key of its own to acknowledge it.
    #[prop(optional)]
    one_by_one: bool,
    /// How often the messages have rotated, where there is not room for all.
    #[prop(optional, into)]
    turn: Signal<usize>,
) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    view! {
        // By what does not change in an alarm's life, so that its flashing goes on evenly and a screen
        // reader hears it once.
        <For each=move || bed.alarms.get() key=|alarm| (alarm.serial, alarm.priority) let:alarm>
            <AlarmItem alarm one_by_one turn />
        </For>
    }
}

/// Where an alarm stands after so many turns: the most urgent ones take turns at the front, the others
/// behind them. The page's order does not change, so nothing is read out again.
fn place(alarms: &[Alarm], serial: u64, turn: usize) -> usize {
    let urgency = |alarm: &Alarm| (alarm.priority, !alarm.state.is_acknowledged());
    let first = alarms.first().map(urgency);
    let front = alarms.iter().take_while(|alarm| Some(urgency(alarm)) == first).count();
    let Some(at) = alarms.iter().position(|alarm| alarm.serial == serial) else {
        return alarms.len();
    };
    let rotated = |at: usize, of: usize| (at + of - turn % of) % of;
    if at < front { rotated(at, front) } else { front + rotated(at - front, alarms.len() - front) }
}

/// One alarm: symbol, words, since when.
#[component]
fn AlarmItem(alarm: Alarm, one_by_one: bool, turn: Signal<usize>) -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let (since, serial) = (alarm.since, alarm.serial);
    let present = Memo::new(move |last: Option<&(AlarmState, String)>| {
        bed.alarms.with(|alarms| {
            let alarm = alarms.iter().find(|alarm| alarm.serial == serial);
            let now = alarm.map(|alarm| (alarm.state, alarm.text()));
            now.or_else(|| last.cloned()).unwrap_or((AlarmState::Active, String::new()))
        })
    });
    let state = move || present.with(|(state, _)| *state);
    let age = Memo::new(move |_| (bed.now.get() - since).to_string());
    let order = Memo::new(move |_| bed.alarms.with(|alarms| place(alarms, serial, turn.get())).to_string());
    let technical = alarm.category() == Category::Technical;
    view! {
        <li
            class="alarm"
            class:technical=technical
            data-condition=alarm.condition.key()
            data-priority=alarm.priority.name()
            data-state=move || state().name()
            style:order=move || order.get()
        >
            <span class="marks" aria-label=format!("{} priority", alarm.priority.name())>
                {alarm.marks()}
            </span>
            <span class="text">{move || present.with(|(_, text)| text.clone())}</span>
            <span class="latched">
                {move || match state() {
                    AlarmState::Active => "",
                    AlarmState::Acknowledged => "✓ acknowledged",
                    AlarmState::Latched => "◷ latched",
                    AlarmState::LatchedAcknowledged => "◷ latched ✓",
                }}
            </span>
            <span class="age" aria-hidden="true">{age}</span>
            {one_by_one
                .then(|| {
                    view! {
                        <button
                            class="key small"
                            data-action="acknowledge-one"
                            disabled=move || state().is_acknowledged()
                            on:click=move |_| bed.acknowledge_one(serial, AT_THE_BED)
                        >
                            "Acknowledge"
                        </button>
                    }
                })}
        </li>
    }
}
