use leptos::prelude::*;

use crate::{live::LiveBed, model::News2};

/// The early-warning score in one line, with what it lacks; it leads to the patient panel.
#[component]
pub fn ScoreLine() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let shown = Memo::new(move |_| {
        bed.news2.with(|score| match score {
            // One line: a sign for the words of the panel.
            Some(Ok(score)) => (score.points().replace("at least ", "≥"), lacking(score)),
            Some(Err(_)) => ("not under 16 years".to_owned(), String::new()),
            None => ("---".to_owned(), String::new()),
        })
    });
    view! {
        <a class="score" href="#/patient" title=move || shown.get().1 data-news2>
            <b>"NEWS2"</b>
            <b>{move || shown.get().0}</b>
            <span class="lacking">{move || shown.get().1}</span>
        </a>
    }
}

fn lacking(score: &News2) -> String {
    match score.lacking() {
        lacking if lacking.is_empty() => lacking,
        lacking => format!("· missing: {lacking}"),
    }
}
