//! The browser's own files as byte sources.

use bedside::platform::BrowserFile;
use bedside::record::ByteSource;
use bedside::record::formats::wfdb::Recording;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::DataTransfer;

use super::fixture::{file, sinus};

#[wasm_bindgen_test]
async fn pieces_of_a_chosen_file_are_read_and_nothing_beyond_its_end() {
    let chosen = BrowserFile::from(file("a.dat", b"0123456789"));
    assert_eq!((chosen.name(), chosen.len()), ("a.dat", 10));
    assert_eq!(chosen.read(2..5).await.unwrap(), b"234");
    assert!(chosen.read(8..11).await.is_err());
}

#[wasm_bindgen_test]
async fn a_record_that_is_dropped_on_the_page_opens() {
    let dropped = DataTransfer::new().unwrap();
    for file in sinus() {
        dropped.items().add_with_file(&file).unwrap();
    }
    let record = Recording::open(BrowserFile::from_drop(&dropped)).await.unwrap();
    assert_eq!(record.frames(), 22_500);
    let second = record.read(250, 250).await.unwrap();
    assert_eq!(second.signals[0].len(), 250);
    assert!(second.signals[0].iter().all(|sample| sample.is_finite()));
    assert!(!record.annotations().is_empty());
}

#[wasm_bindgen_test]
fn nothing_dropped_is_no_file() {
    assert!(BrowserFile::from_drop(&DataTransfer::new().unwrap()).is_empty());
}
