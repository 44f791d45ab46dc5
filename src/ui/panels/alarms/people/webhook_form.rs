use leptos::{html, prelude::*};

use crate::{
    alarms::delivery::{Person, Receiver, Template, Webhook, WebhookId},
    live::Delivering,
};

/// Name, kind, address and secret of a webhook. What is secret is never shown again.
#[component]
pub fn WebhookForm(old: Option<WebhookId>, close: impl Fn() + Copy + 'static) -> impl IntoView {
    let delivering = expect_context::<Delivering>();
    let present = old.and_then(|old| delivering.plan.with_untracked(|plan| plan.webhook(old).cloned()));
    let fields: [NodeRef<html::Input>; 3] = std::array::from_fn(|_| NodeRef::new());
    let [name, address, secret] = fields;
    let template = RwSignal::new(present.as_ref().map_or(Template::Json, Webhook::template));
    let simple = RwSignal::new(present.as_ref().is_some_and(Webhook::is_simple));
    let refused = RwSignal::new(None::<String>);
    let save = move |_| {
        let text =
            |field: NodeRef<html::Input>| field.get_untracked().map_or(String::new(), |field| field.value());
        let kept = delivering.keep_webhook(
            &text(name),
            (template.get_untracked(), simple.get_untracked()),
            (&text(address), &text(secret)),
            old,
        );
        match kept {
            Ok(()) => close(),
            Err(why) => refused.set(Some(why)),
        }
    };
    let host = old.map(|old| format!("•••• kept ({})", delivering.host(old)));
    let signed = present.as_ref().is_some_and(Webhook::is_signed);
    view! {
        <div class="form" data-webhook-form>
            <label class="field">
                <span>"Name"</span>
                <input
                    type="text"
                    data-webhook="name"
                    maxlength=Person::LONGEST
                    autocomplete="off"
                    node_ref=name
                    value=present.as_ref().map_or(String::new(), |present| present.name().to_owned())
                />
            </label>
            <label class="field">
                <span>"For"</span>
                <TemplateChoice template />
            </label>
            <label class="field">
                <span>"Address"</span>
                <input
                    type="password"
                    data-webhook="address"
                    maxlength=Receiver::LONGEST
                    autocomplete="off"
                    spellcheck="false"
                    node_ref=address
                    placeholder=host.unwrap_or_else(|| "https://…".to_owned())
                />
            </label>
            <label class="field">
                <span>"Secret for signing"</span>
                <input
                    type="password"
                    data-webhook="secret"
                    maxlength=Receiver::LONGEST
                    autocomplete="new-password"
                    node_ref=secret
                    placeholder=if signed { "•••• kept" } else { "none: not signed" }
                />
            </label>
            <label class="tick">
                <input
                    type="checkbox"
                    data-webhook="simple"
                    prop:checked=simple
                    on:change=move |event| simple.set(event_target_checked(&event))
                />
                <span>"Simple mode, for receivers that do not answer other sites"</span>
            </label>
            <p class="dim">
                {move || {
                    if simple.get() {
                        "Nothing can be signed, and no answer is heard: only “sent” is ever known, never “accepted”."
                    } else {
                        "The receiver must allow this page (CORS). Its answer is heard."
                    }
                }}
            </p>
            {move || refused.get().map(|why| view! { <p class="error" role="alert" data-error>{why}</p> })}
            <div class="row">
                <button class="key primary" data-action="save-webhook" on:click=save>"Save"</button>
                <button class="key" on:click=move |_| close()>"Cancel"</button>
                {old
                    .map(|id| {
                        let remove = move |_| {
                            delivering.remove_webhook(id);
                            close();
                        };
                        view! { <button class="key" on:click=remove>"Remove"</button> }
                    })}
            </div>
        </div>
    }
}

#[component]
fn TemplateChoice(template: RwSignal<Template>) -> impl IntoView {
    view! {
        <select
            data-webhook="template"
            on:change=move |event| {
                let chosen = event_target_value(&event);
                if let Some(known) = Template::ALL.into_iter().find(|known| known.name() == chosen) {
                    template.set(known);
                }
            }
        >
            {Template::ALL
                .map(|known| {
                    view! {
                        <option value=known.name() selected=template.get_untracked() == known>
                            {known.name()}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
}
