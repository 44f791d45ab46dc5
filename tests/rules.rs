//! Alarm rules that a person writes: their language, their verdicts, their file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod rules {
    mod bench;
    mod evaluation;
    mod exchange;
    mod given;
    mod language;
}
