//! What this device remembers comes back, or says why not.

use bedside::platform::{StorageError, load, store};
use wasm_bindgen_test::wasm_bindgen_test;

use super::ward::storage;

#[wasm_bindgen_test]
fn what_was_stored_comes_back() {
    const KEY: &str = "test.comes-back";
    storage().remove_item(KEY).unwrap();
    assert_eq!(load::<Vec<u32>>(KEY).unwrap(), None);
    store(KEY, &vec![1, 2, 3]).unwrap();
    store(KEY, &vec![4, 5]).unwrap();
    assert_eq!(load::<Vec<u32>>(KEY).unwrap(), Some(vec![4, 5]));
    storage().remove_item(KEY).unwrap();
}

#[wasm_bindgen_test]
fn a_text_that_cannot_be_read_is_named_and_kept() {
    const KEY: &str = "test.damaged";
    let kept = format!("{KEY}.unreadable");
    storage().set_item(KEY, "[1, 2,").unwrap();
    let error = load::<Vec<u32>>(KEY).unwrap_err();
    let told = error.to_string();
    assert!(told.contains(KEY) && told.contains(&kept) && told.contains("EOF"), "{told}");
    assert!(matches!(error, StorageError::Unreadable { .. }));
    // What replaces it does not take the old text away.
    store(KEY, &vec![7]).unwrap();
    assert_eq!(load::<Vec<u32>>(KEY).unwrap(), Some(vec![7]));
    assert_eq!(storage().get_item(&kept).unwrap().as_deref(), Some("[1, 2,"));
    storage().remove_item(KEY).unwrap();
    storage().remove_item(&kept).unwrap();
}

#[wasm_bindgen_test]
fn a_full_storage_refuses_and_keeps_what_it_has() {
    const KEY: &str = "test.full";
    store(KEY, &"before").unwrap();
    // Ever smaller pieces, until not a single character more fits.
    for power in (0..24).rev() {
        let _ = storage().set_item(&format!("filler{power:02}"), &"x".repeat(1 << power));
    }
    let refused = store(KEY, &"x".repeat(100)).unwrap_err();
    storage_without_fillers();
    assert_eq!(
        refused.to_string(),
        "test.full could not be stored: the browser's storage is full or blocked"
    );
    assert_eq!(load::<String>(KEY).unwrap().as_deref(), Some("before"));
    storage().remove_item(KEY).unwrap();
}

fn storage_without_fillers() {
    for power in 0..24 {
        storage().remove_item(&format!("filler{power:02}")).unwrap();
    }
}
