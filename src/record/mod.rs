//! Recordings: what is read from files, and how.
//!
//! Files come as [`ByteSource`]s, which are read in pieces, so a recording of hundreds of megabytes
//! is never held whole; the same code reads the browser's files, files on disk and bytes in memory.
//! Whatever the bytes are, reading them gives samples or an error that names the file and the
//! reason in words for the screen; it never panics and never invents a sample. Start at
//! [`formats::wfdb::Recording`].

mod byte_source;
pub mod formats;

#[cfg(not(target_arch = "wasm32"))]
pub use byte_source::DiskSource;
pub use byte_source::{ByteSource, MemorySource, ReadError};
