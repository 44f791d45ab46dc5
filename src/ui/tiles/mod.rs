//! The numbers. A wave and its number share a row and a colour, so the eye needs no legend.

mod arterial;
mod cuff;
mod number;
mod oximeter;
mod rate;
mod score;
mod temperature;

use leptos::prelude::*;

use self::{
    arterial::ArterialTile, cuff::CuffTile, oximeter::OximeterTile, rate::RateTile, score::ScoreLine,
    temperature::TemperatureTile,
};
use crate::model::Vital;

/// Every tile, in the order of the waves.
#[component]
pub fn Tiles() -> impl IntoView {
    view! {
        <section class="tiles" aria-label="Vital signs">
            <div class="continuous">
                <RateTile vital=Vital::HeartRate class="hr" />
                <OximeterTile />
                <ArterialTile />
                <RateTile vital=Vital::RespRate class="resp" />
            </div>
            <div class="episodic">
                <ScoreLine />
                <CuffTile />
                <TemperatureTile />
            </div>
        </section>
    }
}
