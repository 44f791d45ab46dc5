use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect,
    Response,
};

use super::{hmac_sha256_hex, monotonic_ms};
use crate::alarms::delivery::{Outcome, Post, Progress, signed_text};

/// How long a receiver may take, milliseconds.
const TIMEOUT_MS: u32 = 10_000;

/// Posts a message and tells what is known of its fate; never with address or secret in the words.
///
/// In full mode the receiver must allow this page (CORS) and its answer is heard. In simple mode nothing is asked
/// and nothing is heard. A secret signs the message; simple mode has no room for a signature.
pub async fn post_webhook(post: &Post, secret: &str, simple: bool, unix_seconds: u64) -> Outcome {
    let headers = Object::new();
    let mut all = vec![("Content-Type", if simple { "text/plain" } else { "application/json" }.to_owned())];
    if !simple && !secret.is_empty() {
        let timestamp = unix_seconds.to_string();
        match hmac_sha256_hex(secret, &signed_text(&timestamp, &post.body)).await {
            Ok(signature) => {
                all.push(("X-Bedside-Timestamp", timestamp));
                all.push(("X-Bedside-Signature", format!("sha256={signature}")));
            }
            Err(why) => return Outcome::Failed { why: why.to_owned(), again: false },
        }
    }
    for (name, value) in all {
        // A plain object takes any property.
        let _ = Reflect::set(&headers, &name.into(), &value.into());
    }
    let how = RequestInit::new();
    how.set_method("POST");
    how.set_mode(if simple { RequestMode::NoCors } else { RequestMode::Cors });
    // Followed only where the browser leaves no choice: a message goes to the address that was entered.
    how.set_redirect(if simple { RequestRedirect::Follow } else { RequestRedirect::Error });
    how.set_credentials(RequestCredentials::Omit);
    how.set_cache(RequestCache::NoStore);
    how.set_referrer_policy(ReferrerPolicy::NoReferrer);
    how.set_headers(&headers);
    how.set_body(&post.body.as_str().into());
    how.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let Some(window) = web_sys::window() else {
        return Outcome::Failed { why: "the page is closing".to_owned(), again: true };
    };
    let begun = monotonic_ms();
    let answer = JsFuture::from(window.fetch_with_str_and_init(&post.address, &how)).await;
    let took = (monotonic_ms() - begun).round();
    match answer {
        Ok(_) if simple => Outcome::Reached(Progress::Sent, format!("sent in {took} ms, no answer is heard")),
        Ok(response) => judge(response.unchecked_ref::<Response>().status(), took),
        Err(error) => Outcome::Failed { why: reason(&error, simple).to_owned(), again: true },
    }
}

/// 2xx is accepted. Another try may help where the receiver is busy or broken, not where it refuses.
fn judge(status: u16, took: f64) -> Outcome {
    if (200..300).contains(&status) {
        return Outcome::Reached(Progress::Accepted, format!("accepted, {status} in {took} ms"));
    }
    let again = status >= 500 || matches!(status, 408 | 425 | 429);
    Outcome::Failed { why: format!("the receiver answered {status}"), again }
}

fn reason(error: &JsValue, simple: bool) -> &'static str {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("TimeoutError" | "AbortError") => "no answer within 10 s",
        _ if simple => "no answer: the receiver cannot be reached",
        _ => "no answer: the receiver cannot be reached, or does not allow this page (CORS)",
    }
}
