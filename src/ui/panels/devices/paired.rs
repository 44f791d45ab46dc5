use leptos::prelude::*;

use super::card::DeviceCard;
use crate::live::{Devices, LiveBed};

/// What can be paired here and now, and the devices that are.
#[component]
pub fn PairedTab() -> impl IntoView {
    let devices = expect_context::<Devices>();
    let bed = expect_context::<LiveBed>();
    let can_pair = Memo::new(move |_| devices.advice.with(|advice| advice.can_pair));
    let none = Memo::new(move |_| devices.list.with(Vec::is_empty) && devices.known.with(Vec::is_empty));
    view! {
        <section class="pairing" data-pairing=move || if can_pair.get() { "ready" } else { "no" }>
            <button
                class="key primary"
                data-action="pair"
                disabled=move || !can_pair.get() || devices.choosing.get()
                on:click=move |_| devices.pair(None)
            >
                "Pair a device"
            </button>
            <div>
                <b>{move || devices.advice.with(|advice| advice.title)}</b>
                <p class="dim">{move || devices.advice.with(|advice| advice.what)}</p>
                <ol class="steps">
                    {move || {
                        devices
                            .advice
                            .with(|advice| {
                                advice.steps.iter().map(|step| view! { <li>{*step}</li> }).collect_view()
                            })
                    }}
                </ol>
            </div>
        </section>
        {move || {
            devices
                .refused
                .get()
                .map(|why| {
                    view! {
                        <p class="error" role="alert" data-pair-error>
                            {why}
                        </p>
                    }
                })
        }}
        <Show when=move || bed.is_replaying()>
            <p class="notice">"A recording is playing: devices stay connected, and come back to the bed when it is closed."</p>
        </Show>
        <Show when=move || none.get()>
            <p class="dim">
                "Heart-rate straps and watches, blood-pressure cuffs, thermometers, pulse oximeters and scales that speak the standard Bluetooth services; the raw ECG of a Polar H10, the pulse wave of a Polar Verity Sense or OH1; Nonin, BerryMed and Wellue oximeters. Nothing leaves this device."
            </p>
        </Show>
        <div class="devices">
            <For each=move || devices.list.get() key=|(key, _)| *key let((key, view))>
                <DeviceCard device=key view />
            </For>
            <For each=move || devices.known.get() key=String::clone let:name>
                <KnownDevice name />
            </For>
        </div>
        <Show when=move || bed.devices.with(|devices| !devices.is_empty())>
            <label class="check">
                <input
                    type="checkbox"
                    data-setting="devices-alone"
                    prop:checked=move || bed.devices_alone.get()
                    on:change=move |event| bed.set_devices_alone(event_target_checked(&event))
                />
                <span>"Only devices: stop the simulated sensors beside them"</span>
            </label>
        </Show>
    }
}

/// One that was paired before and that the browser has forgotten: one tap, and a choice.
#[component]
fn KnownDevice(name: String) -> impl IntoView {
    let devices = expect_context::<Devices>();
    let name = StoredValue::new(name);
    view! {
        <article class="device" data-device=name.get_value() data-connection="known">
            <header>
                <b>{name.get_value()}</b>
                <span class="dim">"paired before"</span>
            </header>
            <div class="row">
                <button
                    class="key"
                    data-action="connect"
                    disabled=move || devices.choosing.get()
                    on:click=move |_| name.with_value(|name| devices.pair(Some(name)))
                >
                    "Connect"
                </button>
                <button
                    class="key"
                    data-action="forget"
                    on:click=move |_| name.with_value(|name| devices.forget_known(name))
                >
                    "Forget"
                </button>
            </div>
        </article>
    }
}
