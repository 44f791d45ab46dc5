use leptos::prelude::*;

use super::{choice::Choice, sound_settings::SoundSection};
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
