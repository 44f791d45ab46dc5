//! Writes small WFDB records: the counterpart of the reader, for tests alone.

use std::fmt::Write as _;

/// One signal to be written.
pub struct Signal {
    pub description: &'static str,
    pub unit: &'static str,
    /// ADC units per unit.
    pub gain: f64,
    /// ADC value of zero.
    pub baseline: i32,
    /// Values in its unit, `NaN` for an invalid sample.
    pub values: Vec<f64>,
}

impl Signal {
    /// The samples in ADC units, in `bits` bits; the lowest value marks an invalid sample.
    fn digital(&self, bits: u32) -> Vec<i32> {
        let limit = (1 << (bits - 1)) - 1;
        let digital = |value: &f64| {
            if value.is_nan() {
                return -limit - 1;
            }
            ((value * self.gain).round() as i32 + self.baseline).clamp(-limit, limit)
        };
        self.values.iter().map(digital).collect()
    }
}

/// An annotation: its frame, its code and its text.
pub type Note = (u64, u16, &'static str);

/// The `.hea` and `.dat` of a record in format 212 or 16.
pub fn record(
    name: &str,
    rate_hz: u32,
    format: u32,
    signals: &[Signal],
    comment: &str,
) -> [(String, Vec<u8>); 2] {
    let bits = if format == 212 { 12 } else { 16 };
    let digital: Vec<_> = signals.iter().map(|signal| signal.digital(bits)).collect();
    let frames = digital[0].len();
    let mut header = format!("{name} {} {rate_hz} {frames}\r\n", signals.len());
    for (signal, samples) in signals.iter().zip(&digital) {
        let Signal { gain, baseline, unit, description, .. } = signal;
        let sum: i64 = samples.iter().map(|&sample| i64::from(sample)).sum();
        let checksum = sum.rem_euclid(65_536);
        let checksum = if checksum > 32_767 { checksum - 65_536 } else { checksum };
        write!(
            header,
            "{name}.dat {format} {gain}({baseline})/{unit} {bits} 0 {} {checksum} 0 {description}\r\n",
            samples[0]
        )
        .unwrap();
    }
    write!(header, "# {comment}\r\n").unwrap();
    let interleaved: Vec<i32> =
        (0..frames).flat_map(|frame| digital.iter().map(move |samples| samples[frame])).collect();
    let dat = if format == 212 { format_212(&interleaved) } else { format_16(&interleaved) };
    [(format!("{name}.hea"), header.into_bytes()), (format!("{name}.dat"), dat)]
}

fn format_16(samples: &[i32]) -> Vec<u8> {
    samples.iter().flat_map(|&sample| (sample as i16).to_le_bytes()).collect()
}

fn format_212(samples: &[i32]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for pair in samples.chunks(2) {
        let (first, second) = (pair[0] & 0xfff, pair.get(1).copied().unwrap_or(0) & 0xfff);
        bytes.push(first as u8);
        bytes.push((first >> 8 | second >> 8 << 4) as u8);
        bytes.push(second as u8);
    }
    bytes
}

/// An `.atr` file.
pub fn annotations(notes: &[Note]) -> Vec<u8> {
    // A code in the upper 6 bits, its field in the lower 10.
    let word = |code: u16, field: u16| (code << 10 | field).to_le_bytes();
    let mut bytes = Vec::new();
    let mut before = 0;
    for &(frame, code, text) in notes {
        let mut step = frame - before;
        before = frame;
        if step > 1_023 {
            // SKIP: the high half first.
            bytes.extend(word(59, 0));
            bytes.extend(((step >> 16) as u16).to_le_bytes());
            bytes.extend((step as u16).to_le_bytes());
            step = 0;
        }
        bytes.extend(word(code, step as u16));
        if !text.is_empty() {
            // AUX: filled up to an even number of bytes.
            bytes.extend(word(63, text.len() as u16));
            bytes.extend(text.as_bytes());
            bytes.extend(vec![0; text.len() % 2]);
        }
    }
    bytes.extend(word(0, 0));
    bytes
}
