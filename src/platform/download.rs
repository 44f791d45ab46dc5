use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// How long the browser may take to begin with a download before its text is let go, milliseconds; this
/// project's choice: it holds the text in memory until then.
const LET_GO_MS: u32 = 30_000;

/// The browser does not give a file away.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("this browser could not save {0}")]
pub struct DownloadError(String);

/// Saves `text` on the device as the file `name`, of the type `mime` (`text/csv`, `application/json`).
/// Where to is the browser's matter; nothing is sent anywhere.
///
/// # Errors
/// When the browser cannot make a file of it.
pub fn download(name: &str, mime: &str, text: &str) -> Result<(), DownloadError> {
    save(name, &format!("{mime};charset=utf-8"), &text.into())
}

/// Saves `bytes` on the device as the file `name`.
///
/// # Errors
/// When the browser cannot make a file of them.
pub fn download_bytes(name: &str, bytes: &[u8]) -> Result<(), DownloadError> {
    save(name, "application/octet-stream", &Uint8Array::from(bytes))
}

fn save(name: &str, kind: &str, part: &JsValue) -> Result<(), DownloadError> {
    let refused = |_: JsValue| DownloadError(name.to_owned());
    let as_kind = BlobPropertyBag::new();
    as_kind.set_type(kind);
    let file = Blob::new_with_u8_array_sequence_and_options(&Array::of1(part), &as_kind).map_err(refused)?;
    let document = web_sys::window().and_then(|window| window.document());
    let link = document.ok_or(JsValue::NULL).and_then(|page| page.create_element("a")).map_err(refused)?;
    let link: HtmlAnchorElement = link.unchecked_into();
    let address = Url::create_object_url_with_blob(&file).map_err(refused)?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Timeout::new(LET_GO_MS, move || {
        // It fails for no address that was made here.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
