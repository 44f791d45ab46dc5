use leptos::prelude::*;

use crate::{
    live::{DeviceView, Devices},
    sources::bluetooth::LinkState,
};

/// One paired device: how its link is, what it sends, where it stands on the bed.
#[component]
pub fn DeviceCard(device: u32, view: RwSignal<DeviceView>) -> impl IntoView {
    let part = move |part: fn(&DeviceView) -> Option<String>| Memo::new(move |_| view.with(part));
    let link = Memo::new(move |_| view.with(|view| view.link));
    let name = StoredValue::new(view.with_untracked(|view| view.name.to_string()));
    let battery = part(|view| view.facts.battery.map(|percent| format!("{percent} %")));
    let made = part(|view| {
        let facts = &view.facts;
        let words: Vec<_> =
            [&facts.maker, &facts.model, &facts.firmware].into_iter().flatten().cloned().collect();
        (!words.is_empty()).then(|| words.join(" "))
    });
    let worn = part(|view| view.facts.worn.map(ToOwned::to_owned));
    let frames = Memo::new(move |_| {
        view.with(|view| (view.facts.frames > 0).then_some((view.facts.frames, view.facts.lost)))
    });
    let movement = part(|view| view.facts.movement_mg.map(|moved| format!("{moved:.0} mg")));
    let fills = part(|view| {
        let places: Vec<_> = view.fills.iter().map(|place| place.name()).collect();
        (!places.is_empty()).then(|| places.join(", "))
    });
    let notes = Memo::new(move |_| {
        view.with(|view| {
            let why = view.why.clone().filter(|_| view.link != LinkState::Live);
            why.into_iter()
                .chain(view.facts.notes.iter().cloned())
                .map(|note| note.to_string())
                .collect::<Vec<_>>()
        })
    });
    let fact = move |label: &'static str, value: Memo<Option<String>>| {
        move || value.get().map(|value| view! { <dt>{label}</dt> <dd>{value}</dd> })
    };
    view! {
        <article class="device" data-device=name.get_value() data-connection=move || link.get().name()>
            <header>
                <b>{name.get_value()}</b>
                <span class="link">{move || link.get().name()}</span>
                {move || battery.get().map(|percent| view! { <span data-battery>{percent}</span> })}
            </header>
            <p class="last" data-last>
                {move || view.with(|view| view.last.to_string())}
            </p>
            <dl class="facts">
                {fact("On the bed as", fills)} {fact("Made by", made)} {fact("Worn at", worn)}
                {fact("Movement", movement)}
                <dt>"Values a second"</dt>
                <dd data-rate>{move || view.with(|view| view.per_second)}</dd>
                <dt>"Refused"</dt>
                <dd>
                    <span data-refused>{move || view.with(|view| view.refused)}</span>
                    {move || format!(" of {}", view.with(|view| view.heard))}
                </dd>
                {move || {
                    frames
                        .get()
                        .map(|(frames, lost)| {
                            view! {
                                <dt>"Wave frames"</dt>
                                <dd>
                                    <span data-frames>{frames}</span>
                                    ", "
                                    <span data-lost>{lost}</span>
                                    " lost"
                                </dd>
                            }
                        })
                }}
            </dl>
            {move || notes.get().into_iter().map(|note| view! { <p class="note" data-note>{note}</p> }).collect_view()}
            <Keys device view />
        </article>
    }
}

/// What can be done about a device.
#[component]
fn Keys(device: u32, view: RwSignal<DeviceView>) -> impl IntoView {
    let devices = expect_context::<Devices>();
    let link = Memo::new(move |_| view.with(|view| view.link));
    let ended = Memo::new(move |_| matches!(link.get(), LinkState::Ended | LinkState::Failed));
    let others = Memo::new(move |_| view.with(|view| view.could_fill.clone()));
    view! {
        <div class="row">
            {move || {
                others
                    .get()
                    .into_iter()
                    .filter(|_| link.get() == LinkState::Live)
                    .map(|place| {
                        view! {
                            <button class="key" data-action="use" on:click=move |_| devices.use_for(device, place)>
                                {format!("Use for {place}")}
                            </button>
                        }
                    })
                    .collect_view()
            }}
            <Show
                when=move || ended.get()
                fallback=move || {
                    view! {
                        <button class="key" data-action="disconnect" on:click=move |_| devices.disconnect(device)>
                            "Disconnect"
                        </button>
                        <Show when=move || link.get() == LinkState::Lost>
                            <button class="key" data-action="connect" on:click=move |_| devices.connect(device)>
                                "Try now"
                            </button>
                        </Show>
                    }
                }
            >
                <button class="key" data-action="connect" on:click=move |_| devices.connect(device)>
                    "Connect"
                </button>
                <button class="key" data-action="forget" on:click=move |_| devices.forget(device)>
                    "Forget"
                </button>
            </Show>
        </div>
    }
}
