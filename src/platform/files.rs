use std::ops::Range;

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileList};

use crate::record::{ByteSource, ReadError};

/// A file that a person chose or dropped on the page; it is read in pieces and never leaves the
/// device.
#[derive(Clone, Debug)]
pub struct BrowserFile {
    file: File,
    name: String,
}

impl BrowserFile {
    /// The files of a file input.
    pub fn from_list(list: &FileList) -> Vec<Self> {
        (0..list.length()).filter_map(|at| list.get(at)).map(Self::from).collect()
    }

    /// The files that were dropped. Empty when something else was, such as a text.
    pub fn from_drop(dropped: &DataTransfer) -> Vec<Self> {
        dropped.files().map(|list| Self::from_list(&list)).unwrap_or_default()
    }
}

impl From<File> for BrowserFile {
    fn from(file: File) -> Self {
        let name = file.name();
        Self { file, name }
    }
}

impl ByteSource for BrowserFile {
    fn name(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        // The browser counts bytes in whole numbers up to 2^53.
        self.file.size() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>, ReadError> {
        let told = |error: JsValue| ReadError(reason(&error));
        let piece = self.file.slice_with_f64_and_f64(range.start as f64, range.end as f64).map_err(told)?;
        let buffer = JsFuture::from(piece.array_buffer()).await.map_err(told)?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        if bytes.len() as u64 != range.end.saturating_sub(range.start) {
            let asked = format!("bytes {} to {}", range.start, range.end);
            return Err(ReadError(format!("{asked} were asked for, {} came", bytes.len())));
        }
        Ok(bytes)
    }
}

/// The browser's own words for what went wrong (a file that was deleted, a drive that was pulled).
fn reason(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.filter(|text| !text.is_empty()).unwrap_or_else(|| "the browser gives no reason".to_owned())
}
