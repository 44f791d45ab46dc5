use std::{fs, path::Path};

use crate::Outcome;

/// Labels of beats in an annotation file in MIT format: the codes of N L R a V F J A S E j / Q e n f B r ? (WFDB
/// Programmer's Guide, `ecgcodes.h`).
const BEAT_CODES: [u8; 19] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 25, 30, 34, 35, 38, 41];

/// The times of the annotated beats of a record in MIT format, in seconds.
///
/// Written apart from the reader of the app on purpose: the tests compare the two.
///
/// # Errors
/// When the file cannot be read or ends in the middle of an annotation.
pub fn beat_times_s(annotations: &Path, frequency_hz: f64) -> Outcome<Vec<f64>> {
    let bytes = fs::read(annotations).map_err(|error| format!("{}: {error}", annotations.display()))?;
    let mut words = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let mut next = || words.next().ok_or_else(|| format!("{} ends early", annotations.display()));
    let mut beats = Vec::new();
    let mut sample = 0_i64;
    loop {
        let word = next()?;
        let (code, value) = ((word >> 10) as u8, word & 0x3ff);
        match code {
            0 if value == 0 => return Ok(beats),
            // SKIP: the distance in four bytes, high word first.
            59 => sample += i64::from((i32::from(next()?.cast_signed()) << 16) | i32::from(next()?)),
            // NUM, SUB, CHN say more about the annotation before.
            60..=62 => {}
            // AUX: so many bytes of text, padded to a whole word.
            63 => {
                for _ in 0..value.div_ceil(2) {
                    next()?;
                }
            }
            _ => {
                sample += i64::from(value);
                if BEAT_CODES.contains(&code) {
                    beats.push(sample as f64 / frequency_hz);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch;

    #[test]
    fn beats_notes_texts_and_long_pauses_are_read() -> Outcome {
        let file = scratch("annotations")?.join("a.atr");
        let words: [u16; 11] = [
            (1 << 10) + 250, // N at 250
            (28 << 10) + 10, // rhythm change at 260, not a beat
            (63 << 10) + 3,  // its text, three bytes and one of padding
            0x4e28,          // "(N"
            0x0000,          //
            59 << 10,        // a pause of 0x0001_0004 = 65540
            0x0001,
            0x0004,
            5 << 10,  // V at 65800
            61 << 10, // a note on it
            0,
        ];
        fs::write(&file, words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())?;
        assert_eq!(beat_times_s(&file, 250.0)?, [1.0, 263.2]);
        fs::write(&file, [1])?;
        assert!(beat_times_s(&file, 250.0).is_err());
        Ok(())
    }
}
