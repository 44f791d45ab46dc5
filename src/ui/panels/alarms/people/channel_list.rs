use leptos::prelude::*;

use super::{person_form::way_key, webhook_form::WebhookForm};
use crate::{
    alarms::delivery::{Way, WebhookId},
    live::{Delivering, TestResult},
    platform::Permission,
};

/// Every channel with what is known of it, and a key to try it.
#[component]
pub fn ChannelList() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    delivering.look_at_permission();
    let open = RwSignal::new(None::<Option<WebhookId>>);
    let permission = move || match delivering.permission.get() {
        Permission::Granted => "Allowed on this device.",
        Permission::NotAsked => "Not allowed yet.",
        Permission::Refused => "Refused: allow it in the browser's settings of this site.",
        Permission::Unavailable => "This browser shows none here: open Bedside by https, or install it.",
    };
    let pages = move || {
        delivering.now.track();
        match delivering.listening_pages() {
            0 => "No other page of Bedside is in sight on this device.".to_owned(),
            1 => "1 other page is in sight.".to_owned(),
            pages => format!("{pages} other pages are in sight."),
        }
    };
    view! {
        <ul class="rows" data-channels>
            <li>
                <span class="what">
                    <strong>"Notification"</strong>
                    <span class="dim" data-permission>{permission}</span>
                    <Tried way=Way::Notification />
                </span>
                <Show when=move || delivering.permission.get() == Permission::NotAsked>
                    <button class="key" data-action="allow-notifications" on:click=move |_| delivering.ask_permission()>
                        "Allow"
                    </button>
                </Show>
                <TestKey way=Way::Notification />
            </li>
            <li>
                <span class="what">
                    <strong>"Other pages"</strong>
                    <span class="dim">{pages}</span>
                    <Tried way=Way::OtherPages />
                </span>
                <TestKey way=Way::OtherPages />
            </li>
            <VoiceRow />
            <WebhookRows edit=move |id| open.set(Some(Some(id))) />
        </ul>
        {move || match open.get() {
            Some(old) => view! { <WebhookForm old close=move || open.set(None) /> }.into_any(),
            None => {
                view! {
                    <button class="key" data-action="add-webhook" on:click=move |_| open.set(Some(None))>
                        "Add a webhook"
                    </button>
                }
                    .into_any()
            }
        }}
    }
}

#[component]
fn VoiceRow() -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let volume = Memo::new(move |_| delivering.plan.with(|plan| plan.speech_volume));
    view! {
        <li>
            <span class="what">
                <strong>"Voice"</strong>
                <label class="volume">
                    <span class="dim">"Volume"</span>
                    <input
                        type="range"
                        min="10"
                        max="100"
                        step="10"
                        aria-label="Volume of the voice"
                        prop:value=volume
                        on:change=move |event| {
                            if let Ok(percent) = event_target_value(&event).parse::<u8>() {
                                // Never refused.
                                let _ = delivering.change(|plan| {
                                    plan.speech_volume = percent.min(100);
                                    Ok(())
                                });
                            }
                        }
                    />
                </label>
                <Tried way=Way::Speech />
            </span>
            <TestKey way=Way::Speech />
        </li>
    }
}

#[component]
fn WebhookRows(edit: impl Fn(WebhookId) + Copy + Send + 'static) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    move || {
        delivering.plan.with(|plan| {
            plan.webhooks()
                .iter()
                .map(|webhook| {
                    let id = webhook.id();
                    let more = format!(
                        "{} · {}/••• · {}",
                        webhook.template().name(),
                        delivering.host(id),
                        if webhook.is_simple() {
                            "simple: no answer is heard, so only “sent” is known"
                        } else if webhook.is_signed() {
                            "signed"
                        } else {
                            "not signed"
                        },
                    );
                    view! {
                        <li>
                            <span class="what">
                                <strong>{webhook.name().to_owned()}</strong>
                                <span class="dim">{more}</span>
                                <Tried way=Way::Webhook(id) />
                            </span>
                            <button
                                class="key"
                                aria-label=format!("Change {}", webhook.name())
                                on:click=move |_| edit(id)
                            >
                                "Change"
                            </button>
                            <TestKey way=Way::Webhook(id) />
                        </li>
                    }
                })
                .collect_view()
        })
    }
}

#[component]
fn TestKey(way: Way) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    view! {
        <button class="key" data-test=way_key(way) on:click=move |_| delivering.test(way)>
            "Test"
        </button>
    }
}

/// What trying out a channel showed.
#[component]
fn Tried(way: Way) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let result = Memo::new(move |_| delivering.tests.with(|tests| tests.get(&way).cloned()));
    view! {
        <span class="tried" role="status" data-tried=way_key(way)>
            {move || match result.get() {
                None => String::new(),
                Some(TestResult::Running) => "Sending …".to_owned(),
                Some(TestResult::Reached(known)) => format!("✓ {known}"),
                Some(TestResult::Failed(why)) => format!("✗ {why}"),
            }}
        </span>
    }
}
