use leptos::{html, prelude::*};

use crate::{
    live::VariabilityView,
    model::{Span, Time},
    monitor::Pacer,
    platform::{FrameLoop, monotonic_ms},
};

/// How small the circle is when the chest is empty, as a share of its full size.
const EMPTY: f64 = 0.35;

/// A circle that grows while one breathes in; RMSSD below tells what it does.
#[component]
pub fn BreathingPacer(view: Memo<VariabilityView>) -> impl IntoView {
    let on = RwSignal::new(false);
    let per_minute = RwSignal::new(Pacer::default().per_minute());
    let circle = NodeRef::<html::Div>::new();
    let word = NodeRef::<html::Span>::new();
    let frames = StoredValue::new_local(None::<FrameLoop>);
    let began = StoredValue::new(Time::ZERO);
    let now = || Time::from_secs(monotonic_ms() / 1e3);
    Effect::new(move |_| {
        frames.update_value(|frames| drop(frames.take()));
        if !on.get() {
            return;
        }
        // What the slider offers is what can be paced.
        let pacer = Pacer::new(per_minute.get(), Pacer::default().share_in()).unwrap_or_default();
        began.set_value(now());
        let (circle, word) = (circle, word);
        let mut said = None;
        let running = FrameLoop::start(move |_| {
            let breath = pacer.at(now() - began.get_value());
            if let Some(circle) = circle.get_untracked() {
                let scale = format!("scale({:.4})", EMPTY + (1.0 - EMPTY) * breath.fullness);
                // Through the style object, which the page's policy allows.
                let _ = web_sys::HtmlElement::style(&circle).set_property("transform", &scale);
            }
            if said.replace(breath.breathing_in) != Some(breath.breathing_in)
                && let Some(word) = word.get_untracked()
            {
                word.set_text_content(Some(if breath.breathing_in { "Breathe in" } else { "Breathe out" }));
            }
        });
        frames.set_value(running);
    });
    on_cleanup(move || frames.update_value(|frames| drop(frames.take())));
    let rmssd = Memo::new(move |_| {
        view.with(|view| {
            view.short.map_or("---".to_owned(), |measures| format!("{:.0} ms", measures.rmssd_ms))
        })
    });
    let (slowest, fastest) = Pacer::RATES;
    let length = move || Span::from_secs(60.0 / per_minute.get()).secs();
    view! {
        <h3>"Breathing pacer"</h3>
        <div class="row">
            <button
                class="key"
                data-action="pacer"
                aria-pressed=move || on.get().to_string()
                on:click=move |_| on.update(|on| *on = !*on)
            >
                {move || if on.get() { "Stop pacer" } else { "Start pacer" }}
            </button>
            <label class="field dial">
                <span>"Breaths a minute"</span>
                <input
                    type="range"
                    min=slowest
                    max=fastest
                    step="0.5"
                    data-setting="pacer-rate"
                    prop:value=move || per_minute.get()
                    on:input=move |event| {
                        if let Ok(rate) = event_target_value(&event).parse() {
                            per_minute.set(rate);
                        }
                    }
                />
                <output>{move || format!("{} · {:.1} s", per_minute.get(), length())}</output>
            </label>
        </div>
        <Show when=move || on.get()>
            <div class="pacer" data-pacer>
                <div class="breath" node_ref=circle></div>
                <span class="word" node_ref=word></span>
            </div>
            <p class="feedback">"RMSSD of the last minute: " <b>{rmssd}</b></p>
        </Show>
    }
}
