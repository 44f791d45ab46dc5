//! Recordings as a person would choose them.

use bedside::platform::BrowserFile;
use js_sys::{Array, Uint8Array};
use web_sys::File;

const HEADER: &[u8] = include_bytes!("../fixtures/sinus.hea");
const SAMPLES: &[u8] = include_bytes!("../fixtures/sinus.dat");
const NOTES: &[u8] = include_bytes!("../fixtures/sinus.atr");

pub fn file(name: &str, bytes: &[u8]) -> File {
    File::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)), name).unwrap()
}

/// 90 s of ECG: 75/min for 45 s, then 110/min.
pub fn sinus() -> [File; 3] {
    [file("sinus.dat", SAMPLES), file("sinus.hea", HEADER), file("sinus.atr", NOTES)]
}

pub fn chosen(files: impl IntoIterator<Item = File>) -> Vec<BrowserFile> {
    files.into_iter().map(BrowserFile::from).collect()
}
