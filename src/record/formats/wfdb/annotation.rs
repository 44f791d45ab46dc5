use std::sync::Arc;

use super::error::RecordError;

/// Largest annotation file, in bytes: two million annotations, more than two weeks of beats.
pub(super) const MAX_ANNOTATIONS: u64 = 4_194_304;

/// What each code is printed as, `ecgcodes.h` of the WFDB library; the codes without a meaning of
/// their own are printed as their number.
const MNEMONICS: [&str; 50] = [
    " ", "N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", "[15]", "|", "[17]", "s", "T",
    "*", "D", "\"", "=", "p", "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@", "x", "f", "(", ")",
    "r", "[42]", "[43]", "[44]", "[45]", "[46]", "[47]", "[48]", "[49]",
];

/// The codes that mark a heartbeat: `N L R B A a J S V r F e j n E / f Q ?`.
const BEATS: [u8; 19] = [1, 2, 3, 25, 8, 4, 7, 9, 5, 41, 6, 34, 11, 35, 10, 12, 38, 13, 30];

const NOTE: u8 = 22;
pub(super) const SKIP: u8 = 59;
const NUM: u8 = 60;
const SUB: u8 = 61;
const CHN: u8 = 62;
const AUX: u8 = 63;

/// The code that is printed as `mnemonic`.
pub(super) fn code_of(mnemonic: &str) -> Option<u8> {
    (1..).zip(&MNEMONICS[1..]).find(|(_, printed)| **printed == mnemonic).map(|(code, _)| code)
}

/// One note in a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The frame it belongs to.
    pub frame: u64,
    /// Its code, below 50.
    code: u8,
    /// Its subtype.
    pub subtype: i8,
    /// The signal that it was made on.
    pub channel: u8,
    /// The annotator's number field.
    pub num: i8,
    /// Its text, such as the name of the rhythm that begins here (`(AFIB`).
    pub aux: Option<Arc<str>>,
}

impl Annotation {
    /// Its code as WFDB prints it: `N`, `V`, `+`.
    pub fn mnemonic(&self) -> &'static str {
        MNEMONICS.get(usize::from(self.code)).copied().unwrap_or(" ")
    }

    /// Whether it marks a heartbeat.
    pub fn is_beat(&self) -> bool {
        BEATS.contains(&self.code)
    }
}

/// Reads the bytes of the annotation file called `file` in the MIT format, for a record of
/// `frame_rate_hz`.
///
/// # Errors
/// When the bytes are not annotations or are cut short; the error names `file`.
pub(super) fn parse(file: &str, bytes: &[u8], frame_rate_hz: f64) -> Result<Vec<Annotation>, RecordError> {
    let broken = |reason: &str| RecordError::Annotations { file: file.to_owned(), reason: reason.to_owned() };
    let mut reader = Reader { bytes, at: 0 };
    let cut_short = || broken("the file is cut short");
    let mut found: Vec<Annotation> = Vec::new();
    // `time` counts ticks of the file, which are frames unless it says otherwise.
    let (mut time, mut channel, mut num) = (0_i64, 0_u8, 0_i8);
    let mut tick_rate_hz = None;
    loop {
        let (code, field) = reader.word().ok_or_else(cut_short)?;
        match code {
            0 if field == 0 => break,
            SKIP => {
                let long = reader.long().ok_or_else(cut_short)?;
                time = time.saturating_add(i64::from(long));
            }
            // The fields of the annotation before; number and channel also hold for those after.
            NUM | SUB | CHN | AUX => {
                let Some(last) = found.last_mut() else {
                    return Err(broken("it does not begin with an annotation"));
                };
                match code {
                    NUM => {
                        num = (field as u8).cast_signed();
                        last.num = num;
                    }
                    SUB => last.subtype = (field as u8).cast_signed(),
                    CHN => {
                        channel = field as u8;
                        last.channel = channel;
                    }
                    _ => {
                        let text = reader.text(usize::from(field)).ok_or_else(cut_short)?;
                        let text = String::from_utf8_lossy(text);
                        last.aux = Some(text.trim_end_matches('\0').into());
                    }
                }
            }
            0..50 => {
                time = time.saturating_add(i64::from(field));
                let tick =
                    u64::try_from(time).map_err(|_| broken("a time lies before the record's start"))?;
                found.push(Annotation { frame: tick, code, subtype: 0, channel, num, aux: None });
            }
            _ => return Err(broken(&format!("there is no annotation code {code}"))),
        }
        if let Some(rate) = found.last().and_then(time_resolution) {
            tick_rate_hz = Some(rate);
        }
    }
    // Code 0 only carries time on.
    found.retain(|note| note.code != 0);
    drop_definitions(&mut found);
    if let Some(tick_rate_hz) = tick_rate_hz {
        for note in &mut found {
            note.frame = (note.frame as f64 * frame_rate_hz / tick_rate_hz).round() as u64;
        }
    }
    // Files are in order of time, but nothing in the format makes sure of it.
    found.sort_by_key(|note| note.frame);
    Ok(found)
}

/// The rate in a note `## time resolution: 1000` at the very start.
fn time_resolution(note: &Annotation) -> Option<f64> {
    let text = note.aux.as_deref().filter(|_| note.frame == 0 && note.code == NOTE)?;
    let rate = text.strip_prefix("## time resolution:")?.trim().parse().ok()?;
    (f64::is_finite(rate) && rate > 0.0).then_some(rate)
}

/// Takes out the notes at the very start that are about the file itself, not the patient.
fn drop_definitions(found: &mut Vec<Annotation>) {
    let mut defining = false;
    found.retain(|note| {
        let text = note.aux.as_deref().filter(|_| note.frame == 0 && note.code == NOTE);
        let Some(text) = text else {
            return true;
        };
        defining |= text == "## annotation type definitions";
        let about_the_file = defining || text.starts_with("## ");
        defining &= text != "## end of definitions";
        !about_the_file
    });
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    /// A code in the upper 6 bits and its field in the lower 10.
    fn word(&mut self) -> Option<(u8, u16)> {
        let word = u16::from_le_bytes(self.take(2)?.try_into().ok()?);
        Some(((word >> 10) as u8, word & 0x3ff))
    }

    /// Four bytes as a PDP-11 keeps them: the high word first, each word low byte first.
    fn long(&mut self) -> Option<i32> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        let [high_low, high_high, low, low_high] = bytes;
        Some(i32::from_le_bytes([low, low_high, high_low, high_high]))
    }

    /// A text of `length` bytes, filled up to an even number.
    fn text(&mut self, length: usize) -> Option<&'a [u8]> {
        self.take(length.next_multiple_of(2))?.get(..length)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(code: u8, field: u16) -> [u8; 2] {
        (u16::from(code) << 10 | field).to_le_bytes()
    }

    fn file(words: &[&[u8]]) -> Vec<u8> {
        words.concat()
    }

    fn notes(bytes: &[u8]) -> Vec<Annotation> {
        parse("100.atr", bytes, 360.0).unwrap()
    }

    #[test]
    fn times_add_up_and_fields_go_to_the_annotation_before() {
        let bytes = file(&[
            &word(28, 18),
            &word(AUX, 3),
            b"(N\0\0",
            &word(1, 59),
            &word(SUB, 2),
            &word(CHN, 1),
            &word(NUM, 5),
            &word(SKIP, 0),
            &[0x01, 0x00, 0x00, 0x00],
            &word(5, 3),
            &word(0, 0),
        ]);
        let found = notes(&bytes);
        let told: Vec<_> =
            found.iter().map(|n| (n.frame, n.mnemonic(), n.is_beat(), n.subtype, n.channel, n.num)).collect();
        assert_eq!(
            told,
            [(18, "+", false, 0, 0, 0), (77, "N", true, 2, 1, 5), (77 + 65_536 + 3, "V", true, 0, 1, 5)]
        );
        assert_eq!(found[0].aux.as_deref(), Some("(N"));
    }

    #[test]
    fn every_beat_label_is_a_beat_and_nothing_else_is() {
        let printed: String = MNEMONICS
            .iter()
            .zip(0_u8..)
            .filter(|(_, code)| BEATS.contains(code))
            .map(|(mnemonic, _)| *mnemonic)
            .collect();
        let mut expected: Vec<char> = "NLRBAaJSVrFejnE/fQ?".chars().collect();
        let mut printed: Vec<char> = printed.chars().collect();
        expected.sort_unstable();
        printed.sort_unstable();
        assert_eq!(printed, expected);
    }

    #[test]
    fn a_finer_time_resolution_is_brought_back_to_frames() {
        let text = b"## time resolution: 1000";
        let bytes =
            file(&[&word(NOTE, 0), &word(AUX, text.len() as u16), text, &word(1, 1_000), &word(0, 0)]);
        let found = notes(&bytes);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].frame, found[0].mnemonic()), (360, "N"));
    }

    #[test]
    fn a_file_that_is_not_annotations_or_cut_short_is_refused_by_name() {
        let cases: [(&[u8], &str); 5] = [
            (&[], "the file is cut short"),
            (&word(1, 5), "the file is cut short"),
            (&file(&[&word(1, 5), &word(AUX, 20), b"short"]), "the file is cut short"),
            (&word(55, 0), "there is no annotation code 55"),
            (&word(SUB, 0), "it does not begin with an annotation"),
        ];
        for (bytes, reason) in cases {
            let told = parse("100.atr", bytes, 360.0).unwrap_err().to_string();
            assert_eq!(
                told,
                format!(
                    "100.atr holds no usable annotations: {reason}. Without it, the record can be played"
                )
            );
        }
        let back = file(&[&word(SKIP, 0), &[0xff, 0xff, 0x00, 0x00], &word(1, 5)]);
        assert!(
            parse("100.atr", &back, 360.0).unwrap_err().to_string().contains("before the record's start")
        );
    }

    proptest! {
        #[test]
        fn any_bytes_give_annotations_in_order_or_an_error(
            bytes in prop::collection::vec(any::<u8>(), 0..600),
            rate in 1.0..2_000.0_f64,
        ) {
            if let Ok(found) = parse("any.atr", &bytes, rate) {
                prop_assert!(found.is_sorted_by_key(|note| note.frame));
                prop_assert!(found.len() <= bytes.len() / 2);
            }
        }
    }
}
