use leptos::prelude::*;

use super::choice::Choice;
use crate::{
    alarms::{AlarmVolumes, Priority, SoundCategory, SoundStyle},
    live::{SettingsSignal, Sound, SoundCheck, SoundSettings},
    platform::can_vibrate,
};

/// How alarms and heartbeats sound on this device, and whether they can be heard.
#[component]
pub fn SoundSection() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let sound = expect_context::<Sound>();
    let switch = move |part: fn(&SoundSettings) -> bool| settings.part(move |all| part(&all.sound));
    let beat = switch(|sound| sound.beat);
    let advice = move || sound.check.with(SoundCheck::advice);
    view! {
        <h3>"Sound"</h3>
        <div class="row sound-check">
            <span data-sound-check>{move || sound.check.with(SoundCheck::text)}</span>
            <button class="key" data-action="check-sound" on:click=move |_| sound.turn_on()>
                "Play three notes"
            </button>
        </div>
        {move || advice().map(|advice| view! { <p class="notice">{advice}</p> })}
        <AlarmSounds />
        <Switch
            label="A high alarm that nobody answers for a minute grows louder"
            name="escalate"
            value=switch(|sound| sound.escalate)
            choose=move |on| settings.change(|settings| settings.sound.escalate = on)
        />
        {can_vibrate()
            .then(|| {
                view! {
                    <Switch
                        label="Vibrate with alarms"
                        name="vibrate"
                        value=switch(|sound| sound.vibrate)
                        choose=move |on| settings.change(|settings| settings.sound.vibrate = on)
                    />
                }
            })}
        <Switch
            label="A tone at each heartbeat, lower with lower SpO₂, about a second after the beat"
            name="beat"
            value=beat
            choose=move |on| settings.change(|settings| settings.sound.beat = on)
        />
        <Show when=move || beat.get()>
            <Volume
                label="Beat tone"
                name="volume-beat"
                floor=SoundSettings::QUIETEST_BEAT
                value=settings.part(|settings| settings.sound.beat_volume)
                choose=move |percent| settings.change(|settings| settings.sound.beat_volume = percent)
            />
        </Show>
    }
}

/// Style and volumes of alarms; each change is heard.
#[component]
fn AlarmSounds() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let sound = expect_context::<Sound>();
    let style = settings.part(|settings| settings.sound.style);
    let about = RwSignal::new(SoundCategory::Cardiovascular);
    let row = move |(label, name, text, priority): (_, _, _, Priority)| {
        let volume = view! {
            <Volume
                label
                name
                floor=AlarmVolumes::floor(priority)
                value=settings.part(move |settings| settings.sound.volumes.get(priority))
                choose=move |percent| {
                    settings.change(|settings| settings.sound.volumes.set(priority, percent));
                    sound.try_out(priority, about.get_untracked());
                }
            />
        };
        let key = view! {
            <button
                class="key"
                data-action="try-sound"
                data-try=priority.name()
                on:click=move |_| sound.try_out(priority, about.get_untracked())
            >
                {text}
            </button>
        };
        (volume, key)
    };
    let (volumes, keys): (Vec<_>, Vec<_>) = [
        ("High alarms", "volume-high", "Try high", Priority::High),
        ("Medium alarms", "volume-medium", "Try medium", Priority::Medium),
        ("Low alarms", "volume-low", "Try low", Priority::Low),
    ]
    .map(row)
    .into_iter()
    .unzip();
    view! {
        <Choice
            label="Alarm sounds"
            name="sound-style"
            options=vec![
                ("Plain", SoundStyle::Plain),
                ("Melodies", SoundStyle::Melody),
                ("Icons", SoundStyle::Icon),
            ]
            value=style
            choose=move |style| settings.change(|settings| settings.sound.style = style)
        />
        <Show when=move || style.get() != SoundStyle::Plain>
            <label class="field">
                <span>"Try as"</span>
                <select
                    data-setting="sound-about"
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        if let Some(found) = SoundCategory::ALL.into_iter().find(|it| it.name() == chosen) {
                            about.set(found);
                        }
                    }
                >
                    {SoundCategory::ALL
                        .map(|it| {
                            view! {
                                <option value=it.name() selected=move || about.get() == it>
                                    {it.name()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
        </Show>
        {volumes}
        <div class="row">{keys}</div>
    }
}

/// A volume in per cent, never under its floor.
#[component]
pub(super) fn Volume(
    label: &'static str,
    name: &'static str,
    floor: u8,
    value: Memo<u8>,
    choose: impl Fn(u8) + 'static,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                type="range"
                data-setting=name
                min=floor
                max="100"
                step="10"
                prop:value=move || value.get()
                on:change=move |event| {
                    if let Ok(percent) = event_target_value(&event).parse::<u8>() {
                        choose(percent.clamp(floor, 100));
                    }
                }
            />
            <output>{move || format!("{} %", value.get())}</output>
        </label>
    }
}

/// Something that is on or off.
#[component]
fn Switch(
    label: &'static str,
    name: &'static str,
    value: Memo<bool>,
    choose: impl Fn(bool) + Copy + 'static,
) -> impl IntoView {
    view! { <Choice label name options=vec![("On", true), ("Off", false)] value choose /> }
}
