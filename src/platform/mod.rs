//! What the browser gives: time, storage, sound, files, canvases. Thin; nothing in here decides
//! anything clinical.
//!
//! Sweeps are drawn ahead and revealed by the compositor, see [`SweepCanvas`]. Everything in here
//! releases its listeners, timers and elements when it is dropped.

mod audio;
mod clock;
mod download;
mod files;
mod frame;
mod listener;
mod panic;
mod size;
mod storage;
mod sweep_canvas;
mod trend_canvas;
mod wake_lock;
mod wake_worker;

pub use audio::{Loudspeaker, sound_burst};
pub use clock::{BrowserClock, monotonic_ms, time_of_day, wake_the_due};
pub use download::{DownloadError, download};
pub use files::BrowserFile;
pub use frame::FrameLoop;
pub use listener::Listener;
pub use panic::{announce_panics, panic_on_purpose};
pub use size::{SizeObserver, css_token};
pub use storage::{StorageError, is_storage_full, load, store};
pub use sweep_canvas::{StripLayout, SweepCanvas, WaveSource};
pub use trend_canvas::{TrendCanvas, TrendCanvasError};
pub use wake_lock::WakeLock;
pub use wake_worker::WakeWorker;
