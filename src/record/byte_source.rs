use std::future::Future;
use std::ops::Range;

use thiserror::Error;

/// A file that can be read in pieces.
///
/// Futures stay on one thread, as the browser's do.
pub trait ByteSource: 'static {
    /// The file's name without its folder.
    fn name(&self) -> &str;

    /// Its length in bytes.
    fn len(&self) -> u64;

    /// Whether it has no bytes at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes in `range`, all of them.
    ///
    /// # Errors
    /// When they cannot be read, or `range` reaches beyond the end.
    fn read(&self, range: Range<u64>) -> impl Future<Output = Result<Vec<u8>, ReadError>>;
}

/// Why bytes could not be read, in words for the screen.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ReadError(pub String);

impl ReadError {
    fn beyond_the_end(range: &Range<u64>, len: u64) -> Self {
        Self(format!("bytes {} to {} were asked for, it has {len}", range.start, range.end))
    }
}

/// A file held in memory.
#[derive(Clone, Debug)]
pub struct MemorySource {
    name: String,
    bytes: Vec<u8>,
}

impl MemorySource {
    /// A file called `name` with these bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }
}

impl ByteSource for MemorySource {
    fn name(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>, ReadError> {
        let wanted = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
        wanted
            .and_then(|(start, end)| self.bytes.get(start..end))
            .map(<[u8]>::to_vec)
            .ok_or_else(|| ReadError::beyond_the_end(&range, self.len()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use disk::DiskSource;

#[cfg(not(target_arch = "wasm32"))]
mod disk {
    use std::fs::File;
    use std::io::{self, Read, Seek, SeekFrom};
    use std::ops::Range;
    use std::path::{Path, PathBuf};

    use super::{ByteSource, ReadError};

    /// A file on disk; it is opened for each piece, so no handle is kept.
    #[derive(Clone, Debug)]
    pub struct DiskSource {
        path: PathBuf,
        name: String,
        len: u64,
    }

    impl DiskSource {
        /// The file at `path`.
        ///
        /// # Errors
        /// When there is no such file.
        pub fn open(path: impl AsRef<Path>) -> Result<Self, ReadError> {
            let path = path.as_ref();
            let told = |reason: &dyn ToString| {
                ReadError(format!("{} cannot be opened: {}", path.display(), reason.to_string()))
            };
            let found = path.metadata().map_err(|error| told(&error))?;
            if !found.is_file() {
                return Err(told(&"it is not a file"));
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Self { path: path.to_owned(), name, len: found.len() })
        }

        /// Every file that may belong to the record of the header at `path`: all files of its
        /// folder but other records' headers.
        ///
        /// # Errors
        /// When the header or its folder cannot be opened.
        pub fn record(path: impl AsRef<Path>) -> Result<Vec<Self>, ReadError> {
            let header = Self::open(&path)?;
            let folder = match path.as_ref().parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            let told = |error: io::Error| ReadError(format!("{} cannot be read: {error}", folder.display()));
            let mut files = Vec::new();
            for entry in folder.read_dir().map_err(told)? {
                let beside = entry.map_err(told)?.path();
                let is_header = beside.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("hea"));
                if beside.is_file() && !is_header {
                    files.push(Self::open(beside)?);
                }
            }
            files.sort_by(|a, b| a.name.cmp(&b.name));
            files.insert(0, header);
            Ok(files)
        }

        fn read_now(&self, range: &Range<u64>) -> io::Result<Vec<u8>> {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(range.start))?;
            let mut bytes = vec![0; usize::try_from(range.end - range.start).map_err(io::Error::other)?];
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        }
    }

    impl ByteSource for DiskSource {
        fn name(&self) -> &str {
            &self.name
        }

        fn len(&self) -> u64 {
            self.len
        }

        async fn read(&self, range: Range<u64>) -> Result<Vec<u8>, ReadError> {
            if range.start > range.end || range.end > self.len {
                return Err(ReadError::beyond_the_end(&range, self.len));
            }
            self.read_now(&range).map_err(|error| ReadError(error.to_string()))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use futures_executor::block_on;

    use super::*;

    #[test]
    fn pieces_are_read_and_nothing_beyond_the_end() {
        let file = MemorySource::new("a.dat", *b"0123456789");
        assert_eq!(block_on(file.read(2..5)).unwrap(), b"234");
        assert_eq!(block_on(file.read(10..10)).unwrap(), b"");
        assert!(block_on(file.read(8..11)).is_err());
        #[allow(clippy::reversed_empty_ranges)]
        let backwards = block_on(file.read(5..2));
        assert!(backwards.is_err());
    }

    #[test]
    #[cfg(not(target_arch = "wasm32"))]
    fn a_file_on_disk_reads_like_one_in_memory() {
        let file = DiskSource::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
        assert_eq!(file.name(), "Cargo.toml");
        assert_eq!(block_on(file.read(0..9)).unwrap(), b"[package]");
        assert!(block_on(file.read(file.len()..file.len() + 1)).is_err());
        assert!(DiskSource::open("no/such/file.dat").is_err());
    }
}
