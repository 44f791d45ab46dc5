use leptos::{html, prelude::*};

use crate::{
    live::{LiveBed, SettingsSignal},
    model::{Breathing, ByHand, Consciousness, News2, SpO2Scale, Time},
    platform::{time_of_day, wall_time},
};

/// What a person enters for NEWS2, and how the score came about.
#[component]
pub fn News2Entry() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let by_hand = settings.part(|settings| settings.by_hand);
    let change =
        move |change: &dyn Fn(&mut ByHand)| settings.change(|settings| change(&mut settings.by_hand));
    let level = move || by_hand.get().consciousness.map(|(level, _)| level);
    view! {
        <h3>"NEWS2"</h3>
        <label class="field by-hand">
            <span>"Consciousness"</span>
            <select
                data-entry="consciousness"
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    let level = Consciousness::ALL.into_iter().find(|level| level.name() == chosen);
                    let now = wall_time();
                    change(&|entries| entries.consciousness = level.map(|level| (level, now)));
                }
            >
                <option value="" prop:selected=move || level().is_none()>"not entered"</option>
                {Consciousness::ALL
                    .map(|option| {
                        view! {
                            <option value=option.name() prop:selected=move || level() == Some(option)>
                                {option.name()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
        {move || {
            by_hand
                .get()
                .consciousness
                .map(|(level, at)| {
                    view! {
                        <div class="row">
                            <span class="dim">"Seen at " {time_of_day(at - wall_time())[..5].to_owned()}</span>
                            <button
                                class="key"
                                data-action="seen-again"
                                on:click=move |_| {
                                    let now = wall_time();
                                    change(&|entries| entries.consciousness = Some((level, now)));
                                }
                            >
                                "Still so"
                            </button>
                        </div>
                    }
                })
        }}
        <OxygenEntry />
        <label class="field by-hand">
            <span>"SpO₂ scale"</span>
            <select
                data-entry="scale"
                on:change=move |event| {
                    let scale = if event_target_value(&event) == "2" { SpO2Scale::Two } else { SpO2Scale::One };
                    change(&|entries| entries.scale = scale);
                }
            >
                <option value="1" prop:selected=move || by_hand.get().scale == SpO2Scale::One>"Scale 1"</option>
                <option value="2" prop:selected=move || by_hand.get().scale == SpO2Scale::Two>
                    "Scale 2: aims at 88 to 92 %"
                </option>
            </select>
        </label>
        {move || {
            (by_hand.get().scale == SpO2Scale::Two)
                .then(|| {
                    view! {
                        <p class="notice" role="note">
                            "Scale 2 is only for confirmed hypercapnic failure, by a competent decision maker."
                        </p>
                    }
                })
        }}
        <Breakdown />
    }
}

/// Air, or oxygen with its flow.
#[component]
fn OxygenEntry() -> impl IntoView {
    let settings = expect_context::<SettingsSignal>();
    let breathing = settings.part(|settings| settings.by_hand.breathing);
    let flow = NodeRef::<html::Input>::new();
    let refused = RwSignal::new(None::<String>);
    let is_oxygen = RwSignal::new(
        settings.peek_part(|settings| settings.by_hand.breathing).is_some_and(|b| b.litres().is_some()),
    );
    Effect::new(move |before: Option<Option<Breathing>>| {
        let now = breathing.get();
        let was_oxygen = before.flatten().is_some_and(|before| before.litres().is_some());
        // Oxygen whose flow is still to be entered is not known either, and stays chosen.
        if now.is_some() || was_oxygen {
            is_oxygen.set(now.is_some_and(|now| now.litres().is_some()));
        }
        now
    });
    let enter = move |breathing| settings.change(|settings| settings.by_hand.breathing = breathing);
    let read_flow = move || {
        let Some(flow) = flow.get_untracked() else { return };
        // What is no number is refused with the range that is.
        match Breathing::oxygen(flow.value().trim().parse().unwrap_or(f64::NAN)) {
            Ok(oxygen) => {
                refused.set(None);
                enter(Some(oxygen));
            }
            Err(error) => refused.set(Some(error.to_string())),
        }
    };
    let litres = move || {
        breathing.get().and_then(Breathing::litres).map_or(String::new(), |litres| litres.to_string())
    };
    view! {
        <div class="field by-hand">
            <span id="breathes">"Breathes"</span>
            <div class="joined">
                <select
                    data-entry="breathing"
                    aria-labelledby="breathes"
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        refused.set(None);
                        match chosen.as_str() {
                            "air" => enter(Some(Breathing::AIR)),
                            // Until its flow is known, nothing is: the score names it as missing.
                            _ => enter(None),
                        }
                        is_oxygen.set(chosen == "oxygen");
                    }
                >
                    <option value="" prop:selected=move || breathing.get().is_none() && !is_oxygen.get()>
                        "not entered"
                    </option>
                    <option value="air" prop:selected=move || breathing.get() == Some(Breathing::AIR)>
                        "air"
                    </option>
                    <option value="oxygen" prop:selected=move || is_oxygen.get()>"oxygen"</option>
                </select>
                <Show when=move || is_oxygen.get()>
                    <input
                        type="number"
                        data-entry="flow"
                        aria-label="Oxygen flow, litres a minute"
                        min=Breathing::LEAST
                        max=Breathing::MOST
                        step="any"
                        node_ref=flow
                        prop:value=litres
                        on:change=move |_| read_flow()
                    />
                    <span class="unit">"l/min"</span>
                </Show>
            </div>
        </div>
        {move || refused.get().map(|why| view! { <p class="error" role="alert">{why}</p> })}
    }
}

/// Each part with its points and its age, the total, and what it asks for.
#[component]
fn Breakdown() -> impl IntoView {
    let bed = expect_context::<LiveBed>();
    let refused =
        Memo::new(move |_| bed.news2.with(|score| Some(score.as_ref()?.as_ref().err()?.to_string())));
    let score = move || bed.news2.get().and_then(Result::ok);
    view! {
        {move || refused.get().map(|why| view! { <p class="notice">{why}</p> })}
        {move || {
            let now = bed.now.get();
            score().map(|score| view! { <ScoreTable score now /> })
        }}
        <p class="dim">
            "NEWS2: the National Early Warning Score of the Royal College of Physicians, 2017. Not under 16 years, although the age group Adult begins at 12 here, and not in pregnancy."
        </p>
    }
}

#[component]
fn ScoreTable(score: News2, now: Time) -> impl IntoView {
    let parts = score.parts.iter().map(|scored| {
        let age = scored.at.map(|at| (now - at).to_string());
        view! {
            <tr class:three=scored.points == 3>
                <th scope="row">{scored.value.to_string()}</th>
                <td>{scored.points}</td>
                <td class="dim">{age}</td>
            </tr>
        }
    });
    let parts = parts.collect_view();
    let lacking = score.lacking();
    let least = if lacking.is_empty() { "" } else { "At least this: " };
    view! {
        <table class="score-parts" data-news2-parts>
            <thead>
                <tr>
                    <th scope="col">"Part"</th>
                    <th scope="col">"Points"</th>
                    <th scope="col">"Age"</th>
                </tr>
            </thead>
            <tbody>{parts}</tbody>
        </table>
        <p class="score-total">
            <span>"NEWS2"</span>
            <b>{score.points()}</b>
            {(!lacking.is_empty()).then(|| view! { <span class="dim">"missing: " {lacking}</span> })}
        </p>
        <p data-news2-response>{least} {score.response().text()}</p>
    }
}
