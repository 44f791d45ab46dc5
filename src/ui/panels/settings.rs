use leptos::prelude::*;

use super::sound_settings::SoundSection;
use crate::live::{EcgGain, Palette, SettingsSignal, SweepSpeed};

/// Screen and sound.
#[component]
pub fn SettingsPanel() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
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
        <SoundSection />
    }
}

/// A choice between a few settings, as a row of keys.
#[component]
pub(super) fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
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
