use thiserror::Error;

/// Why a record cannot be played, in words for the screen: each names the file and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    /// No header among the chosen files.
    #[error("{chosen}: choose the record's .hea file together with its .dat files")]
    NoHeader {
        /// What was chosen instead.
        chosen: String,
    },
    /// More than one header among the chosen files.
    #[error("{names} are headers of different records: choose the files of one record")]
    SeveralHeaders {
        /// Their names.
        names: String,
    },
    /// The file called `.hea` is something else.
    #[error("{file} is not a WFDB header: {reason}")]
    NotAHeader {
        /// The file.
        file: String,
        /// What gives it away.
        reason: String,
    },
    /// A line of the header cannot be understood.
    #[error("{file} is damaged in line {line}: {reason}")]
    HeaderLine {
        /// The header.
        file: String,
        /// Its line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The header as a whole does not hold together.
    #[error("{file} is damaged: {reason}")]
    Header {
        /// The header.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The record consists of several records.
    #[error(
        "{file} joins {segments} segments into one record, which cannot be played: \
         choose the .hea and .dat files of one segment"
    )]
    Segmented {
        /// The header.
        file: String,
        /// How many segments it joins.
        segments: u64,
    },
    /// The samples are stored in a way that is not read.
    #[error("{file} is stored in WFDB format {format}{what}, which cannot be played: {known} can")]
    UnsupportedFormat {
        /// The signal file.
        file: String,
        /// The format's number.
        format: u32,
        /// What the format is, with a space before it, where that is known.
        what: &'static str,
        /// The formats that are read.
        known: String,
    },
    /// The header names a file that was not chosen.
    #[error("{header} names {file}, which was not chosen: choose the .hea and its .dat files together")]
    MissingFile {
        /// The header.
        header: String,
        /// The file it names.
        file: String,
    },
    /// Two of the chosen files have the name that the header asks for.
    #[error("two files called {file} were chosen: choose the files of one record")]
    Twice {
        /// The name.
        file: String,
    },
    /// A signal file ends before the samples that the header promises.
    #[error(
        "{file} is too short: the header promises {frames} samples ({promised} bytes), \
         the file has {found} bytes"
    )]
    TooShort {
        /// The signal file.
        file: String,
        /// Samples of each signal that the header promises.
        frames: u64,
        /// The bytes that takes.
        promised: String,
        /// The bytes there are.
        found: String,
    },
    /// A signal file has not one whole sample of each signal.
    #[error("{file} holds no samples: the file has {found} bytes")]
    NoSamples {
        /// The signal file.
        file: String,
        /// The bytes there are.
        found: String,
    },
    /// A file cannot be read at all.
    #[error("{file} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        reason: String,
    },
    /// The annotations cannot be understood.
    #[error("{file} holds no usable annotations: {reason}. Without it, the record can be played")]
    Annotations {
        /// The annotation file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The record is fine, but has nothing that a bedside monitor shows.
    #[error(
        "{file} has no waveform that can be shown, neither ECG, pleth, respiration nor arterial pressure: its signals are {signals}"
    )]
    NothingToShow {
        /// The header.
        file: String,
        /// The signals it has.
        signals: String,
    },
}

/// A count of bytes with its thousands set apart, as people read them.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [0, 999, 1_000, 1_950_000].map(grouped),
            ["0", "999", "1,000", "1,950,000"].map(str::to_owned)
        );
    }
}
