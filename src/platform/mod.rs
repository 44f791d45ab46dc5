//! What the browser gives: time, storage, sound, files, canvases. Thin; nothing in here decides
//! anything clinical.
//!
//! Sweeps are drawn ahead and revealed by the compositor, see [`SweepCanvas`]. Everything in here
//! releases its listeners, timers and elements when it is dropped.

mod audio;
pub mod bluetooth;
mod clock;
mod download;
mod files;
mod frame;
mod framed;
mod hex;
mod hmac;
mod listener;
mod notification;
mod other_pages;
mod panic;
mod size;
mod sole_page;
mod speech;
mod storage;
mod strip_canvas;
mod sweep_canvas;
mod timeline;
mod trend_canvas;
mod vibration;
mod wake_lock;
mod wake_worker;
mod webhook;

pub use audio::{Loudspeaker, Sounded, sound_burst};
pub use clock::{BrowserClock, local_secs, local_time, monotonic_ms, time_of_day, wake_the_due, wall_time};
pub use download::{DownloadError, download, download_bytes};
pub use files::BrowserFile;
pub use frame::FrameLoop;
pub use framed::is_framed_by_others;
pub use hex::hex;
pub use hmac::hmac_sha256_hex;
pub use listener::Listener;
pub use notification::{
    Permission, ask_notification_permission, close_notification, notification_permission,
    on_notification_seen, show_notification,
};
pub use other_pages::OtherPages;
pub use panic::{announce_panics, panic_on_purpose};
pub use size::{SizeObserver, css_token};
pub use sole_page::when_sole_page;
pub use speech::speak;
pub use storage::{StorageError, is_storage_full, load, store};
pub use strip_canvas::draw_strip_on;
pub use sweep_canvas::{LAG as DRAWING_LAG_S, StripLayout, SweepCanvas, WaveSource};
pub use timeline::mark;
pub use trend_canvas::{TrendCanvas, TrendCanvasError};
pub use vibration::{can_vibrate, vibrate};
pub use wake_lock::WakeLock;
pub use wake_worker::WakeWorker;
pub use webhook::post_webhook;
