use leptos::prelude::*;

use super::{
    condition_row::{ConditionRow, Pick},
    limits::UndoKey,
};
use crate::{
    alarms::{Category, Condition, SmartDelay, averaging},
    live::{PresetsSignal, SettingsSignal},
    model::Vital,
};

/// What belongs together, in the order of the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Rhythm,
    Limits,
    Oxygen,
    Breathing,
    Score,
    Equipment,
}

impl Group {
    const ALL: [Self; 6] =
        [Self::Rhythm, Self::Limits, Self::Oxygen, Self::Breathing, Self::Score, Self::Equipment];

    const fn title(self) -> &'static str {
        match self {
            Self::Rhythm => "Heart rhythm",
            Self::Limits => "Limits",
            Self::Oxygen => "Oxygen",
            Self::Breathing => "Breathing",
            Self::Score => "Score",
            Self::Equipment => "Equipment",
        }
    }

    /// `None` for what is changed elsewhere: rules, and the perfusion index, which has no limits.
    fn of(condition: Condition) -> Option<Self> {
        match condition {
            Condition::Rule(_)
            | Condition::LimitLow(Vital::Perfusion)
            | Condition::LimitHigh(Vital::Perfusion) => None,
            _ if condition.category() == Category::Technical => Some(Self::Equipment),
            Condition::News2Urgent | Condition::News2Emergency => Some(Self::Score),
            Condition::Apnoea => Some(Self::Breathing),
            _ => Some(match condition.vital() {
                Some(Vital::SpO2) => Self::Oxygen,
                Some(Vital::RespRate) => Self::Breathing,
                Some(_) if matches!(condition, Condition::LimitLow(_) | Condition::LimitHigh(_)) => {
                    Self::Limits
                }
                _ => Self::Rhythm,
            }),
        }
    }

    /// The vitals whose averaging belongs here.
    const fn vitals(self) -> &'static [Vital] {
        match self {
            Self::Limits => &[
                Vital::HeartRate,
                Vital::PulseRate,
                Vital::ArterialMean,
                Vital::Systolic,
                Vital::Temperature,
            ],
            Self::Oxygen => &[Vital::SpO2],
            Self::Breathing => &[Vital::RespRate],
            Self::Rhythm | Self::Score | Self::Equipment => &[],
        }
    }
}

/// How each alarm condition behaves beside its limits.
#[component]
pub fn ConditionsTab() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let presets = expect_context::<PresetsSignal>();
    let refused = RwSignal::new(None::<String>);
    let pause = settings.part(|settings| settings.alarms.pause_minutes);
    let reminder = settings.part(|settings| settings.alarms.reminder_minutes);
    let minutes = |most: u8| (1..=most).map(|minutes| format!("{minutes} min")).collect::<Vec<_>>();
    view! {
        <div class="row">
            <UndoKey />
        </div>
        {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error>{why}</p> })}
        <label class="field">
            <span>"A pause lasts"</span>
            <Pick
                name="pause-minutes"
                label="A pause lasts"
                options=minutes(3)
                chosen=Signal::derive(move || usize::from(pause.get().saturating_sub(1)))
                choose=Callback::new(move |place: usize| {
                    presets.change("length of pauses", |_, tuning| tuning.pause_minutes = place as u8 + 1);
                })
            />
        </label>
        <label class="field">
            <span>"Remind every"</span>
            <Pick
                name="reminder-minutes"
                label="Remind every"
                options=minutes(10)
                chosen=Signal::derive(move || usize::from(reminder.get().saturating_sub(1)))
                choose=Callback::new(move |place: usize| {
                    presets.change("reminders", |_, tuning| tuning.reminder_minutes = place as u8 + 1);
                })
            />
        </label>
        {Group::ALL.map(|group| view! { <GroupView group refused /> }).collect_view()}
    }
}

/// One group; its rows exist while it is open.
#[component]
fn GroupView(group: Group, refused: RwSignal<Option<String>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let rows = move || {
        Condition::all()
            .into_iter()
            .filter(|condition| Group::of(*condition) == Some(group))
            .map(|condition| view! { <ConditionRow condition refused /> })
            .collect_view()
    };
    view! {
        <details
            class="conditions"
            data-group=group.title()
            on:toggle=move |event| open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))
        >
            <summary>{group.title()}</summary>
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            {(group == Group::Oxygen).then(|| view! { <SmartDelayField /> })}
                            <table class="condition-table">
                                <thead>
                                    <tr>
                                        {["Condition", "On", "Priority", "Delay", "Back by", "Re-arms", "Latches", "Rises after"]
                                            .map(|title| view! { <th scope="col">{title}</th> })
                                            .collect_view()}
                                    </tr>
                                </thead>
                                <tbody>{rows()}</tbody>
                            </table>
                            {group
                                .vitals()
                                .iter()
                                .map(|vital| {
                                    let text = format!("Averaging of {}: {}.", vital.label(), averaging(*vital).words);
                                    view! { <p class="dim">{text}</p> }
                                })
                                .collect_view()}
                        }
                    })
            }}
        </details>
    }
}

#[component]
fn SmartDelayField() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let presets = expect_context::<PresetsSignal>();
    let present = settings.part(|settings| settings.alarms.smart_delay);
    let options = SmartDelay::ALL
        .iter()
        .map(|delay| delay.points().map_or_else(|| "off".to_owned(), |points| format!("{points} % s")))
        .collect();
    view! {
        <label class="field">
            <span>"Smart delay"</span>
            <Pick
                name="smart-delay"
                label="Smart delay of low saturation"
                options
                chosen=Signal::derive(move || {
                    SmartDelay::ALL.iter().position(|delay| *delay == present.get()).unwrap_or_default()
                })
                choose=Callback::new(move |place: usize| {
                    if let Some(delay) = SmartDelay::ALL.get(place) {
                        presets.change("smart delay", |_, tuning| tuning.smart_delay = *delay);
                    }
                })
            />
        </label>
        <p class="dim">
            "In place of the plain delay, SpO₂ low waits until depth times time below the limit is so much: 25 % s is 5 % for 5 s. Desaturation never waits."
        </p>
    }
}
