//! `PhysioNet` records (WFDB): a text header (`.hea`), signal files (`.dat`), annotations (`.atr`).
//!
//! [`Recording::open`] takes the files that a person chose, checks that they belong together and
//! hold what the header promises, and then reads any stretch of frames on demand. Times count
//! frames of the header's sampling rate from the start of the record; a signal may have several
//! samples per frame. Values come in the unit of the channel they are shown on (millivolts for an
//! ECG); a sample that the recorder marked as invalid, or that a skewed signal does not have, is
//! `NaN`. The formats are described in the WFDB Applications Guide, `header(5)`, `signal(5)` and
//! `annot(5)`, <https://physionet.org/physiotools/wag/>.
//!
//! [`write_record`] makes a header and its signal file, [`write_annotations`] the annotations beside them.
//!
//! Not read, and refused by name: records in several segments, and the storage formats 8
//! (differences) and 508, 516, 524 (FLAC).

mod annotation;
mod channel_map;
mod error;
mod header;
mod recording;
mod signal_format;
mod write;

pub use annotation::Annotation;
pub use channel_map::ShownSignal;
pub use error::RecordError;
pub use header::{Header, SignalLine};
pub use recording::{Frames, Recording};
pub use signal_format::SignalFormat;
pub use write::{MISSING, WriteError, WrittenSignal, write_annotations, write_record};
