use leptos::prelude::*;

use super::icons::{self, Icon};
use crate::{
    live::{LiveBed, Playing, SourceView},
    model::{Span, Time},
};

/// Play, pause, seek and speed of the recording that is open; not there for a simulated patient.
#[component]
pub fn Transport() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let playing = Memo::new(move |_| {
        bed.source.with(|source| match source {
            SourceView::Recording(playing) => Some(playing.clone()),
            SourceView::Simulated { .. } => None,
        })
    });
    let open = Memo::new(move |_| playing.with(Option::is_some));
    let state = move |part: fn(&Playing) -> bool| playing.with(|playing| playing.as_ref().is_some_and(part));
    let length = Memo::new(move |_| playing.with(|p| p.as_ref().map_or(Span::ZERO, |p| p.length)));
    // What the handle shows while it is dragged; the recording follows when it is let go.
    let dragged = RwSignal::new(None::<f64>);
    let place = Memo::new(move |_| dragged.get().unwrap_or_else(|| bed.now.get().secs().round()));
    let speed_of = move || playing.with(|p| p.as_ref().map_or(1, |p| p.speed));
    view! {
        <Show when=move || open.get()>
            <section class="transport" aria-label="Recording">
                <button
                    class="key"
                    data-action=move || if state(|p| p.paused) { "play" } else { "pause" }
                    aria-label=move || if state(|p| p.paused) { "Play" } else { "Pause" }
                    on:click=move |_| bed.toggle_play()
                >
                    {move || {
                        view! { <Icon path=if state(|p| p.paused) { icons::PLAY } else { icons::PAUSE } /> }
                    }}
                </button>
                <span class="place">{move || Span::from_secs(place.get()).to_string()}</span>
                <input
                    type="range"
                    data-action="seek"
                    aria-label="Position in the recording, seconds"
                    aria-valuetext=move || Span::from_secs(place.get()).to_string()
                    min="0"
                    max=move || length.get().secs().floor()
                    step="1"
                    prop:value=move || place.get()
                    on:input=move |event| dragged.set(event_target_value(&event).parse().ok())
                    on:change=move |event| {
                        if let Ok(secs) = event_target_value(&event).parse::<f64>() {
                            bed.seek(Time::from_secs(secs));
                        }
                        dragged.set(None);
                    }
                />
                <span class="place">{move || length.get().to_string()}</span>
                <label class="speed">
                    <span class="visually-hidden">"Speed"</span>
                    <select
                        data-action="speed"
                        on:change=move |event| {
                            if let Ok(speed) = event_target_value(&event).parse() {
                                bed.set_speed(speed);
                            }
                        }
                    >
                        {Playing::SPEEDS
                            .map(|speed| {
                                view! {
                                    <option value=speed selected=move || speed_of() == speed>
                                        {format!("{speed}×")}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
                <span class="record-name">
                    {move || playing.with(|p| p.as_ref().map(|p| p.name.to_string()))}
                </span>
                {move || state(|p| p.ended).then(|| view! { <span class="state">"Recording ended"</span> })}
                <button class="key" data-action="close-recording" on:click=move |_| bed.simulate_again()>
                    "Close recording"
                </button>
            </section>
        </Show>
    }
}
