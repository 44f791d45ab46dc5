use leptos::prelude::*;

use crate::live::{Sound, SoundCheck};

/// Asks whether the three notes were heard, over the waves, and tells what to look at if they were not.
/// Nothing waits for the answer.
#[component]
pub fn SoundQuestion() -> impl IntoView {
    let sound = expect_context::<Sound>();
    // Told once for each "no"; the settings keep it.
    let advised = RwSignal::new(false);
    let question = move || {
        sound.check.with(|check| match check {
            SoundCheck::Asking { .. } => Some(None),
            check => check.advice().map(Some),
        })
    };
    let question = Memo::new(move |_| question());
    let key = |action: &'static str, text: &'static str, act: Box<dyn Fn()>| {
        view! {
            <button class="key" data-action=action on:click=move |_| act()>
                {text}
            </button>
        }
    };
    move || match question.get() {
        Some(None) => {
            advised.set(false);
            view! {
                <div class="sound-question" role="status" data-sound-question>
                    <p>"Did you hear three notes?"</p>
                    {key("heard", "Yes", Box::new(move || sound.answer(true)))}
                    {key("not-heard", "No", Box::new(move || sound.answer(false)))}
                </div>
            }
            .into_any()
        }
        Some(Some(advice)) if !advised.get() => view! {
            <div class="sound-question" role="status" data-sound-question>
                <p>{advice}</p>
                {key("sound-again", "Play again", Box::new(move || sound.turn_on()))}
                {key("advised", "Close", Box::new(move || advised.set(true)))}
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}
