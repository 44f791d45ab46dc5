use leptos::prelude::*;

use crate::{
    live::{Devices, PacketRow},
    model::Span,
    platform::{monotonic_ms, time_of_day},
};

/// How many values are shown at once.
const SHOWN: usize = 100;

/// Every value that devices sent, byte by byte, with what it means or why it was refused: for people who build
/// devices.
#[component]
pub fn PacketsTab() -> impl IntoView {
    let devices = expect_context::<Devices>();
    let held = RwSignal::new(false);
    let only_refused = RwSignal::new(false);
    let rows = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        devices.rows_version.track();
        let refused = only_refused.get();
        if !held.get() {
            let mut found = devices.packets();
            found.retain(|row| !refused || row.means.is_err());
            found.truncate(SHOWN);
            if rows.with_untracked(|shown| *shown != found) {
                rows.set(found);
            }
        }
    });
    view! {
        <div class="row">
            <button class="key" data-action="hold" aria-pressed=move || held.get().to_string() on:click=move |_| held.update(|held| *held = !*held)>
                {move || if held.get() { "Go on" } else { "Hold" }}
            </button>
            <label class="check">
                <input
                    type="checkbox"
                    data-setting="only-refused"
                    on:change=move |event| only_refused.set(event_target_checked(&event))
                />
                <span>"Only refused"</span>
            </label>
        </div>
        <Show when=move || rows.with(Vec::is_empty)>
            <p class="dim">"Nothing was received yet. The last 300 values that devices send are kept here."</p>
        </Show>
        <ol class="packets" data-packets>
            <For each=move || rows.get() key=|row| row.serial let:row>
                <Packet row />
            </For>
        </ol>
    }
}

#[component]
fn Packet(row: PacketRow) -> impl IntoView {
    let ago = Span::from_secs((monotonic_ms() - row.at_ms) / 1e3);
    let refused = row.means.is_err();
    let (name, hex) = (row.name(), row.hex());
    let means = match row.means {
        Ok(words) => words,
        Err(why) => format!("Refused: {why}"),
    };
    view! {
        <li class:refused=refused data-packet data-refused=refused.then_some("")>
            <time>{time_of_day(Span::ZERO - ago)}</time>
            <span class="from">{format!("{} · {name}", row.device)}</span>
            <code>{hex}</code>
            <span class="means">{means}</span>
        </li>
    }
}
