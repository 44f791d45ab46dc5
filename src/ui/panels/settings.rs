use leptos::prelude::*;

use crate::live::{EcgGain, Palette, Settings, SettingsSignal, Sound, SweepSpeed};

/// Screen and sound.
#[component]
pub fn SettingsPanel() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let sound = expect_context::<Sound>();
    let volume = settings.part(|settings| settings.volume);
    view! {
        <Choice
            label="Colours"
            name="palette"
            options=vec![("Night", Palette::Night), ("Day", Palette::Day)]
            value=settings.part(|settings| settings.palette)
            choose=move |palette| settings.change(|settings| settings.palette = palette)
        />
        <Choice
            label="ECG and pulse sweep"
            name="sweep"
            options=SweepSpeed::ALL.map(|speed| (speed.label(), speed)).to_vec()
            value=settings.part(|settings| settings.sweep)
            choose=move |speed| settings.change(|settings| settings.sweep = speed)
        />
        <Choice
            label="Respiration sweep"
            name="resp-sweep"
            options=SweepSpeed::ALL.map(|speed| (speed.label(), speed)).to_vec()
            value=settings.part(|settings| settings.resp_sweep)
            choose=move |speed| settings.change(|settings| settings.resp_sweep = speed)
        />
        <Choice
            label="ECG gain"
            name="gain"
            options=EcgGain::ALL.map(|gain| (gain.label(), gain)).to_vec()
            value=settings.part(|settings| settings.gain)
            choose=move |gain| settings.change(|settings| settings.gain = gain)
        />
        <label class="field">
            <span>"Alarm volume"</span>
            <input
                type="range"
                data-setting="volume"
                min=Settings::QUIETEST
                max="100"
                step="10"
                prop:value=move || volume.get()
                on:change=move |event| {
                    if let Ok(percent) = event_target_value(&event).parse::<u8>() {
                        settings.change(|s| s.volume = percent.clamp(Settings::QUIETEST, 100));
                        sound.try_out();
                    }
                }
            />
            <output>{move || format!("{} %", volume.get())}</output>
        </label>
        <div class="row">
            <button class="key" data-action="try-sound" on:click=move |_| sound.try_out()>
                "Try the alarm sound"
            </button>
        </div>
    }
}

/// A choice between a few settings, as a row of keys.
#[component]
fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    name: &'static str,
    options: Vec<(&'static str, T)>,
    value: Memo<T>,
    choose: impl Fn(T) + Copy + 'static,
) -> impl IntoView {
    view! {
        <fieldset class="choice" data-setting=name>
            <legend>{label}</legend>
            {options
                .into_iter()
                .map(|(text, option)| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=name
                                prop:checked=move || value.get() == option
                                on:change=move |_| choose(option)
                            />
                            <span>{text}</span>
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}
