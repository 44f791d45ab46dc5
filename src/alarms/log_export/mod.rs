//! The alarm log as a file: CSV for a spreadsheet, JSON for a program.
//!
//! What the columns and fields mean is in `docs/alarm-log.md`; they only ever get more, never another
//! meaning, within one [`VERSION`]. Times are ISO 8601 in UTC where the bed's clock is known to the wall
//! clock, and seconds within the recording where a recording was replayed: [`LogClocks`] tells which. A
//! number that is not known is empty (CSV) or `null` (JSON). Text that a person typed cannot become a
//! formula in a spreadsheet. Nothing is in a file that is not in the log.

mod clock;
mod csv;
mod json;

pub use clock::{LogClock, LogClocks, Stamp};
pub use csv::{episodes_csv, steps_csv};
pub use json::{VERSION, log_json};
