//! The browser app: everything is in the library.

#[cfg(target_arch = "wasm32")]
fn main() {
    bedside::app::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    // Natively the library is used through its examples.
}
