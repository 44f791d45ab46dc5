use std::fmt::Write as _;

use super::{Session, ecg::EcgRecord};
use crate::{
    model::{Interval, IntervalKind, Span, Time},
    processing::BeatClass,
    record::formats::wfdb::{WriteError, WrittenSignal, write_annotations, write_record},
};

/// What a session can be taken away as.
impl Session {
    /// The RR intervals as Kubios and others read them: one in a line, in milliseconds, as it was measured.
    ///
    /// Artefacts and ectopic intervals are in it, unmarked: such programs correct them in their own way. At a
    /// gap stands an empty line: the intervals on both sides do not follow each other. Programs that know
    /// nothing of it skip it as white space. What time was lost is told by [`Self::export_intervals`].
    pub fn export_rr(&self) -> String {
        let mut text = String::new();
        for interval in self.tachogram.intervals(self.start) {
            if !interval.joined && !text.is_empty() {
                text.push('\n');
            }
            let _ = writeln!(text, "{}", tenths(interval.millis));
        }
        text
    }

    /// The RR intervals as CSV, with when each ended, in seconds since the start, and what it is: `normal`,
    /// `ectopic` or `artefact`. A gap is a line of its own: when the next heartbeat was, how long nothing was
    /// known, and `gap`.
    pub fn export_intervals(&self) -> String {
        let mut text = "time_s,rr_ms,kind\n".to_owned();
        let mut before: Option<&Interval> = None;
        for interval in self.tachogram.intervals(self.start) {
            if let Some(before) = before.filter(|_| !interval.joined) {
                let missing = (interval.begins() - before.at).micros() as f64 / 1e3;
                let _ =
                    writeln!(text, "{},{},gap", self.seconds(interval.begins()), tenths(missing.max(0.0)));
            }
            let kind = match interval.kind {
                IntervalKind::Normal => "normal",
                IntervalKind::Ectopic => "ectopic",
                IntervalKind::Artefact => "artefact",
            };
            let _ = writeln!(text, "{},{},{kind}", self.seconds(interval.at), tenths(interval.millis));
            before = Some(interval);
        }
        text
    }

    /// The ECG as CSV: seconds since the start, millivolts, empty where a sample is missing. A gap is one line
    /// without a value, where it begins. `None` without an ECG.
    pub fn export_ecg(&self) -> Option<String> {
        if self.ecg.is_empty() {
            return None;
        }
        let mut text = "time_s,ecg_mv\n".to_owned();
        for (at, microvolts) in self.ecg.samples() {
            let _ = write!(text, "{},", self.seconds(at));
            if let Some(microvolts) = microvolts {
                let (sign, size) = (if microvolts < 0 { "-" } else { "" }, microvolts.unsigned_abs());
                let _ = write!(text, "{sign}{}.{:03}", size / 1_000, size % 1_000);
            }
            text.push('\n');
        }
        Some(text)
    }

    /// The ECG as a WFDB record called `name`, which this monitor can replay: `.hea` and `.dat` (format 16, in
    /// microvolts, gaps as invalid samples), and `.atr` with the beats that were found in it.
    ///
    /// # Errors
    /// When there is no ECG, or `name` cannot be one of a record.
    pub fn export_wfdb(&self, name: &str) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
        let (Some(rate), Some((begin, end))) = (self.ecg.rate(), self.ecg.reach()) else {
            return Err(WriteError::Nothing);
        };
        let signal = WrittenSignal {
            description: "ECG".to_owned(),
            unit: "mV",
            gain: EcgRecord::PER_MV,
            samples: self.ecg.even(),
        };
        let mut files = Vec::from(write_record(name, rate, &[signal], &["Recorded by Bedside."])?);
        let inside = self.beats.iter().filter(|(at, _)| (begin..end).contains(at));
        let notes: Vec<(u64, &str)> = inside
            .map(|(at, class)| (((*at - begin).secs() * rate.hz()).round() as u64, mnemonic(*class)))
            .collect();
        if !notes.is_empty() {
            files.push((format!("{name}.atr"), write_annotations(notes)?));
        }
        Ok(files)
    }

    /// Seconds since the start with four decimals: a tenth of a millisecond.
    fn seconds(&self, at: Time) -> String {
        let tenths_of_ms = (at - self.start).max(Span::ZERO).micros().saturating_add(50) / 100;
        format!("{}.{:04}", tenths_of_ms / 10_000, tenths_of_ms % 10_000)
    }
}

/// Milliseconds to a tenth; a strap counts in 1/1024 s.
fn tenths(millis: f64) -> f64 {
    (millis * 10.0).round() / 10.0
}

/// WFDB's code of a beat.
const fn mnemonic(class: BeatClass) -> &'static str {
    match class {
        BeatClass::Normal => "N",
        BeatClass::Supraventricular => "S",
        BeatClass::Ventricular => "V",
        BeatClass::Paced => "/",
        BeatClass::Unknown => "Q",
    }
}
