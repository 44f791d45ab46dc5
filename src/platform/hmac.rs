use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::hex;

/// HMAC-SHA-256 of a text by a secret, in hexadecimal, by the browser's own cryptography.
///
/// # Errors
/// In words for the screen, when the browser has none: pages from an unencrypted address.
pub async fn hmac_sha256_hex(secret: &str, text: &str) -> Result<String, &'static str> {
    const NONE: &str = "this page cannot sign messages: open it by https";
    let crypto = web_sys::window().and_then(|window| window.crypto().ok()).ok_or(NONE)?;
    // Not there outside secure contexts, whatever its type says.
    if !Reflect::has(&crypto, &"subtle".into()).unwrap_or(false) {
        return Err(NONE);
    }
    sign(&crypto.subtle(), secret, text).await.map_err(|_| "the message could not be signed with this secret")
}

async fn sign(subtle: &SubtleCrypto, secret: &str, text: &str) -> Result<String, JsValue> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"HMAC".into())?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
    let bytes = Uint8Array::from(secret.as_bytes());
    let uses = Array::of1(&"sign".into());
    let key = subtle.import_key_with_object("raw", &bytes, &algorithm, false, &uses)?;
    let key = CryptoKey::from(JsFuture::from(key).await?);
    let text = Uint8Array::from(text.as_bytes());
    let signature = JsFuture::from(subtle.sign_with_str_and_js_u8_array("HMAC", &key, &text)?).await?;
    Ok(hex(&Uint8Array::new(&signature).to_vec(), ""))
}
