use super::error::RecordError;
use super::signal_format::SignalFormat;
use crate::model::Rate;

/// Most signals that a record may have, far more than bedside and sleep recorders write; it bounds
/// what a damaged header can ask for.
const MAX_SIGNALS: usize = 256;
/// Longest line, in bytes; `header(5)` asks for 255, real comments are longer.
const MAX_LINE: usize = 8_192;
/// Largest header, in bytes.
pub(super) const MAX_HEADER: u64 = 262_144;
/// Most samples of one signal in a frame (frames of 10 s at 1 kHz).
const MAX_SAMPLES_PER_FRAME: u64 = 10_000;
/// Largest skew in frames. It corrects the distance between the heads of a tape recorder, a few
/// samples; the bound keeps a damaged header from asking for a read of any size.
const MAX_SKEW: u64 = 4_096;
/// Highest sampling frequency in hertz, beyond that of any physiological recorder.
const MAX_RATE_HZ: f64 = 200_000.0;
/// Sampling frequency of a header that gives none, `DEFFREQ` in `header(5)`.
const DEFAULT_RATE_HZ: f64 = 250.0;
/// Gain of a signal that gives none or zero, `DEFGAIN` in `header(5)`: ADC units per millivolt.
const DEFAULT_GAIN: f64 = 200.0;

/// What a `.hea` file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The record's name.
    pub record: String,
    /// Frames per second.
    pub frame_rate: Rate,
    /// Frames in the record; `None` when the header leaves it to the length of the files.
    pub frames: Option<u64>,
    /// Time of day of the first frame, as written (`17:27:45`).
    pub base_time: Option<String>,
    /// Date of the first frame, as written (`15/08/1994`).
    pub base_date: Option<String>,
    /// The signals, in order.
    pub signals: Vec<SignalLine>,
    /// The comments, without their `#`.
    pub comments: Vec<String>,
}

/// What a header says about one signal.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalLine {
    /// The file that holds its samples, without folders.
    pub file: String,
    /// How they are stored there.
    pub format: SignalFormat,
    /// Samples in each frame.
    pub samples_per_frame: usize,
    /// By how many frames its samples stand too late in the file.
    pub skew: u64,
    /// Bytes before the first sample of the file.
    pub byte_offset: u64,
    /// ADC units per physical unit; never zero.
    pub gain: f64,
    /// Whether the gain was given. If not, 200 ADC units per millivolt are assumed.
    pub calibrated: bool,
    /// ADC value that stands for zero physical units.
    pub baseline: f64,
    /// Physical unit; `None` means millivolts.
    pub unit: Option<String>,
    /// First sample, in ADC units.
    pub initial: Option<i64>,
    /// Sum of all samples modulo 65536, written as a signed or unsigned number.
    pub checksum: Option<i64>,
    /// What the signal is; may be empty.
    pub description: String,
}

impl Header {
    /// Reads the bytes of the header called `file`.
    ///
    /// # Errors
    /// When they are not a header, or one that cannot be played; the error names `file`.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, RecordError> {
        let not_a_header =
            |reason: &str| RecordError::NotAHeader { file: file.to_owned(), reason: reason.to_owned() };
        if bytes.is_empty() {
            return Err(not_a_header("it is empty"));
        }
        if bytes.len() as u64 > MAX_HEADER {
            return Err(not_a_header("it is far larger than any header"));
        }
        if bytes.contains(&0) || bytes.starts_with(b"\x89PNG") {
            return Err(not_a_header("it is not text"));
        }
        let text = String::from_utf8_lossy(bytes);
        let mut comments = Vec::new();
        let mut lines = Vec::new();
        // Some editors put a byte order mark in front.
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            if line.len() > MAX_LINE {
                return Err(not_a_header(&format!("line {number} is far longer than in any header")));
            }
            let line = line.trim();
            if let Some(comment) = line.strip_prefix('#') {
                comments.push(comment.trim().to_owned());
            } else if !line.is_empty() {
                lines.push(Line { file, number, text: line });
            }
        }
        let mut lines = lines.into_iter();
        let Some(first) = lines.next() else {
            return Err(not_a_header("it has no record line"));
        };
        let (mut header, signals) = Self::record_line(&first, &not_a_header)?;
        header.comments = comments;
        header.signals = lines.take(signals).map(|line| line.signal()).collect::<Result<_, _>>()?;
        if header.signals.len() < signals {
            let found = header.signals.len();
            return Err(RecordError::Header {
                file: file.to_owned(),
                reason: format!("it promises {signals} signals and describes {found}"),
            });
        }
        Ok(header)
    }

    /// The record line, and how many signal lines it promises.
    fn record_line(
        line: &Line<'_>,
        not_a_header: &dyn Fn(&str) -> RecordError,
    ) -> Result<(Self, usize), RecordError> {
        const EXPECTED: &str = "its first line does not begin with a record name and a number of signals";
        let mut fields = line.text.split_whitespace();
        let name = fields.next().unwrap_or_default();
        let (name, segments) = match name.split_once('/') {
            Some((name, segments)) => (name, Some(segments)),
            None => (name, None),
        };
        // header(5) allows letters, digits and underscores; real names also have hyphens and dots.
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
        let count = fields.next().and_then(|count| count.parse::<u64>().ok());
        let (true, Some(signals)) = (!name.is_empty() && name.chars().all(allowed), count) else {
            return Err(not_a_header(EXPECTED));
        };
        if let Some(segments) = segments {
            let segments = segments.parse().map_err(|_| not_a_header(EXPECTED))?;
            return Err(RecordError::Segmented { file: line.file.to_owned(), segments });
        }
        let signals = match usize::try_from(signals) {
            Ok(0) => return Err(line.damaged("the record has no signals")),
            Ok(count) if count <= MAX_SIGNALS => count,
            _ => {
                return Err(
                    line.damaged(&format!("{signals} signals are more than the {MAX_SIGNALS} allowed"))
                );
            }
        };
        let frame_rate = match fields.next() {
            Some(field) => line.frame_rate(field)?,
            None => Rate::constant(DEFAULT_RATE_HZ),
        };
        let frames = match fields.next() {
            Some(field) => Some(line.whole("number of samples", field)?).filter(|&frames| frames > 0),
            None => None,
        };
        let base_time = fields.next().map(str::to_owned);
        let base_date = fields.next().map(str::to_owned);
        let record = name.to_owned();
        let header = Self {
            record,
            frame_rate,
            frames,
            base_time,
            base_date,
            signals: Vec::new(),
            comments: Vec::new(),
        };
        Ok((header, signals))
    }
}

/// One line of a header that is not a comment.
struct Line<'a> {
    file: &'a str,
    number: usize,
    text: &'a str,
}

impl Line<'_> {
    fn damaged(&self, reason: &str) -> RecordError {
        RecordError::HeaderLine { file: self.file.to_owned(), line: self.number, reason: reason.to_owned() }
    }

    fn whole<N: std::str::FromStr>(&self, what: &str, field: &str) -> Result<N, RecordError> {
        field.parse().map_err(|_| self.damaged(&format!("the {what} is “{field}”, not a whole number")))
    }

    /// Frequency, optionally followed by `/counter frequency(base counter)`, which only numbers
    /// the frames of the original tape.
    fn frame_rate(&self, field: &str) -> Result<Rate, RecordError> {
        let hz = field.split(['/', '(']).next().unwrap_or_default();
        hz.parse().ok().filter(|&hz: &f64| hz <= MAX_RATE_HZ).and_then(Rate::new).ok_or_else(|| {
            self.damaged(&format!("the sampling frequency is “{hz}”, not a number of hertz above zero"))
        })
    }

    fn signal(&self) -> Result<SignalLine, RecordError> {
        let mut rest = self.text;
        let mut next = || {
            let (field, tail) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            rest = tail.trim_start();
            (!field.is_empty()).then_some(field)
        };
        let path = next().unwrap_or_default();
        let file = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let Some(stored) = next() else {
            return Err(self.damaged("the signal has no storage format"));
        };
        let storage = self.storage(&file, stored)?;
        let gain = next().map(|field| self.gain(field)).transpose()?.unwrap_or_default();
        let _adc_resolution = next();
        let adc_zero: i64 = next().map_or(Ok(0), |field| self.whole("ADC zero", field))?;
        let initial = next().map(|field| self.whole("initial value", field)).transpose()?;
        let checksum = next().map(|field| self.whole("checksum", field)).transpose()?;
        let _block_size = next();
        let calibrated = gain.value != 0.0;
        Ok(SignalLine {
            file,
            format: storage.format,
            samples_per_frame: storage.samples_per_frame,
            skew: storage.skew,
            byte_offset: storage.byte_offset,
            gain: if calibrated { gain.value } else { DEFAULT_GAIN },
            calibrated,
            baseline: gain.baseline.unwrap_or(adc_zero as f64),
            unit: gain.unit,
            initial,
            checksum,
            // Some writers end each description with a comma.
            description: rest.trim_end_matches([' ', '\t', ',']).to_owned(),
        })
    }

    /// `FORMAT[xSAMPLES][:SKEW][+OFFSET]`.
    fn storage(&self, file: &str, field: &str) -> Result<Storage, RecordError> {
        let (code, mut rest) = leading_digits(field);
        let code = self.whole("storage format", code)?;
        let (mut samples_per_frame, mut skew, mut byte_offset) = (1_u64, 0_u64, 0_u64);
        while let Some(mark) = rest.chars().next() {
            let (digits, tail) = leading_digits(&rest[mark.len_utf8()..]);
            match mark {
                'x' => samples_per_frame = self.whole("number of samples per frame", digits)?,
                ':' => skew = self.whole("skew", digits)?,
                '+' => byte_offset = self.whole("byte offset", digits)?,
                _ => return Err(self.damaged(&format!("“{field}” is not a storage format"))),
            }
            rest = tail;
        }
        // A signal without samples is written as `0x0` by some tools; the format is what matters.
        let Some(format) = SignalFormat::from_code(code) else {
            return Err(unsupported(if file == "~" { self.file } else { file }, code));
        };
        if !(1..=MAX_SAMPLES_PER_FRAME).contains(&samples_per_frame) {
            return Err(self.damaged(&format!(
                "{samples_per_frame} samples per frame are not between 1 and {MAX_SAMPLES_PER_FRAME}"
            )));
        }
        if skew > MAX_SKEW {
            return Err(self.damaged(&format!("a skew of {skew} frames is more than the {MAX_SKEW} allowed")));
        }
        Ok(Storage { format, samples_per_frame: samples_per_frame as usize, skew, byte_offset })
    }

    /// `GAIN[(BASELINE)][/UNIT]`.
    fn gain(&self, field: &str) -> Result<Gain, RecordError> {
        let (number, unit) = match field.split_once('/') {
            Some((number, unit)) => (number, Some(unit.to_owned()).filter(|unit| !unit.is_empty())),
            None => (field, None),
        };
        let (number, baseline) = match number.split_once('(') {
            Some((number, baseline)) => (number, Some(baseline.strip_suffix(')').unwrap_or("?"))),
            None => (number, None),
        };
        let finite = |what: &str, text: &str| {
            let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
            number.ok_or_else(|| self.damaged(&format!("the {what} in “{field}” is not a number")))
        };
        let baseline = baseline.map(|baseline| finite("baseline", baseline)).transpose()?;
        Ok(Gain { value: finite("gain", number)?, baseline, unit })
    }
}

struct Storage {
    format: SignalFormat,
    samples_per_frame: usize,
    skew: u64,
    byte_offset: u64,
}

#[derive(Default)]
struct Gain {
    value: f64,
    baseline: Option<f64>,
    unit: Option<String>,
}

fn leading_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()))
}

fn unsupported(file: &str, format: u32) -> RecordError {
    let known = SignalFormat::ALL.map(|format| format.code().to_string());
    let what = match format {
        0 => " (no samples)",
        8 => " (differences)",
        508 | 516 | 524 => " (FLAC)",
        _ => "",
    };
    let known = format!("formats {} and 311", known[..known.len() - 1].join(", "));
    RecordError::UnsupportedFormat { file: file.to_owned(), format, what, known }
}

#[cfg(test)]
#[path = "header_tests.rs"]
mod tests;
