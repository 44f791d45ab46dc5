#![allow(clippy::unwrap_used, clippy::float_cmp)]

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Result<Header, RecordError> {
    Header::parse("x.hea", text.as_bytes())
}

fn told(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn every_field_of_a_full_header_is_read() {
    let text = "# before\r\n\r\n12726 2 250/24000(7) 825000 17:27:45 15/08/1994 \r\n\
                a.dat 212x4:3+24 12.84(-1605)/mmHg 12 5 -943 -23651 0 ABP  mean, \r\n   \r\n\
                dir/b.dat 16\r\n# <age>: 28\r\n";
    let header = parse(text).unwrap();
    assert_eq!(header.record, "12726");
    assert_eq!(header.frame_rate.hz(), 250.0);
    assert_eq!(header.frames, Some(825_000));
    assert_eq!(header.base_time.as_deref(), Some("17:27:45"));
    assert_eq!(header.base_date.as_deref(), Some("15/08/1994"));
    assert_eq!(header.comments, ["before", "<age>: 28"]);
    let expected = SignalLine {
        file: "a.dat".to_owned(),
        format: SignalFormat::F212,
        samples_per_frame: 4,
        skew: 3,
        byte_offset: 24,
        gain: 12.84,
        calibrated: true,
        baseline: -1605.0,
        unit: Some("mmHg".to_owned()),
        initial: Some(-943),
        checksum: Some(-23651),
        description: "ABP  mean".to_owned(),
    };
    assert_eq!(header.signals[0], expected);
    let bare = &header.signals[1];
    assert_eq!((bare.file.as_str(), bare.gain, bare.calibrated, bare.baseline), ("b.dat", 200.0, false, 0.0));
    assert_eq!((bare.unit.clone(), bare.description.as_str()), (None, ""));
}

#[test]
fn a_missing_baseline_is_the_adc_zero_and_a_zero_gain_is_uncalibrated() {
    let header = parse("x 2 360\nx.dat 212 200 11 1024 995 -22131 0 MLII\nx.dat 212 0 11 1024\n").unwrap();
    assert_eq!((header.signals[0].baseline, header.signals[0].calibrated), (1024.0, true));
    assert_eq!((header.signals[1].gain, header.signals[1].calibrated), (200.0, false));
    assert_eq!(header.frames, None);
    assert_eq!(parse("\u{feff}x 1\nx.dat 16").unwrap().frame_rate.hz(), 250.0);
    assert_eq!(parse("x 1 100 0\nx.dat 16").unwrap().frames, None);
}

#[test]
fn what_cannot_be_played_is_refused_by_name_and_reason() {
    let known = "formats 16, 24, 32, 61, 80, 160, 212, 310 and 311 can";
    let first_line = "its first line does not begin with a record name and a number of signals";
    for (text, message) in [
        ("", "x.hea is not a WFDB header: it is empty".to_owned()),
        ("# only a comment\n", "x.hea is not a WFDB header: it has no record line".to_owned()),
        ("Dear diary, today", format!("x.hea is not a WFDB header: {first_line}")),
        ("x\0y", "x.hea is not a WFDB header: it is not text".to_owned()),
        ("x 0 250", "x.hea is damaged in line 1: the record has no signals".to_owned()),
        ("x 900 250", "x.hea is damaged in line 1: 900 signals are more than the 256 allowed".to_owned()),
        (
            "x 1 fast\n",
            "x.hea is damaged in line 1: the sampling frequency is “fast”, not a number of hertz above zero"
                .to_owned(),
        ),
        (
            "x 1 250 many\n",
            "x.hea is damaged in line 1: the number of samples is “many”, not a whole number".to_owned(),
        ),
        ("x 2 250\nx.dat 16\n", "x.hea is damaged: it promises 2 signals and describes 1".to_owned()),
        ("x 1 250\n\nx.dat\n", "x.hea is damaged in line 3: the signal has no storage format".to_owned()),
        ("x 1 250\nx.dat 16z\n", "x.hea is damaged in line 2: “16z” is not a storage format".to_owned()),
        (
            "x 1 250\nx.dat 16 big/mV\n",
            "x.hea is damaged in line 2: the gain in “big/mV” is not a number".to_owned(),
        ),
        (
            "x 1 250\nx.dat 516\n",
            format!("x.dat is stored in WFDB format 516 (FLAC), which cannot be played: {known}"),
        ),
        (
            "x 1 250\nx.dat 8\n",
            format!("x.dat is stored in WFDB format 8 (differences), which cannot be played: {known}"),
        ),
        (
            "x/3 2 250 9\na 3\n",
            "x.hea joins 3 segments into one record, which cannot be played: \
             choose the .hea and .dat files of one segment"
                .to_owned(),
        ),
    ] {
        assert_eq!(told(text), message);
    }
    for rate in ["0", "-250", "NaN", "inf", "1e300"] {
        assert!(told(&format!("x 1 {rate}\nx.dat 16")).contains("sampling frequency"), "{rate}");
    }
    assert!(told("x 1 250\nx.dat 16x0").contains("samples per frame"));
    assert!(told("x 1 250\nx.dat 16:9999999").contains("skew"));
    assert!(told(&format!("x 1 250\nx.dat 16 {}", " ".repeat(9_000))).contains("line 2 is far longer"));
}

const VALID: &str = "100 2 360/1(0) 650000 12:00:00 01/01/2000\n\
                     100.dat 212x2:1+4 200(1024)/mV 11 1024 995 -22131 0 MLII\n\
                     100.dat 212 200 11 1024 1011 20052 0 V5\n# 69 M 1085 1629 x1\n";

proptest! {
    #[test]
    fn any_bytes_are_a_header_or_an_error_that_names_the_file(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        if let Err(error) = Header::parse("any.hea", &bytes) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn any_header_like_text_keeps_its_promises(
        text in "[a-z0-9_]{1,4} [0-3] [-0-9./()]{1,6} [0-9]{0,21}\n([a-z.~]{1,5} [0-9x:+]{1,22} [-0-9e.()/mV]{0,12} [-0-9 ]{0,20}[a-zIV ]{0,9}\n){0,4}",
    ) {
        if let Ok(header) = Header::parse("any.hea", text.as_bytes()) {
            prop_assert!((1..=MAX_SIGNALS).contains(&header.signals.len()));
            for line in &header.signals {
                prop_assert!(line.gain != 0.0 && line.gain.is_finite() && line.baseline.is_finite());
                prop_assert!(line.samples_per_frame > 0);
            }
        }
    }

    #[test]
    fn a_damaged_header_never_panics(
        damage in prop::collection::vec((0..VALID.len(), any::<u8>()), 0..6),
        cut in 0..=VALID.len(),
    ) {
        let mut bytes = VALID.as_bytes().to_vec();
        for (at, byte) in damage {
            bytes[at] = byte;
        }
        bytes.truncate(cut);
        let _ = Header::parse("100.hea", &bytes);
    }
}
