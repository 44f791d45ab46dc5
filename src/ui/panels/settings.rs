use leptos::prelude::*;

use super::{choice::Choice, sound_settings::SoundSection};
use crate::{
    live::{EcgGain, LiveBed, Palette, SettingsSignal, SweepSpeed},
    platform::DRAWING_LAG_S,
    processing::{Band, Notch},
};

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
        <Choice
            label="ECG filter"
            name="ecg-band"
            options=Band::ALL.map(|band| (band.label(), band)).to_vec()
            value=settings.part(|settings| settings.ecg_filter.band)
            choose=move |band| settings.change(|settings| settings.ecg_filter.band = band)
        />
        <Choice
            label="ECG mains filter"
            name="ecg-notch"
            options=Notch::ALL.map(|notch| (notch.label(), notch)).to_vec()
            value=settings.part(|settings| settings.ecg_filter.notch)
            choose=move |notch| settings.change(|settings| settings.ecg_filter.notch = notch)
        />
        <EcgDelay />
        <SoundSection />
    }
}

/// How much later than at the patient the ECG is seen, and what the filter does not touch.
#[component]
fn EcgDelay() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let told = Memo::new(move |_| {
        let filter = bed.strips.with(|strips| strips.iter().find_map(|strip| strip.filter.clone()));
        let (_, late) = filter?;
        let drawing = DRAWING_LAG_S + bed.wave_delay.get().secs();
        let [all, drawing, filter] =
            [drawing + late.secs(), drawing, late.secs()].map(|secs| (secs * 1e3).round());
        Some(format!(
            "The ECG is seen {all} ms after it was measured: {drawing} ms for drawing, {filter} ms for the \
             filter."
        ))
    });
    view! {
        <p class="dim" data-ecg-delay>
            {told} " Heart rate and alarms use the unfiltered ECG: the filter changes only what is seen."
        </p>
    }
}
