#![allow(clippy::unwrap_used, clippy::float_cmp)]

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use futures_executor::block_on;
use proptest::prelude::*;

use super::*;
use crate::model::Channel;
use crate::record::MemorySource;

fn open(files: &[(&str, &[u8])]) -> Result<Recording<MemorySource>, RecordError> {
    let files = files.iter().map(|(name, bytes)| MemorySource::new(*name, *bytes)).collect();
    block_on(Recording::open(files))
}

fn told(files: &[(&str, &[u8])]) -> String {
    open(files).unwrap_err().to_string()
}

fn words(values: &[i16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[test]
fn samples_come_in_physical_units_with_gaps_as_nan() {
    let header = b"r 2 100 3\r\nr.dat 16 100(10)/mV 16 0 0 0 0 II\r\nr.dat 16 1000(0)/uV 16 0 0 0 0 V\r\n";
    let dat = words(&[110, 1000, -32768, 2000, 10, 3000]);
    let record = open(&[("r.hea", header), ("r.dat", &dat)]).unwrap();
    let frames = block_on(record.read(0, 10)).unwrap();
    assert_eq!((frames.start, frames.count), (0, 3));
    assert_eq!(frames.signals[0][0], 1.0);
    assert!(frames.signals[0][1].is_nan());
    assert_eq!(frames.signals[0][2], 0.0);
    assert_eq!(frames.signals[1], [0.001, 0.002, 0.003]);
    assert_eq!(block_on(record.read(2, 1)).unwrap().signals[1], [0.003]);
    assert_eq!(block_on(record.read(3, 5)).unwrap().count, 0);
    assert_eq!(block_on(record.read(u64::MAX, usize::MAX)).unwrap().count, 0);
    assert_eq!(record.duration(), Span::from_millis(30));
}

#[test]
fn skew_frames_and_offset_put_each_sample_in_its_place() {
    let header = b"r 2 10 3\nr.dat 16x2+4 100/mV 16 0 0 0 0 II\nr.dat 16:1 100/mV 16 0 0 0 0 V\n";
    let dat = words(&[77, 77, 1, 2, 100, 3, 4, 200, 5, 6, 300]);
    let record = open(&[("r.hea", header), ("r.dat", &dat)]).unwrap();
    let whole = block_on(record.read_digital(0, 3)).unwrap();
    assert_eq!(whole, [vec![1, 2, 3, 4, 5, 6], vec![200, 300, -32768]]);
    let part = block_on(record.read_digital(1, 1)).unwrap();
    assert_eq!(part, [vec![3, 4], vec![300]]);
    assert_eq!(record.shown()[0].rate.hz(), 20.0);
}

#[test]
fn a_length_that_is_not_given_comes_from_the_shortest_file() {
    let header = b"r 2 100\na.dat 16 100/mV 16 0 0 0 0 II\nb.dat 212 100/mV 16 0 0 0 0 V\n";
    let record = open(&[("r.hea", header), ("a.dat", &words(&[0; 9])), ("b.dat", &[0; 8])]).unwrap();
    assert_eq!(record.frames(), 5);
    let none = told(&[("r.hea", header), ("a.dat", &words(&[0; 9])), ("b.dat", &[0])]);
    assert_eq!(none, "b.dat holds no samples: the file has 1 bytes");
}

#[test]
fn what_was_chosen_wrongly_is_told() {
    let header: &[u8] =
        b"100 2 360 650000\n100.dat 212 200 11 1024 995 0 0 MLII\n100.dat 212 200 11 1024 0 0 0 V5\n";
    let trends: &[u8] = b"t 2 1 480\nt.dat 16 1/bpm 0 0 0 0 0 HR, \nt.dat 16 1/pm 0 0 0 0 0 RESP, \n";
    let two_formats: &[u8] = b"m 2 360\nm.dat 16 1/mV\nm.dat 80 1/mV\n";
    let huge: &[u8] = b"h 1 360 18446744073709551615\nh.dat 32 1/mV\n";
    for (files, message) in [
        (vec![], "No file was chosen: choose the record's .hea file together with its .dat files"),
        (
            vec![("holiday.jpg", header)],
            "holiday.jpg is not a WFDB header (.hea): choose the record's .hea file together with its .dat files",
        ),
        (
            vec![("100.dat", header), ("100.atr", header)],
            "There is no WFDB header (.hea) among 100.dat, 100.atr: choose the record's .hea file together \
             with its .dat files",
        ),
        (
            vec![("100.hea", header), ("101.hea", header)],
            "100.hea, 101.hea are headers of different records: choose the files of one record",
        ),
        (
            vec![("100.hea", header)],
            "100.hea names 100.dat, which was not chosen: choose the .hea and its .dat files together",
        ),
        (
            vec![("100.hea", header), ("100.dat", &[0; 1_200])],
            "100.dat is too short: the header promises 650000 samples (1,950,000 bytes), the file has 1,200 \
             bytes",
        ),
        (
            vec![("100.hea", header), ("100.dat", &[0]), ("100.dat", &[0])],
            "two files called 100.dat were chosen: choose the files of one record",
        ),
        (
            vec![("t.hea", trends), ("t.dat", &[0; 3_840])],
            "t.hea has no waveform that can be shown, neither ECG, pleth, respiration nor arterial pressure: \
             its signals are HR, RESP",
        ),
        (
            vec![("m.hea", two_formats), ("m.dat", &[0; 64])],
            "m.hea is damaged: it says that m.dat is stored in format 16 and in format 80",
        ),
        (
            vec![("h.hea", huge), ("h.dat", &[0; 64])],
            "h.hea is damaged: 18446744073709551615 samples are more than any file can hold",
        ),
    ] {
        assert_eq!(told(&files), message);
    }
}

#[test]
fn names_in_capitals_are_found() {
    let header: &[u8] = b"r 1 100 2\nr.dat 16 100/mV 16 0 0 0 0 II\n";
    let record = open(&[("R.HEA", header), ("R.DAT", &words(&[1, 2])), ("R.ATR", &[1, 4, 0, 0])]).unwrap();
    assert_eq!(record.annotations().len(), 1);
    assert_eq!(record.shown()[0].channel, Channel::Ecg);
    let broken = told(&[("r.hea", header), ("r.dat", &words(&[1, 2])), ("r.atr", b"text")]);
    assert!(broken.starts_with("r.atr holds no usable annotations"), "{broken}");
}

/// A file of any length that is never there as a whole, and remembers what was asked of it.
struct Endless {
    name: &'static str,
    len: u64,
    head: &'static [u8],
    largest: Rc<Cell<u64>>,
    total: Rc<Cell<u64>>,
}

impl ByteSource for Endless {
    fn name(&self) -> &str {
        self.name
    }

    fn len(&self) -> u64 {
        self.len
    }

    async fn read(&self, range: Range<u64>) -> Result<Vec<u8>, ReadError> {
        let size = range.end - range.start;
        self.largest.set(self.largest.get().max(size));
        self.total.set(self.total.get() + size);
        Ok(range.map(|at| self.head.get(at as usize).copied().unwrap_or(at as u8)).collect())
    }
}

#[test]
fn a_record_of_hundreds_of_megabytes_is_read_in_pieces() {
    // Three days of two leads at 360 Hz are 280 MB in format 212.
    let header =
        b"long 2 360 93312000\nlong.dat 212 200 11 1024 0 0 0 MLII\nlong.dat 212 200 11 1024 0 0 0 V5\n";
    let (largest, total) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let file = |name, len, head| Endless { name, len, head, largest: largest.clone(), total: total.clone() };
    let files = vec![file("long.hea", header.len() as u64, header), file("long.dat", 279_936_000, &[])];
    let record = block_on(Recording::open(files)).unwrap();
    assert_eq!(total.get(), header.len() as u64, "opening reads the header alone");
    total.set(0);
    let frames = block_on(record.read(93_000_001, 3_600)).unwrap();
    assert_eq!(frames.signals[1].len(), 3_600);
    assert_eq!(total.get(), 3_600 * 3);
    assert_eq!(largest.get(), 3_600 * 3);
    assert_eq!(record.frame_bytes(), 3);
}

proptest! {
    /// Any piece of a record holds what the whole holds there, in every format, with any skew,
    /// offset and number of samples per frame.
    #[test]
    fn a_piece_is_a_part_of_the_whole(
        bytes in prop::collection::vec(any::<u8>(), 40..400),
        which in 0..SignalFormat::ALL.len(),
        (spf_a, spf_b, skew, offset) in (1..4_usize, 1..4_usize, 0..3_u64, 0..5_u64),
        (start, count) in (0..40_u64, 0..40_usize),
    ) {
        let code = SignalFormat::ALL[which].code();
        let header = format!("r 2 100\nr.dat {code}x{spf_a}+{offset} 100/mV\nr.dat {code}x{spf_b}:{skew} 100/mV\n");
        let record = open(&[("r.hea", header.as_bytes()), ("r.dat", &bytes)]).unwrap();
        let whole = block_on(record.read_digital(0, usize::MAX)).unwrap();
        let piece = block_on(record.read_digital(start, count)).unwrap();
        for (spf, (whole, piece)) in [spf_a, spf_b].into_iter().zip(whole.iter().zip(&piece)) {
            prop_assert_eq!(whole.len() as u64, record.frames() * spf as u64);
            let from = (start as usize * spf).min(whole.len());
            let to = ((start as usize + count) * spf).min(whole.len());
            prop_assert_eq!(&whole[from..to], piece.as_slice());
        }
        let physical = block_on(record.read(0, usize::MAX)).unwrap();
        prop_assert!(physical.signals.iter().flatten().all(|value| !value.is_infinite()));
    }

    #[test]
    fn any_three_files_open_or_are_refused(
        header in "r [1-2] [0-9]{1,3} [0-9]{0,3}\n(r.dat [0-9]{2,3}[x:+]{0,1}[0-9]{0,2} [0-9]{1,3}/mV\n){1,2}",
        dat in prop::collection::vec(any::<u8>(), 0..300),
        atr in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        if let Ok(record) = open(&[("r.hea", header.as_bytes()), ("r.dat", &dat), ("r.atr", &atr)]) {
            let frames = block_on(record.read(0, 1_000)).unwrap();
            prop_assert!(record.frames() > 0 && frames.signals.len() == record.header().signals.len());
        }
    }
}
