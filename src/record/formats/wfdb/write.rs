use std::fmt::Write as _;

use thiserror::Error;

use super::{
    SignalFormat,
    annotation::{SKIP, code_of},
};
use crate::model::Rate;

/// A sample that is missing: what format 16 sets aside for it.
pub const MISSING: i16 = i16::MIN;

/// A signal to be written, in format 16.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenSignal {
    /// What it is, such as the lead's name.
    pub description: String,
    /// Its physical unit.
    pub unit: &'static str,
    /// Steps of a sample in one unit; zero is zero.
    pub gain: f64,
    /// The samples, [`MISSING`] where there is none.
    pub samples: Vec<i16>,
}

/// Why a record cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// The name cannot be one of a record.
    #[error("“{0}” cannot be a record's name: letters, digits, - and _ can be in it")]
    Name(String),
    /// Nothing to write.
    #[error("there are no samples to write")]
    Nothing,
    /// Signals of different length.
    #[error("the signals differ in length: {0} and {1} samples")]
    Uneven(usize, usize),
    /// An annotation that the format has no code for.
    #[error("there is no annotation code “{0}”")]
    Code(String),
    /// Annotations that go back in time, or too far apart for the format.
    #[error("the annotation at sample {0} is before the one ahead of it, or too long after it")]
    Order(u64),
}

/// The `.hea` and `.dat` of a record called `name`, one sample of each signal per frame. Line breaks in texts
/// become spaces.
///
/// # Errors
/// When the name is none, there are no samples, or signals differ in length.
pub fn write_record(
    name: &str,
    rate: Rate,
    signals: &[WrittenSignal],
    comments: &[&str],
) -> Result<[(String, Vec<u8>); 2], WriteError> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    if name.is_empty() || !name.chars().all(allowed) {
        return Err(WriteError::Name(name.to_owned()));
    }
    let frames = signals.first().map_or(0, |signal| signal.samples.len());
    if frames == 0 {
        return Err(WriteError::Nothing);
    }
    if let Some(other) = signals.iter().find(|signal| signal.samples.len() != frames) {
        return Err(WriteError::Uneven(frames, other.samples.len()));
    }
    let mut header = format!("{name} {} {} {frames}\r\n", signals.len(), rate.hz());
    for signal in signals {
        let WrittenSignal { description, unit, gain, samples } = signal;
        // header(5): the sum of all samples, missing ones too, in 16 bits.
        let checksum = samples.iter().fold(0_i16, |sum, sample| sum.wrapping_add(*sample));
        let (format, first) = (SignalFormat::F16.code(), samples[0]);
        let description = one_line(description);
        // Writing into a string cannot fail.
        let _ = write!(
            header,
            "{name}.dat {format} {gain}(0)/{unit} 16 0 {first} {checksum} 0 {description}\r\n"
        );
    }
    for comment in comments {
        let _ = write!(header, "# {}\r\n", one_line(comment));
    }
    let mut dat = Vec::with_capacity(frames * signals.len() * 2);
    for frame in 0..frames {
        for signal in signals {
            dat.extend_from_slice(&signal.samples[frame].to_le_bytes());
        }
    }
    Ok([(format!("{name}.hea"), header.into_bytes()), (format!("{name}.dat"), dat)])
}

/// The bytes of an `.atr` file: for each annotation its frame and its code as it is printed (`N`, `V`).
///
/// # Errors
/// When there is no such code, or the annotations are not in order.
pub fn write_annotations<'a>(notes: impl IntoIterator<Item = (u64, &'a str)>) -> Result<Vec<u8>, WriteError> {
    let word = |code: u8, field: u16| (u16::from(code) << 10 | field).to_le_bytes();
    let (mut bytes, mut before) = (Vec::new(), 0);
    for (frame, mnemonic) in notes {
        let code = code_of(mnemonic).ok_or_else(|| WriteError::Code(mnemonic.to_owned()))?;
        let step = frame.checked_sub(before).and_then(|step| i32::try_from(step).ok());
        let mut step = step.ok_or(WriteError::Order(frame))?;
        before = frame;
        if step > 1_023 {
            // Four bytes as a PDP-11 keeps them: the high word first, each word low byte first.
            let [a, b, c, d] = step.to_le_bytes();
            bytes.extend(word(SKIP, 0));
            bytes.extend([c, d, a, b]);
            step = 0;
        }
        bytes.extend(word(code, step as u16));
    }
    bytes.extend(word(0, 0));
    Ok(bytes)
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use futures_executor::block_on;
    use proptest::prelude::*;

    use super::*;
    use crate::record::{MemorySource, formats::wfdb::Recording};

    fn open(files: Vec<(String, Vec<u8>)>) -> Recording<MemorySource> {
        let files = files.into_iter().map(|(name, bytes)| MemorySource::new(name, bytes)).collect();
        block_on(Recording::open(files)).unwrap()
    }

    fn lead(description: &str, samples: &[i16]) -> WrittenSignal {
        let samples = samples.to_vec();
        WrittenSignal { description: description.to_owned(), unit: "mV", gain: 1_000.0, samples }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            samples in prop::collection::vec(any::<i16>(), 1..300),
            steps in prop::collection::vec((0..200_000_u64, 0..5_usize), 0..40),
            hz in 1.0..2_000.0_f64,
        ) {
            let turned: Vec<i16> = samples.iter().rev().copied().collect();
            let signals = [lead("ECG II", &samples), lead("V5", &turned)];
            let rate = Rate::new(hz).unwrap();
            let mut at = 0;
            let notes: Vec<(u64, &str)> = steps
                .iter()
                .map(|(step, code)| {
                    at += step;
                    (at, ["N", "V", "S", "/", "Q"][*code])
                })
                .collect();
            let mut files = Vec::from(write_record("a-1_b", rate, &signals, &["one\ntwo"]).unwrap());
            files.push(("a-1_b.atr".to_owned(), write_annotations(notes.iter().copied()).unwrap()));
            let header = String::from_utf8(files[0].1.clone()).unwrap();
            prop_assert!(header.contains("# one two\r\n"));
            if hz >= 10.0 {
                let record = open(files);
                prop_assert_eq!(record.frame_rate(), rate);
                let read = block_on(record.read_digital(0, samples.len() + 1)).unwrap();
                let wide = |samples: &[i16]| samples.iter().map(|sample| i32::from(*sample)).collect::<Vec<_>>();
                prop_assert_eq!(read, vec![wide(&samples), wide(&turned)]);
                let sum = samples.iter().map(|sample| i64::from(*sample)).sum::<i64>();
                let told = record.header().signals[0].checksum.unwrap();
                prop_assert_eq!((sum - told).rem_euclid(65_536), 0);
                let found: Vec<_> = record.annotations().iter().map(|note| (note.frame, note.mnemonic())).collect();
                prop_assert_eq!(found, notes);
            }
        }
    }

    #[test]
    fn missing_samples_are_read_as_missing() {
        let written = write_record("r", Rate::constant(130.0), &[lead("ECG", &[500, MISSING, -250])], &[]);
        let read = block_on(open(written.unwrap().into()).read(0, 3)).unwrap();
        let samples = &read.signals[0];
        assert!((samples[0] - 0.5).abs() < 1e-6 && samples[1].is_nan() && (samples[2] + 0.25).abs() < 1e-6);
    }

    #[test]
    fn what_no_reader_could_read_is_refused() {
        let rate = Rate::constant(130.0);
        let told = |name: &str, signals: &[WrittenSignal]| {
            write_record(name, rate, signals, &[]).unwrap_err().to_string()
        };
        let name = "“a b/c” cannot be a record's name: letters, digits, - and _ can be in it";
        assert_eq!(told("a b/c", &[lead("ECG", &[1])]), name);
        assert_eq!(told("r", &[]), "there are no samples to write");
        assert_eq!(told("r", &[lead("ECG", &[])]), "there are no samples to write");
        let uneven = told("r", &[lead("ECG", &[1, 2]), lead("V5", &[1])]);
        assert_eq!(uneven, "the signals differ in length: 2 and 1 samples");
        assert_eq!(write_annotations([(1, "x?")]), Err(WriteError::Code("x?".to_owned())));
        assert_eq!(write_annotations([(9, "N"), (8, "N")]), Err(WriteError::Order(8)));
        assert_eq!(write_annotations([(1 << 40, "N")]), Err(WriteError::Order(1 << 40)));
    }
}
